import path from 'node:path';
import { newChannel } from '../../../shared/contract/alerts.ts';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { storedChannel } from '../alerts/channels/channel-desk.ts';
import { refuseUnencrypted } from '../alerts/channels/email.ts';
import type { Clock } from '../ports/clock.ts';
import { assertObjectKey } from '../ports/object-key.ts';
import { parseConnection, parseToken } from '../registry/connection.ts';
import { destinationsOf } from '../registry/lookup.ts';
import { foldedName, parseName } from '../registry/names.ts';
import { placeAddress } from '../registry/place-address.ts';
import { parsePlace } from '../registry/place-input.ts';
import { checkedRule } from '../schedule/windows.ts';
import type { Settings, StoredApp, StoredChannel, StoredDestination } from '../settings/schema.ts';
import { parseRecipient } from '../vault/crypto/keys.ts';
import { policyOf } from '../vault/retention/rule.ts';
import type { SettingsCopy } from './copy-format.ts';
import { damagedCopy } from './sealed-copy.ts';

/** In the place of a secret that the file does not hold, so that all the rest can be looked at as when it is typed. */
const someSecret = 'not-in-the-file';
const mostHours = 24 * 366;

/**
 * The copy with everything in it taken through what is asked of a person who types it: a file is no way around. Names of secrets stay as they are; only their texts are looked at.
 * @throws invalid-input with the name of what is refused; corrupt where things in it contradict each other.
 */
export async function asTyped(copy: SettingsCopy, clock: Clock): Promise<SettingsCopy> {
  const { settings, secrets } = copy;
  const apps = settings.apps.map((app) => about(app.name, () => typedApp(app, secrets)));
  const destinations = settings.destinations.map((place) => about(place.name, () => typedPlace(place, secrets, clock)));
  const alertChannels: StoredChannel[] = [];
  for (const channel of settings.alertChannels) alertChannels.push(await aboutLater(channel.name, () => typedChannel(channel, secrets)));
  for (const former of settings.formerApps) about(former.name, () => checkVault(former.name, former.vault));
  const typed = { ...settings, apps, destinations, alertChannels };
  refuseContradictions(typed);
  return { ...copy, settings: typed };
}

function typedApp(app: StoredApp, secrets: ReadonlyMap<string, string>): StoredApp {
  const { connection, vault, schedule, retention, drill, objectiveHours, backWithinHours } = app;
  checkVault(app.name, vault);
  if (schedule !== undefined) checkedRule(schedule.rule);
  if (retention !== undefined) policyOf({ preset: retention.preset, ...(retention.keep === undefined ? {} : { keep: storedNumbers(retention.keep) }) });
  if (drill?.everyDays !== undefined && drill.everyDays !== null && drill.everyDays < 1) throw damagedCopy('a drill is set to no days');
  for (const hours of [objectiveHours, backWithinHours]) if (hours !== undefined && hours > mostHours) throw damagedCopy('it holds a number of hours that nobody can set');
  if (connection.platform === 'opened') return app;
  if (connection.platform === 'csv-folder') {
    checkPath(connection.path);
    return app;
  }
  const token = app.secrets.token === undefined ? undefined : secrets.get(app.secrets.token);
  const { url, appId } = connection;
  const parsed = parseConnection({ platform: 'base44', url, appId, token: token === undefined ? someSecret : parseToken(token) }).connection;
  if (parsed.platform !== 'base44') throw damagedCopy('an app has no address');
  return { ...app, connection: { ...connection, url: parsed.url, appId: parsed.appId } };
}

/** Undefined is no number. */
function storedNumbers(keep: NonNullable<NonNullable<StoredApp['retention']>['keep']>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(keep).filter((each): each is [string, number] => each[1] !== undefined));
}

function checkVault(name: string, { recipient, deputies = [] }: StoredApp['vault']): void {
  parseName('app', name);
  if (parseRecipient(recipient) !== recipient) throw damagedCopy('a key is written as no key is');
  for (const deputy of deputies) {
    parseName('app', deputy.name);
    if (parseRecipient(deputy.recipient) !== deputy.recipient) throw damagedCopy('a key is written as no key is');
  }
}

function typedPlace(place: StoredDestination, secrets: ReadonlyMap<string, string>, clock: Clock): StoredDestination {
  parseName('place', place.name);
  switch (place.kind) {
    case 'local':
      checkPath(place.path);
      return place;
    case 's3': {
      const { endpoint, region, bucket, prefix, forcePathStyle, accessKeyId } = place;
      const { destination } = parsePlace({ kind: 's3', name: place.name, endpoint, region, bucket, prefix, forcePathStyle, accessKeyId, secretAccessKey: secrets.get(place.secrets.secretAccessKey) ?? someSecret }, clock);
      if (destination.kind !== 's3') throw damagedCopy('a place is of no kind');
      return { ...destination, secrets: place.secrets, addedAt: place.addedAt, ...(place.onlyVault === undefined ? {} : { onlyVault: place.onlyVault }) };
    }
    case 'google-drive': {
      const { folderId, prefix, account, clientId } = place;
      const isWhole = /^[A-Za-z0-9_-]{1,200}$/.test(folderId) && /^[\x21-\x7e]{1,300}$/.test(clientId) && (account === undefined || /^[^\p{C}\p{Z}]{1,320}$/u.test(account));
      const areWhole = [place.secrets.refreshToken, place.secrets.clientSecret].every((name) => name === undefined || /^[\x21-\x7e]{1,8192}$/.test(secrets.get(name) ?? someSecret));
      if (!isWhole || !areWhole) throw new HoldfastError('invalid-input', 'That is no folder in Google Drive, or no sign-in to it.');
      if (prefix !== undefined) assertObjectKey(prefix);
      return place;
    }
  }
}

async function typedChannel(channel: StoredChannel, secrets: ReadonlyMap<string, string>): Promise<StoredChannel> {
  const { id, name } = channel;
  // It becomes a part of the names of secrets.
  if (!/^[0-9a-f-]{36}$/.test(id)) throw damagedCopy('a channel has no number');
  const wishes = channel.kind === 'ping' ? undefined : { least: channel.least, digest: channel.digest };
  if (channel.kind === 'email') {
    const { host, port, security, user, from, to } = channel;
    const input = newChannel.parse({ kind: 'email', name, host, port, security, ...(user === undefined ? {} : { user, password: secretOf(channel.secrets.password, secrets) ?? someSecret }), from, to, wishes });
    if (input.kind === 'email') refuseUnencrypted(input);
    return channel;
  }
  const url = secretOf(channel.secrets.url, secrets);
  // Without its address it is not taken over at all.
  if (url === undefined) {
    parseName('place', name);
    return channel;
  }
  const signingSecret = channel.kind === 'webhook' ? secretOf(channel.secrets.signing, secrets) : undefined;
  const input = newChannel.parse({ kind: channel.kind, name, url, ...(channel.kind === 'ping' ? {} : { wishes }), ...(signingSecret === undefined ? {} : { signingSecret }) });
  const { channel: typed } = await storedChannel(input, id, new Date(channel.addedAt));
  // What is shown of an address is made here, or a file could show another than the one that is sent to.
  return typed.kind === 'email' ? channel : { ...channel, name: typed.name, shown: typed.shown };
}

function secretOf(name: string | undefined, secrets: ReadonlyMap<string, string>): string | undefined {
  return name === undefined ? undefined : secrets.get(name);
}

/** Of this kind of computer or of another; whether it is there is seen later. */
function checkPath(folder: string): void {
  const isWhole = path.posix.isAbsolute(folder) || path.win32.isAbsolute(folder);
  if (!isWhole || folder.length > 4096 || /\p{Cc}/u.test(folder)) throw new HoldfastError('invalid-input', 'That is not the full name of a folder.');
}

/** What adding one after the other would have refused. */
function refuseContradictions(settings: Settings): void {
  const { apps, formerApps, destinations, alertChannels } = settings;
  const appsAndFormer = [...apps, ...formerApps];
  const own = apps.filter(({ connection }) => connection.platform !== 'opened');
  if (hasTwo(apps.map(({ name }) => foldedName(name))) || hasTwo(appsAndFormer.map(({ slug }) => slug)) || hasTwo(apps.map(({ vault }) => vault.id)) || hasTwo([...own, ...formerApps].map(({ vault }) => vault.id))) throw damagedCopy('two of its apps are one');
  if (hasTwo(destinations.map(({ name }) => foldedName(name))) || hasTwo(destinations.map((place) => `${place.onlyVault ?? ''} ${placeAddress(place)}`))) throw damagedCopy('two of its places are one');
  if (hasTwo(alertChannels.map(({ name }) => foldedName(name))) || hasTwo(alertChannels.map(({ id }) => id))) throw damagedCopy('two of its channels are one');
  for (const app of apps) {
    const { destinations: wanted } = app;
    if (wanted !== 'all' && (wanted.length === 0 || wanted.some((name) => destinations.every((place) => place.name !== name)))) throw damagedCopy('an app is kept in a place that is not in it');
    // A place of one vault takes no other's backups.
    if (app.connection.platform !== 'opened' && destinationsOf(settings, app).some(({ onlyVault }) => onlyVault !== undefined)) throw damagedCopy('an app is kept in a place that is only to be read');
    if (app.connection.platform === 'opened' && destinationsOf(settings, app).some(({ onlyVault }) => onlyVault !== app.vault.id)) throw damagedCopy('backups that were opened have no place of their own');
  }
}

function hasTwo(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}

/** Whose mistake it is. */
function about<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refused(name, error);
  }
}

async function aboutLater<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refused(name, error);
  }
}

function refused(name: string, error: unknown): HoldfastError {
  const shown = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').slice(0, 60);
  const why = isHoldfastError(error) ? error.message : 'It is not what can be typed there.';
  return new HoldfastError('invalid-input', `The file cannot be used, because of “${shown}” in it: ${why} Nothing was changed.`, { nextStep: 'Only use a file that you made yourself. If you did, make it again on the other computer.', details: { field: 'file' } });
}
