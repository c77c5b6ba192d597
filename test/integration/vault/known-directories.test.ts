import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { knownDirectories } from '../../../electron/engine/vault/known-directories.ts';
import { listSegments, loadLocations, readDirectory } from '../../../electron/engine/vault/locations.ts';
import { openVault } from '../../../electron/engine/vault/vault.ts';
import { delegatingStore } from '../../support/delegating-store.ts';
import { createMemorySource, type MemorySource } from '../../support/memory-source.ts';
import { orderRecord, testKeys, testRun, type TestRun } from '../../support/small-app.ts';

const signal = new AbortController().signal;
let run: TestRun;
let place: ObjectStore;
let asked: string[];
let source: MemorySource;

beforeEach(async () => {
  run = await testRun();
  asked = [];
  const memory = createMemoryStore();
  place = delegatingStore(memory, {
    get: (key, options) => {
      if (key.startsWith('directories/')) asked.push(key);
      return memory.get(key, options);
    },
  });
  source = createMemorySource({ entities: { Order: { records: Array.from({ length: 5 }, (_, n) => orderRecord(n)) } } });
});
afterEach(() => run.dispose());

async function backUp(n: number): Promise<readonly string[]> {
  source.put('Order', orderRecord(n % 5, { title: `changed ${n}`, updated_date: run.clock.now().toISOString() }));
  await run.clock.advance(60_000);
  asked = [];
  expect((await runBackup(run.task(source, [place]))).outcome).toBe('complete');
  return asked;
}

async function memoryFile(): Promise<string> {
  const { header } = await openVault(place, testKeys.identity, signal);
  return path.join(run.home, 'directories', `${header.vaultId}.jsonl`);
}

/** Where every chunk lies, as this computer finds it with what it remembers, and as a stranger does. */
async function bothWays(): Promise<readonly [object, object]> {
  const vault = await openVault(place, testKeys.identity, signal);
  const keys = (await Array.fromAsync(place.list('directories/', { signal }))).map(({ key }) => key);
  const chunks = (await Promise.all(keys.map((key) => readDirectory(vault, key, signal)))).flat().map(({ chunk }) => chunk);
  const [stranger, own] = [await loadLocations(vault, signal), await loadLocations({ ...vault, known: knownDirectories(run.home, vault.header.vaultId) }, signal)];
  const told = ({ locations }: typeof own): object => ({ segments: Object.fromEntries(locations.segments), chunks: Object.fromEntries(chunks.map((chunk) => [chunk, locations.all(chunk)])) });
  return [told(own), told(stranger)];
}

describe('what directories said', () => {
  it('is asked of the place as often after many backups as after few', async () => {
    const counts: number[] = [];
    for (let n = 0; n < 22; n += 1) counts.push((await backUp(n)).length);
    // Its own, read back, and sixteen that are looked at again.
    expect(counts.slice(-4)).toEqual([17, 17, 17, 17]);
    expect((await Array.fromAsync(place.list('directories/', { signal }))).length).toBe(22);
    const [own, stranger] = await bothWays();
    expect(own).toEqual(stranger);
  });

  it('is written down once, however often it is looked at again', async () => {
    const lines: number[] = [];
    for (let n = 0; n < 22; n += 1) {
      await backUp(n);
      lines.push((await readFile(await memoryFile(), 'utf8')).split('\n').filter((line) => line.startsWith('{"directory"')).length);
    }
    expect(lines.at(-1)).toBe(22);
  });

  it('is read again where it is torn, damaged or gone', async () => {
    for (let n = 0; n < 4; n += 1) await backUp(n);
    const file = await memoryFile();
    const whole = await readFile(file, 'utf8');
    for (const spoilt of ['', whole.slice(0, -20), whole.replaceAll('"offset":', '"offset":x'), `${whole.slice(0, 300)}\0\0${whole.slice(300)}`, 'not a line\n']) {
      await writeFile(file, spoilt);
      const [own, stranger] = await bothWays();
      expect(own).toEqual(stranger);
    }
    await backUp(5);
  });

  it('counts only as far as the place lists what it names', async () => {
    for (let n = 0; n < 3; n += 1) await backUp(n);
    const vault = await openVault(place, testKeys.identity, signal);
    const known = knownDirectories(run.home, vault.header.vaultId);
    expect((await known.read()).size).toBeGreaterThanOrEqual(2);
    const [segment] = await Array.fromAsync(place.list('segments/', { signal }));
    await place.delete(segment?.key ?? '', { signal });
    asked = [];
    await loadLocations({ ...vault, known }, signal, { segments: await listSegments(vault, signal) });
    expect(asked.length).toBe(1);
    // A directory of another size is another one.
    const [directory] = await Array.fromAsync(place.list('directories/', { signal }));
    const object = await place.get(directory?.key ?? '', { signal });
    await place.put(directory?.key ?? '', Buffer.concat([object, Buffer.from('x')]), { signal });
    expect((await loadLocations({ ...vault, known }, signal)).damaged.map(({ key }) => key)).toEqual([directory?.key]);
  });

  it('is forgotten in time where the place has it no more', async () => {
    const vaultId = 'a-vault';
    const known = knownDirectories(run.home, vaultId);
    const entry = { chunk: 'a'.repeat(64), segment: 'b'.repeat(64), offset: 0, length: 1, bytes: 1, objectSize: 1 };
    const all = new Map(Array.from({ length: 60 }, (_, n) => [`directories/${n}.age`, { size: 10, entries: [entry] }] as const));
    await known.note(all, new Set(all.keys()), new Map());
    expect((await known.read()).size).toBe(60);
    await known.note(new Map(), new Set(['directories/3.age']), await known.read());
    expect([...(await known.read()).keys()]).toEqual(['directories/3.age']);
  });
});
