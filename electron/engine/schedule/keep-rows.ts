import type { Run } from '../runs/run.ts';
import type { IntendedRuns } from './ledger.ts';
import type { Looks } from './looks.ts';
import { clockToleranceMs, extraWanted, hourMs, type Waiting } from './next-run.ts';
import type { AppSchedule, IntendedEnd, IntendedRun, SkipReason } from './rule.ts';
import { upcoming, windowsBetween } from './windows.ts';

/** A window begins at most so late; later it is missed, and made good by one catch-up. What waits for other backups waits until the next window. */
const graceMs = 10 * 60_000;
/** Between a rule that is set and the look at the clock that notes its times. */
const notedMs = 2 * 60_000;
/** Windows are planned so far ahead, the next one in any case; and again once only half of that is left. */
const aheadMs = 24 * hourMs;
/** Longer than this nobody looks back. */
const backMs = 400 * 24 * hourMs;

/** What is remembered of an app from one look at the clock to the next. */
export interface AppMemory {
  /** The rule by which was planned. */
  planned: string | undefined;
  plannedTo: Date;
  /** Why what is due cannot begin, by the intended run's id. */
  readonly waiting: Map<string, Waiting>;
}

export function newMemory(): AppMemory {
  return { planned: undefined, plannedTo: new Date(0), waiting: new Map() };
}

export interface AppNow {
  /** Names the app in the ledger. */
  readonly slug: string;
  readonly schedule: AppSchedule | undefined;
  readonly backups: readonly Run[];
  /** The backup of this app that goes on, whoever asked for it. */
  readonly running: Run | undefined;
  readonly pausedUntil: Date | undefined;
  readonly now: Date;
  readonly setBack: boolean;
}

/**
 * Brings an app's intended runs up to now: ends those that are over, plans those that are to come, says of each missed one why, and plans one
 * catch-up for a missed stretch. Begins nothing.
 */
export function keepRows(ledger: IntendedRuns, looks: Looks, memory: AppMemory, app: AppNow): void {
  const { slug, schedule, now } = app;
  const skip = (run: IntendedRun, reason: SkipReason): void => {
    memory.waiting.delete(run.id);
    ledger.end(slug, run.id, { kind: 'skipped', at: now.toISOString(), reason });
  };
  for (const run of ledger.open(slug)) if (run.run !== undefined) settle(ledger, memory, app, run);
  const waits = ledger.open(slug).filter(({ run }) => run === undefined);
  if (schedule === undefined) {
    for (const run of waits) skip(run, { kind: 'changed' });
    memory.planned = undefined;
    return;
  }
  if (app.setBack) {
    const superseded = waits.filter(({ createdAt }) => Date.parse(createdAt) > now.getTime());
    for (const run of superseded) skip(run, { kind: 'clock', to: now.toISOString() });
    // What was to be made good still is.
    if (superseded.some(({ kind }) => kind !== 'window')) ledger.plan(slug, { kind: 'clock', dueAt: now }, now);
    memory.planned = undefined;
    memory.waiting.clear();
  }
  const isNew = plan(ledger, memory, app, schedule, skip);
  const isMissed = endMissed(ledger, looks, memory, app, skip);
  planExtra(ledger, app, schedule, { isMissed, isNew, skip });
}

/** Each rule that is set has its own moment; before there were such moments, only the rule itself tells them apart. */
function nameOf({ rule, since }: AppSchedule): string {
  return since === undefined ? JSON.stringify(rule) : String(since.getTime());
}

/** Is what is noted by this rule, rather than by the one before it? */
export function isPlannedBy(memory: AppMemory | undefined, schedule: AppSchedule | undefined): boolean {
  return memory?.planned !== undefined && schedule !== undefined && memory.planned === nameOf(schedule);
}

type Skip = (run: IntendedRun, reason: SkipReason) => void;

/** One that was begun ends as its run did. */
function settle(ledger: IntendedRuns, memory: AppMemory, { slug, backups, running, now }: AppNow, { id, run }: IntendedRun): void {
  if (run === undefined || running?.id === run.id) return;
  const found = backups.findLast((each) => each.id === run.id);
  if (found?.state === 'running') return;
  memory.waiting.delete(id);
  ledger.end(slug, id, endOf(found, now));
}

function endOf(run: Run | undefined, now: Date): IntendedEnd {
  const at = run?.endedAt ?? now.toISOString();
  switch (run?.state) {
    case 'done':
    case 'incomplete':
      return { kind: run.state, at };
    case 'failed':
      return { kind: 'failed', at, code: run.error?.code ?? 'bug' };
    case 'cancelled':
      return { kind: 'stopped', at };
    default:
      // Begun, and its end is known nowhere: the program was killed before it could be noted.
      return { kind: 'interrupted', at };
  }
}

/** Plans windows; answers whether these are the first ones of the rule. */
function plan(ledger: IntendedRuns, memory: AppMemory, { slug, now, setBack }: AppNow, schedule: AppSchedule, skip: Skip): boolean {
  const rule = nameOf(schedule);
  let isNew = false;
  if (memory.planned !== rule) {
    // Set under a clock that was wrong: nothing is to wait for that time to come.
    const since = schedule.since !== undefined && schedule.since.getTime() - now.getTime() <= clockToleranceMs ? schedule.since : undefined;
    const last = lastPlanned(ledger, slug, since, now);
    isNew = last === undefined;
    memory.plannedTo = setBack ? now : (last ?? since ?? now);
    memory.planned = rule;
    endOthers(ledger, slug, schedule, now, skip);
  } else if (memory.plannedTo.getTime() - now.getTime() > aheadMs / 2) {
    return false;
  }
  const after = new Date(Math.max(memory.plannedTo.getTime(), now.getTime() - backMs));
  const until = new Date(now.getTime() + aheadMs);
  const windows = windowsBetween(schedule, after, until);
  const planned = new Set(ledger.open(slug).flatMap(({ kind, dueAt }) => (kind === 'window' ? [dueAt] : [])));
  const hasNext = [...windows.map((at) => at.toISOString()), ...planned].some((dueAt) => Date.parse(dueAt) > now.getTime());
  if (!hasNext) windows.push(...upcoming(schedule, windows.at(-1) ?? (after > now ? after : now), 1));
  for (const at of windows) if (!planned.has(at.toISOString())) ledger.plan(slug, { kind: 'window', dueAt: at }, now);
  const [last = until] = windows.slice(-1);
  memory.plannedTo = last > until ? last : until;
  return isNew;
}

/** The last window that was planned by this rule and under a clock that was right. */
function lastPlanned(ledger: IntendedRuns, slug: string, since: Date | undefined, now: Date): Date | undefined {
  let last: string | undefined;
  const from = since?.toISOString() ?? '';
  const until = new Date(now.getTime() + clockToleranceMs).toISOString();
  for (const { kind, createdAt, dueAt, end } of ledger.near(slug)) {
    if (end?.kind === 'skipped' && (end.reason.kind === 'clock' || end.reason.kind === 'changed')) continue;
    if (kind === 'window' && createdAt >= from && createdAt <= until && (last === undefined || dueAt > last)) last = dueAt;
  }
  return last === undefined ? undefined : new Date(last);
}

/** What is still to come and is no time of the rule: it was planned by another one. */
function endOthers(ledger: IntendedRuns, slug: string, schedule: AppSchedule, now: Date, skip: Skip): void {
  const toCome = ledger.open(slug).filter(({ kind, dueAt, run }) => kind === 'window' && run === undefined && Date.parse(dueAt) > now.getTime());
  const last = toCome.at(-1);
  if (last === undefined) return;
  const own = new Set(windowsBetween(schedule, now, new Date(last.dueAt)).map((at) => at.toISOString()));
  for (const run of toCome) if (!own.has(run.dueAt)) skip(run, { kind: 'changed' });
}

/** What waits for other backups is not missed before there is another one to take its place. */
const patient: ReadonlySet<Waiting | undefined> = new Set(['others-running', 'restoring', 'elsewhere']);

/** Ends the windows that were missed, each with its reason; answers whether something is to be made good, and nothing does so that is due now. */
function endMissed(ledger: IntendedRuns, looks: Looks, memory: AppMemory, { slug, running, pausedUntil, now }: AppNow, skip: Skip): boolean {
  const nowText = now.toISOString();
  const due = ledger.open(slug).filter(({ kind, dueAt, run }) => kind === 'window' && run === undefined && dueAt <= nowText);
  let isMissed = false;
  for (const [index, run] of due.entries()) {
    const at = new Date(run.dueAt);
    const isLast = index === due.length - 1;
    const lateMs = now.getTime() - at.getTime();
    const waiting = memory.waiting.get(run.id);
    if (waiting === undefined && pausedUntil !== undefined && pausedUntil > at) {
      skip(run, { kind: 'paused', until: pausedUntil.toISOString() });
      isMissed = true;
      continue;
    }
    // What was not noted before it was due is not what takes place: nobody was there.
    const isLate = (lateMs > graceMs && !patient.has(waiting)) || Date.parse(run.createdAt) - at.getTime() > notedMs;
    if (running !== undefined && !isLate) {
      skip(run, { kind: 'still-running' });
      continue;
    }
    if (isLast && !isLate) {
      // This one makes the others good.
      isMissed = false;
      continue;
    }
    skip(run, waiting === undefined ? (looks.gapAt(at, graceMs) ?? (running === undefined ? { kind: 'unknown' } : { kind: 'still-running' })) : reasonOf(waiting));
    isMissed = true;
  }
  return isMissed;
}

function reasonOf(waiting: Waiting): SkipReason {
  if (waiting === 'refused') return { kind: 'refused', code: 'conflict' };
  return waiting === 'elsewhere' ? { kind: 'elsewhere', by: 'another computer' } : { kind: waiting };
}

interface Extra {
  readonly isMissed: boolean;
  readonly isNew: boolean;
  readonly skip: Skip;
}

/** At most one besides the windows. */
function planExtra(ledger: IntendedRuns, { slug, backups, running, now }: AppNow, schedule: AppSchedule, { isMissed, isNew, skip }: Extra): void {
  const extra = ledger.open(slug).find(({ kind, run }) => kind !== 'window' && run === undefined);
  if (running !== undefined) {
    // Whoever asked for it, it does what was to be done.
    if (extra !== undefined) skip(extra, { kind: 'caught-up', at: running.startedAt });
    return;
  }
  if (isMissed) {
    if (extra?.kind === 'retry') skip(extra, { kind: 'caught-up', at: now.toISOString() });
    if (extra === undefined || extra.kind === 'retry') ledger.plan(slug, { kind: 'catch-up', dueAt: now }, now);
    return;
  }
  if (extra !== undefined) return;
  const wanted = extraWanted({ schedule, backups, now, isNew, isTriedAgain: (of) => ledger.triesAgain(slug, of) });
  if (wanted !== undefined) ledger.plan(slug, wanted, now);
}
