import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { openJournal } from '../activity/journal.ts';
import { evidenceOf as drillEvidence } from '../drill/evidence.ts';
import type { DrillDesk } from '../drill/drill-desk.ts';
import type { RestoreDesk, WatchDesk } from '../engine.ts';
import { ReadinessKeeper } from '../readiness/keeper.ts';
import { Measures } from '../readiness/measures/measures.ts';
import { writingPaces } from '../readiness/measures/writing-pace.ts';
import type { ReadinessDesk } from '../readiness/readiness-desk.ts';
import { shownRubric } from '../readiness/shown-rubric.ts';
import { findApp } from '../registry/lookup.ts';
import type { RunbookDesk } from '../runbook/runbook-desk.ts';
import { IntendedRuns } from '../schedule/ledger.ts';
import { ledgerFiles } from '../schedule/ledger-files.ts';
import { StatusKeeper } from '../status/status-keeper.ts';
import { StoppedRestores } from '../status/stopped-restores.ts';
import { createChangeFeed } from '../system/change-feed.ts';
import { tryFileLock } from '../system/file-lock.ts';
import { systemNap } from '../system/nap.ts';
import { AlarmKeeper } from '../watch/alarm-keeper.ts';
import type { VaultFinder } from './app-vault.ts';
import type { EngineDependencies } from './dependencies.ts';

interface GradingDeps {
  readonly deps: EngineDependencies;
  readonly finder: VaultFinder;
  readonly restores: Pick<RestoreDesk, 'list' | 'receipt'>;
  readonly watch: Pick<WatchDesk, 'alarms'>;
  readonly drills: Pick<DrillDesk, 'list'>;
  readonly runbooks: Pick<RunbookDesk, 'evidence'>;
  readonly closing: AbortSignal;
}

/** The most that are kept; the grade looks at the last from each place. */
const mostDrills = 200;

/** The grade for a program that asks once: everything it rests on is looked at first, as the program with the schedule has looked at it all the time. */
export function createReadinessDesk({ deps, finder, restores, watch, drills, runbooks, closing }: GradingDeps): ReadinessDesk {
  const { home, clock, log } = deps;
  const newId = (): string => randomUUID();

  async function looked<T>(wanted: string, signal: AbortSignal, work: (keeper: ReadinessKeeper, app: string) => Promise<T>): Promise<T> {
    const { name, slug } = findApp(await finder.settings.read(), wanted);
    // Where somebody holds it, they write down what changes.
    const lock = tryFileLock(path.join(home, 'service-lock'));
    const keeps = (): boolean => lock !== undefined;
    try {
      const stopping = AbortSignal.any([closing, signal]);
      const feed = createChangeFeed();
      const stopped = new StoppedRestores(restores.list);
      const alarms = new AlarmKeeper({ watch, apps: async () => [name], clock, onChange: () => undefined, log: (message) => log(message, {}) });
      const intended = new IntendedRuns(ledgerFiles(home, { mends: () => false }), newId);
      const [journal] = await Promise.all([openJournal({ home, clock, newId, log, mends: keeps() }), stopped.look(name), alarms.lookAtAll(), intended.load(slug, clock.now())]);
      const status = new StatusKeeper({
        finder,
        journal,
        runs: { running: () => [] },
        restores: stopped,
        scheduler: { next: () => ({ at: null, why: '' }) },
        alerts: { consider: async () => ({ needs: [], alerts: [] }) },
        anomalies: alarms,
        feed,
        clock,
        nap: systemNap,
        timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
        closing: stopping,
      });
      await status.refresh(name);
      signal.throwIfAborted();
      const measures = new Measures({ home, keeps, log, drills: (app, limit) => drills.list(app, limit), restores: (app) => restores.list(app), receipt: async (app, id) => (await restores.receipt(app, id)).receipt, pace: writingPaces(finder) });
      const inputs = { drills: async () => (await drills.list(name, mostDrills)).map(drillEvidence), runbook: () => runbooks.evidence(name) };
      const keeper = new ReadinessKeeper({ status, measures, intended, inputs, home, feed, clock, log, keeps });
      await keeper.look(name);
      const found = await work(keeper, name);
      await measures.written();
      return found;
    } finally {
      lock?.release();
    }
  }

  return {
    get: (app, { signal }) => looked(app, signal, (keeper, name) => keeper.get(name)),
    history: (app, days, { signal }) => looked(app, signal, (keeper, name) => keeper.history(name, days)),
    rubric: async () => shownRubric(),
  };
}
