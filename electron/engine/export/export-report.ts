import type { VaultOptions } from '../long-call.ts';

/** `everything`: all formats at once, with files, keys and references; `postgres`: what makes a Postgres database of it. */
export type ExportFormat = 'jsonl' | 'csv' | 'sqlite' | 'everything' | 'postgres';

export interface ExportOptions extends VaultOptions {
  readonly snapshot: string;
  readonly format: ExportFormat;
  readonly out: string;
  readonly entity?: string;
  /** Only these records of `entity`; one that the backup does not have is named in `warnings`. */
  readonly ids?: readonly string[];
  /** In the place of these two: several tables, of each all records or only these. */
  readonly tables?: readonly { readonly entity: string; readonly ids?: readonly string[] | undefined }[];
  /** Say what would be written, and write nothing. */
  readonly dryRun?: boolean;
}

export interface ExportReport {
  readonly snapshot: string;
  readonly files: readonly { readonly path: string; readonly entity: string; readonly records: number }[];
  readonly warnings: readonly string[];
  /** Of `everything` and `postgres`. */
  readonly everything?: EverythingReport;
}

/** What is in the folder, and what is not. */
export interface EverythingReport {
  readonly tables: readonly { readonly name: string; readonly records: number; readonly missing: number }[];
  readonly uploads: { readonly files: number; readonly bytes: number };
  /** Of all files together. */
  readonly bytes: number;
  readonly references: { readonly kept: number; readonly loose: readonly string[] };
  /** Records of which Postgres does not hold everything; they are beside their table as they were. */
  readonly changed: number;
  /** For `psql -f`, in full. */
  readonly load: string;
  /** Sentences about what should be there and is not; nothing when all is there. */
  readonly lacking: readonly string[];
}
