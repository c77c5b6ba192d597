import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from '../../electron/engine/backup/places.ts';
import type { BackupTask } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import type { Source } from '../../electron/engine/ports/source.ts';
import type { VaultKeys } from '../../electron/engine/vault/crypto/keys.ts';
import type { JsonObject } from '../../shared/model/record.ts';
import { FakeClock } from './fake-clock.ts';
import { createMemorySource, type MemorySource } from './memory-source.ts';
import { seededRandom } from './seeded-random.ts';

/** Keys that are no secret: for tests only. */
export const testKeys: VaultKeys = {
  identity: 'AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33',
  recipients: ['age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa'],
  chunkKey: new Uint8Array(32).fill(7),
};

export const testVaultId = '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21';

export function orderRecord(n: number, more: JsonObject = {}): JsonObject {
  const random = seededRandom(n);
  const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
  const note = Array.from({ length: 40 + Math.floor(random() * 60) }, () => Math.floor(random() * 2 ** 32).toString(36)).join(' ');
  return { id: n.toString(16).padStart(24, '0'), created_date: at, updated_date: at, title: `Order ${n}`, note, amount: n / 4, ...more };
}

/** An app with several tables, of which one takes several chunks, one is empty and one has an awkward name, and uploaded files. */
export function smallApp(orders = 320): MemorySource {
  const encoder = new TextEncoder();
  return createMemorySource({
    appId: 'small-app',
    title: 'Small app',
    entities: {
      Order: { records: Array.from({ length: orders }, (_, n) => orderRecord(n, n % 100 === 0 ? { photo: `mem://files/${n}` } : {})) },
      Customer: { records: Array.from({ length: 12 }, (_, n) => orderRecord(n, { name: `Zoë ${n} \u2028 ✓`, photo: n === 3 ? 'mem://files/100' : null })) },
      Nothing: { records: [] },
      '../../x': { records: [orderRecord(1, { __proto__x: 1, text: 'a\u0000b' })] },
    },
    files: {
      'mem://files/0': { name: 'zero.txt', contentType: 'text/plain', body: encoder.encode('zero') },
      'mem://files/100': { name: 'hundred.bin', body: new Uint8Array(70_000).fill(100) },
      'mem://files/200': { name: 'empty', body: new Uint8Array(0) },
    },
    config: { settings: { language: 'en' } },
    capabilities: { maxConcurrency: 1 },
  });
}

interface BackupSetting {
  readonly source: Source;
  readonly stores: readonly ObjectStore[];
  readonly home: string;
  readonly clock: FakeClock;
}

/** A backup without threads of the test vault to these stores, called `place 1` and so on. */
export function backupTask({ source, stores, home, clock }: BackupSetting): BackupTask {
  return {
    app: { slug: 'small', name: 'Small app', platform: 'memory' },
    source,
    vault: { vaultId: testVaultId, app: { name: 'Small app', platform: 'memory' }, createdAt: new Date('2026-03-01T00:00:00Z'), keys: testKeys },
    places: stores.map((store, i): Place => ({ name: `place ${i + 1}`, open: async () => store })),
    kind: 'manual',
    full: false,
    program: { name: 'holdfast', version: 'test' },
    home,
    clock,
    random: seededRandom(1),
    signal: new AbortController().signal,
    threads: 0,
  };
}

export interface TestRun {
  readonly clock: FakeClock;
  readonly home: string;
  task(source: Source, stores: readonly ObjectStore[], more?: Partial<BackupTask>): BackupTask;
  dispose(): Promise<void>;
}

/** What backups in a test share: a home directory, a clock that stands still, keys. */
export async function testRun(): Promise<TestRun> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
  const clock = new FakeClock({ start: '2026-03-01T10:00:00Z' });
  return {
    clock,
    home,
    task: (source, stores, more) => ({ ...backupTask({ source, stores, home, clock }), ...more }),
    dispose: () => rm(home, { recursive: true, force: true }),
  };
}

/** Another store with the same objects. */
export async function copyOf(store: ObjectStore): Promise<ObjectStore> {
  const { signal } = new AbortController();
  const copy = createMemoryStore();
  for await (const { key } of store.list('', { signal })) await copy.put(key, await store.get(key, { signal }), { signal });
  return copy;
}
