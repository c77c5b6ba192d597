import { DatabaseSync } from 'node:sqlite';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';

export interface FileLock {
  /** Done twice is done once. */
  release(): void;
}

/** A lock whose holder forgot it would vanish with the garbage; held ones are kept here. */
const held = new Set<DatabaseSync>();

const sqliteBusy = 5;

/**
 * Takes a lock that only one holder on this computer can have, or undefined when someone has it. The operating system
 * takes it back the moment its holder dies, however that happens, so no lock is ever stale and none needs to be broken;
 * it also works between containers that share a disk, where process ids mean nothing. SQLite does the locking, on each
 * system in that system's way. The file is empty and stays; nothing else may open it (on Linux and macOS, closing any
 * handle to it would let go of the lock: https://www.sqlite.org/howtocorrupt.html, 2.2).
 * @throws permission-denied when the file cannot be made or locked there
 */
export function tryFileLock(path: string): FileLock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === sqliteBusy) return undefined;
    throw new HoldfastError('permission-denied', `The file ${path} could not be locked.`, {
      nextStep: 'Make sure that its folder can be written to and lies on a disk of this computer, or choose another home directory with --home.',
      cause: error,
    });
  }
  const taken = database;
  held.add(taken);
  return {
    release() {
      if (held.delete(taken)) taken.close();
    },
  };
}

export interface LockWait {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long at most, in milliseconds. */
  readonly atMostMs: number;
}

/** As `tryFileLock`, asking again for a while. Holders of these locks keep them for a second or so. */
export async function waitForFileLock(path: string, { clock, signal, atMostMs }: LockWait): Promise<FileLock | undefined> {
  const end = clock.monotonic() + atMostMs;
  for (;;) {
    const lock = tryFileLock(path);
    if (lock !== undefined || clock.monotonic() >= end) return lock;
    await clock.sleepUntil(new Date(clock.now().getTime() + 50), signal);
  }
}
