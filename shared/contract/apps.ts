import { z } from 'zod';
import { appName, call, count, folderPath, forApp, instant, placeName } from './base.ts';
import { backupLocation } from './location.ts';

const plans = ['free', 'starter', 'builder', 'pro', 'business', 'elite', 'enterprise', 'unmetered'] as const;

const secret = z.string().min(1).max(10_000);

/** How to reach an app. The token goes to the keychain and is never handed out again. */
export const connectionInput = z.discriminatedUnion('platform', [
  z.object({
    platform: z.literal('base44'),
    url: z.url({ protocol: /^https?$/ }).max(2000),
    appId: z.string().min(1).max(200),
    token: secret,
    plan: z.enum(plans).optional(),
    dataEnvironment: z.enum(['prod', 'dev']).optional(),
  }),
  z.object({ platform: z.literal('csv-folder'), path: folderPath }),
]);

/**
 * `opened` = known only from its backups (a new computer, or an app that is gone): everything can be looked at and taken
 * out, nothing can be backed up.
 */
const appPlatform = z.enum(['base44', 'csv-folder', 'opened']);

export const appInfo = z.object({
  name: appName,
  platform: appPlatform,
  url: z.string().optional(),
  appId: z.string().optional(),
  path: z.string().optional(),
  destinations: z.union([z.literal('all'), z.array(placeName)]),
  addedAt: instant,
  /** The built-in sample app: data can be lost on purpose (`sample`). */
  isSample: z.boolean(),
  /** What the founder accepts to lose, in hours (the recovery point objective); absent until asked. */
  objectiveHours: z.number().positive().optional(),
  /** When the founder proved to hold the recovery kit, by retyping. */
  kitProvedAt: instant.optional(),
});

const inspectedApp = z.object({
  /** The app's own name, where the platform tells. */
  suggestedName: z.string().optional(),
  entities: z.array(z.object({ name: z.string(), records: count.nullable() })),
  /** Plain sentences: tables that cannot be read or whose rows may be hidden, and why. */
  notes: z.array(z.string()),
});

const foundBackups = z.object({
  /** Where they lie: tells copies of the same backups apart. */
  address: z.string(),
  vaultId: z.string(),
  /** As they say themselves. */
  app: z.string(),
  /** Whether the key opens them; of those that it does, how many there are and when the newest began. */
  opens: z.boolean(),
  backups: count.optional(),
  newestAt: instant.optional(),
});

export const apps = {
  list: call.output(z.object({ apps: z.array(appInfo) })),
  /** Connects and looks, without adding anything. */
  inspect: call.input(z.object({ connection: connectionInput })).output(inspectedApp),
  /** Adds the app once it answered. */
  add: call.input(z.object({ name: appName, connection: connectionInput, destinations: z.array(placeName).optional() })).output(inspectedApp.extend({ app: appInfo })),
  /** The backups that lie somewhere, those that the key opens first. Nothing is kept or written. */
  find: call.input(z.object({ location: backupLocation, key: secret })).output(z.object({ found: z.array(foundBackups) })),
  /** Backups opened with the key of their recovery kit: an app of platform `opened`. `vault` is the `address` of what was found, where the key opens several. */
  open: call.input(z.object({ location: backupLocation, key: secret, vault: z.string().max(5000).optional() })).output(z.object({ app: appInfo })),
  reconnect: call.input(z.object({ app: appName, token: secret })).output(inspectedApp.extend({ app: appInfo })),
  /** Forgets the app on this computer; its backups stay where they are. */
  remove: call.input(forApp).output(z.object({ ok: z.literal(true) })),
  setObjective: call.input(z.object({ app: appName, hours: z.number().positive().max(24 * 366) })).output(z.object({ app: appInfo })),
};
