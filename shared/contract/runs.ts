import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { appName, call, count, done, folderPath, forApp, instant, placeName, recordIdText, snapshotName, tableName } from './base.ts';
import { coverageGap } from './backups.ts';
import { plainError } from './errors.ts';
import { drillReport } from './drills.ts';
import { incident } from './incidents.ts';
import { rekeyResult } from './keys.ts';
import { restoreChoice, restoreRequests, restoreResults } from './restores.ts';

/** Long work. Starting it answers at once with a run's id; `watch` follows it, also when joined late. */
export const runRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('backup'), app: appName, reason: z.enum(['manual', 'pre-change']).optional(), label: z.string().max(200).optional(), full: z.boolean().optional() }),
  z.object({ kind: z.literal('check'), app: appName, place: placeName.optional(), readData: z.boolean().optional() }),
  /** `to: 'live'` compares with the app as it is now. `records` adds ids. */
  z.object({ kind: z.literal('compare'), app: appName, from: snapshotName, to: snapshotName, records: z.boolean().optional() }),
  /** What happened to the data and was not made good: now against the newest backup, and each backup against the one before. */
  z.object({ kind: z.literal('incidents'), app: appName, days: z.number().int().min(1).max(3660).optional() }),
  /**
   * Removes what the app's rule does not keep. `preview`: say what would go and why, and change nothing. `seen`: backups that a person saw going;
   * others stay this time, whatever the rule says.
   */
  z.object({ kind: z.literal('retention'), app: appName, preview: z.boolean().optional(), seen: z.array(snapshotName).max(10_000).optional() }),
  /** Removes these backups. Refused with `conflict` for a pinned one and for the newest complete, verified one. */
  z.object({ kind: z.literal('delete'), app: appName, backups: z.array(snapshotName).min(1).max(1000), preview: z.boolean().optional() }),
  /** Writes all backups anew in each place, so that just the recovery key and the deputies of now open them. Refused with `conflict` beside a backup. */
  z.object({ kind: z.literal('rekey'), app: appName }),
  /** Restores the newest backup of a place into a throwaway database here and looks through it. `place`: absent = the one whose last drill is longest ago. `into`: also writes everything into this other app. */
  z.object({ kind: z.literal('drill'), app: appName, place: placeName.optional(), into: appName.optional() }),
  ...restoreRequests,
  /**
   * `out`: a folder that is made; absent = a new folder in the person's downloads, or with `scratch` one of Holdfast's own. `choice`: only what that
   * names, of the backups that have it, in the place of `backup`.
   */
  z.object({
    kind: z.literal('export'),
    app: appName,
    backup: snapshotName,
    /** `everything`: all formats at once, with uploaded files, keys and references; neither `table` nor `ids` goes with it, nor with `postgres`. */
    format: z.enum(['jsonl', 'csv', 'sqlite', 'everything', 'postgres']),
    out: folderPath.optional(),
    table: tableName.optional(),
    ids: z.array(recordIdText).max(100_000).optional(),
    choice: restoreChoice.optional(),
    scratch: z.boolean().optional(),
  }),
]);

export const stoppedBy = z.enum(['place-away', 'network']);
const placeOutcome = z.object({ name: z.string(), outcome: z.enum(['verified', 'failed']), error: plainError.optional() });

const tableDiff = z.object({
  name: z.string(),
  created: count,
  changed: count,
  deleted: count,
  blankedFields: z.array(z.object({ field: z.string(), records: count })),
  fieldsGone: z.array(z.string()),
  /** On one side only, where the other side was not read whole: neither created nor deleted for certain. */
  unsure: z.object({ created: count, deleted: count }).optional(),
  note: z.string().optional(),
  records: z.object({ created: z.array(z.string()), changed: z.array(z.string()), deleted: z.array(z.string()) }).optional(),
});

const whyOfBackup = z.object({ backup: z.string(), why: z.string() });

/** What removing backups came to, or would. */
const removal = {
  preview: z.boolean(),
  /** Those that stay in at least one place, newest first. */
  kept: z.array(whyOfBackup),
  /** Those that went, or would, from at least one place. */
  going: z.array(whyOfBackup),
  /** Bytes that became free, or would at once; and those that can go a day later. */
  freedBytes: count,
  waitingBytes: count,
  /** More would go than is usual: nothing went, a person has to say yes. */
  asks: z.boolean(),
  places: z.array(
    z.object({
      name: z.string(),
      /** `partly`: something that should go is still there. */
      outcome: z.enum(['done', 'partly', 'failed']),
      error: plainError.optional(),
      going: z.array(z.string()),
      freedBytes: count,
      waitingBytes: count,
      /** Objects that the place did not let go. */
      refused: count,
      /** It lets nothing go, as the last time: nothing new. */
      refusesAsBefore: z.boolean(),
      notes: z.array(z.string()),
    }),
  ),
};

/** What lies in a folder with everything, and what does not. */
const everythingWritten = z.object({
  tables: z.array(z.object({ name: z.string(), records: count, missing: count })),
  uploads: z.object({ files: count, bytes: count }),
  /** Of all files together. */
  bytes: count,
  /** References that the databases keep; sentences about the others. */
  references: z.object({ kept: count, loose: z.array(z.string()) }),
  /** Records of which Postgres does not hold everything; they are beside their table as they were. */
  changed: count,
  /** The file that loads all into Postgres. */
  load: z.string(),
  /** Sentences about what should be there and is not. */
  lacking: z.array(z.string()),
});

export const runResult = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('backup'),
    backup: z.string(),
    outcome: z.enum(['complete', 'incomplete']),
    tables: z.array(z.object({ name: z.string(), records: count, status: z.enum(['complete', 'incomplete', 'failed']), reason: z.string().optional() })),
    places: z.array(placeOutcome),
    uploadedBytes: count,
    storedBytes: count,
    reusedBytes: count,
    durationMs: z.number().min(0),
    warnings: z.array(z.string()),
    coverage: z.array(coverageGap),
  }),
  z.object({
    kind: z.literal('check'),
    ok: z.boolean(),
    objects: count,
    bytes: count,
    problems: z.array(z.object({ object: z.string(), table: z.string().nullable(), backups: z.array(z.string()), problem: z.string() })),
  }),
  z.object({ kind: z.literal('compare'), from: z.string(), to: z.string(), tables: z.array(tableDiff), tookMs: z.number().min(0) }),
  /** `problem`: why the app as it is now could not be compared; the backups were. `oldest`: how far back was looked. */
  z.object({ kind: z.literal('incidents'), incidents: z.array(incident), oldest: z.string().optional(), problem: plainError.optional(), tookMs: z.number().min(0) }),
  z.object({ kind: z.literal('retention'), ...removal }),
  z.object({ kind: z.literal('delete'), ...removal }),
  rekeyResult,
  /** `done` where every check that could be made passed, `incomplete` where one failed. */
  z.object({ kind: z.literal('drill'), drill: drillReport }),
  ...restoreResults,
  z.object({
    kind: z.literal('export'),
    backup: z.string(),
    folder: z.string(),
    files: z.array(z.object({ path: z.string(), table: z.string(), records: count })),
    warnings: z.array(z.string()),
    /** Of what a choice named: records that were read back from the files. */
    verified: count.optional(),
    /** Of everything. */
    everything: everythingWritten.optional(),
  }),
]);

export const progress = z.object({
  phase: z.enum(['connect', 'read', 'settle', 'files', 'store', 'read-back', 'check', 'compare', 'restore', 'export', 'thin-out', 'fetch', 'load']),
  /** Table, file or place at work. */
  subject: z.string().optional(),
  done: z.number().min(0),
  total: z.number().min(0).optional(),
  unit: z.enum(['records', 'files', 'objects', 'bytes', 'backups']),
  /** Which of several things that are done one after the other it is of; from 1. */
  part: z.object({ at: z.number().int().min(1), of: z.number().int().min(2) }).optional(),
  /** Estimated from the pace so far, once there is one worth showing. */
  timeLeftMs: z.number().min(0).optional(),
});

/**
 * `incomplete`: it ended, and something is missing (a table, a place). `interrupted`: Holdfast ended in the middle of it;
 * the next run goes on where it stopped.
 */
const runState = z.enum(['running', 'done', 'incomplete', 'failed', 'cancelled', 'interrupted']);

export const run = z.object({
  id: z.uuid(),
  request: runRequest,
  /** Who asked for it. */
  by: z.enum(['person', 'schedule']),
  state: runState,
  startedAt: instant,
  endedAt: instant.optional(),
  progress: progress.optional(),
  /** It waits until a person lets it go on. Only of a restore. */
  paused: z.literal(true).optional(),
  /** Phases that are behind it, in order. */
  phasesDone: z.array(progress.shape.phase),
  error: plainError.optional(),
  /** What stopped it, where that may be over by itself and can be seen to be. */
  stoppedBy: stoppedBy.optional(),
  result: runResult.optional(),
});

export const runs = {
  /** Refused with `conflict` while the same app is being backed up already; its message says so. */
  start: call.input(runRequest).output(z.object({ runId: z.uuid() })),
  /**
   * The run as it is now, then again at each change (at most about ten times a second); ends after the run has ended.
   * `not-found` for a run that nobody remembers.
   */
  watch: call.input(z.object({ runId: z.uuid() })).output(eventIterator(run)),
  cancel: call.input(z.object({ runId: z.uuid() })).output(done),
  /** A restore stops before its next change and waits, or goes on. `invalid-input` for other runs and for those that have ended. */
  pause: call.input(z.object({ runId: z.uuid(), paused: z.boolean() })).output(done),
  /** Newest first; running ones included. A run's `result` is left out where it is large: `watch` has it. */
  list: call.input(z.object({ app: forApp.shape.app.optional(), limit: z.number().int().min(1).max(500) })).output(z.object({ runs: z.array(run) })),
};
