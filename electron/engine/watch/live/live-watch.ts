import { isHoldfastError, toHoldfastError } from '../../../../shared/model/errors.ts';
import type { EntityDescription } from '../../../../shared/model/app.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Source } from '../../ports/source.ts';
import type { Nap } from '../../system/nap.ts';
import type { AlarmCause } from '../alarms/alarm.ts';
import { defaultThresholds, exceeds, type TableThresholds } from '../alarms/thresholds.ts';
import { RecentDeletions } from './deletions.ts';

/** What an app had when it was last backed up whole. */
export interface LiveBaseline {
  readonly snapshot: string;
  readonly tables: ReadonlyMap<string, number>;
  readonly thresholds: ReadonlyMap<string, TableThresholds>;
}

/** The app to ask, and its tables as they were found: how each is to be counted. */
export interface LiveApp {
  readonly source: Source;
  readonly tables: ReadonlyMap<string, EntityDescription>;
}

export interface LiveWatchDeps {
  /** As it was found for this baseline. */
  readonly app: (baseline: LiveBaseline, signal: AbortSignal) => Promise<LiveApp>;
  /** Undefined while there is no whole backup to compare with. */
  readonly baseline: () => Promise<LiveBaseline | undefined>;
  /** Nothing is asked while this is true: paused, or a backup is reading the app already. */
  readonly rests: () => Promise<boolean>;
  /** The platform tells of deletions from now on, or does not any more. */
  readonly onHears?: (hears: boolean) => void;
  /** The platform takes the access token no more: the app is to be opened anew, perhaps with another one. */
  readonly onRefused?: () => void;
  readonly onLoss: (healthy: string, causes: readonly AlarmCause[]) => Promise<void>;
  readonly clock: Clock;
  readonly nap: Nap;
  readonly random: () => number;
  readonly log: (message: string, facts: Readonly<Record<string, string | number | boolean>>) => void;
}

const roundMs = 60_000;
/** Counting is cheap, and the platform counts every question: the largest tables first, the others in turn. */
const countsARound = 12;
const shortestWaitMs = 5_000;
const longestWaitMs = 10 * 60_000;
/** Tables that records keep going from are not counted without a break: what the platform tells makes it look this often at most. */
const leastBetweenMs = 15_000;
/** From so many deletions told of within a minute on, the table is counted at once. */
const tellingDeletions = 5;
/** A file that is still being written is no loss: it has to lie still for so long. */
const stillMs = 5_000;

/**
 * Looks between backups whether an app loses records: it counts its tables now and then, and where the platform tells of deletions by itself it listens,
 * so that the count of a table is asked for at once. What it sees is never a backup and never makes one: it raises an alarm early, which keeps the last
 * healthy backup. Until the signal fires; never rejects.
 */
export async function watchLive(deps: LiveWatchDeps, signal: AbortSignal): Promise<void> {
  const { clock, nap, log } = deps;
  const wake = new Wake(nap, clock);
  const suspects = new Set<string>();
  const recent = new RecentDeletions();
  let turn = 0;
  const marks = new Marks();
  let listening: { stop(): void } | undefined;
  const hear = (table: string): void => {
    if (recent.add(table, clock.monotonic()) < tellingDeletions) return;
    suspects.add(table);
    wake.now();
  };
  await wake.sleep(roundMs, signal);
  let waitMs = roundMs;
  while (!signal.aborted) {
    const told = [...suspects];
    // Whoever does not answer is not asked more often because much is going on.
    let leastMs = told.length > 0 ? leastBetweenMs : 0;
    try {
      const baseline = (await deps.rests()) ? undefined : await deps.baseline();
      if (baseline === undefined) {
        listening?.stop();
        listening = undefined;
      } else {
        const app = await deps.app(baseline, signal);
        listening ??= listenOn(deps, app.source, [...baseline.tables.keys()], hear, signal);
        const round = told.length > 0 ? told : nextTables(app, baseline, turn);
        turn += told.length > 0 ? 0 : 1;
        for (const table of told) {
          recent.forget(table);
          suspects.delete(table);
        }
        await lookAt(deps, app, baseline, await marks.changed(deps, app, baseline, round, signal), signal);
      }
      waitMs = roundMs;
    } catch (error) {
      if (signal.aborted) break;
      // An app that does not answer is told of by its backups; this only waits longer.
      waitMs = Math.min(longestWaitMs, waitMs * 2);
      leastMs = waitMs / 2;
      // They were not counted.
      for (const table of told) suspects.add(table);
      const { code } = toHoldfastError(error);
      if (code === 'auth-expired' || code === 'auth-revoked') {
        listening?.stop();
        listening = undefined;
        deps.onRefused?.();
      }
      log('Looking between backups failed.', { code, waitMs });
    }
    await wake.sleep(waitMs, signal, leastMs);
  }
  listening?.stop();
}

/** The largest half of a round's tables each time, and others in turn; all where a look costs nothing. */
function nextTables({ source }: LiveApp, { tables }: LiveBaseline, turn: number): readonly string[] {
  const largestFirst = [...tables].filter(([, records]) => records > 0).toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
  if (source.glance !== undefined) return largestFirst;
  const always = largestFirst.slice(0, countsARound / 2);
  const others = largestFirst.slice(countsARound / 2);
  const many = countsARound - always.length;
  const from = others.length === 0 ? 0 : (turn * many) % others.length;
  return [...always, ...[...others, ...others].slice(from, from + Math.min(many, others.length))];
}

async function lookAt({ onLoss, log }: LiveWatchDeps, app: LiveApp, { snapshot, tables, thresholds }: LiveBaseline, names: readonly string[], signal: AbortSignal): Promise<void> {
  const causes: AlarmCause[] = [];
  for (const table of names) {
    const of = tables.get(table);
    if (of === undefined) continue;
    const lost = async (): Promise<number> => of - ((await countOf(app, table, signal)) ?? of);
    const { lost: threshold } = thresholds.get(table) ?? defaultThresholds;
    if (!exceeds({ records: await lost(), of }, threshold)) continue;
    // Asked twice: a count that is wrong once must not frighten anybody.
    const records = await lost();
    if (exceeds({ records, of }, threshold)) causes.push({ kind: 'records-lost', table, records, of });
  }
  if (causes.length === 0) return;
  log('Records went between backups.', { tables: causes.length });
  await onLoss(snapshot, causes);
}

/** What each table looked like when it was counted: only what looks different is counted again. */
class Marks {
  readonly #known = new Map<string, string>();
  #baseline: string | undefined;

  /** Of these, the tables that are to be counted. Where a look tells nothing, all. */
  async changed({ nap }: LiveWatchDeps, { source, tables }: LiveApp, { snapshot }: LiveBaseline, names: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    const { glance } = source;
    if (glance === undefined) return names;
    if (this.#baseline !== snapshot) this.#known.clear();
    this.#baseline = snapshot;
    const look = async (name: string): Promise<string | undefined> => {
      const entity = tables.get(name);
      return entity === undefined ? undefined : glance.mark(entity, { signal });
    };
    const moved = new Map<string, string>();
    for (const name of names) {
      const mark = await look(name);
      if (mark !== undefined && mark !== this.#known.get(name)) moved.set(name, mark);
    }
    if (moved.size === 0) return [];
    await nap(stillMs, signal);
    const still: string[] = [];
    for (const [name, mark] of moved) {
      if ((await look(name)) !== mark) continue;
      this.#known.set(name, mark);
      still.push(name);
    }
    return still;
  }
}

/** Undefined where the platform does not say. @throws what concerns the whole app. */
async function countOf({ source, tables }: LiveApp, name: string, signal: AbortSignal): Promise<number | undefined> {
  const entity = tables.get(name);
  // A table that is gone, or cannot be read now, is for the next backup to tell.
  if (entity === undefined || entity.unreadable !== undefined) return undefined;
  try {
    return await (source.glance ?? source).count(entity, { signal });
  } catch (error) {
    if (isHoldfastError(error, 'not-found') || isHoldfastError(error, 'permission-denied')) return undefined;
    throw error;
  }
}

/** Keeps a line open where the platform tells of deletions, taken up again after longer and longer waits. */
function listenOn({ clock, random, log, onHears = () => undefined }: LiveWatchDeps, source: Source, tables: readonly string[], onDeleted: (table: string) => void, signal: AbortSignal): { stop(): void } {
  const stop = new AbortController();
  if (source.listen === undefined) return { stop: () => stop.abort() };
  const until = AbortSignal.any([signal, stop.signal]);
  void (async () => {
    let waitMs = shortestWaitMs;
    while (!until.aborted) {
      try {
        const onBegin = (): void => {
          waitMs = shortestWaitMs;
          onHears(true);
        };
        await source.listen?.(tables, { signal: until, onDeleted, onBegin });
      } catch (error) {
        // It is refused for good; counting goes on.
        if (isHoldfastError(error, 'permission-denied')) return;
        log('Listening for deletions ended.', { code: toHoldfastError(error).code });
      } finally {
        onHears(false);
      }
      if (until.aborted) return;
      await clock.sleepUntil(new Date(clock.now().getTime() + waitMs * (0.5 + random())), until).catch(() => undefined);
      waitMs = Math.min(longestWaitMs, waitMs * 2);
    }
  })();
  return { stop: () => stop.abort() };
}

/** A sleep that something may cut short. */
class Wake {
  readonly #nap: Nap;
  readonly #clock: Clock;
  #current = new AbortController();
  #isDue = false;

  constructor(nap: Nap, clock: Clock) {
    this.#nap = nap;
    this.#clock = clock;
  }

  now(): void {
    this.#isDue = true;
    this.#current.abort();
  }

  /** @param leastMs so long it lasts whatever comes */
  async sleep(ms: number, signal: AbortSignal, leastMs = 0): Promise<void> {
    const began = this.#clock.monotonic();
    if (!this.#isDue) {
      this.#current = new AbortController();
      await this.#nap(ms, AbortSignal.any([signal, this.#current.signal]));
    }
    const left = leastMs - (this.#clock.monotonic() - began);
    if (this.#isDue && left > 0 && !signal.aborted) await this.#nap(left, signal);
    this.#isDue = false;
  }
}
