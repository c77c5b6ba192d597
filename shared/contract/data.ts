import { z } from 'zod';
import { call, count, forApp, instant, recordIdText, snapshotName, tableName } from './base.ts';

const inBackup = forApp.extend({ backup: snapshotName });

/**
 * Whether a backup is in the searchable copy on this computer: `ready`; `indexing` (being made, `fraction` 0–1); `off` by the founder's
 * choice; `left-out`: it is older than the backups that are kept searchable, or could not be read whole. Tables can be paged, a record
 * looked up and its history told in every state; search, sorting and filters need `ready`.
 */
const indexState = z.object({ state: z.enum(['ready', 'indexing', 'off', 'left-out']), fraction: z.number().min(0).max(1).optional() });

/** A record as its line of JSON, as the platform gave it: numbers keep every digit. */
const recordLine = z.object({ id: z.string(), json: z.string() });

/**
 * A condition on one field. Text is compared without regard to case and accents; numbers, also where they are written as text, by value;
 * dates as the text they are. `is-not` holds for records without the field too; `empty` means missing, null, an empty text, list or
 * object; `greater` and `less` hold for no record that has no value there. A list or an object is compared as its JSON.
 */
export const filter = z.object({ field: z.string().max(1000), op: z.enum(['contains', 'is', 'is-not', 'empty', 'not-empty', 'greater', 'less']), value: z.string().max(10_000).optional() });

export const data = {
  /** The tables of one backup, with the columns to show: fields in the order of the schema, then those only records have. */
  tables: call.input(inBackup).output(
    z.object({
      /** `latest` resolved. */
      backup: z.string(),
      startedAt: instant,
      index: indexState,
      tables: z.array(
        z.object({
          name: z.string(),
          records: count,
          status: z.enum(['complete', 'incomplete', 'failed']),
          reason: z.string().optional(),
          fields: z.array(z.object({ name: z.string(), type: z.string().optional() })),
        }),
      ),
    }),
  ),
  /** A window of a table. Sorted by the table's own key unless asked otherwise. */
  page: call
    .input(
      inBackup.extend({
        table: tableName,
        offset: count,
        limit: z.number().int().min(1).max(500),
        /** Numbers come before texts; records without a value come last in both directions. */
        sort: z.object({ field: z.string().max(1000), descending: z.boolean() }).optional(),
        filters: z.array(filter).max(20).optional(),
        /** Words that all must be somewhere in the record's values; the last one may be unfinished. */
        words: z.string().max(500).optional(),
      }),
    )
    .output(z.object({ total: count, rows: z.array(recordLine) })),
  record: call.input(inBackup.extend({ table: tableName, id: recordIdText })).output(z.object({ record: recordLine.optional() })),
  /**
   * A record's life through the newest backups, newest first: an entry for each time it was different. Never `deleted` for a backup that
   * did not read the table whole.
   */
  history: call.input(forApp.extend({ table: tableName, id: recordIdText })).output(
    z.object({
      versions: z.array(
        z.object({
          /** The first backup that has it so. */
          backup: z.string(),
          startedAt: instant,
          /** The last backup that has it so. */
          lastBackup: z.string(),
          lastStartedAt: instant,
          change: z.enum(['first-seen', 'created', 'changed', 'deleted']),
          /** Absent for `deleted`. */
          json: z.string().optional(),
        }),
      ),
    }),
  ),
  /** Every table at once, not ranked; the last word may be unfinished. `everywhen` looks in all searchable backups: a hit for each record. */
  search: call.input(inBackup.extend({ query: z.string().max(500), limit: z.number().int().min(1).max(200), everywhen: z.boolean().optional() })).output(
    z.object({
      hits: z.array(z.object({ table: z.string(), id: z.string(), json: z.string(), /** With `everywhen`: in the chosen backup it is gone or different. */ gone: z.boolean() })),
      /** There are more than `limit`. */
      more: z.boolean(),
      tookMs: z.number().min(0),
      index: indexState,
    }),
  ),
};
