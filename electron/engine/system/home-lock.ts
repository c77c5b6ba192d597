import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { FileLock } from './file-lock.ts';
import { waitForFileLock } from './file-lock.ts';

const ownerSchema = z.object({
  pid: z.number().int(),
  /** What it is doing: `backup acme`, `the app` … */
  program: z.string(),
  since: z.iso.datetime(),
});
export type HomeOwner = z.infer<typeof ownerSchema>;

export interface HomeLock {
  /** Done twice is done once. */
  release(): Promise<void>;
}

export interface LockHomeOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** For the one who finds the home taken: `backup acme`. */
  readonly program: string;
  /** How long to wait for another holder, in milliseconds; not at all unless told. */
  readonly waitMs?: number;
}

/**
 * One writer per home directory. Makes the directory, readable by its owner alone, where it is missing. The lock ends
 * with its process, also when that is killed.
 * @throws conflict naming the holder (details.pid, details.reason = `home-in-use`), permission-denied, cancelled
 */
export async function lockHome(home: string, options: LockHomeOptions): Promise<HomeLock> {
  await makeHome(home);
  const ownerFile = join(home, 'lock-owner.json');
  const lock = await waitForFileLock(join(home, 'lock'), { clock: options.clock, signal: options.signal, atMostMs: options.waitMs ?? 0 });
  if (lock === undefined) throw homeInUse(home, await readOwner(ownerFile));
  const owner: HomeOwner = { pid: process.pid, program: options.program, since: options.clock.now().toISOString() };
  try {
    await writeFile(ownerFile, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
  } catch (error) {
    lock.release();
    throw unwritable(home, error);
  }
  return { release: () => release(lock, ownerFile) };
}

async function release(lock: FileLock, ownerFile: string): Promise<void> {
  // First the name, then the lock: otherwise it could be the next holder's.
  await rm(ownerFile, { force: true }).catch(() => undefined);
  lock.release();
}

async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(home, error);
  }
}

/** Undefined when it says nothing sensible, or speaks of a process that is no more. */
async function readOwner(file: string): Promise<HomeOwner | undefined> {
  try {
    const owner = ownerSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return isAlive(owner.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function homeInUse(home: string, owner: HomeOwner | undefined): HoldfastError {
  const who = owner === undefined ? 'another Holdfast' : `another Holdfast (${owner.program}, process ${owner.pid}, since ${owner.since})`;
  return new HoldfastError('conflict', `The home directory ${home} is in use by ${who}.`, {
    nextStep: 'Wait until it is done, or close it, then try again.',
    details: { reason: 'home-in-use', ...(owner === undefined ? {} : { pid: owner.pid, program: owner.program }) },
  });
}

function unwritable(home: string, cause: unknown): HoldfastError {
  return new HoldfastError('permission-denied', `Nothing can be written in the home directory ${home}.`, {
    nextStep: 'Make sure that it is a folder of yours on a disk that is not full, or choose another with --home.',
    cause,
  });
}
