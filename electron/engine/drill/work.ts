import type { LongCall } from '../long-call.ts';
import type { Stock } from '../vault/check/stock.ts';
import type { SegmentPool } from '../vault/segments/pool.ts';
import type { Vault } from '../vault/vault.ts';
import type { Stopwatch } from './stopwatch.ts';

/** What every step of one drill works with. */
export interface DrillWork {
  /** Opened as a stranger opens it: with its place and its key. */
  readonly vault: Vault;
  readonly stock: Stock;
  readonly pool: SegmentPool;
  readonly watch: Stopwatch;
  readonly call: LongCall;
}

/** Something of the backup that could not be had. */
export interface Damage {
  /** The object in the place. */
  readonly object: string;
  /** The table it belongs to; null: the app's tables, settings or files as a whole. */
  readonly table: string | null;
  readonly problem: string;
  /** Records that do not come back because of it. */
  readonly records: number;
}
