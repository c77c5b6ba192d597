import { toPlainError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import { destinationsOf } from '../registry/lookup.ts';
import { writesIntoApp } from '../runs/restoring.ts';
import type { Run } from '../runs/run.ts';
import type { RunManager } from '../runs/run-manager.ts';
import type { Settings, StoredApp } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Nap } from '../system/nap.ts';
import { type NextRun, nextRun } from './next-run.ts';

export interface SchedulerDeps {
  readonly settings: SettingsStore;
  readonly runs: Pick<RunManager, 'start' | 'running'>;
  /** Backup runs of an app, oldest first. */
  readonly backupsOf: (app: string) => readonly Run[];
  readonly clock: Clock;
  readonly nap: Nap;
  readonly log: Log;
  /** Another program on this home keeps the schedule where this is false: the clock is looked at all the same. */
  readonly begins: boolean;
  /** After each look at the clock, so that what depends on time alone can be told anew. Never rejects. */
  readonly onTick: () => Promise<void>;
}

/** The clock is looked at this often: after sleep, or when it was set, what is due begins within this time. */
const tickMs = 15_000;

/** Begins backups when they are due. One loop for everything that depends on the time of day. */
export interface Scheduler {
  next(settings: Settings, app: StoredApp): NextRun;
  /** Runs until the signal fires; never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** Looks at once: a schedule or a pause was changed. */
  tick(): Promise<void>;
}

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { clock, backupsOf, runs, log } = deps;
  let last: Promise<void> = Promise.resolve();

  function next(settings: Settings, app: StoredApp): NextRun {
    return nextRun({
      everyHours: app.schedule?.everyHours ?? null,
      pausedUntil: settings.pausedUntil === null ? undefined : new Date(settings.pausedUntil),
      backups: backupsOf(app.name),
      obstacle: obstacleOf(settings, app),
      now: clock.now(),
    });
  }

  async function startDue(): Promise<void> {
    if (!deps.begins) return;
    const settings = await deps.settings.read();
    for (const app of settings.apps) {
      // One at a time: what is overdue together after a weekend must not take the computer over.
      if (runs.running().some(({ by, request }) => by === 'schedule' && request.kind === 'backup')) return;
      const { at } = next(settings, app);
      if (at === null || Date.parse(at) > clock.now().getTime()) continue;
      // Begun once what is being brought back is there.
      if (runs.running(app.name).some(({ request }) => writesIntoApp(request))) continue;
      try {
        await runs.start({ kind: 'backup', app: app.name }, 'schedule');
      } catch (error) {
        log('A scheduled backup could not be started.', { code: toPlainError(error).code });
      }
    }
  }

  async function look(): Promise<void> {
    try {
      await startDue();
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
    },
  };
}

/** Why no backup can begin at all, in a sentence. */
function obstacleOf(settings: Settings, app: StoredApp): string | undefined {
  if (app.connection.platform === 'opened') return 'This app is known here only from its backups.';
  return destinationsOf(settings, app).length === 0 ? 'There is no place for backups yet.' : undefined;
}
