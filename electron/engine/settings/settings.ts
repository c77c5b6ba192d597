import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { loadConf } from '../system/load-conf.ts';
import { notJson, readSettings } from './migrate.ts';
import { emptySettings, settingsSchema, type Settings } from './schema.ts';

/** The settings of one home directory. Reading writes nothing, not even the directory. */
export interface SettingsStore {
  /** Full name of the file, for messages. */
  readonly file: string;
  /** What the file holds now; empty settings when there is none yet. @throws corrupt, permission-denied. */
  read(): Promise<Settings>;
  /**
   * Replaces the settings with what `change` makes of them, whole or not at all. Calls in one process wait for each
   * other; between processes the lock on the home directory does that (system/).
   * @throws as `read`, and whatever `change` throws; then nothing was written.
   */
  update(change: (settings: Settings) => Settings): Promise<Settings>;
}

/**
 * One JSON file in electron-store's format (`<home>/config.json`), so that the window's part of the program can share it.
 * Written through `conf`, electron-store's own base: temporary file, fsync, rename; readable by its owner alone.
 * Read without it: its JSON-schema validator costs 100 ms that every command would pay.
 */
export function openSettings(home: string, projectVersion: string): SettingsStore {
  const file = path.join(home, 'config.json');
  let last: Promise<unknown> = Promise.resolve();
  /** Settings are asked for all the time and hardly ever change; with fifty apps, understanding the file anew each time took a quarter of all processor time. */
  let known: { readonly state: string; readonly settings: Settings } | undefined;

  async function read(): Promise<Settings> {
    const state = await stateOf(file);
    if (state !== undefined && state === known?.state) return known.settings;
    const text = await readText(file);
    if (text === undefined) return emptySettings;
    const settings = understood(text);
    // What was written between the look and the reading is another state at the next look.
    known = state === undefined ? undefined : { state, settings };
    return settings;
  }

  function understood(text: string): Settings {
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch (error) {
      throw notJson(file, error);
    }
    return readSettings(content, file);
  }

  async function replace(change: (settings: Settings) => Settings): Promise<Settings> {
    const next = settingsSchema.parse(change(await read()));
    const Conf = await loadConf();
    try {
      const conf = new Conf<Record<string, unknown>>({
        cwd: home,
        configName: 'config',
        projectName: 'holdfast',
        projectVersion,
        configFileMode: 0o600,
        clearInvalidConfig: false,
      });
      conf.set({ ...next });
    } catch (error) {
      throw new HoldfastError('permission-denied', `The settings could not be written: ${file}`, {
        nextStep: 'Make sure that this folder can be written to and that its disk is not full, or choose another home directory with --home.',
        cause: error,
      });
    }
    return next;
  }

  return {
    file,
    read,
    update(change) {
      const result = last.then(() => replace(change));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

/** Another one after every write: whoever writes settings puts a new file in the place of the old one. Undefined where there is none, or nobody may look. */
async function stateOf(file: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return undefined;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    throw new HoldfastError('permission-denied', `The settings file cannot be read: ${file}`, {
      nextStep: 'Give yourself permission to read that file, or choose another home directory with --home.',
      cause: error,
    });
  }
}
