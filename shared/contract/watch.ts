import { z } from 'zod';
import { appName, call, count, forApp, instant, snapshotName, tableName } from './base.ts';

const share = z.number().min(0).max(1);

/** From which loss on a table is told of: more than `share` of its records and at least `records`, or `anyway` of it. */
const threshold = z.object({ share, records: count, anyway: share });
const thresholds = z.object({ lost: threshold, blanked: threshold });

/** Something that happened to the data and that nobody has explained yet. Names and figures only. */
const alarm = z.object({
  id: z.string(),
  kind: z.enum(['records-lost', 'field-blanked', 'table-gone', 'field-gone', 'records-missing']),
  table: tableName,
  field: z.string().optional(),
  /** Records it befell, of how many. */
  records: count,
  of: count,
  /** It went little by little since `healthy`: no single backup shows enough of it to tell. */
  slowly: z.boolean().optional(),
  /** Under which a look for losses finds it. */
  incident: z.string().optional(),
  raisedAt: instant,
  /** The backup in which it shows first; absent while it was seen in the app alone. */
  snapshot: z.string().optional(),
  latest: z.string().optional(),
  /** The last backup from before, which stays pinned. */
  healthy: z.string().nullable(),
  answer: z.object({ as: z.enum(['expected', 'not-expected']), at: instant }).optional(),
});

const alarms = z.object({
  /** Nobody answered these yet, the oldest first: no backup is removed meanwhile. */
  open: z.array(alarm),
  /** The newest answer first. */
  answered: z.array(alarm),
  /** Tables whose thresholds "expected" raised. */
  thresholds: z.array(thresholds.extend({ table: tableName })),
  usualThresholds: thresholds,
});

const unknownable = count.nullable();

/** What changed in a table; null where nobody can know. */
const tableFigures = z.object({
  name: tableName,
  state: z.enum(['compared', 'new', 'gone', 'unread']),
  before: unknownable,
  after: unknownable,
  created: unknownable,
  changed: unknownable,
  deleted: unknownable,
  isWhole: z.boolean(),
  blanked: z.array(z.object({ field: z.string(), records: count })),
  appeared: z.array(z.string()),
  vanished: z.array(z.string()),
  typeChanges: z.array(z.object({ field: z.string(), from: z.string(), to: z.string(), records: count })),
  machineMade: z.object({ records: count, placeholder: count, sameSecond: count, alike: count }),
});

const figures = z.object({
  snapshot: z.string(),
  /** null: the first one, of which nothing is said to have changed. */
  comparedWith: z.string().nullable(),
  size: z.object({ records: count, bytes: count, durationMs: count, usual: z.object({ backups: count, bytes: count, durationMs: count }).optional() }),
  tables: z.array(tableFigures),
});

/**
 * How an app is looked at between backups: its tables are counted, and the platform tells of deletions where it lets us hear (`listens`, and `hears`: it does
 * just now); they are counted (`counts`); it is seen which files changed (`files`); not at all (`none`); not known now (`unknown`).
 */
const live = z.object({ on: z.boolean(), way: z.enum(['listens', 'counts', 'files', 'none', 'unknown']), hears: z.boolean() });

/** How the data changes from backup to backup, and what a person must hear of. */
export const watch = {
  /** What changed in a backup since the one before; null where it cannot be compared, and why. */
  figures: call.input(z.object({ app: appName, backup: snapshotName })).output(z.object({ figures: figures.nullable(), why: z.string().optional() })),
  alarms: call.input(forApp).output(alarms),
  /** `together`: the same for all open alarms of the same cause. `expected`: it was meant, and as much again is not told of. `not-expected`: the last backup from before keeps its pin. */
  answer: call.input(forApp.extend({ alarm: z.string().min(1).max(100), answer: z.enum(['expected', 'not-expected']), together: z.boolean().optional() })).output(alarms),
  /** Whether the app is looked at between backups, too, after it was set so. */
  live: call.input(forApp).output(live),
  setLive: call.input(forApp.extend({ on: z.boolean() })).output(live),
  /** Forgets what "expected" raised: for one table, or for all (null). */
  reset: call.input(forApp.extend({ table: tableName.nullable() })).output(alarms),
};
