import { type Settings, settingsVersion, type StoredApp, type StoredChannel, type StoredDestination } from '../../electron/engine/settings/schema.ts';
import { testKeys } from './small-app.ts';

const [recipient = ''] = testKeys.recipients;
const addedAt = '2026-01-14T02:00:00.000Z';

export const shopVault = '3f2c1d5e-8a5b-4b7e-9c0d-1e2f3a4b5c6d';

export const shop: StoredApp = {
  name: 'Shop',
  slug: 'shop',
  connection: { platform: 'base44', url: 'https://app.base44.com', appId: '6501aa', plan: 'builder' },
  secrets: { token: 'app/shop/token', identity: `vault/${shopVault}/identity`, chunkKey: `vault/${shopVault}/chunk-key` },
  destinations: ['Bucket'],
  vault: { id: shopVault, recipient, deputies: [{ name: 'Ada', recipient: 'age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa', addedAt }], rewritten: [{ place: 'Bucket', at: addedAt }] },
  addedAt,
  objectiveHours: 24,
  schedule: { rule: { kind: 'daily', times: ['03:00'], zone: 'Europe/Berlin' }, since: addedAt, from: addedAt },
  kitProvedAt: addedAt,
  kitSaid: { at: addedAt, places: [{ name: 'Bucket', address: 's3://backups' }], deputies: ['Ada'] },
  retention: { preset: 'standard', keep: { daily: 10 }, automatic: true },
  drill: { everyDays: 7 },
};

export const bucket: Extract<StoredDestination, { kind: 's3' }> = {
  kind: 's3',
  name: 'Bucket',
  endpoint: 'https://s3.example.com',
  region: 'eu-central-1',
  bucket: 'backups',
  prefix: 'holdfast',
  accessKeyId: 'AKIA12345',
  secrets: { secretAccessKey: 'place/one/secret-access-key' },
  addedAt,
};

export const webhook: StoredChannel = { kind: 'webhook', id: '11111111-2222-4333-8444-555555555555', name: 'Team', addedAt, apps: ['Shop'], least: 'warning', digest: true, shown: 'https://hooks.example.com/…abc', secrets: { url: 'channel/one/address', signing: 'channel/one/signing' } };

/** An app of Base44 kept in a bucket, told of by a webhook. */
export const someSettings: Settings = {
  version: settingsVersion,
  apps: [shop],
  destinations: [bucket],
  formerApps: [],
  preferences: { theme: 'dark', searchIndex: true, notices: 'every-backup', uploadLimit: 1_250_000 },
  pausedUntil: null,
  canary: null,
  alertChannels: [webhook],
};

/** What the keychain has for them, by the names they give. */
export const someSecrets: ReadonlyMap<string, string> = new Map([
  ['app/shop/token', 'b44-secret-token'],
  [`vault/${shopVault}/identity`, testKeys.identity],
  [`vault/${shopVault}/chunk-key`, Buffer.from(testKeys.chunkKey).toString('base64')],
  ['place/one/secret-access-key', 'secret-of-the-bucket'],
  ['channel/one/address', 'https://hooks.example.com/services/T000/B000/abc'],
  ['channel/one/signing', 'signing-secret'],
]);
