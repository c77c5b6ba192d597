import { constants } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ComputerFolders } from '../ports/computer-folders.ts';

/** This computer, as far as suggesting places needs it. */
export function computerFolders(): ComputerFolders {
  const home = os.homedir();
  return {
    platform: process.platform === 'darwin' ? 'mac' : process.platform === 'win32' ? 'windows' : 'linux',
    home,
    userName: userName(),
    async inside(folder) {
      try {
        return (await readdir(folder, { withFileTypes: true })).filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.')).map(({ name }) => name);
      } catch {
        return [];
      }
    },
    isFolder: (folder) => orElse(async () => (await stat(folder)).isDirectory(), false),
    isOtherDisk: (folder) => orElse(async () => (await stat(folder)).dev !== (await stat(home)).dev, false),
    isWritable: (folder) =>
      orElse(async () => {
        await access(folder, constants.W_OK);
        return true;
      }, false),
    freeSpace: (folder) =>
      orElse<number | null>(async () => {
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize;
      }, null),
    join: (...parts) => path.join(...parts),
  };
}

async function orElse<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask();
  } catch {
    return otherwise;
  }
}

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    // A user the system has no entry for, as in containers.
    return '';
  }
}
