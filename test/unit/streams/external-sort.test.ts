import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../../electron/engine/ports/source.ts';
import { sortRecords } from '../../../electron/engine/streams/external-sort.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdfast-sort-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function* batches(records: readonly SourceRecord[], size = 7): AsyncGenerator<readonly SourceRecord[]> {
  for (let at = 0; at < records.length; at += size) yield records.slice(at, at + size);
}

async function sorted(records: readonly SourceRecord[], memory: number): Promise<readonly SourceRecord[]> {
  return (await Array.fromAsync(sortRecords(batches(records), { directory, memory }))).flat();
}

function byKey(records: readonly SourceRecord[]): readonly SourceRecord[] {
  return records.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Keys and lines as they may come: ties, separators of all kinds, characters outside the basic plane, halves of such. */
const anyKey = fc.oneof(fc.constantFrom('', 'a', 'b', '\n', '\u2028', '\uD800', 'é', '\u{1F600}', '\0'), fc.string({ unit: 'binary', maxLength: 6 }));
const anyRecord = fc.record({ key: anyKey, json: fc.jsonValue().map((value) => JSON.stringify({ value, line: '\u2028\u2029\u0085' })) });

const shuffled = Array.from({ length: 5000 }, (_, i) => ({ key: String((i * 7919) % 5000), json: `{"i":${i}}` }));

describe('sorting on disk', () => {
  it('gives ascending keys, equal ones in the order given, whatever is in them and however little memory there is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 120 }), fc.constantFrom(1, 50, 400, 1_000_000), async (records, memory) => {
        expect(await sorted(records, memory)).toEqual(byKey(records));
      }),
      { numRuns: 60 },
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  it('carries lines far longer than what is read at once', async () => {
    const records = ['c', 'a', 'b'].map((key) => ({ key, json: JSON.stringify(key.repeat(700_000)) }));
    expect(await sorted(records, 1)).toEqual(byKey(records));
  });

  it('writes no plaintext', async () => {
    const secret = randomUUID();
    let looked = 0;
    async function* spying(): AsyncGenerator<readonly SourceRecord[]> {
      for (let i = 0; i < 20; i += 1) {
        for (const file of filesUnder(directory)) {
          looked += 1;
          const content = readFileSync(file, 'latin1');
          expect(content).not.toContain(secret);
          expect(content).not.toContain('json');
        }
        yield [{ key: `${secret}${i}`, json: `{"json":"${secret}"}` }];
      }
    }
    await Array.fromAsync(sortRecords(spying(), { directory, memory: 100 }));
    expect(looked).toBeGreaterThan(10);
  });

  it('leaves nothing on the disk when nobody wants the rest, and no file open', async () => {
    const reading = sortRecords(batches(shuffled, 100), { directory, memory: 2000 });
    await reading.next();
    expect(openFilesUnder(directory).length > 0).toBe(existsSync('/proc/self/fd'));
    await reading.return(undefined);
    expect([readdirSync(directory), openFilesUnder(directory)]).toEqual([[], []]);
  });

  it('leaves nothing on the disk when the input breaks off, and no file open', async () => {
    async function* breaking(): AsyncGenerator<readonly SourceRecord[]> {
      yield* batches(shuffled, 100);
      throw new Error('broken off');
    }
    await expect(sortRecords(breaking(), { directory, memory: 2000 }).next()).rejects.toThrow('broken off');
    expect([readdirSync(directory), openFilesUnder(directory)]).toEqual([[], []]);
  });
});

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}

/** Files of this process below a folder, removed ones too; only Linux tells. */
function openFilesUnder(folder: string): readonly string[] {
  if (!existsSync('/proc/self/fd')) return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return [];
    }
  });
}
