import { z } from 'zod';

/** Why a backup was made. */
export const snapshotKinds = ['scheduled', 'manual', 'pre-change', 'pre-restore'] as const;
export type SnapshotKind = (typeof snapshotKinds)[number];

export type EntityStatus = 'complete' | 'incomplete' | 'failed';
export type Outcome = 'complete' | 'incomplete';

/** 64 hex digits: HMAC-SHA256(chunkKey, plaintext). */
const contentId = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime();
const count = z.int().nonnegative();

const keyField = z.object({ field: z.string(), type: z.enum(['text', 'number']) });

/** One table in a backup. `index` names the chunks that hold its index (vault/format/index.ts). */
export const manifestEntitySchema = z.object({
  name: z.string(),
  status: z.enum(['complete', 'incomplete', 'failed']),
  /** Plain sentence when the status is not `complete`. */
  reason: z.string().optional(),
  /** Records in this backup. */
  records: count,
  /** What the platform said there were when the reading ended, where it says. */
  sourceRecords: count.nullable(),
  /** Bytes of JSON Lines. */
  bytes: count,
  key: z.array(keyField),
  identity: z.array(z.string()),
  /** The field that says when a record was last changed, where the platform keeps one. */
  changedAt: z.string().optional(),
  /** SHA-256 of the canonical schema, hex. */
  schemaHash: z.string(),
  /** When the reading began whose records these are, for the entity's recovery point. */
  readStartedAt: instant,
  index: z.array(contentId),
});
export type ManifestEntity = z.infer<typeof manifestEntitySchema>;

/** Schema, config and the list of files are kept like records, without a status of their own. */
const partSchema = z.object({ records: count, bytes: count, index: z.array(contentId) });
export type ManifestPart = z.infer<typeof partSchema>;

const coverageGapSchema = z.object({ what: z.string(), why: z.string(), nextStep: z.string().optional() });

/** What one backup holds. It is the last object written; without it there is no backup. */
export const manifestSchema = z.object({
  format: z.literal('holdfast-snapshot/1'),
  /** The snapshot's name: the object's file name without `.age`. */
  id: z.string(),
  vaultId: z.string(),
  app: z.object({ id: z.string(), name: z.string(), platform: z.string() }),
  kind: z.enum(snapshotKinds),
  label: z.string().optional(),
  program: z.object({ name: z.string(), version: z.string() }),
  startedAt: instant,
  readStartedAt: instant,
  readFinishedAt: instant,
  finishedAt: instant,
  /** `full`: every record was read; `incremental`: only what changed since `base`, and the keys. */
  reading: z.object({ mode: z.enum(['full', 'incremental']), base: z.string().optional(), lastFullAt: instant.optional() }),
  outcome: z.enum(['complete', 'incomplete']),
  entities: z.array(manifestEntitySchema),
  schema: partSchema,
  config: partSchema,
  files: partSchema,
  coverage: z.array(coverageGapSchema),
  warnings: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A line of the manifest's `files` part. */
export const fileRecordSchema = z.object({
  /** The address as the records have it. */
  url: z.string(),
  name: z.string(),
  contentType: z.string().nullable(),
  size: count,
  /** SHA-256 of the content, hex, so that anyone can check a file without the vault's chunk key. */
  sha256: z.string(),
  /** Where it lies: files/<2 hex>/<id>.age. */
  file: contentId,
  /** Names of the entities whose records mention it; which records, the entities' indexes tell (vault/format/index-line.ts). */
  referencedBy: z.array(z.string()),
});
export type FileRecord = z.infer<typeof fileRecordSchema>;
