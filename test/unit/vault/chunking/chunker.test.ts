import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../../../electron/engine/ports/source.ts';
import { Chunker, chunkSizes, type ChunkSizes, hash32 } from '../../../../electron/engine/vault/chunking/chunker.ts';

const tiny: ChunkSizes = { target: 256, min: 64, max: 768 };

interface Cut {
  readonly text: string;
  readonly keys: readonly string[];
}

function chunksOf(records: readonly SourceRecord[], sizes = tiny): Cut[] {
  const chunker = new Chunker(sizes);
  const chunks: Cut[] = [];
  for (const each of records) {
    const chunk = chunker.add(each);
    if (chunk !== undefined) chunks.push({ text: new TextDecoder().decode(chunk.bytes), keys: chunk.keys });
  }
  const last = chunker.end();
  if (last !== undefined) chunks.push({ text: new TextDecoder().decode(last.bytes), keys: last.keys });
  return chunks;
}

function record(n: number, length: number, fill = 'x'): SourceRecord {
  return { key: n.toString(36).padStart(5, '0'), json: JSON.stringify({ n, text: fill.repeat(length) }) };
}

const some = fc
  .uniqueArray(fc.tuple(fc.nat(5000), fc.nat(300)), { maxLength: 120, selector: ([n]) => n })
  .map((pairs) => pairs.toSorted(([a], [b]) => a - b).map(([n, length]) => record(n, length)));

const many = Array.from({ length: 3000 }, (_, n) => record(n, (n * 37) % 90));

describe('chunks', () => {
  it('hold every record once, in order, as lines, each with its key', () => {
    fc.assert(
      fc.property(some, (records) => {
        const chunks = chunksOf(records);
        expect(chunks.map(({ text }) => text).join('')).toBe(records.map(({ json }) => `${json}\n`).join(''));
        expect(chunks.flatMap(({ keys }) => keys)).toEqual(records.map(({ key }) => key));
        for (const { text, keys } of chunks) expect(text.split('\n').length - 1).toBe(keys.length);
      }),
    );
  });

  it('have at least the least size but for the last, and end with the record that reaches the most', () => {
    fc.assert(
      fc.property(some, (records) => {
        const chunks = chunksOf(records);
        for (const { text } of chunks.slice(0, -1)) expect(text.length).toBeGreaterThanOrEqual(tiny.min);
        for (const { text } of chunks) expect(text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1).length).toBeLessThan(tiny.max);
      }),
    );
  });

  it('have about the size they are meant to have, whatever the size of the records is', () => {
    for (const length of [5, 50, 150]) {
      const chunks = chunksOf(Array.from({ length: 4000 }, (_, n) => record(n, length)));
      const average = chunks.reduce((sum, { text }) => sum + text.length, 0) / chunks.length;
      expect(average).toBeGreaterThan(tiny.target * 0.7);
      expect(average).toBeLessThan(tiny.target * 1.3);
    }
  });

  it('end where they end because of the records in them alone: cut again from any of their beginnings, the rest is the same', () => {
    fc.assert(
      fc.property(some, fc.nat(), (records, pick) => {
        const chunks = chunksOf(records);
        if (chunks.length === 0) return;
        const from = pick % chunks.length;
        const before = chunks.slice(0, from).flatMap(({ keys }) => keys).length;
        expect(chunksOf(records.slice(before))).toEqual(chunks.slice(from));
      }),
    );
  });

  it.each([
    ['changed', (at: number) => many.with(at, record(at, 95, 'y'))],
    ['removed', (at: number) => many.toSpliced(at, 1)],
    ['added', (at: number) => many.toSpliced(at, 0, { key: `${many[at - 1]?.key}!`, json: '{"new":true}' })],
  ])('change little when one record is %s', (_how, edit) => {
    const before = new Set(chunksOf(many).map(({ text }) => text));
    let most = 0;
    let all = 0;
    for (let at = 1; at < many.length; at += 29) {
      const changed = chunksOf(edit(at)).filter(({ text }) => !before.has(text)).length;
      most = Math.max(most, changed);
      all += changed;
    }
    // One, and those after it only as far as ends that were left out for being too near are found again.
    expect(all / (many.length / 29)).toBeLessThan(2);
    expect(most).toBeLessThan(8);
  });

  it('are the same in every version: this is part of the format', () => {
    expect([hash32(''), hash32('a'), hash32('2026-01-01T00:00:00Z\u0001é')]).toEqual([2_872_998_923, 444_641_715, 1_085_137_898]);
    expect(chunksOf(many.slice(0, 60)).map(({ keys }) => keys.length)).toEqual([8, 5, 2, 5, 5, 4, 1, 2, 5, 4, 1, 2, 3, 5, 2, 2, 2, 1, 1]);
    expect(chunkSizes).toEqual({ target: 65_536, min: 16_384, max: 196_608 });
  });

  it('carry records of any size and any characters', () => {
    const records = [record(1, 10), record(2, 3_000_000, '\u{1F600}'), record(3, 10, '\u2028'), record(4, 2_000_000, 'é'), record(5, 1)];
    const chunks = chunksOf(records, chunkSizes);
    expect(chunks.map(({ text }) => text).join('')).toBe(records.map(({ json }) => `${json}\n`).join(''));
    expect(chunks.map(({ keys }) => keys.length)).toEqual([2, 2, 1]);
  });
});
