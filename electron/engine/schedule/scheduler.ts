import { toPlainError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputerPort } from '../ports/computer.ts';
import { destinationsOf } from '../registry/lookup.ts';
import { writesIntoApp } from '../runs/restoring.ts';
import type { Run } from '../runs/run.ts';
import type { RunManager } from '../runs/run-manager.ts';
import type { Settings, StoredApp } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Nap } from '../system/nap.ts';
import { appSchedule } from './app-schedule.ts';
import { jitterOf } from './jitter.ts';
import { type AppMemory, isPlannedBy, keepRows, newMemory } from './keep-rows.ts';
import type { IntendedRuns } from './ledger.ts';
import type { LastLook } from './ledger-files.ts';
import { Looks } from './looks.ts';
import { needsNetwork } from './needs-network.ts';
import { type NextRun, nextRun, type Waiting } from './next-run.ts';
import type { IntendedRun } from './rule.ts';

export interface SchedulerDeps {
  readonly settings: SettingsStore;
  readonly runs: Pick<RunManager, 'start' | 'running'>;
  /** Backup runs of an app, oldest first. */
  readonly backupsOf: (app: string) => readonly Run[];
  readonly ledger: IntendedRuns;
  readonly lastLook: LastLook;
  readonly computer: ComputerPort;
  readonly clock: Clock;
  readonly nap: Nap;
  readonly log: Log;
  /** Asked at each look at the clock. Another program on this home keeps the schedule where it is false: then nothing is begun here. Never rejects. */
  readonly keeps: () => Promise<boolean>;
  /** What was to be of this app is another list than before. */
  readonly onChange?: (app: string) => void;
  /** After each look at the clock, so that what depends on time alone can be told anew. Never rejects. */
  readonly onTick: () => Promise<void>;
  /** Asked right before one begins, where other computers keep the same schedule: who else did it or is at it, or undefined where it is this computer's to do. */
  readonly claim?: (app: StoredApp, intended: IntendedRun) => Promise<{ readonly kind: 'did-it' | 'is-at-it'; readonly by: string } | undefined>;
  /** What was claimed could not be begun: it is anybody's. Never rejects. */
  readonly giveBack?: (app: string) => Promise<void>;
}

/** The clock is looked at this often: after sleep, or when it was set, what is due begins within this time. */
const tickMs = 15_000;
/** One that takes longer no longer holds others back: what hangs must not stop the rest. */
const holdsBackMs = 10 * 60_000;
const mostAtOnce = 4;

/** Begins backups when they are due, and says of each that was to be what became of it. One loop for everything that depends on the time of day. */
export interface Scheduler {
  next(settings: Settings, app: StoredApp): NextRun;
  /** Runs until the signal fires; never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** Looks at once: a schedule or a pause was changed, a backup has ended. */
  tick(): Promise<void>;
}

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { clock, backupsOf, runs, ledger, log } = deps;
  const looks = new Looks(deps.lastLook);
  const memories = new Map<string, AppMemory>();
  let last: Promise<void> = Promise.resolve();
  let isOver = false;

  function next(settings: Settings, app: StoredApp): NextRun {
    const memory = memories.get(app.slug);
    try {
      const schedule = appSchedule(app);
      const open = isPlannedBy(memory, schedule) ? ledger.open(app.slug) : undefined;
      return nextRun({
        schedule,
        pausedUntil: pauseOf(settings),
        backups: backupsOf(app.name),
        obstacle: obstacleOf(settings, app),
        open,
        waiting: open?.map(({ id }) => memory?.waiting.get(id)).find((waiting) => waiting !== undefined),
        jitterMs: jitterOf(app.vault.id),
        now: clock.now(),
      });
    } catch (error) {
      const { message, nextStep } = toPlainError(error);
      return { at: null, why: `${message} ${nextStep}` };
    }
  }

  async function lookAtAll(): Promise<void> {
    const now = clock.now();
    const { setBack } = await looks.note(now);
    const settings = await deps.settings.read();
    const before = new Map(settings.apps.map(({ slug }) => [slug, ledger.open(slug)]));
    for (const app of settings.apps) {
      if (!ledger.isLoaded(app.slug)) await ledger.load(app.slug, now);
      const memory = memories.get(app.slug) ?? newMemory();
      memories.set(app.slug, memory);
      const running = runs.running(app.name).find(({ request }) => request.kind === 'backup');
      const schedule = app.connection.platform === 'opened' ? undefined : appSchedule(app);
      try {
        keepRows(ledger, looks, memory, { slug: app.slug, schedule, backups: backupsOf(app.name), running, pausedUntil: pauseOf(settings), now, setBack });
      } catch (error) {
        // A rule that somebody wrote into the file by hand must not keep the other apps from being backed up.
        log('A schedule could not be understood.', { code: toPlainError(error).code });
      }
    }
    endThoseOfGoneApps(settings, now);
    // What is to begin is on the disk before it does.
    await flush();
    await beginDue(settings, now);
    await flush();
    for (const { name, slug } of settings.apps) if (before.get(slug) !== ledger.open(slug)) deps.onChange?.(name);
  }

  function endThoseOfGoneApps(settings: Settings, now: Date): void {
    const there = new Set(settings.apps.map(({ slug }) => slug));
    for (const slug of memories.keys()) {
      if (there.has(slug)) continue;
      for (const { id } of ledger.open(slug)) ledger.end(slug, id, { kind: 'skipped', at: now.toISOString(), reason: { kind: 'changed' } });
      memories.delete(slug);
    }
  }

  async function beginDue(settings: Settings, now: Date): Promise<void> {
    const due = settings.apps.flatMap((app) => {
      const intended = dueOf(app, now);
      return intended === undefined ? [] : [{ app, intended }];
    });
    // The longest due first, so that nobody waits forever.
    for (const { app, intended } of due.toSorted((a, b) => (a.intended.dueAt < b.intended.dueAt ? -1 : 1))) {
      const waiting = memories.get(app.slug)?.waiting;
      const why = whyNotNow(settings, app, now);
      if (why === 'paused') continue;
      if (why === undefined) {
        waiting?.delete(intended.id);
        await begin(app, intended, waiting);
      } else waiting?.set(intended.id, why);
    }
  }

  /** A window before anything else: it makes the rest good. */
  function dueOf(app: StoredApp, now: Date): IntendedRun | undefined {
    const nowText = now.toISOString();
    const jitterMs = jitterOf(app.vault.id);
    const due = ledger.open(app.slug).filter(({ kind, dueAt, run }) => run === undefined && dueAt <= nowText && Date.parse(dueAt) + (kind === 'window' ? jitterMs : 0) <= now.getTime());
    return due.find(({ kind }) => kind === 'window') ?? due[0];
  }

  function whyNotNow(settings: Settings, app: StoredApp, now: Date): Waiting | 'paused' | undefined {
    const pausedUntil = pauseOf(settings);
    if (pausedUntil !== undefined && pausedUntil > now) return 'paused';
    if (obstacleOf(settings, app) !== undefined) return 'no-place';
    // Begun once what is being brought back is there.
    if (runs.running(app.name).some(({ request }) => writesIntoApp(request))) return 'restoring';
    // It would be refused, and is not claimed in every place only to be told so.
    if (runs.running(app.name).some(({ request }) => request.kind === 'rekey')) return 'refused';
    const { online, onBattery, metered } = deps.computer();
    const { alsoOnBattery = true, alsoOnMetered = true } = settings.preferences;
    if (online === false && needsNetwork(settings, app)) return 'no-network';
    if (onBattery === true && !alsoOnBattery) return 'on-battery';
    if (metered === true && !alsoOnMetered && needsNetwork(settings, app)) return 'metered';
    // One at a time: what is overdue together after a weekend must not take the computer over.
    const others = runs.running().filter(({ by, request }) => by === 'schedule' && request.kind === 'backup');
    return others.length >= mostAtOnce || others.some(({ startedAt }) => Math.abs(now.getTime() - Date.parse(startedAt)) < holdsBackMs) ? 'others-running' : undefined;
  }

  async function begin(app: StoredApp, intended: IntendedRun, waiting: Map<string, Waiting> | undefined): Promise<void> {
    const { slug, name } = app;
    try {
      const other = await deps.claim?.(app, intended);
      const at = clock.now();
      if (other?.kind === 'is-at-it') {
        waiting?.set(intended.id, 'elsewhere');
        return;
      }
      if (other !== undefined) return ledger.end(slug, intended.id, { kind: 'skipped', at: at.toISOString(), reason: { kind: 'elsewhere', by: other.by.slice(0, 200) } });
      ledger.begin(slug, intended.id, await runs.start({ kind: 'backup', app: name }, 'schedule'), at);
      for (const { id, kind, run } of ledger.open(slug)) {
        if (kind !== 'window' && run === undefined) ledger.end(slug, id, { kind: 'skipped', at: at.toISOString(), reason: { kind: 'caught-up', at: at.toISOString() } });
      }
    } catch (error) {
      waiting?.set(intended.id, 'refused');
      await deps.giveBack?.(name);
      log('A scheduled backup could not be started.', { code: toPlainError(error).code });
    }
  }

  /** Backing up matters more than its notes: what could not be written is tried again at the next look. */
  async function flush(): Promise<void> {
    try {
      await ledger.flush();
    } catch {
      log('The list of intended backups could not be written.');
    }
  }

  async function look(): Promise<void> {
    if (isOver) return;
    try {
      if (await deps.keeps()) await lookAtAll();
    } catch (error) {
      // Settings that cannot be read are told by what looks at the clock, too; the next look may find them mended.
      log('The schedule could not be looked at.', { code: toPlainError(error).code });
    }
    await deps.onTick();
  }

  const tick = (): Promise<void> => (last = last.then(look));

  return {
    next,
    tick,
    async run(signal) {
      while (!signal.aborted) {
        await tick();
        await deps.nap(tickMs, signal);
      }
      // Nothing is written once it is over.
      isOver = true;
      await last;
    },
  };
}

function pauseOf({ pausedUntil }: Settings): Date | undefined {
  return pausedUntil === null ? undefined : new Date(pausedUntil);
}

/** Why no backup can begin at all, in a sentence. */
function obstacleOf(settings: Settings, app: StoredApp): string | undefined {
  if (app.connection.platform === 'opened') return 'This app is known here only from its backups.';
  return destinationsOf(settings, app).length === 0 ? 'There is no place for backups yet.' : undefined;
}
