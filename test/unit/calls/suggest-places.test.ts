import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { suggestPlaces } from '../../../electron/engine/calls/suggest-places.ts';
import type { ComputerFolders } from '../../../electron/engine/ports/computer-folders.ts';
import { computerFolders } from '../../../electron/engine/system/computer-folders.ts';

interface Disk {
  readonly folders: readonly string[];
  readonly free?: number;
  readonly readOnly?: boolean;
}

/** A computer with these disks, the first of which is its own. */
function computer(platform: ComputerFolders['platform'], home: string, disks: readonly Disk[]): ComputerFolders {
  const { sep } = platform === 'windows' ? path.win32 : path.posix;
  const parts = (name: string): string[] => name.split(sep).filter((part) => part !== '');
  const isBelow = (folder: string, above: string): boolean => parts(above).every((part, n) => parts(folder)[n] === part);
  const diskOf = (folder: string): Disk | undefined => disks.toReversed().find(({ folders }) => folders.some((each) => isBelow(each, folder) || isBelow(folder, each)));
  const all = disks.flatMap(({ folders }) => folders);
  return {
    platform,
    home,
    userName: 'ada',
    inside: async (folder) => [...new Set(all.filter((each) => isBelow(each, folder) && parts(each).length > parts(folder).length).map((each) => parts(each)[parts(folder).length] ?? ''))],
    isFolder: async (folder) => all.some((each) => isBelow(each, folder)),
    isOtherDisk: async (folder) => disks.slice(1).some(({ folders }) => folders.some((each) => isBelow(folder, each))),
    isWritable: async (folder) => diskOf(folder)?.readOnly !== true,
    freeSpace: async (folder) => diskOf(folder)?.free ?? null,
    join: (...names) => (platform === 'windows' ? path.win32 : path.posix).join(...names),
  };
}

describe('folders to propose', () => {
  it('on Linux: documents, drives that are plugged in, synced folders', async () => {
    const linux = computer('linux', '/home/ada', [
      { folders: ['/home/ada/Documents', '/home/ada/Dropbox', '/home/ada/Pictures', '/media/ada/not-mounted', '/mnt/link'], free: 100 },
      { folders: ['/media/ada/BACKUP'], free: 2000 },
      { folders: ['/run/media/ada/CD'], readOnly: true },
    ]);
    expect(await suggestPlaces(linux, '/home/ada/Documents')).toEqual([
      { path: '/home/ada/Documents/Holdfast', label: 'Documents', kind: 'this-computer', freeSpace: 100 },
      { path: '/media/ada/BACKUP/Holdfast', label: 'BACKUP', kind: 'external-drive', freeSpace: 2000 },
      { path: '/home/ada/Dropbox/Holdfast', label: 'Dropbox', kind: 'synced-folder', freeSpace: 100 },
    ]);
  });

  it('on a Mac: iCloud and what lies in CloudStorage too', async () => {
    const cloud = '/Users/ada/Library/CloudStorage';
    const mac = computer('mac', '/Users/ada', [
      { folders: ['/Users/ada/Documents', `${cloud}/GoogleDrive-ada@shop.example/My Drive`, `${cloud}/OneDrive-Shop`, `${cloud}/Box-Box`, '/Users/ada/Library/Mobile Documents/com~apple~CloudDocs', '/Volumes/Macintosh HD'] },
      { folders: ['/Volumes/Time Capsule'] },
    ]);
    expect((await suggestPlaces(mac, '/Users/ada/Documents')).map((each) => [each.kind, each.label, each.path])).toEqual([
      ['this-computer', 'Documents', '/Users/ada/Documents/Holdfast'],
      ['external-drive', 'Time Capsule', '/Volumes/Time Capsule/Holdfast'],
      ['synced-folder', 'Google Drive', `${cloud}/GoogleDrive-ada@shop.example/My Drive/Holdfast`],
      ['synced-folder', 'OneDrive', `${cloud}/OneDrive-Shop/Holdfast`],
      ['synced-folder', 'iCloud Drive', '/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/Holdfast'],
    ]);
  });

  it('on Windows: other drives, Google’s told apart, and documents that lie in OneDrive', async () => {
    const documents = 'C:\\Users\\ada\\OneDrive - Shop Ltd\\Documents';
    const windows = computer('windows', 'C:\\Users\\ada', [{ folders: [documents] }, { folders: ['E:\\'] }, { folders: ['G:\\My Drive'] }]);
    expect((await suggestPlaces(windows, documents)).map((each) => [each.kind, each.label, each.path])).toEqual([
      ['synced-folder', 'Documents (OneDrive)', `${documents}\\Holdfast`],
      ['external-drive', 'Drive E:', 'E:\\Holdfast'],
      ['synced-folder', 'OneDrive', 'C:\\Users\\ada\\OneDrive - Shop Ltd\\Holdfast'],
      ['synced-folder', 'Google Drive', 'G:\\My Drive\\Holdfast'],
    ]);
  });

  it('without a documents folder: the person’s own', async () => {
    expect(await suggestPlaces(computer('linux', '/home/ada', [{ folders: ['/home/ada/x'] }]), '/home/ada/Documents')).toMatchObject([{ path: '/home/ada/Holdfast', kind: 'this-computer' }]);
  });

  it('of this very computer exist, and take files', async () => {
    const documents = await mkdtemp(path.join(os.tmpdir(), 'holdfast-documents-'));
    try {
      const [first] = await suggestPlaces(computerFolders(), documents);
      expect(first).toMatchObject({ path: path.join(documents, 'Holdfast'), kind: 'this-computer' });
      expect(first?.freeSpace).toBeGreaterThan(0);
    } finally {
      await rm(documents, { recursive: true });
    }
  });
});
