import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Keychain } from '../../electron/engine/ports/keychain.ts';
import { createSettingsCopyDesk, type SettingsCopyDeps } from '../../electron/engine/settings-copy/desk.ts';
import type { CopyPreview, SettingsCopyDesk } from '../../electron/engine/settings-copy/settings-copy-desk.ts';
import type { Settings } from '../../electron/engine/settings/schema.ts';
import { openSettings, type SettingsStore } from '../../electron/engine/settings/settings.ts';
import { FakeClock } from './fake-clock.ts';

export const copyPassphrase = 'seven unrelated words';

/** A computer of its own as far as settings go: a home, a keychain that can be looked into, and the desk that takes settings along. */
export interface SettingsHome {
  readonly home: string;
  readonly settings: SettingsStore;
  readonly secrets: Map<string, string>;
  readonly keychain: Keychain & { failsAt: string | undefined };
  readonly clock: FakeClock;
  readonly desk: SettingsCopyDesk;
  /** Makes a copy here and answers the file. */
  file(withSecrets?: boolean): Promise<Uint8Array>;
  /** Takes a file over as a person does: looks at it, then confirms what was shown. */
  take(file: Uint8Array, more?: Partial<Parameters<SettingsCopyDesk['preview']>[0]>): Promise<CopyPreview>;
  /** Names of files in the home. */
  files(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export async function makeSettingsHome(content?: Settings, more: Partial<SettingsCopyDeps> = {}): Promise<SettingsHome> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-copy-'));
  const settings = openSettings(home, '1.0.0');
  if (content !== undefined) await settings.update(() => content);
  const secrets = new Map<string, string>();
  const keychain: SettingsHome['keychain'] = {
    protection: 'memory-only',
    failsAt: undefined,
    get: async (name) => secrets.get(name),
    async set(name, secret) {
      if (keychain.failsAt !== undefined && name.endsWith(keychain.failsAt)) throw new Error('The keychain is full.');
      secrets.set(name, secret);
    },
    async delete(name) {
      secrets.delete(name);
    },
  };
  const clock = new FakeClock();
  // Passphrases are made to take long; that is not the subject here.
  const desk = createSettingsCopyDesk({ settings, keychain, clock, directory: home, version: '1.0.0', timeZone: 'Europe/Berlin', alone: (change) => change(), limitUploads: () => undefined, workFactor: 2, ...more });
  return {
    home,
    settings,
    secrets,
    keychain,
    clock,
    desk,
    file: async (withSecrets = false) => (await desk.make({ passphrase: copyPassphrase, withSecrets })).content,
    async take(file, given = {}) {
      const whole = { file, passphrase: copyPassphrase, folders: [], ...given };
      const { basis } = await desk.preview(whole);
      return desk.takeOver({ ...whole, basis });
    },
    files: () => readdir(home),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}
