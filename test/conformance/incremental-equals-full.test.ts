import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../electron/engine/backup/apply-changes.ts';
import type { SourceRecord } from '../../electron/engine/ports/source.ts';
import type { WrittenRecords } from '../../electron/engine/vault/records-writer.ts';
import { testKeys } from '../support/small-app.ts';
import { asRecord, createShelf, type Shelf, textKey, tinySizes } from '../support/written-records.ts';

const never = new AbortController().signal;

type State = ReadonlyMap<string, SourceRecord>;

function stateOf(numbers: readonly number[], length: (n: number) => number): State {
  return new Map(numbers.map((n) => asRecord({ k: keyOf(n), text: 'x'.repeat(length(n)) })).map((record) => [record.key, record]));
}

function keyOf(n: number): string {
  return n.toString(36).padStart(4, '0');
}

function ascending(state: State): readonly SourceRecord[] {
  return [...state.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** What a run does that reads only what changed. */
async function incremental(shelf: Shelf, base: WrittenRecords, changed: readonly SourceRecord[], live: State): Promise<{ written: WrittenRecords; missing: readonly string[] }> {
  const keys = ascending(live).map(({ key }) => key);
  async function* pages(): AsyncGenerator<readonly string[]> {
    for (let at = 0; at < keys.length; at += 7) yield keys.slice(at, at + 7);
  }
  const into = shelf.recordsWriter();
  const index = (async function* () {
    yield* await shelf.index(base);
  })();
  const missing = await applyChanges(
    { key: textKey, index, readChunk: (id) => shelf.reader.read(id, never) },
    { changed: new Map(changed.map(({ key, json }) => [key, json])), liveKeys: pages() },
    into,
    testKeys.chunkKey,
  );
  const written = await into.end();
  await shelf.writer.flush();
  return { written, missing };
}

/** Any number of records in the beginning, and steps in which any of them are edited, removed and added, anywhere. */
const story = fc.record({
  base: fc.uniqueArray(fc.nat(1200), { maxLength: 150 }),
  steps: fc.array(
    fc.record({
      edits: fc.array(fc.tuple(fc.nat(1200), fc.nat(400)), { maxLength: 12 }),
      additions: fc.array(fc.tuple(fc.nat(1300), fc.nat(900)), { maxLength: 12 }),
      removals: fc.oneof(fc.array(fc.nat(1200), { maxLength: 12 }), fc.tuple(fc.nat(1300), fc.nat(1300)).map(([a, b]) => range(Math.min(a, b), Math.max(a, b)))),
      /** Records the platform calls changed though they are not. */
      untrue: fc.array(fc.nat(1200), { maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

describe('an incremental backup', () => {
  it('has the same chunks as a full one, however often and wherever records came, went and changed', async () => {
    // One shelf of each kind for all runs: what lies on it from another run has other content, or is the same.
    const shelf = createShelf();
    const full = createShelf();
    await fc.assert(
      fc.asyncProperty(story, async ({ base, steps }) => {
        let state = stateOf(base, (n) => n % 90);
        let written = await shelf.write(ascending(state));
        for (const { edits, additions, removals, untrue } of steps) {
          const next = new Map(state);
          const changed: SourceRecord[] = [];
          for (const n of removals) next.delete(keyOf(n));
          for (const [n, length] of [...edits.filter(([each]) => next.has(keyOf(each))), ...additions]) {
            const record = asRecord({ k: keyOf(n), text: 'y'.repeat(length) });
            next.set(record.key, record);
            changed.push(record);
          }
          for (const n of untrue) {
            const same = next.get(keyOf(n));
            if (same !== undefined) changed.push(same);
          }
          const { written: merged, missing } = await incremental(shelf, written, changed, next);
          expect(missing).toEqual([]);
          // The index is named by its content, which names every chunk by its content.
          expect(merged).toEqual(await full.name(ascending(next)));
          expect(await shelf.lines(merged)).toEqual(ascending(next).map(({ json }) => json));
          state = next;
          written = merged;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('reads only the chunks in which something happened', async () => {
    const shelf = createShelf();
    const state = stateOf(range(0, 1000), () => 40);
    const base = await shelf.write(ascending(state));
    const index = await shelf.index(base);
    const next = new Map(state);
    next.delete(keyOf(500));
    const record = asRecord({ k: keyOf(20), text: 'other' });
    next.set(record.key, record);
    const before = shelf.reader.chunksRead;
    await incremental(shelf, base, [record], next);
    expect(index.length).toBeGreaterThan(100);
    // The index itself, the chunk with the edit and the one with the removal; a removed boundary joins one more.
    expect(shelf.reader.chunksRead - before).toBeLessThanOrEqual(base.index.length + 4);
  });

  it('names records that are there but neither in the base nor among the changes', async () => {
    const shelf = createShelf();
    const state = stateOf(range(0, 60), () => 40);
    const base = await shelf.write(ascending(state));
    const next = new Map(state);
    for (const n of [0.5, 33, 70]) next.set(keyOf(n * 2), asRecord({ k: keyOf(n * 2) }));
    next.set('zzzz', asRecord({ k: 'zzzz' }));
    const { missing } = await incremental(shelf, base, [], next);
    expect(missing).toEqual([keyOf(66), keyOf(140), 'zzzz']);
  });
});

describe('chunk sizes', () => {
  it('are those the writer was told', async () => {
    const shelf = createShelf();
    const written = await shelf.write(ascending(stateOf(range(0, 300), (n) => n % 50)));
    for (const entry of (await shelf.index(written)).slice(0, -1)) {
      expect(entry.bytes).toBeGreaterThanOrEqual(tinySizes.min);
      expect(entry.bytes).toBeLessThan(tinySizes.max + 100);
    }
  });
});
