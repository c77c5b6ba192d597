/** What every call of the engine takes that may last: a signal to stop it, and somebody to tell how far it is. */
export interface LongCall {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** What a running call is doing. Figures only ever grow within a phase; totals are absent until known. */
export interface Progress {
  readonly phase: 'connect' | 'read' | 'settle' | 'files' | 'store' | 'read-back' | 'check' | 'compare' | 'restore' | 'export' | 'thin-out' | 'fetch' | 'load';
  /** Entity, file or place at work, where there is one. */
  readonly subject?: string;
  readonly done: number;
  readonly total?: number;
  readonly unit: 'records' | 'files' | 'objects' | 'bytes' | 'backups';
  /** Which of several things that are done one after the other it is of; from 1. Phases begin anew with each. */
  readonly part?: { readonly at: number; readonly of: number };
}

export interface VaultOptions extends LongCall {
  /** Which place to read; absent = the first that answers. */
  readonly destination?: string;
}
