import { z } from 'zod';
import { base44Plans } from '../engine.ts';

/**
 * What Holdfast remembers on this computer, as it lies in the file. Everything here may be lost without losing a backup;
 * no secret is ever here, only the names under which the keychain has them.
 *
 * A field added, renamed or removed is a new version with a step in `migrate.ts`: the objects are strict, so that a file
 * this program does not understand whole is reported and left alone.
 */
export const settingsVersion = 1;

const name = z.string().min(1).max(60);
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(48);
const instant = z.iso.datetime();

const connection = z.discriminatedUnion('platform', [
  z.strictObject({
    platform: z.literal('base44'),
    url: z.url(),
    appId: z.string().min(1),
    plan: z.enum(base44Plans).optional(),
    dataEnvironment: z.enum(['prod', 'dev']).optional(),
  }),
  z.strictObject({ platform: z.literal('csv-folder'), path: z.string().min(1) }),
]);
export type StoredConnection = z.infer<typeof connection>;

/** The vault of an app: the same in each of its places. The key itself is in the keychain. */
const vault = z.strictObject({
  id: z.uuid(),
  /** age1…: what backups are encrypted to. Public. */
  recipient: z.string().startsWith('age1'),
});

const app = z.strictObject({
  name,
  slug,
  connection,
  /** Names of secrets in the keychain. */
  secrets: z.strictObject({ token: z.string().optional(), identity: z.string(), chunkKey: z.string() }),
  /** Names of places; `all` includes those added later. */
  destinations: z.union([z.literal('all'), z.array(name)]),
  vault,
  addedAt: instant,
});
export type StoredApp = z.infer<typeof app>;

const destination = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local'), name, path: z.string().min(1), addedAt: instant }),
]);
export type StoredDestination = z.infer<typeof destination>;

/** An app that was removed: its backups still lie in its places, and added again it goes on with them. */
const formerApp = z.strictObject({ name, slug, appKey: z.string(), vault, removedAt: instant });
export type FormerApp = z.infer<typeof formerApp>;

export const settingsSchema = z.strictObject({
  version: z.literal(settingsVersion),
  apps: z.array(app),
  destinations: z.array(destination),
  formerApps: z.array(formerApp),
});
export type Settings = z.infer<typeof settingsSchema>;

export const emptySettings: Settings = { version: settingsVersion, apps: [], destinations: [], formerApps: [] };
