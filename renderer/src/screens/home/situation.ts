import type { InferContractRouterOutputs } from '@orpc/contract';
import type { Contract } from '../../../../shared/contract/index.ts';

type Answers = InferContractRouterOutputs<Contract>;
export type Overview = Answers['status']['overview'];
type Run = NonNullable<Overview['running']>;
/** Of the newest run that wrote a backup, or tried to: enough to say how it ended. */
export type LastRun = Pick<Run, 'state' | 'startedAt'>;
type App = Pick<Answers['apps']['list']['apps'][number], 'platform' | 'isSample'>;

/**
 * What is true of an app right now: the screen's sentence says exactly one of these. The tone `safe` is the only one that is green;
 * `quiet` claims nothing: work going on, a pause, an app that is only looked at.
 */
export type Situation =
  | { readonly kind: 'opened' | 'looking'; readonly tone: 'quiet' }
  | { readonly kind: 'no-key' | 'no-place' | 'no-backup' | 'first-failed' | 'places-lost' | 'clock'; readonly tone: 'alarm' }
  | { readonly kind: 'first-running'; readonly tone: 'quiet' }
  | { readonly kind: 'first-interrupted'; readonly tone: 'alarm'; readonly at: string }
  | { readonly kind: 'first-incomplete'; readonly tone: 'alarm'; readonly tables: number }
  | { readonly kind: 'running'; readonly tone: 'quiet'; readonly ageMs: number }
  | { readonly kind: 'places-gone'; readonly tone: 'alarm'; readonly ageMs: number; readonly places: number }
  | { readonly kind: 'newest-away' | 'damaged' | 'blocked'; readonly tone: 'alarm'; readonly ageMs: number }
  // One failed try takes nothing away from a whole backup that is still as fresh as was asked for.
  | { readonly kind: 'failed'; readonly tone: 'attention' | 'alarm'; readonly ageMs: number }
  | { readonly kind: 'interrupted'; readonly tone: 'attention'; readonly ageMs: number; readonly at: string }
  | { readonly kind: 'incomplete'; readonly tone: 'attention'; readonly ageMs: number; readonly tables: number }
  | { readonly kind: 'overdue' | 'past-goal' | 'old' | 'kit' | 'needs-you'; readonly tone: 'attention'; readonly ageMs: number }
  | { readonly kind: 'place-gone' | 'place-behind'; readonly tone: 'attention'; readonly ageMs: number; readonly places: number }
  | { readonly kind: 'paused'; readonly tone: 'quiet'; readonly ageMs: number; readonly until: string }
  | { readonly kind: 'safe'; readonly tone: 'safe'; readonly ageMs: number; readonly places: number };

const hourMs = 3_600_000;
/** The engine calls a backup overdue after this many periods; the page says so at the same moment, without being told. */
const overduePeriods = 1.25;
/** With neither a schedule nor a goal, nothing older than this is called safe. */
const freshWithoutGoalHours = 24;
/** Two clocks, or one clock that was set: as much difference as the schedule also takes for normal. */
const clockToleranceMs = 5 * 60_000;

/**
 * The one thing to say about an app. Green is what is left when nothing else holds: the newest backup is complete, was read
 * back, is fresh, lies in a place that can be reached, and nothing needs a person.
 */
export function situationOf(overview: Overview, app: App, now: number, last?: LastRun): Situation {
  if (app.platform === 'opened' && overview.needs.length === 0) return { kind: 'opened', tone: 'quiet' };
  const isRunning = overview.running !== undefined || last?.state === 'running';
  return overview.newest === undefined ? withoutBackup(overview, isRunning, last) : withBackup({ ...overview, newest: overview.newest }, { app, now, isRunning, last });
}

function withoutBackup(overview: Overview, isRunning: boolean, last: LastRun | undefined): Situation {
  if (isRunning) return { kind: 'first-running', tone: 'quiet' };
  if (overview.places.length === 0) return { kind: 'no-place', tone: 'alarm' };
  // What lies there cannot be read: that is not that nothing does.
  if (need(overview, 'keychain') !== undefined) return { kind: 'no-key', tone: 'alarm' };
  if (overview.places.some(isBeingLookedAt)) return { kind: 'looking', tone: 'quiet' };
  if (need(overview, 'run-failed') !== undefined || last?.state === 'failed') return { kind: 'first-failed', tone: 'alarm' };
  const interruptedAt = interruption(overview, last);
  if (interruptedAt !== undefined) return { kind: 'first-interrupted', tone: 'alarm', at: interruptedAt };
  if (overview.newestIncomplete !== undefined) return { kind: 'first-incomplete', tone: 'alarm', tables: overview.newestIncomplete.tables.length };
  return { kind: 'no-backup', tone: 'alarm' };
}

type Held = Overview & { readonly newest: NonNullable<Overview['newest']> };

interface Around {
  readonly app: App;
  readonly now: number;
  readonly isRunning: boolean;
  readonly last: LastRun | undefined;
}

function withBackup(overview: Held, { app, now, isRunning, last }: Around): Situation {
  const ageMs = now - Date.parse(overview.newest.startedAt);
  if (overview.places.length === 0) return { kind: 'places-lost', tone: 'alarm' };
  // The age of what is said to come from the future is not known, so nothing can rest on it.
  if (!(ageMs >= -clockToleranceMs)) return { kind: 'clock', tone: 'alarm' };
  if (need(overview, 'damaged') !== undefined) return { kind: 'damaged', tone: 'alarm', ageMs };
  if (isRunning) return { kind: 'running', tone: 'quiet', ageMs };
  if (need(overview, 'keychain') !== undefined) return { kind: 'no-key', tone: 'alarm' };
  if (overview.places.some(isBeingLookedAt)) return { kind: 'looking', tone: 'quiet' };
  return (
    outOfReach(overview, ageMs) ??
    lastRunTrouble(overview, ageMs, last) ??
    stale(overview, ageMs) ??
    placeTrouble(overview, ageMs) ??
    whatElseNeedsSomeone(overview, app, ageMs) ??
    (overview.schedule.pausedUntil !== null && Date.parse(overview.schedule.pausedUntil) > now ? { kind: 'paused', tone: 'quiet', ageMs, until: overview.schedule.pausedUntil } : undefined) ?? {
      kind: 'safe',
      tone: 'safe',
      ageMs,
      places: overview.places.length,
    }
  );
}

/** The backup everything rests on cannot be had right now. */
function outOfReach(overview: Held, ageMs: number): Situation | undefined {
  const reachable = overview.places.filter((place) => place.reachable);
  if (reachable.length === 0) return { kind: 'places-gone', tone: 'alarm', ageMs, places: overview.places.length };
  const newest = Date.parse(overview.newest.startedAt);
  const isThere = reachable.some(({ newestVerified }) => newestVerified !== undefined && Date.parse(newestVerified) >= newest);
  return isThere ? undefined : { kind: 'newest-away', tone: 'alarm', ageMs };
}

function lastRunTrouble(overview: Held, ageMs: number, last: LastRun | undefined): Situation | undefined {
  if (need(overview, 'settings') !== undefined || need(overview, 'no-place') !== undefined || need(overview, 'no-backup') !== undefined) {
    return { kind: 'blocked', tone: 'alarm', ageMs };
  }
  if (need(overview, 'run-failed') !== undefined || last?.state === 'failed') return { kind: 'failed', tone: stale(overview, ageMs) === undefined ? 'attention' : 'alarm', ageMs };
  const incomplete = need(overview, 'incomplete');
  const newer = overview.newestIncomplete !== undefined && Date.parse(overview.newestIncomplete.startedAt) > Date.parse(overview.newest.startedAt) ? overview.newestIncomplete : undefined;
  if (incomplete !== undefined || newer !== undefined) return { kind: 'incomplete', tone: 'attention', ageMs, tables: (incomplete ?? newer)?.tables.length ?? 0 };
  const interruptedAt = interruption(overview, last);
  return interruptedAt === undefined ? undefined : { kind: 'interrupted', tone: 'attention', ageMs, at: interruptedAt };
}

/** When the backup began that was cut short, where no other one came after it. */
function interruption(overview: Overview, last: LastRun | undefined): string | undefined {
  return need(overview, 'run-interrupted')?.at ?? (last?.state === 'interrupted' ? last.startedAt : undefined);
}

/** Not out of reach: nobody has looked yet. */
function isBeingLookedAt(place: Overview['places'][number]): boolean {
  return !place.reachable && place.problem === undefined;
}

function stale(overview: Held, ageMs: number): Situation | undefined {
  const { everyHours } = overview.schedule;
  const goalHours = overview.objectiveHours;
  if (need(overview, 'overdue') !== undefined || (everyHours !== null && ageMs > everyHours * overduePeriods * hourMs)) return { kind: 'overdue', tone: 'attention', ageMs };
  if (goalHours !== undefined && ageMs > goalHours * hourMs) return { kind: 'past-goal', tone: 'attention', ageMs };
  return everyHours === null && goalHours === undefined && ageMs > freshWithoutGoalHours * hourMs ? { kind: 'old', tone: 'attention', ageMs } : undefined;
}

function placeTrouble(overview: Held, ageMs: number): Situation | undefined {
  const gone = overview.places.filter((place) => !place.reachable).length;
  if (gone > 0) return { kind: 'place-gone', tone: 'attention', ageMs, places: gone };
  const behind = overview.places.filter((place) => place.behind || place.problem !== undefined || place.newestVerified === undefined).length;
  if (behind > 0 || need(overview, 'place-behind') !== undefined) return { kind: 'place-behind', tone: 'attention', ageMs, places: Math.max(1, behind) };
  return undefined;
}

function whatElseNeedsSomeone(overview: Held, app: App, ageMs: number): Situation | undefined {
  // Backups whose key only this computer holds are lost together with it.
  if (need(overview, 'kit-not-proved') !== undefined || (overview.kitProvedAt === undefined && !app.isSample)) return { kind: 'kit', tone: 'attention', ageMs };
  return overview.needs.length > 0 ? { kind: 'needs-you', tone: 'attention', ageMs } : undefined;
}

type Need = Overview['needs'][number];

function need<K extends Need['kind']>(overview: Overview, kind: K): Extract<Need, { readonly kind: K }> | undefined {
  return overview.needs.find((one): one is Extract<Need, { readonly kind: K }> => one.kind === kind);
}
