import { randomUUID } from 'node:crypto';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { AddAppInput, AddedApp, AppRegistry, InspectedApp, LongCall } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { AppDescription, Source } from '../ports/source.ts';
import type { FormerApp, Settings, StoredApp, StoredConnection, StoredDestination } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Connector } from './connect.ts';
import { appInfo, appKey, isReadableOnTheWay, parseConnection, parseToken } from './connection.ts';
import { type GoingOn, openedBefore } from './go-on.ts';
import { findApp, findDestination } from './lookup.ts';
import { chooseSlug, parseName, sameName } from './names.ts';
import { forgetSecrets } from './stored-secrets.ts';

/** A vault's secrets, as the keychain keeps them: texts. */
export interface NewVault {
  readonly identity: string;
  readonly recipient: string;
  /** 32 bytes, base64. */
  readonly chunkKey: string;
}

export interface AppRegistryDeps {
  readonly settings: SettingsStore;
  readonly keychain: Keychain;
  readonly clock: Clock;
  readonly connector: Connector;
  /** Makes the key of a new vault. */
  readonly newVault: () => Promise<NewVault>;
  /** Told how many records an app that was added has. */
  readonly onCounted: (vaultId: string, entities: AddedApp['entities']) => Promise<void>;
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
}

export function createAppRegistry(deps: AppRegistryDeps): AppRegistry {
  const { settings } = deps;
  return {
    async inspect(connection, options) {
      const parsed = parseConnection(connection);
      return inspectApp(deps, parsed.connection, parsed.token, options);
    },
    add: (input, options) => addApp(deps, input, options),
    async list() {
      return (await settings.read()).apps.map(appInfo);
    },
    remove: (name) => deps.alone(() => removeApp(deps, name)),
    reconnect: (name, secret, options) => reconnectApp(deps, name, secret.token, options),
  };
}

async function addApp(deps: AppRegistryDeps, input: AddAppInput, options: LongCall): Promise<AddedApp> {
  const name = parseName('app', input.name);
  const { connection, token } = parseConnection(input.connection);
  const before = await deps.settings.read();
  const destinations = input.destinations === undefined ? ('all' as const) : chosenPlaces(before, input.destinations);
  refuseDuplicate(before, name, openedBefore(before, connection));

  const inspected = await inspectApp(deps, connection, token, options);
  const closed = await whyClosed(deps, openedBefore(before, connection), options);

  return deps.alone(async () => {
    const current = await deps.settings.read();
    const goingOn = openedBefore(current, connection);
    refuseDuplicate(current, name, goingOn);
    const former = goingOn === undefined ? await formerVault(deps, current, name, appKey(connection)) : undefined;
    refuseOpened(current, former);
    const known = former ?? (goingOn === undefined ? undefined : { slug: goingOn.slug, vault: goingOn.opened.vault });
    const vaultId = known?.vault.id ?? randomUUID();
    const slug = known?.slug ?? chooseSlug(name, slugsInUse(current));
    const vault = known === undefined ? await deps.newVault() : undefined;
    const app: StoredApp = {
      name,
      slug,
      connection,
      secrets: {
        ...(token === undefined ? {} : { token: tokenName(slug, vaultId) }),
        identity: `vault/${vaultId}/identity`,
        chunkKey: `vault/${vaultId}/chunk-key`,
      },
      destinations: goingOn === undefined || destinations === 'all' ? destinations : [...new Set([...destinations, goingOn.place.name])],
      vault: known?.vault ?? { id: vaultId, recipient: vault?.recipient ?? '' },
      addedAt: deps.clock.now().toISOString(),
      ...(goingOn?.opened.kitProvedAt === undefined ? {} : { kitProvedAt: goingOn.opened.kitProvedAt }),
    };
    // The vault's key first: settings that name a key nobody has would be worse than a key nobody names.
    // Side by side, because an encrypted file takes several changes in one go.
    await Promise.all([
      ...(vault === undefined ? [] : [deps.keychain.set(app.secrets.identity, vault.identity), deps.keychain.set(app.secrets.chunkKey, vault.chunkKey)]),
      ...(token === undefined ? [] : [deps.keychain.set(tokenName(slug, vaultId), token)]),
    ]);
    await deps.settings.update((latest) => ({
      ...latest,
      apps: [...latest.apps.filter(({ name: other }) => other !== goingOn?.opened.name), app],
      ...(goingOn === undefined ? {} : { destinations: placesOf(latest, goingOn) }),
      formerApps: latest.formerApps.filter((each) => each.vault.id !== vaultId),
    }));
    const opened = goingOn?.isKnown === true ? current.destinations.find(({ onlyVault }) => onlyVault === vaultId) : undefined;
    if (opened !== undefined) await forgetSecrets(deps.keychain, opened);
    await deps.onCounted(vaultId, inspected.entities);
    const again = known === undefined ? [] : ['This app was protected here before: its backups go on where they ended.'];
    const goesOn = goingOn === undefined ? again : [`The backups that were opened as “${goingOn.opened.name}” go on: in “${goingOn.place.name}”, with the key of their recovery kit.`];
    return { ...inspected, app: appInfo(app), notes: [...inspected.notes, ...goesOn, ...closed] };
  });
}

/** Backups may have been opened with an access key that only reads: new ones need another. */
async function whyClosed({ connector }: AppRegistryDeps, goingOn: GoingOn | undefined, options: LongCall): Promise<readonly string[]> {
  if (goingOn === undefined || goingOn.isKnown) return [];
  const { problem } = await connector.test(goingOn.place, options);
  return problem === undefined ? [] : [`Nothing new can be stored in “${goingOn.place.name}” yet: ${problem.message} ${problem.nextStep}`];
}

/** The place of opened backups, now of everything: it is in the list as what it is a part of. */
function placesOf({ destinations }: Settings, { opened, place, isKnown }: GoingOn): StoredDestination[] {
  return destinations.flatMap((each) => (each.onlyVault === opened.vault.id ? (isKnown ? [] : [place]) : [each]));
}

async function removeApp(deps: AppRegistryDeps, wanted: string): Promise<void> {
  const app = findApp(await deps.settings.read(), wanted);
  if (app.connection.platform === 'opened') return removeOpened(deps, app);
  const former: FormerApp = {
    name: app.name,
    slug: app.slug,
    appKey: appKey(app.connection),
    vault: app.vault,
    removedAt: deps.clock.now().toISOString(),
  };
  await deps.settings.update((latest) => ({
    ...latest,
    apps: latest.apps.filter((each) => each.name !== app.name),
    formerApps: [...latest.formerApps, former],
  }));
  // The token is of no more use; the vault's key stays, because the backups do.
  if (app.secrets.token !== undefined) await deps.keychain.delete(app.secrets.token);
}

/** Backups that were opened to be read leave nothing behind here: who wants them again has their key. */
async function removeOpened(deps: AppRegistryDeps, app: StoredApp): Promise<void> {
  const places = (await deps.settings.read()).destinations.filter(({ onlyVault }) => onlyVault === app.vault.id);
  const { formerApps } = await deps.settings.update((latest) => ({
    ...latest,
    apps: latest.apps.filter((each) => each.name !== app.name),
    destinations: latest.destinations.filter(({ onlyVault }) => onlyVault !== app.vault.id),
  }));
  await Promise.all(places.map((place) => forgetSecrets(deps.keychain, place)));
  if (formerApps.some(({ vault }) => vault.id === app.vault.id)) return;
  await Promise.all([deps.keychain.delete(app.secrets.identity), deps.keychain.delete(app.secrets.chunkKey)]);
}

async function reconnectApp(deps: AppRegistryDeps, wanted: string, secret: string, options: LongCall): Promise<AddedApp> {
  const app = findApp(await deps.settings.read(), wanted);
  const name = app.secrets.token;
  if (name === undefined) {
    throw new HoldfastError('invalid-input', `“${app.name}” is read without an access token.`, { nextStep: 'There is nothing to connect again.' });
  }
  const token = parseToken(secret);
  const inspected = await inspectApp(deps, app.connection, token, options);
  await deps.alone(() => deps.keychain.set(name, token));
  return { ...inspected, app: appInfo(app) };
}

/** What the app says of itself now. Nothing is kept. */
async function inspectApp(deps: AppRegistryDeps, connection: StoredConnection, token: string | undefined, options: LongCall): Promise<InspectedApp> {
  const source = await deps.connector.source(connection, token);
  const description = await source.describe(options);
  const entities = await countRecords(source, description, options);
  const name = nameFrom(description.title);
  const unencrypted = isReadableOnTheWay(connection) ? ['The address is not encrypted (http): the access token can be read on its way to that server.'] : [];
  return { ...(name === undefined ? {} : { suggestedName: name }), entities, notes: [...notesOf(description), ...unencrypted] };
}

/** What the platform calls the app, where that can be a name here. */
function nameFrom(title: string | undefined): string | undefined {
  try {
    return title === undefined ? undefined : parseName('app', title.replaceAll(',', ' ').replace(/\s+/g, ' '));
  } catch {
    return undefined;
  }
}

/** With the vault's id, because the keychain is one for all home directories and two of them may know a “shop”. */
function tokenName(slug: string, vaultId: string): string {
  return `app/${slug}/${vaultId}/token`;
}

function refuseDuplicate(settings: Settings, name: string, goingOn: GoingOn | undefined): void {
  const other = settings.apps.find((app) => sameName(app.name, name));
  if (other === undefined || other === goingOn?.opened) return;
  throw new HoldfastError('conflict', `There is already an app called “${other.name}”.`, {
    nextStep: 'Choose another name, or give that app a new access token with “app reconnect”.',
  });
}

/** Two apps with one vault would each take the other's backups for its own. */
function refuseOpened(settings: Settings, known: FormerApp | undefined): void {
  const opened = settings.apps.find(({ vault }) => vault.id === known?.vault.id);
  if (opened === undefined) return;
  throw new HoldfastError('conflict', `The backups of this app are opened here as “${opened.name}”.`, {
    nextStep: `Remove “${opened.name}” from the list (its backups stay where they are), then add the app: its backups go on where they ended.`,
  });
}

function chosenPlaces(settings: Settings, names: readonly string[]): string[] {
  const places = names.map((name) => findDestination(settings, name));
  const opened = places.find(({ onlyVault }) => onlyVault !== undefined);
  if (opened !== undefined) {
    throw new HoldfastError('invalid-input', `“${opened.name}” holds backups that were opened to be read; nothing is kept there.`, { nextStep: 'Choose another place.' });
  }
  const found = [...new Set(places.map(({ name }) => name))];
  if (found.length > 0) return found;
  throw new HoldfastError('invalid-input', 'No place was named.', { nextStep: 'Name at least one place, or leave the choice out to use all of them.' });
}

function slugsInUse(settings: Settings): string[] {
  return [...settings.apps, ...settings.formerApps].map((app) => app.slug);
}

/** The vault of the same app protected here before, if its key is still to be had. */
async function formerVault(deps: AppRegistryDeps, settings: Settings, name: string, key: string): Promise<FormerApp | undefined> {
  const same = settings.formerApps.filter((former) => former.appKey === key);
  const former = same.findLast((each) => sameName(each.name, name)) ?? same.at(-1);
  if (former === undefined) return undefined;
  const identity = await deps.keychain.get(`vault/${former.vault.id}/identity`);
  const chunkKey = await deps.keychain.get(`vault/${former.vault.id}/chunk-key`);
  return identity === undefined || chunkKey === undefined ? undefined : former;
}

/** How many records each table has, where the platform says; one that cannot be counted is not a reason to stop. */
async function countRecords(source: Source, description: AppDescription, options: LongCall): Promise<AddedApp['entities']> {
  const counted: { name: string; records: number | null }[] = [];
  for (const entity of description.entities) {
    options.onProgress?.({ phase: 'connect', subject: entity.name, done: counted.length, total: description.entities.length, unit: 'objects' });
    let records: number | null = null;
    if (entity.unreadable === undefined) {
      try {
        // One after the other: the platform's limits are per minute, and nothing waits for this.
        records = (await source.count(entity, options)) ?? null;
      } catch (error) {
        if (isHoldfastError(error, 'cancelled')) throw error;
      }
    }
    counted.push({ name: entity.name, records });
  }
  return counted;
}

/** What is worth knowing before the first backup, as sentences. */
function notesOf(description: AppDescription): string[] {
  const unreadable = description.entities.flatMap((entity) =>
    entity.unreadable === undefined ? [] : [`${entity.name} cannot be read: ${entity.unreadable.message}`],
  );
  const hidden = description.entities.flatMap(({ name, hiddenRows }) => (hiddenRows === undefined ? [] : [`${name}: ${hiddenRows.reason}`]));
  const gaps = description.coverage.map((gap) => `Not in a backup: ${gap.what}. ${gap.why}${gap.nextStep === undefined ? '' : ` ${gap.nextStep}`}`);
  return [...description.notes, ...unreadable, ...hidden, ...gaps];
}
