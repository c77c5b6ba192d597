import type { Journal } from '../activity/journal.ts';
import type { DrillKeeper } from '../drill/keeper.ts';
import type { ReadinessKeeper } from '../readiness/keeper.ts';
import type { Measures } from '../readiness/measures/measures.ts';
import { closeInterrupted } from '../runs/history.ts';
import type { RunManager } from '../runs/run-manager.ts';
import type { StoppedRestores } from '../status/stopped-restores.ts';
import type { AlarmKeeper } from '../watch/alarm-keeper.ts';

export interface TakingOver {
  readonly journal: Journal;
  readonly runs: Pick<RunManager, 'running'>;
  readonly measures: Pick<Measures, 'forget'>;
  readonly readiness: Pick<ReadinessKeeper, 'forget'>;
  readonly restores: Pick<StoppedRestores, 'look'>;
  readonly alarms: Pick<AlarmKeeper, 'lookAtAll'>;
  readonly drills: Pick<DrillKeeper, 'look'>;
  readonly apps: () => Promise<readonly string[]>;
}

/** Reads anew what another program of this home wrote while it kept the schedule, and notes as interrupted what it left without an end. */
export async function takeIn({ journal, runs, measures, readiness, restores, alarms, drills, apps }: TakingOver): Promise<void> {
  await journal.lookAgain();
  await closeInterrupted(journal, new Set(runs.running().map(({ id }) => id)));
  measures.forget();
  readiness.forget();
  const names = await apps().catch(() => []);
  await Promise.all(names.map((name) => restores.look(name)));
  await alarms.lookAtAll().catch(() => undefined);
  await drills.look();
}
