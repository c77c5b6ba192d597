import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import type { Clock } from '../../ports/clock.ts';
import { isNewer, readGolden, type StoredGolden } from '../../vault/golden.ts';
import type { Vault } from '../../vault/vault.ts';
import type { DrillCheck } from '../drill-desk.ts';
import { QueryThread } from './queries/query-thread.ts';
import { tablesNamed } from './queries/tables-named.ts';
import { evaluateGolden, type LoadedTables } from './evaluate.ts';
import { type GoldenCheck, goldenListOf } from './golden-list.ts';

const toThePlace = 'The next backup brings the list there; then drill it again.';

/** What one query takes, and what all take together. */
const longestQueryMs = 10_000;
const shortestQueryMs = 500;
const allQueriesMs = 30_000;

interface Asking {
  /** The list as this computer has it, where it has one. */
  readonly here?: StoredGolden | undefined;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly signal: AbortSignal;
}

/**
 * Holds a loaded backup against the golden checks that lie in its place. What a founder calls a check may name a customer, and a report lies open: it has a name of tables and
 * figures instead, and its id leads to the founder's own.
 * @throws what the place cannot be read for, cancelled.
 */
export async function goldenChecks(vault: Vault, loaded: LoadedTables, { here, clock, signal }: Asking): Promise<readonly DrillCheck[]> {
  const unread = (detail: string): readonly DrillCheck[] => [{ id: 'golden', kind: 'golden', state: 'not-checked', name: 'Your golden checks', detail }];
  try {
    const stored = await readGolden(vault, signal);
    const isLacking = here !== undefined && here.content.checks.length > 0 && (stored === undefined || isNewer(here.content, stored.content));
    const lacking = isLacking ? unread(stored === undefined ? `They are not in this place. ${toThePlace}` : `What lies in this place is an earlier list than the one you saved. ${toThePlace}`) : [];
    if (stored === undefined) return lacking;
    const { checks, newer } = goldenListOf(stored.content);
    const made = [...lacking, ...(await judgeAll(loaded, checks, { clock, signal }))];
    return newer.length === 0 ? made : [...made, ...unread(`${newer.length} of them are of a kind that only a newer version of Holdfast knows.`)];
  } catch (error) {
    if (isHoldfastError(error, 'corrupt')) return unread(`${error.message} Save the list again: that writes it anew into every place.`);
    if (isHoldfastError(error, 'permission-denied') && error.details['reason'] === 'other-key') return unread(error.message);
    throw error;
  }
}

async function judgeAll(loaded: LoadedTables, checks: readonly GoldenCheck[], { clock, signal }: Asking): Promise<readonly DrillCheck[]> {
  const queries = checks.flatMap(({ rule }) => (rule.kind === 'sql' ? [rule.sql] : []));
  const made: DrillCheck[] = [];
  let left = allQueriesMs;
  let thread: QueryThread | undefined;
  try {
    for (const check of checks) {
      const isQuery = check.rule.kind === 'sql';
      // One that was ended takes its copy with it: those after it get another.
      if (isQuery && thread?.isLost !== false) thread = await copyOf(loaded, queries, signal);
      const queryMs = Math.min(longestQueryMs, Math.max(shortestQueryMs, left));
      const began = clock.monotonic();
      made.push(isQuery && thread !== undefined ? await thread.judge(check, { partial: loaded.partial, queryMs, signal }) : evaluateGolden(loaded, check, { clock, queryMs }));
      left -= clock.monotonic() - began;
      await new Promise((resolve) => setImmediate(resolve));
      throwIfCancelled(signal);
    }
    return made;
  } finally {
    thread?.close();
  }
}

/** What the queries name of a loaded backup, in a thread of its own. @throws quota-exceeded, cancelled. */
async function copyOf({ scratch }: LoadedTables, queries: readonly string[], signal: AbortSignal): Promise<QueryThread> {
  const wanted = tablesNamed(queries, scratch.made.map(({ name }) => name));
  const thread = new QueryThread(scratch.made);
  try {
    for (const [at, { name }] of scratch.made.entries()) {
      if (!wanted.has(name)) continue;
      for (const lines of scratch.lines(name)) await thread.load(at, lines, signal);
    }
    return thread;
  } catch (error) {
    thread.close();
    throw error;
  }
}
