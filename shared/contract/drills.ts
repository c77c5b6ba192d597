import { z } from 'zod';
import { call, count, done, forApp, instant, placeName, recordIdText, tableName } from './base.ts';
import { plainError } from './errors.ts';

/** Name of a drill, as the engine gave it. */
const drillId = z.string().regex(/^[\w-]{1,80}$/);

/** What a drill spends its time on. `write-back` only where it also writes into a second app. */
export const drillPhaseName = z.enum(['fetch', 'decrypt', 'load', 'check', 'write-back']);

/** One thing that was looked at. `not-checked` is no pass: `detail` says why it could not be looked at. */
export const drillCheck = z.object({
  id: z.string(),
  kind: z.enum(['backup', 'fresh', 'objects', 'counts', 'source', 'types', 'references', 'files', 'tripwire', 'golden', 'write-back']),
  state: z.enum(['passed', 'failed', 'not-checked']),
  /** The table it is about, where it is about one. */
  table: z.string().optional(),
  /** What was looked at, in plain words. */
  name: z.string(),
  /** What was found, in names and figures; never a record. */
  detail: z.string(),
  /** Of one that failed: what it means for getting back, and what to do. */
  consequence: z.string().optional(),
  nextStep: z.string().optional(),
});

/** What was restored from. */
const drilledBackup = z.object({ id: z.string(), startedAt: instant, records: count, tables: count, files: count, bytes: count });

/** A backup restored from a place and a key alone into a throwaway database on this computer, and looked through there. */
export const drillReport = z.object({
  id: drillId,
  app: z.string(),
  place: z.string(),
  by: z.enum(['person', 'schedule']),
  startedAt: instant,
  durationMs: z.number().min(0),
  /** Every check that could be made passed, and those that a restore rests on were made. */
  ok: z.boolean(),
  phases: z.array(z.object({ name: drillPhaseName, ms: z.number().min(0) })),
  checks: z.array(drillCheck),
  /** Absent where none could be found or opened. */
  backup: drilledBackup.optional(),
  /** Why it ended before all was looked at: nothing there can be opened. A place that cannot be read makes no report. */
  error: plainError.optional(),
});

export const drillSummary = drillReport.omit({ checks: true }).extend({ passed: count, failed: count, notChecked: count, /** Names of what failed, at most five. */ failures: z.array(z.string()) });

const fieldName = z.string().min(1).max(1000);
const scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);

/** What the founder knows to be true of their data, and a drill holds a backup against. */
const goldenRule = z.discriminatedUnion('kind', [
  /** "Orders: at least 1,000" */
  z.object({ kind: z.literal('count'), table: tableName, least: count.optional(), most: count.optional(), where: z.object({ field: fieldName, is: scalar }).optional() }),
  /** "This customer must exist": by id, or by the value of a field. */
  z.object({ kind: z.literal('record'), table: tableName, by: z.discriminatedUnion('kind', [z.object({ kind: z.literal('id'), id: recordIdText }), z.object({ kind: z.literal('field'), field: fieldName, is: scalar })]) }),
  /** "No Order without a Customer" */
  z.object({ kind: z.literal('reference'), table: tableName, field: fieldName, target: tableName }),
  /** "Every Order has a total" */
  z.object({ kind: z.literal('filled'), table: tableName, field: fieldName }),
  /** One SELECT over the tables; it passes when it answers no row, or one row whose first value is `expect`. */
  z.object({ kind: z.literal('sql'), sql: z.string().min(1).max(10_000), expect: z.union([z.literal('no-rows'), z.object({ value: scalar })]) }),
]);
export const goldenCheck = z.object({ id: z.string().regex(/^[\w-]{1,60}$/), name: z.string().trim().min(1).max(120), rule: goldenRule });

export const drillRule = z.object({
  /** null = only by button. */
  everyDays: z.number().int().min(1).max(90).nullable(),
});

export const drills = {
  /** Newest first. */
  list: call.input(forApp.extend({ limit: z.number().int().min(1).max(500) })).output(z.object({ drills: z.array(drillSummary) })),
  get: call.input(forApp.extend({ drill: drillId })).output(drillReport),
  rule: call.input(forApp).output(drillRule.extend({ /** When the next one begins by itself; null: it does not, or waits for something. */ nextAt: instant.nullable(), /** Why then, or why not, in a sentence. */ why: z.string() })),
  setRule: call.input(forApp.extend(drillRule.shape)).output(done),
  golden: {
    /** Without reading a record. `newer`: so many checks on the list are of a kind that only a newer version knows; they are kept. `backup`: what `tables` is of. */
    list: call.input(forApp).output(
      z.object({
        checks: z.array(goldenCheck),
        revision: count,
        newer: count,
        tables: z.array(z.object({ name: z.string(), fields: z.array(z.string()), records: count })),
        backup: z.object({ id: z.string(), startedAt: instant }).nullable(),
      }),
    ),
    /** What the newest backup lets one expect: it holds there now, and is kept only by who saves it. Reads the whole backup. */
    suggest: call.input(forApp).output(z.object({ suggested: z.array(goldenCheck) })),
    /** The whole list, in the order shown. `conflict` where `revision` is not that of the newest list. `later`: places that get it with the next backup. */
    save: call.input(forApp.extend({ checks: z.array(goldenCheck).max(200), revision: count })).output(z.object({ revision: count, later: z.array(z.string()) })),
    /** One check against the newest backup, now. `invalid-input` for SQL that is no single SELECT. */
    try: call.input(forApp.extend({ check: goldenCheck, place: placeName.optional() })).output(drillCheck),
  },
};
