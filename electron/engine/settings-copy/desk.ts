import { createHash, randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Settings, StoredApp } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { thisComputer } from '../system/this-computer.ts';
import { recipientOf } from '../vault/crypto/keys.ts';
import { asTyped } from './as-typed.ts';
import { readCopy, secretNames, type SettingsCopy, travelling, writeCopy } from './copy-format.ts';
import { forgetRecord, identities, keepDated, readDated, readRecord, writeRecord } from './import-record.ts';
import { makePlan } from './make-plan.ts';
import { type Plan, same, type Surroundings } from './plan.ts';
import { openCopy, sealCopy } from './sealed-copy.ts';
import type { CopyPreview, GivenCopy, MovedFolder, SettingsCopyDesk } from './settings-copy-desk.ts';

export interface SettingsCopyDeps {
  readonly settings: SettingsStore;
  readonly keychain: Keychain;
  readonly clock: Clock;
  /** The home directory. */
  readonly directory: string;
  readonly version: string;
  /** IANA name of this computer's zone. */
  readonly timeZone: string;
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
  /** Told how many bytes a second go to places from now on. */
  readonly limitUploads: (bytesPerSecond: number | null) => void;
  /** Another one than age's only in tests. */
  readonly workFactor?: number;
}

export function createSettingsCopyDesk(deps: SettingsCopyDeps): SettingsCopyDesk {
  const { settings, keychain, clock, directory, alone } = deps;

  async function opened({ file, passphrase }: GivenCopy): Promise<SettingsCopy> {
    return asTyped(readCopy(await openCopy(file, passphrase)), clock);
  }

  async function planned(copy: SettingsCopy, current: Settings, folders: readonly MovedFolder[]): Promise<Plan> {
    refuseUnknownFolders(copy, folders);
    return makePlan(copy, current, folders, surroundings(deps));
  }

  return {
    async make({ passphrase, withSecrets }) {
      const now = clock.now();
      const content = travelling(await settings.read());
      const secrets = withSecrets ? await secretsIn(keychain, content) : new Map<string, string>();
      const copy: SettingsCopy = { madeAt: now.toISOString(), program: `holdfast ${deps.version}`, computer: shownComputer(directory), timeZone: deps.timeZone, withSecrets, settings: content, secrets };
      const sealed = await sealCopy(writeCopy(copy), passphrase, deps.workFactor);
      return { fileName: `holdfast-settings-${now.toISOString().slice(0, 10)}.age`, content: sealed, missing: withSecrets ? withoutSecret(content, secrets) : [] };
    },

    async preview(given) {
      const copy = await opened(given);
      const current = await settings.read();
      return previewOf(copy, await planned(copy, current, given.folders), basisOf(given, current));
    },

    async takeOver(given) {
      const copy = await opened(given);
      return alone(async () => {
        const current = await settings.read();
        const basis = basisOf(given, current);
        if (basis !== given.basis) throw changedMeanwhile();
        const plan = await planned(copy, current, given.folders);
        refuseFolderless(plan);
        const before = await replaceSettings(deps, current, plan, copy);
        deps.limitUploads(plan.next.preferences.uploadLimit);
        return { ...previewOf(copy, plan, basis), backupFile: path.join(directory, before) };
      });
    },

    async last() {
      const record = await readRecord(directory);
      return record === undefined ? undefined : { at: record.at, computer: record.computer };
    },

    undo: () =>
      alone(async () => {
        const record = await readRecord(directory);
        if (record === undefined) throw new HoldfastError('not-found', 'No settings were taken over here, or that was taken back already.', { nextStep: 'There is nothing to take back.' });
        const before = await readDated(directory, record.before);
        const current = await settings.read();
        const known = new Set([...record.after, ...identities(before).map(({ id }) => id)]);
        const since = identities(current).find(({ id }) => !known.has(id));
        if (since !== undefined) {
          throw new HoldfastError('conflict', `“${since.name}” was added since, and would be forgotten.`, { nextStep: `Remove “${since.name}” first, or leave the settings as they are. Those of before are kept in ${path.join(directory, record.before)}.` });
        }
        await keepDated(directory, current, 'undo', clock.now());
        const next = await settings.update((latest) => ({ ...before, canary: latest.canary, pausedUntil: latest.pausedUntil }));
        deps.limitUploads(next.preferences.uploadLimit);
        await forgetRecord(directory);
        await forgetUnnamed(keychain, record.came, next);
      }),
  };
}

/** Secrets first, then the settings that name them: whatever is cut short leaves the settings as they were. @returns the name of the dated file. */
async function replaceSettings({ settings, keychain, clock, directory }: SettingsCopyDeps, current: Settings, { next, secrets }: Plan, copy: SettingsCopy): Promise<string> {
  const now = clock.now();
  const earlier = await readRecord(directory);
  const before = await keepDated(directory, current, 'import', now);
  const came = [...secrets.keys()];
  try {
    // Side by side, because an encrypted file takes several changes in one go.
    await Promise.all([...secrets].map(([name, secret]) => keychain.set(name, secret)));
    await settings.update((latest) => {
      if (!same(latest, current)) throw changedMeanwhile();
      return next;
    });
  } catch (error) {
    await Promise.all(came.map((name) => keychain.delete(name).catch(() => undefined)));
    throw error;
  }
  const named = new Set(secretNames(next));
  const left = secretNames(current).filter((name) => !named.has(name));
  // What follows is for taking back alone; the settings are taken over.
  await writeRecord(directory, { at: now.toISOString(), computer: copy.computer, before, after: identities(next).map(({ id }) => id), came, left }).catch(() => undefined);
  if (earlier !== undefined) await forgetUnnamed(keychain, earlier.left, next, left);
  return before;
}

/** A secret that nothing names any more. One that the keychain keeps all the same does no harm. */
async function forgetUnnamed(keychain: Keychain, names: readonly string[], settings: Settings, kept: readonly string[] = []): Promise<void> {
  const named = new Set([...secretNames(settings), ...kept]);
  await Promise.all(names.filter((name) => !named.has(name)).map((name) => keychain.delete(name).catch(() => undefined)));
}

function surroundings({ keychain, clock, timeZone }: SettingsCopyDeps): Surroundings {
  return {
    secret: (name) => keychain.get(name),
    hasKey: (vault) => hasKey(keychain, vault),
    isFolder: async (folder) => (await stat(folder).catch(() => undefined))?.isDirectory() === true,
    isPathHere: (folder) => path.isAbsolute(folder) && (path.sep === '\\') === /^[A-Za-z]:|^\\\\/.test(folder),
    newId: () => randomUUID(),
    now: clock.now(),
    timeZone,
  };
}

async function hasKey(keychain: Keychain, { id, recipient }: StoredApp['vault']): Promise<boolean> {
  const identity = await keychain.get(`vault/${id}/identity`);
  const chunkKey = await keychain.get(`vault/${id}/chunk-key`);
  if (identity === undefined || chunkKey === undefined) return false;
  return (await recipientOf(identity).catch(() => undefined)) === recipient;
}

async function secretsIn(keychain: Keychain, settings: Settings): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  // One after the other: a keychain that is locked would ask for each.
  for (const name of secretNames(settings)) {
    const secret = await keychain.get(name);
    if (secret !== undefined) found.set(name, secret);
  }
  return found;
}

function withoutSecret({ apps, destinations, alertChannels }: Settings, secrets: ReadonlyMap<string, string>): readonly string[] {
  const lacks = (part: Partial<Pick<Settings, 'apps' | 'destinations' | 'alertChannels'>>): boolean => secretNames({ apps: [], destinations: [], alertChannels: [], ...part }).some((name) => !secrets.has(name));
  return [
    ...apps.filter((app) => lacks({ apps: [app] })),
    ...destinations.filter((place) => lacks({ destinations: [place] })),
    ...alertChannels.filter((channel) => lacks({ alertChannels: [channel] })),
  ].map(({ name }) => name);
}

function previewOf({ madeAt, computer, withSecrets }: SettingsCopy, { items, notes }: Plan, basis: string): CopyPreview {
  return { madeAt, computer, withSecrets, items: [...items], notes: [...notes], basis };
}

/** The file, the folders that were named for it, and all that is set here. */
function basisOf({ file, folders }: GivenCopy, current: Settings): string {
  return createHash('sha256').update(file).update(JSON.stringify([folders, current])).digest('hex');
}

function changedMeanwhile(): HoldfastError {
  return new HoldfastError('conflict', 'Settings were changed meanwhile, so nothing was taken over.', { nextStep: 'Look at what would change once more, then confirm it.', details: { reason: 'changed-meanwhile' } });
}

function refuseUnknownFolders({ settings }: SettingsCopy, folders: readonly MovedFolder[]): void {
  for (const { of, name, path: folder } of folders) {
    const isKnown = of === 'app' ? settings.apps.some((app) => app.name === name && app.connection.platform === 'csv-folder') : settings.destinations.some((place) => place.name === name && place.kind === 'local');
    if (!isKnown) throw new HoldfastError('not-found', `The file has no folder called “${name.slice(0, 60)}”.`, { nextStep: 'Name an app or a place of the file that is a folder.', details: { field: 'folders' } });
    if (!path.isAbsolute(folder) || /\p{Cc}/u.test(folder)) throw new HoldfastError('invalid-input', 'That is not the full name of a folder.', { nextStep: 'Give the whole name of the folder on this computer.', details: { field: 'folders' } });
  }
}

function refuseFolderless({ items }: Plan): void {
  const item = items.find(({ needs }) => needs.some((need) => need.kind === 'folder' && need.required));
  if (item === undefined) return;
  throw new HoldfastError('invalid-input', `“${item.name}” is a folder of another kind of computer.`, { nextStep: 'Choose the folder that it is on this computer.', details: { field: 'folders' } });
}

/** What the file calls the computer it was made on. */
function shownComputer(directory: string): string {
  return thisComputer(directory).name.replace(/[\p{Cc}\p{Cf}]/gu, '') || 'a computer';
}
