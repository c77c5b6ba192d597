import type { BackupReport, CheckReport, DiffReport, ExportOptions, ExportReport, IncidentsReport, LongCall, RekeyReport, RetentionReport } from '../../electron/engine/engine.ts';
import type { RestoreReport } from '../../electron/engine/restore/restore-desk.ts';
import type { DrillReport } from '../../electron/engine/drill/drill-desk.ts';
import { cancelledError } from '../../electron/engine/ports/cancel.ts';
import type { WorkingEngine } from '../../electron/engine/runs/perform.ts';

/** A long call that a test holds in its hands: it ends when the test says so, or when it is cancelled. */
export interface HeldCall<R> {
  readonly call: LongCall;
  readonly app: string;
  readonly finish: (report: R) => void;
  readonly fail: (error: unknown) => void;
}

/** An engine whose work is done by the test. */
export interface FakeEngine extends WorkingEngine {
  readonly backups: HeldCall<BackupReport>[];
  readonly checks: HeldCall<CheckReport>[];
  readonly diffs: HeldCall<DiffReport>[];
  readonly looks: HeldCall<IncidentsReport>[];
  readonly exports: (HeldCall<ExportReport> & { readonly options: ExportOptions })[];
  readonly removals: HeldCall<RetentionReport>[];
  readonly rewritings: HeldCall<RekeyReport>[];
  readonly drilled: HeldCall<DrillReport>[];
  readonly restores: (HeldCall<RestoreReport> & { readonly gate: (() => Promise<void>) | undefined })[];
}

export function createFakeEngine(): FakeEngine {
  const engine: FakeEngine = {
    backups: [],
    checks: [],
    diffs: [],
    looks: [],
    exports: [],
    removals: [],
    rewritings: [],
    drilled: [],
    drills: { drill: (app, call) => held(app, call, (one) => engine.drilled.push(one)) },
    restores: [],
    backup: (app, call) => held(app, call, (one) => engine.backups.push(one)),
    check: (app, call) => held(app, call, (one) => engine.checks.push(one)),
    diff: (app, _a, _b, call) => held(app, call, (one) => engine.diffs.push(one)),
    incidents: (app, call) => held(app, call, (one) => engine.looks.push(one)),
    retention: (app, call) => held(app, call, (one) => engine.removals.push(one)),
    deleteBackups: (app, _snapshots, call) => held(app, call, (one) => engine.removals.push(one)),
    deputies: { rekey: (app, call) => held(app, call, (one) => engine.rewritings.push(one)) },
    restoring: {
      plan: async () => Promise.reject(new Error('Not asked for.')),
      restore: (app, call) => held(app, call, (one) => engine.restores.push({ ...one, gate: call.gate })),
      resume: (app, _id, call) => held(app, call, (one) => engine.restores.push({ ...one, gate: call.gate })),
      undo: (app, _id, call) => held(app, call, (one) => engine.restores.push({ ...one, gate: call.gate })),
      receipt: async () => Promise.reject(new Error('Not asked for.')),
      preview: async () => Promise.reject(new Error('Not asked for.')),
      list: async () => [],
    },
    exportSnapshot: (app, options) => held(app, options, (one) => engine.exports.push({ ...one, options })),
  };
  return engine;
}

function held<R>(app: string, call: LongCall, keep: (one: HeldCall<R>) => void): Promise<R> {
  return new Promise<R>((finish, fail) => {
    call.signal.addEventListener('abort', () => fail(cancelledError(call.signal)), { once: true });
    keep({ call, app, finish, fail });
  });
}

export function backupReport(more: Partial<BackupReport> = {}): BackupReport {
  return {
    snapshot: '2026-01-14T02-00-00Z_shop_manual',
    outcome: 'complete',
    entities: [{ name: 'Order', records: 10, status: 'complete' }],
    places: [{ name: 'Disk', outcome: 'verified' }],
    uploadedBytes: 100,
    storedBytes: 120,
    reusedBytes: 0,
    durationMs: 5,
    warnings: [],
    coverage: [],
    ...more,
  };
}
