import { z } from 'zod';
import { appName, call, count, forApp, instant, recordIdText, snapshotName, tableName } from './base.ts';
import { plainError } from './errors.ts';
import { incident } from './incidents.ts';

/** Name of a restore, as the engine gave it. */
const restoreId = z.string().regex(/^[\w-]{1,80}$/);
/** Name of a plan that was shown. */
const planId = restoreId;
const fieldName = z.string().min(1).max(1000);

/** What is to be brought back. */
export const restoreChoice = z.discriminatedUnion('by', [
  /** What a look for incidents found: their ids. Looked for again where nobody remembers them. Where they need it, it becomes several plans. */
  z.object({ by: z.literal('incidents'), incidents: z.array(z.string().min(1).max(200)).min(1).max(100) }),
  /** What a comparison shows of a table; `records`: those alone; `fields`: only those of records that are there. `to: 'live'` is the app as it is now. */
  z.object({
    by: z.literal('comparison'),
    backup: snapshotName,
    to: snapshotName,
    table: tableName,
    change: z.enum(['deleted', 'changed']),
    records: z.array(recordIdText).min(1).max(10_000).optional(),
    fields: z.array(fieldName).min(1).max(1000).optional(),
  }),
  /** Tables, records and fields by their names. Absent `tables` = all that is gone or went blank. */
  z.object({
    by: z.literal('tables'),
    backup: snapshotName,
    tables: z.array(z.object({ name: tableName, ids: z.array(recordIdText).min(1).max(100_000).optional(), fields: z.array(fieldName).min(1).max(1000).optional() })).min(1).max(1000).optional(),
    /** Also where the app has a newer value. */
    overwrite: z.boolean().optional(),
  }),
]);

/** Left out of a plan that was shown: a whole table, some of its records, or some fields of it. */
const restoreWithout = z.array(z.object({ table: tableName, ids: z.array(recordIdText).max(100_000).optional(), fields: z.array(fieldName).max(1000).optional() })).max(1000);

const fires = z.enum(['yes', 'no', 'unknown']);
/**
 * untrash: from the platform's trash, with id and dates; update: fields of records that are there; create: anew, with a new id; mend: records that
 * point at one that got a new id; remove: into the trash (when a restore is taken back).
 */
const stepKind = z.enum(['untrash', 'remove', 'update', 'create', 'mend']);
/** Records, or a field of records, that are not touched; of the ids at most a hundred. */
const leftAlone = z.object({ table: z.string(), reason: z.string(), records: count, ids: z.array(z.string()), field: z.string().optional(), says: z.string() });

/** What a restore would do. Nothing was written. */
export const restorePlan = z.object({
  id: z.string(),
  app: z.string(),
  into: z.string(),
  backup: z.string(),
  steps: z.array(
    z.object({
      kind: stepKind,
      table: z.string(),
      records: count,
      fields: z.array(z.object({ field: z.string(), records: count })),
      effects: z.object({ webhooks: fires, automations: fires }),
      requests: count,
      seconds: count,
    }),
  ),
  leftAlone: z.array(leftAlone),
  cannot: z.array(z.object({ what: z.string(), why: z.string(), nextStep: z.string() })),
  references: z.array(z.object({ table: z.string(), field: z.string(), targets: z.array(z.string()) })),
  notes: z.array(z.string()),
  /** How many records come back or are changed, each once; those that are only pointed at new ids are not counted. */
  tables: z.array(z.object({ name: z.string(), records: count })),
  records: count,
  /** Files that are uploaded again before the records are written; absent = none. */
  uploads: z.object({ files: count, bytes: count, effects: z.object({ webhooks: fires, automations: fires }), requests: count, seconds: count }).optional(),
  /** By the platform's limits; the backup before it not counted. */
  seconds: count,
  /** Why the app would take none of it now. */
  refused: plainError.optional(),
  /** What of the choice it makes good, where that was incidents. */
  incidents: z.array(incident).optional(),
});

/** What became of a restore. */
export const restoreReceipt = z.object({
  id: z.string(),
  undoOf: z.string().optional(),
  app: z.string(),
  into: z.string(),
  backup: z.string(),
  startedAt: instant,
  endedAt: instant,
  asked: count,
  /** Records the app took, and of those the ones that were read back and are as they should be. */
  written: count,
  verified: count,
  /** Of those that were written: records that only were pointed at new ids. */
  mended: count,
  skipped: count,
  failed: count,
  steps: z.array(z.object({ kind: stepKind, table: z.string(), records: count, written: count })),
  leftAlone: z.array(leftAlone),
  failures: z.array(z.object({ table: z.string(), id: z.string(), says: z.string() })),
  /** Records that have another id now. */
  newIds: count,
  /** The backup made first; null when there was nothing to write. */
  safetyBackup: z.string().nullable(),
});

const restoreSummary = z.object({
  id: z.string(),
  undoOf: z.string().optional(),
  app: z.string(),
  into: z.string(),
  backup: z.string(),
  at: instant,
  /** `stopped`: in the middle; it can go on or be taken back. `undone`: another one took it back. `running`: by a run that goes on. `damaged`: its notes cannot be read, and what it wrote is not known. */
  state: z.enum(['running', 'finished', 'stopped', 'undone', 'damaged']),
  asked: count,
  written: count,
});

const oneRestore = forApp.extend({ restore: restoreId });

export const restores = {
  /** Newest first; those that wrote nothing are not among them. */
  list: call.input(forApp).output(z.object({ restores: z.array(restoreSummary) })),
  /** What became of one, also of one that was stopped; and as a file to keep. */
  receipt: call.input(oneRestore).output(z.object({ receipt: restoreReceipt, finished: z.boolean(), file: z.object({ fileName: z.string(), mediaType: z.string(), base64: z.string() }) })),
  /** Ids of the records that an incident befell, a window of them. `not-found` for an incident that nobody remembers: look again. */
  lost: call
    .input(forApp.extend({ incident: z.string().min(1).max(200), table: tableName, offset: count, limit: z.number().int().min(1).max(200) }))
    .output(z.object({ backup: z.string(), total: count, ids: z.array(z.string()) })),
  /**
   * Records of a step of a plan, or of what it leaves alone: as the app has them now and as they would be (of what is left alone: as the backup has
   * them), values read for this answer. `not-found` for a plan that nobody remembers.
   */
  preview: call.input(forApp.extend({ plan: planId, of: z.enum(['step', 'left-alone']).optional(), step: count, offset: count, limit: z.number().int().min(1).max(100) })).output(
    z.object({
      total: count,
      records: z.array(
        z.object({
          id: z.string(),
          /** Fields that would be written; empty for whole records. */
          fields: z.array(z.string()),
          /** A line of JSON each; absent where it is not there. */
          now: z.string().optional(),
          after: z.string().optional(),
        }),
      ),
    }),
  ),
};

/** What runs of restoring ask for; in `runs.start`. */
export const restoreRequests = [
  /**
   * Finds out what a restore would do. Nothing is written. `into`: another app of this computer, in the place of the app itself. `overwrite`: records
   * whose values come back although the app has newer ones.
   */
  z.object({ kind: z.literal('restore-plan'), app: appName, choice: restoreChoice, into: appName.optional(), overwrite: z.array(z.object({ table: tableName, ids: z.array(recordIdText).min(1).max(1000) })).max(100).optional() }),
  /** Does plans that were shown, one after the other, each without what was left out of it. `into` as they say it: nothing else may be at work on that app. */
  z.object({ kind: z.literal('restore'), app: appName, into: appName.optional(), plans: z.array(z.object({ plan: planId, without: restoreWithout.optional() })).min(1).max(20) }),
  /** Takes one back, finished or not. */
  z.object({ kind: z.literal('undo'), app: appName, into: appName.optional(), restore: restoreId }),
  /** Goes on with one that was stopped. */
  z.object({ kind: z.literal('resume'), app: appName, into: appName.optional(), restore: restoreId }),
] as const;

export const restoreResults = [
  /** In the order in which they are to be done; each has a receipt and an undo of its own. */
  z.object({ kind: z.literal('restore-plan'), plans: z.array(restorePlan) }),
  z.object({ kind: z.literal('restore'), receipts: z.array(restoreReceipt) }),
  z.object({ kind: z.literal('undo'), receipt: restoreReceipt }),
  z.object({ kind: z.literal('resume'), receipt: restoreReceipt }),
] as const;
