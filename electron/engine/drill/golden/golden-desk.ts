import type { DrillCheck } from '../drill-desk.ts';
import type { GoldenCheck } from './golden-list.ts';

/** A table as who writes a golden check needs to know it. */
export interface GoldenTable {
  readonly name: string;
  readonly fields: readonly string[];
  readonly records: number;
}

export interface ShownGolden {
  readonly checks: readonly GoldenCheck[];
  /** 0 where there never was a list. */
  readonly revision: number;
  /** Checks on the list that only a newer version knows. */
  readonly newer: number;
  readonly tables: readonly GoldenTable[];
  /** What `tables` is of: the newest backup. */
  readonly backup: { readonly id: string; readonly startedAt: string } | null;
}

interface Call {
  readonly signal: AbortSignal;
}

/** What a founder knows to be true of their data. */
export interface GoldenDesk {
  /** @throws not-found; what the keychain throws. */
  list(app: string, call: Call): Promise<ShownGolden>;
  /** Reads the whole newest backup. @throws not-found (no app, no backup), corrupt; what the place throws. */
  suggest(app: string, call: Call): Promise<readonly GoldenCheck[]>;
  /** @throws conflict where the newest list has another revision, invalid-input for a query that is no single SELECT. */
  save(app: string, checks: readonly GoldenCheck[], revision: number, call: Call): Promise<{ readonly revision: number; readonly later: readonly string[] }>;
  /** Holds the newest backup against one check. @throws not-found, invalid-input as `save`; what the place throws. */
  try(app: string, check: GoldenCheck, options: Call & { readonly destination?: string | undefined }): Promise<DrillCheck>;
  /** Brings the newest list to this computer and to every place that answers. Never rejects: a backup that is made must not fail for it. */
  afterBackup(app: string, call: Call): Promise<void>;
}
