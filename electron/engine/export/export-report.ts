import type { VaultOptions } from '../long-call.ts';

export type ExportFormat = 'jsonl' | 'csv' | 'sqlite';

export interface ExportOptions extends VaultOptions {
  readonly snapshot: string;
  readonly format: ExportFormat;
  readonly out: string;
  readonly entity?: string;
  /** Only these records of `entity`; one that the backup does not have is named in `warnings`. */
  readonly ids?: readonly string[];
  /** Say what would be written, and write nothing. */
  readonly dryRun?: boolean;
}

export interface ExportReport {
  readonly snapshot: string;
  readonly files: readonly { readonly path: string; readonly entity: string; readonly records: number }[];
  readonly warnings: readonly string[];
}
