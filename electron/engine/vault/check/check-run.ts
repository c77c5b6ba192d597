import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { CheckProblem, LongCall } from '../../engine.ts';
import { isUnopenable } from '../crypto/age-file.ts';
import { storedBefore } from '../deputy-view.ts';
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
  const all = stock.named.size + stock.directories.size + stock.snapshots.size;
  const total = readData ? stock.bytes : all;
  let done = 0;
  return (bytes) => {
    done = Math.min(total, done + (readData ? bytes : 1));
    onProgress?.({ phase: 'check', done, total, unit: readData ? 'bytes' : 'objects' });
  };
}

/** An object, or undefined when it is not there (any more). */
export async function getStored({ vault, signal }: CheckRun, key: string): Promise<Uint8Array | undefined> {
  try {
    return await vault.store.get(key, { signal });
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The object is not there; the place itself is. */
function isGone(error: unknown): boolean {
  return isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone';
}

export const nowhere = 'Parts of this backup are missing: no list says where they lie, and no segment here holds them.';
const doesNotOpen = 'It does not open with this vault’s key: it is damaged, or not this vault’s.';

/** What is wrong with an object that was read, in a sentence. @throws the error when it is about something else. */
export function damageOf(error: unknown): string {
  if (isGone(error)) return 'It is missing.';
  if (isHoldfastError(error, 'permission-denied') && isUnopenable(error)) return doesNotOpen;
  if (isUnopenable(error)) return error.message;
  throw error;
}

/**
 * The problems as whoever has this key may be told them. With a deputy's, what does not open was stored before they were let in, as far as it can tell: where no backup needs it,
 * that is the way of things; where one does, it is said as what it is.
 */
export function asTold({ vault }: Pick<CheckRun, 'vault'>, problems: readonly CheckProblem[]): readonly CheckProblem[] {
  if (vault.keys.isDeputy !== true) return problems;
  const isOther = ({ problem }: CheckProblem): boolean => problem === nowhere || problem.startsWith(doesNotOpen) || problem.startsWith(storedBefore);
  return problems.filter((each) => !isOther(each) || each.snapshots.length > 0).map((each) => (isOther(each) ? { ...each, problem: `${storedBefore} Whether it is whole, only the recovery key can tell.` } : each));
}

/** Objects fetched side by side where a thread is not what holds things up. */
export const sideBySide = 4;
