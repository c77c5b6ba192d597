import { z } from 'zod';
import { leftAloneReasons, stepKinds } from '../restore-desk.ts';

/**
 * What a restore is going to do, as it lies in the home directory while it is done: ids, names of fields and keyed hashes, never values. Those are
 * read again from the backup and from the app when their turn comes.
 */

/** Beyond so many ids nobody reads on. */
export const shownIds = 100;

export const plannedRecord = z.object({
  /** As the backup calls it. */
  id: z.string(),
  /** As the app calls it, where an earlier restore created it anew. */
  at: z.string().optional(),
  /** For update: fields that are written. */
  fields: z.array(z.string()).optional(),
  /** Keyed hash of what the app had there when this was planned (hash-of-values.ts): of those fields, or of the whole record. */
  seen: z.string().optional(),
  /** The fields that `seen` is of, where some of them are not written. */
  seenOf: z.array(z.string()).optional(),
});
export type PlannedRecord = z.infer<typeof plannedRecord>;

export const planStep = z.object({
  kind: z.enum(stepKinds),
  entity: z.string(),
  records: z.array(plannedRecord),
});
export type PlanStep = z.infer<typeof planStep>;

const leftAlone = z.object({
  entity: z.string(),
  reason: z.enum(leftAloneReasons),
  records: z.int().nonnegative(),
  ids: z.array(z.string()),
  field: z.string().optional(),
  says: z.string(),
});

const idMapEntry = z.tuple([z.string(), z.string(), z.string()]);

export const storedPlan = z.object({
  format: z.literal('holdfast-restore/1'),
  id: z.string(),
  undoOf: z.string().optional(),
  app: z.string(),
  into: z.string(),
  /** Whose backup it is read from, and into which app's records it is written: vault ids, which stay when names change. */
  vaultId: z.string(),
  intoVaultId: z.string(),
  snapshot: z.string(),
  at: z.iso.datetime(),
  steps: z.array(planStep),
  leftAlone: z.array(leftAlone),
  cannot: z.array(z.object({ what: z.string(), why: z.string(), nextStep: z.string() })),
  notes: z.array(z.string()),
  /** Where records refer to each other, when some get a new id. */
  references: z.unknown(),
  /** Ids of the backup that lived on under another id already when this was planned: entity, old, new. */
  known: z.array(idMapEntry),
  /** The same for addresses of uploaded files: old, new. */
  knownAddresses: z.array(z.tuple([z.string(), z.string()])),
  /** Addresses of uploaded files that are gone, to be uploaded again. */
  uploads: z.array(z.string()),
  /** Bytes of all of them together. */
  uploadBytes: z.int().nonnegative().default(0),
});
export type StoredPlan = z.infer<typeof storedPlan>;
