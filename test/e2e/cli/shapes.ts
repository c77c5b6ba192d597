import { z } from 'zod';

/** What the command line's JSON looks like, written down from its contract and from nothing in the program. */

const count = z.int().nonnegative();
const instant = z.iso.datetime();

export const errorShape = z.strictObject({
  error: z.strictObject({
    code: z.enum(['auth-expired', 'auth-revoked', 'permission-denied', 'not-found', 'rate-limited', 'quota-exceeded', 'network', 'server', 'conflict', 'corrupt', 'incomplete', 'invalid-input', 'cancelled', 'bug']),
    message: z.string().min(10),
    nextStep: z.string().min(10),
  }),
});

const app = z.looseObject({ name: z.string(), platform: z.string(), addedAt: instant });
export const appShape = z.looseObject({ app, entities: z.array(z.strictObject({ name: z.string(), records: count.nullable() })), notes: z.array(z.string()) });
export const appsShape = z.strictObject({ apps: z.array(app) });

const destination = z.strictObject({ name: z.string(), kind: z.enum(['local', 's3', 'google-drive']), path: z.string(), account: z.string().optional(), accessKeyId: z.string().optional(), addedAt: instant });
export const destinationShape = z.strictObject({ destination });
export const destinationsShape = z.strictObject({ destinations: z.array(destination) });
export const destinationTestShape = z.strictObject({
  ok: z.boolean(),
  checks: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  freeSpace: count.nullable(),
});

export const removedShape = z.strictObject({ removed: z.string() });

export const backupShape = z.looseObject({
  snapshot: z.string(),
  outcome: z.enum(['complete', 'incomplete']),
  entities: z.array(z.strictObject({ name: z.string(), records: count, status: z.enum(['complete', 'incomplete', 'failed']), reason: z.string().optional() })),
  places: z.array(z.strictObject({ name: z.string(), outcome: z.enum(['verified', 'failed']), error: errorShape.shape.error.optional() })),
  uploadedBytes: count,
  storedBytes: count,
  reusedBytes: count,
  durationMs: count,
  warnings: z.array(z.string()),
});

export const snapshotsShape = z.strictObject({
  snapshots: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['scheduled', 'manual', 'pre-change', 'pre-restore']),
      label: z.string().optional(),
      startedAt: instant,
      outcome: z.enum(['complete', 'incomplete', 'unreadable']),
      verified: z.boolean(),
      records: count,
      storedBytes: count,
      pinned: z.boolean(),
    }),
  ),
});

export const checkShape = z.strictObject({
  ok: z.boolean(),
  place: z.string().optional(),
  objects: count,
  bytes: count,
  problems: z.array(z.strictObject({ object: z.string(), entity: z.string().nullable(), snapshots: z.array(z.string()), problem: z.string() })),
});

export const diffShape = z.looseObject({
  entities: z.array(
    z.strictObject({
      name: z.string(),
      created: count,
      changed: count,
      deleted: count,
      blankedFields: z.array(z.strictObject({ field: z.string(), records: count })),
      fieldsGone: z.array(z.string()),
      records: z.strictObject({ created: z.array(z.string()), changed: z.array(z.string()), deleted: z.array(z.string()) }).optional(),
    }),
  ),
  incidents: z.array(
    z.strictObject({
      id: z.string().regex(/^[0-9a-f]{12}$/),
      kind: z.enum(['table-gone', 'records-deleted', 'field-gone', 'fields-blanked', 'fields-overwritten']),
      tables: z.array(z.strictObject({ name: z.string(), records: z.int(), of: z.int(), fields: z.array(z.string()), ids: z.array(z.string()).optional() })).min(1),
      window: z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }),
      snapshot: z.string(),
      sentence: z.string().regex(/\.$/),
    }),
  ),
});

export const exportShape = z.looseObject({ files: z.array(z.looseObject({ path: z.string(), entity: z.string(), records: count })) });

export const restoreShape = z.strictObject({
  plan: z.looseObject({ steps: z.array(z.looseObject({ entity: z.string(), records: count })) }),
  receipt: z
    .looseObject({ written: count, verified: count, skipped: count, failed: count, remapped: z.array(z.unknown()), safetySnapshot: z.string().nullable() })
    .optional(),
});

export const recordShape = z.looseObject({ snapshot: z.string(), entity: z.string(), id: z.string(), record: z.looseObject({}), chunksRead: count });

export const demoShape = z.strictObject({ url: z.url(), appId: z.string(), token: z.string().min(8), readOnlyToken: z.string().min(8) });

export const tryShape = z.strictObject({ steps: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), ms: count, says: z.string().min(10) })).min(5) });
