import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openLocalFolder } from '../../../electron/engine/destinations/local-folder/local-folder.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import { describeObjectStore } from './describe-object-store.ts';

describeObjectStore('in memory', async () => ({ store: createMemoryStore() }));

describeObjectStore('a local folder', async () => {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-folder-'));
  return {
    store: await openLocalFolder({ path }),
    reopen: () => openLocalFolder({ path }),
    // Folders are kept when what was in them goes; they are no objects.
    everything: async () => (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory()).map((entry) => entry.name),
    seed: async (keys) => {
      for (const folder of new Set(keys.map((key) => dirname(key)))) await mkdir(join(path, folder), { recursive: true });
      for (const key of keys) await writeFile(join(path, key), 'x');
    },
    close: () => rm(path, { recursive: true, force: true }),
  };
});

describeObjectStore('the fault-injecting store with no fault', async () => ({ store: new FaultyStore(createMemoryStore()) }));
