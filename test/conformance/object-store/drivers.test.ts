import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openLocalFolder } from '../../../electron/engine/destinations/local-folder/local-folder.ts';
import type { FileSystem } from '../../../electron/engine/destinations/local-folder/file-system.ts';
import { nodeFileSystem } from '../../../electron/engine/destinations/local-folder/file-system.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import { withoutHardLinks } from '../../support/watched-file-system.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import type { StoreUnderTest } from './fixture.ts';
import { describeObjectStore } from './describe-object-store.ts';

describeObjectStore('in memory', async () => ({ store: createMemoryStore() }));

async function localFolder(fs: FileSystem): Promise<StoreUnderTest> {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-folder-'));
  return {
    store: await openLocalFolder({ path }, fs),
    reopen: () => openLocalFolder({ path }, fs),
    // Folders are kept when what was in them goes; they are no objects.
    everything: async () => (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory()).map((entry) => entry.name),
    seed: async (keys) => {
      for (const folder of new Set(keys.map((key) => dirname(key)))) await mkdir(join(path, folder), { recursive: true });
      for (const key of keys) await writeFile(join(path, key), 'x');
    },
    close: () => rm(path, { recursive: true, force: true }),
  };
}

describeObjectStore('a local folder', () => localFolder(nodeFileSystem));

describeObjectStore('a local folder on a drive without hard links', () => localFolder(withoutHardLinks));

describeObjectStore('the fault-injecting store with no fault', async () => ({ store: new FaultyStore(createMemoryStore()) }));
