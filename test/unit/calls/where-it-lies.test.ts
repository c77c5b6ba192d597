import { describe, expect, it } from 'vitest';
import { whereItLies } from '../../../electron/engine/calls/where-it-lies.ts';
import type { ComputerFolders } from '../../../electron/engine/ports/computer-folders.ts';

const addedAt = '2026-03-10T09:00:00.000Z';
const computer: ComputerFolders = {
  platform: 'linux',
  home: '/home/ada',
  userName: 'ada',
  inside: async () => [],
  isFolder: async (path) => !path.includes('unplugged'),
  isOtherDisk: async (path) => path.startsWith('/media'),
  isWritable: async () => true,
  freeSpace: async () => null,
  join: (...parts) => parts.join('/'),
};
const folder = (path: string) => whereItLies({ kind: 'local', name: 'x', path, addedAt }, computer);
const bucket = (endpoint?: string) => whereItLies({ kind: 's3', name: 'x', ...(endpoint === undefined ? {} : { endpoint }), region: 'us-east-1', bucket: 'b', accessKeyId: 'k', secrets: { secretAccessKey: 's' }, addedAt }, computer);

describe('where a place lies', () => {
  it.each([
    ['/home/ada/Documents/Holdfast', 'this-computer'],
    ['/media/ada/Blue drive/Holdfast', 'other-disk'],
    ['/media/ada/unplugged/Holdfast', 'unknown'],
    ['/home/ada/Dropbox/Holdfast', 'synced-folder'],
    ['/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/Holdfast', 'synced-folder'],
  ])('%s: %s', async (path, lies) => {
    expect(await folder(path)).toBe(lies);
  });

  it.each([
    [undefined, 'cloud'],
    ['https://s3.eu-central-003.backblazeb2.com', 'cloud'],
    ['http://127.0.0.1:9000', 'this-computer'],
    ['http://localhost:9000', 'this-computer'],
    ['http://192.168.1.20:9000', 'unknown'],
    ['http://nas.local:9000', 'unknown'],
    ['http://nas:9000', 'unknown'],
  ])('a bucket at %s: %s', async (endpoint, lies) => {
    expect(await bucket(endpoint)).toBe(lies);
  });
});
