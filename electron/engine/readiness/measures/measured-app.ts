import type { Log } from '../../calls/dependencies.ts';
import type { DrillReport } from '../../drill/drill-desk.ts';
import type { RestoreReceipt, RestoreSummary } from '../../restore/restore-desk.ts';
import type { StoredApp } from '../../settings/schema.ts';
import type { AppFacts } from '../../status/facts.ts';
import type { WritingPace } from './recovery-time.ts';

/** An app as it is known now. */
export interface MeasuredApp {
  readonly app: StoredApp;
  readonly facts: AppFacts;
}

export interface MeasuresDeps {
  readonly home: string;
  /** This process writes down what it finds; another one beside it only looks. */
  readonly keeps: () => boolean;
  readonly log: Log;
  /** Reports of drills, newest first. */
  readonly drills: (app: string, limit: number) => Promise<readonly DrillReport[]>;
  /** Restores into the app, newest first, and what became of one. */
  readonly restores: (app: string) => Promise<readonly RestoreSummary[]>;
  readonly receipt: (app: string, id: string) => Promise<RestoreReceipt>;
  /** How fast may be written into the app. Asks nothing of it. */
  readonly pace: (app: StoredApp) => Promise<WritingPace>;
}
