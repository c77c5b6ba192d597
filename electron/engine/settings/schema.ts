import { z } from 'zod';
import { scheduleRule } from '../../../shared/model/schedule.ts';
import { base44Plans } from '../engine.ts';

/**
 * What Holdfast remembers on this computer, as it lies in the file. Everything here may be lost without losing a backup;
 * no secret is ever here, only the names under which the keychain has them.
 *
 * A field added, renamed or removed is a new version with a step in `migrate.ts`: the objects are strict, so that a file
 * this program does not understand whole is reported and left alone.
 */
export const settingsVersion = 4;

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
  /** Known only from its backups: there is nothing to connect to. */
  z.strictObject({
    platform: z.literal('opened'),
    /** What it is an app of, as its backups say. */
    of: z.enum(['base44', 'csv-folder']).optional(),
    /** The platform's id of it, as its newest backup says: added again with a token, it goes on with these backups. */
    appId: z.string().min(1).optional(),
    /** Opened with a deputy's key, which makes no backups. */
    deputy: z.literal(true).optional(),
  }),
]);
export type StoredConnection = z.infer<typeof connection>;

/** The vault of an app: the same in each of its places. The key itself is in the keychain. */
const vault = z.strictObject({
  id: z.uuid(),
  /** age1…: what backups are encrypted to. Public. */
  recipient: z.string().startsWith('age1'),
  /** Who else can open backups, each with a key of their own; a revoked one still opens what was written before. */
  deputies: z.array(z.strictObject({ name, recipient: z.string().startsWith('age1'), addedAt: instant, revokedAt: instant.optional() })).optional(),
  /** Where all backups were last written anew, for the vault key and the deputies of that time. */
  rewritten: z.array(z.strictObject({ place: name, at: instant })).optional(),
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
  /** What the founder accepts to lose, in hours. */
  objectiveHours: z.number().positive().optional(),
  /** Within how many hours they mean to be back when it happens. */
  backWithinHours: z.number().positive().optional(),
  /** Absent = only by hand. `since`: when the rule was set; `from`: where its hours are counted from. Absent for one of an earlier version: from when the app was added. */
  schedule: z.strictObject({ rule: scheduleRule, since: instant.optional(), from: instant.optional() }).optional(),
  /** Not to be looked at between backups. */
  liveWatch: z.literal(false).optional(),
  kitProvedAt: instant.optional(),
  /** What the recovery kit said when it was last saved, beside the key. */
  kitSaid: z.strictObject({ at: instant, places: z.array(z.strictObject({ name, address: z.string() })), deputies: z.array(name) }).optional(),
  /** Which backups are kept. Absent = all of them: nothing is removed that nobody asked to have removed. */
  retention: z
    .strictObject({
      preset: z.enum(['standard', 'a-year']),
      keep: z.strictObject({ last: z.int().nonnegative().optional(), daily: z.int().nonnegative().optional(), weekly: z.int().nonnegative().optional(), monthly: z.int().nonnegative().optional(), preChange: z.int().nonnegative().optional() }).optional(),
      /** After each scheduled backup, rather than only when a person asks. */
      automatic: z.boolean(),
    })
    .optional(),
  /** How often a drill begins by itself; absent = once a week. null = only by button. */
  drill: z.strictObject({ everyDays: z.int().min(1).max(90).nullable() }).optional(),
  /** The built-in sample app: its address is another one at each start. */
  isSample: z.literal(true).optional(),
});
export type StoredApp = z.infer<typeof app>;

const destination = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('local'),
    name,
    path: z.string().min(1),
    addedAt: instant,
    /** The folder is itself the vault with this id, opened to be read: nothing else is kept there. */
    onlyVault: z.uuid().optional(),
  }),
  z.strictObject({
    kind: z.literal('s3'),
    name,
    /** Absent for Amazon's. */
    endpoint: z.url().optional(),
    region: z.string().min(1),
    bucket: z.string().min(1),
    prefix: z.string().min(1).optional(),
    forcePathStyle: z.boolean().optional(),
    accessKeyId: z.string().min(1),
    /** Names of secrets in the keychain. */
    secrets: z.strictObject({ secretAccessKey: z.string() }),
    addedAt: instant,
    onlyVault: z.uuid().optional(),
  }),
  z.strictObject({
    kind: z.literal('google-drive'),
    name,
    folderId: z.string().min(1),
    /** The part of it that is the place, where it is not the whole: a vault that was opened to be read. */
    prefix: z.string().min(1).optional(),
    /** Address of the Google account that was signed in, where Google told it. */
    account: z.string().min(1).optional(),
    /** Google shows the folder to this client id alone: the build's at the time, or the person's own. */
    clientId: z.string().min(1),
    secrets: z.strictObject({ refreshToken: z.string(), clientSecret: z.string().optional() }),
    addedAt: instant,
    onlyVault: z.uuid().optional(),
  }),
]);
export type StoredDestination = z.infer<typeof destination>;

/** An app that was removed: its backups still lie in its places, and added again it goes on with them. */
const formerApp = z.strictObject({ name, slug, appKey: z.string(), vault, removedAt: instant });
export type FormerApp = z.infer<typeof formerApp>;

const channelBasics = { id: z.string().min(1), name, addedAt: instant };
const channelWishes = {
  /** Names of apps whose alerts it gets. */
  apps: z.union([z.literal('all'), z.array(name)]),
  /** From which severity on. */
  least: z.enum(['alarm', 'warning']),
  digest: z.boolean(),
};

/** Through which somebody hears of alerts, beside the screen. An address that lets whoever has it write there is a secret; `shown` is what is left of it for people. */
const alertChannel = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('email'),
    ...channelBasics,
    ...channelWishes,
    host: z.string().min(1),
    port: z.int().min(1).max(65_535),
    security: z.enum(['tls', 'starttls', 'none']),
    user: z.string().min(1).optional(),
    from: z.email(),
    to: z.array(z.email()).min(1),
    secrets: z.strictObject({ password: z.string().optional() }),
  }),
  z.strictObject({ kind: z.literal('webhook'), ...channelBasics, ...channelWishes, shown: z.string(), secrets: z.strictObject({ url: z.string(), signing: z.string().optional() }) }),
  z.strictObject({ kind: z.literal('slack'), ...channelBasics, ...channelWishes, shown: z.string(), secrets: z.strictObject({ url: z.string() }) }),
  z.strictObject({ kind: z.literal('ping'), ...channelBasics, apps: channelWishes.apps, shown: z.string(), secrets: z.strictObject({ url: z.string() }) }),
]);
export type StoredChannel = z.infer<typeof alertChannel>;

const preferences = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  searchIndex: z.boolean(),
  notices: z.enum(['needs-me', 'every-backup', 'off']),
  /** Bytes a second that backups may send, over all places together; null = as fast as the line goes. */
  uploadLimit: z.int().positive().nullable(),
  /** Whether backups begin by themselves on battery, and on a connection that is metered. Absent = yes. */
  alsoOnBattery: z.boolean().optional(),
  alsoOnMetered: z.boolean().optional(),
});
export type Preferences = z.infer<typeof preferences>;

export const defaultPreferences: Preferences = { theme: 'system', searchIndex: true, notices: 'needs-me', uploadLimit: null };

export const settingsSchema = z.strictObject({
  version: z.literal(settingsVersion),
  apps: z.array(app),
  destinations: z.array(destination),
  formerApps: z.array(formerApp),
  preferences,
  /** No backup begins by itself before. Always there, because the writer of the file adds and replaces keys but removes none. */
  pausedUntil: instant.nullable(),
  /** Name under which the keychain has the secret that is read at each start to see whether it still answers; null until there was one. */
  canary: z.string().nullable(),
  alertChannels: z.array(alertChannel),
});
export type Settings = z.infer<typeof settingsSchema>;

export const emptySettings: Settings = { version: settingsVersion, apps: [], destinations: [], formerApps: [], preferences: defaultPreferences, pausedUntil: null, canary: null, alertChannels: [] };
