import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import type { Clock } from '../../ports/clock.ts';
import { readGolden } from '../../vault/golden.ts';
import type { Vault } from '../../vault/vault.ts';
import type { DrillCheck } from '../drill-desk.ts';
import { evaluateGolden, type LoadedTables } from './evaluate.ts';
import { goldenListOf } from './golden-list.ts';

/** Everything else waits while a query is asked: what one takes, and what all take together. */
const longestQueryMs = 10_000;
const shortestQueryMs = 500;
const allQueriesMs = 30_000;

/**
 * Holds a loaded backup against the golden checks that lie in its place. What a founder calls a check may name a customer, and a report lies open: it has a name of tables and
 * figures instead, and its id leads to the founder's own.
 * @throws what the place cannot be read for, cancelled.
 */
export async function goldenChecks(vault: Vault, loaded: LoadedTables, { clock, signal }: { readonly clock: Pick<Clock, 'monotonic'>; readonly signal: AbortSignal }): Promise<readonly DrillCheck[]> {
  const unread = (detail: string): readonly DrillCheck[] => [{ id: 'golden', kind: 'golden', state: 'not-checked', name: 'Your golden checks', detail }];
  try {
    const stored = await readGolden(vault, signal);
    if (stored === undefined) return [];
    const { checks, newer } = goldenListOf(stored.content);
    const until = clock.monotonic() + allQueriesMs;
    const made: DrillCheck[] = [];
    for (const check of checks) {
      made.push(evaluateGolden(loaded, check, { clock, queryMs: Math.min(longestQueryMs, Math.max(shortestQueryMs, until - clock.monotonic())) }));
      await new Promise((resolve) => setImmediate(resolve));
      throwIfCancelled(signal);
    }
    return newer.length === 0 ? made : [...made, ...unread(`${newer.length} of them are of a kind that only a newer version of Holdfast knows.`)];
  } catch (error) {
    if (isHoldfastError(error, 'corrupt')) return unread(`${error.message} Save the list again: that writes it anew into every place.`);
    if (isHoldfastError(error, 'permission-denied') && error.details['reason'] === 'other-key') return unread(error.message);
    throw error;
  }
}
