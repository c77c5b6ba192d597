import type { Clock } from '../ports/clock.ts';
import type { RunManager } from '../runs/run-manager.ts';
import type { IntendedRuns } from '../schedule/ledger.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { SettingsStore } from '../settings/settings.ts';

/** An app whose backup is due and could not begin, with the reason in a sentence. */
export interface StillDue {
  readonly app: string;
  readonly why: string;
}

export interface RunWhatIsDue {
  readonly settings: SettingsStore;
  readonly scheduler: Scheduler;
  readonly runs: Pick<RunManager, 'running' | 'watch'>;
  readonly intendedRuns: IntendedRuns;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Looks at the clock, waits for what begins, and looks again, until nothing begins any more. What is to be tried again later is left for later. */
export async function runWhatIsDue({ settings, scheduler, runs, intendedRuns, clock, signal }: RunWhatIsDue): Promise<readonly StillDue[]> {
  for (;;) {
    await scheduler.tick();
    const going = runs.running();
    if (going.length === 0 || signal.aborted) break;
    await Promise.all(going.map(({ id }) => ended(runs, id, signal)));
    if (signal.aborted) return [];
  }
  const current = await settings.read();
  const now = clock.now().toISOString();
  return current.apps.flatMap((app) => {
    if (!intendedRuns.open(app.slug).some(({ dueAt, run }) => run === undefined && dueAt <= now)) return [];
    const { at, why } = scheduler.next(current, app);
    // With a time it begins by itself in a moment: apps do not all begin in the same second.
    return at === null ? [{ app: app.name, why }] : [];
  });
}

async function ended(runs: Pick<RunManager, 'watch'>, id: string, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of runs.watch(id, signal)) continue;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
