import type { LongCall } from '../../engine.ts';
import type { SegmentPool } from '../segments/pool.ts';
import type { VaultAccess } from '../vault.ts';
import type { Problems } from './problems.ts';
import type { Stock } from './stock.ts';

/** A vault as whoever checks it knows it. */
export interface CheckedVault extends VaultAccess {
  /** From vault.json, or better from elsewhere, so that a vault.json that was replaced is noticed. */
  readonly header: { readonly vaultId: string };
}

/** What every step of one check works with. */
export interface CheckRun {
  readonly vault: CheckedVault;
  readonly stock: Stock;
  readonly problems: Problems;
  readonly pool: SegmentPool;
  readonly signal: AbortSignal;
  readonly readData: boolean;
  /** An object of so many bytes was looked at. */
  readonly looked: (bytes: number) => void;
}

/** Tells how far a check is: in bytes where every byte is read, in objects where only lists are. */
export function checkProgress({ onProgress }: LongCall, stock: Stock, readData: boolean): (bytes: number) => void {
  const all = stock.plain.size + stock.directories.size + stock.snapshots.size;
  const total = readData ? stock.bytes : all;
  let done = 0;
  return (bytes) => {
    done = Math.min(total, done + (readData ? bytes : 1));
    onProgress?.({ phase: 'check', done, total, unit: readData ? 'bytes' : 'objects' });
  };
}

/** Objects fetched side by side where a thread is not what holds things up. */
export const sideBySide = 4;
