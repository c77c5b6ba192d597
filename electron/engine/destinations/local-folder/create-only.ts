import { dirname, join } from 'node:path';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { FileSystem } from './file-system.ts';
import { systemCode } from './file-system.ts';
import { claimName } from './temporary.ts';

/** FAT, exFAT and some network drives have no hard links; the code differs by system (EISDIR: Windows' "incorrect function"). */
const noHardLinks: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EISDIR', 'UNKNOWN']);

/** A claim is held for a few system calls; one this much older than a file just written is of a writer that was killed. */
const staleClaimMs = 60_000;

/**
 * Gives a finished temporary file its name unless that name is taken; never replaces. Where the file system has hard
 * links it decides itself. Elsewhere a claim, created exclusively, keeps out every other writer of ours for the moment
 * between looking and renaming.
 * @returns false when the name is taken; the temporary file is then still there
 * @throws errors of the operating system as they are; server (transient) when another writer holds its claim for long
 */
export async function publishNew(fs: FileSystem, temporary: string, target: string): Promise<boolean> {
  try {
    await fs.link(temporary, target);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    if (!noHardLinks.has(code)) throw error;
    return publishClaimed(fs, temporary, target);
  }
  // The object is there now; a second name left behind is cleaned up another day.
  await fs.unlink(temporary).catch(() => undefined);
  return true;
}

async function publishClaimed(fs: FileSystem, temporary: string, target: string): Promise<boolean> {
  const name = target.slice(dirname(target).length + 1);
  const claim = join(dirname(target), claimName(name));
  for (let tries = 0; tries < 500; tries += 1) {
    if (await exists(fs, target)) return false;
    if (!(await tryClaim(fs, claim))) {
      await removeIfStale(fs, claim, temporary);
      continue;
    }
    try {
      if (await exists(fs, target)) return false;
      await fs.rename(temporary, target);
      return true;
    } finally {
      await fs.unlink(claim).catch(() => undefined);
    }
  }
  throw new HoldfastError('server', `Another program is writing “${name}” just now.`, {
    nextStep: 'It is tried again. If it lasts, see whether another Holdfast uses the same folder.',
    details: { object: name },
  });
}

async function tryClaim(fs: FileSystem, claim: string): Promise<boolean> {
  try {
    await (await fs.open(claim, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfStale(fs: FileSystem, claim: string, temporary: string): Promise<void> {
  try {
    const [held, ours] = await Promise.all([fs.lstat(claim), fs.lstat(temporary)]);
    if (ours.mtimeMs - held.mtimeMs > staleClaimMs) await fs.unlink(claim);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

async function exists(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
