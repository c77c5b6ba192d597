import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import type { Clock } from '../ports/clock.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import { type FileLock, tryFileLock, waitForFileLock } from '../system/file-lock.ts';
import { type EmergencyRecord, emergencyRecord, isOpenEmergency } from './record.ts';

const waitMs = 5000;

/** Emergencies of one app as they were noted: newest first, and the files that cannot be read. */
export interface StoredEmergencies {
  readonly emergencies: readonly EmergencyRecord[];
  /** Names of files in the folder of the app's emergencies. */
  readonly damaged: readonly string[];
}

/** @throws permission-denied where the folder is there and cannot be read. */
async function readEmergencies(home: string, vaultId: string): Promise<StoredEmergencies> {
  const folder = folderOf(home, vaultId);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return { emergencies: [], damaged: [] };
    throw unreadable(folder, error);
  }
  const emergencies: EmergencyRecord[] = [];
  const damaged: string[] = [];
  for (const name of names.filter((each) => each.endsWith('.json') && !each.startsWith('.')).toSorted().toReversed()) {
    const parsed = emergencyRecord.safeParse(quietly(await readFile(path.join(folder, name), 'utf8').catch(() => '')));
    if (parsed.success && `${parsed.data.id}.json` === name) emergencies.push(parsed.data);
    else damaged.push(name);
  }
  return { emergencies: emergencies.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1)), damaged };
}

/**
 * What keeps an app's backups from being removed: a sentence while an emergency is open, or while nobody can know whether one is.
 * @throws permission-denied where the notes cannot be looked at.
 */
export async function emergencyBrake(home: string, vaultId: string): Promise<{ readonly says: string; readonly nextStep: string } | undefined> {
  const { emergencies, damaged } = await readEmergencies(home, vaultId);
  const open = emergencies.find(isOpenEmergency);
  if (open !== undefined) return { says: `An emergency is open for “${open.app}”, so no backup is removed.`, nextStep: 'End the emergency first; then old backups can go again.' };
  const [first] = damaged;
  if (first === undefined) return undefined;
  return { says: 'The notes of an emergency cannot be read, and it may still be open, so no backup is removed.', nextStep: `If it is over, remove the file ${path.join('emergencies', vaultId, first)} from Holdfast’s folder.` };
}

/** Backups that an emergency wanted pinned, and whose pins nobody took away again when it was over. @throws permission-denied where the notes cannot be looked at. */
export async function pinnedForEmergencies(home: string, vaultId: string): Promise<ReadonlySet<string>> {
  const { emergencies } = await readEmergencies(home, vaultId);
  return new Set(emergencies.flatMap(({ pins }) => (pins.unpinned ? [] : pins.wanted.map(({ backup }) => backup))));
}

/** The notes of all apps. A process that is killed leaves each as it was before or after a change. */
export class EmergencyFiles {
  readonly #home: string;
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();

  constructor(home: string, clock: Clock) {
    this.#home = home;
    this.#clock = clock;
  }

  read(vaultId: string): Promise<StoredEmergencies> {
    return readEmergencies(this.#home, vaultId);
  }

  /** Who makes the backup of an emergency: undefined while another process is at it. */
  async hold(vaultId: string, id: string): Promise<FileLock | undefined> {
    const folder = folderOf(this.#home, vaultId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return tryFileLock(path.join(folder, `${id}.backup-lock`));
  }

  /**
   * Writes what `change` makes of what is there, with every other process kept out meanwhile; what it gives back as it was is not written.
   * @throws conflict; whatever `change` throws, and then nothing was changed.
   */
  change(vaultId: string, signal: AbortSignal, change: (stored: StoredEmergencies) => EmergencyRecord): Promise<EmergencyRecord> {
    const turn = this.#last.then(() => this.#change(vaultId, signal, change));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #change(vaultId: string, signal: AbortSignal, change: (stored: StoredEmergencies) => EmergencyRecord): Promise<EmergencyRecord> {
    const folder = folderOf(this.#home, vaultId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await waitForFileLock(path.join(folder, 'lock'), { clock: this.#clock, signal, atMostMs: waitMs });
    if (lock === undefined) throw new HoldfastError('conflict', 'Another program is writing into this emergency just now.', { nextStep: 'Try again in a moment.' });
    try {
      const stored = await this.read(vaultId);
      const record = change(stored);
      if (!stored.emergencies.includes(record)) await writeFileDurably(path.join(folder, `${record.id}.json`), `${JSON.stringify(record)}\n`);
      return record;
    } finally {
      lock.release();
    }
  }
}

function folderOf(home: string, vaultId: string): string {
  return path.join(home, 'emergencies', vaultId);
}

function quietly(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function unreadable(folder: string, cause: unknown): HoldfastError {
  return new HoldfastError('permission-denied', 'The notes of emergencies could not be read.', { nextStep: `Make sure that the folder ${folder} can be read.`, cause });
}
