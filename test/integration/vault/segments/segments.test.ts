import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentId } from '../../../../electron/engine/vault/crypto/content-id.ts';
import { openFile } from '../../../../electron/engine/vault/crypto/age-file.ts';
import { segmentKey } from '../../../../electron/engine/vault/format/names.ts';
import { decodeDirectoryFrame } from '../../../../electron/engine/vault/segments/directory-frame.ts';
import { encodeSegment, openFrame } from '../../../../electron/engine/vault/segments/segment.ts';
import { ChunkLocations } from '../../../../electron/engine/vault/locations.ts';
import { SegmentPool } from '../../../../electron/engine/vault/segments/pool.ts';
import { SegmentWriter } from '../../../../electron/engine/vault/segment-writer.ts';
import { HoldfastError, isHoldfastError } from '../../../../shared/model/errors.ts';
import { testKeys } from '../../../support/small-app.ts';

const { chunkKey } = testKeys;
const isCorrupt = (error: unknown): boolean => isHoldfastError(error, 'corrupt');
const chunk = (bytes: Uint8Array): { id: string; bytes: Uint8Array } => ({ id: contentId(chunkKey, bytes), bytes });

describe('a segment', () => {
  it('gives back every chunk by its place, and describes itself', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { minLength: 1, maxLength: 12 }), fc.constantFrom('records' as const, 'index' as const), (contents, kind) => {
        const chunks = contents.map(chunk);
        const { id, plain, frames } = encodeSegment(kind, chunks, chunkKey);
        expect(id).toBe(contentId(chunkKey, plain));
        expect(decodeDirectoryFrame(plain)).toEqual({ kind, frames });
        for (const [i, place] of frames.entries()) {
          expect(place.chunk).toBe(chunks[i]?.id);
          expect(Buffer.compare(openFrame(plain.subarray(place.offset, place.offset + place.length), place, chunkKey), contents[i] ?? new Uint8Array())).toBe(0);
        }
        expect((frames.at(-1)?.offset ?? 0) + (frames.at(-1)?.length ?? 0)).toBe(plain.length);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a frame that is another chunk than its place says, or has another size', () => {
    const { plain, frames } = encodeSegment('records', [chunk(Buffer.from('{"a":1}\n')), chunk(Buffer.from('{"b":2}\n'))], chunkKey);
    const [a, b] = frames;
    if (a === undefined || b === undefined) throw new Error('two frames');
    const frame = (place: typeof a): Uint8Array => plain.subarray(place.offset, place.offset + place.length);
    for (const attempt of [
      () => openFrame(frame(a), b, chunkKey),
      () => openFrame(frame(a), { ...a, bytes: a.bytes - 1 }, chunkKey),
      () => openFrame(frame(a), { ...a, bytes: a.bytes + 1 }, chunkKey),
      () => openFrame(frame(a).subarray(1), a, chunkKey),
      () => openFrame(new Uint8Array(0), a, chunkKey),
      () => openFrame(frame(a), a, new Uint8Array(32)),
    ]) {
      expect(attempt).toThrow(expect.toSatisfy(isCorrupt));
    }
  });

  it('refuses a head that is not one', () => {
    const { plain } = encodeSegment('records', [chunk(Buffer.from('{}\n'))], chunkKey);
    for (let at = 0; at < 40; at += 1) {
      const flipped = plain.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 0xff;
      expect(() => decodeDirectoryFrame(flipped), `byte ${at}`).toThrow(expect.toSatisfy(isCorrupt));
    }
    for (const length of [0, 7, 8, 20]) expect(() => decodeDirectoryFrame(plain.subarray(0, length))).toThrow(expect.toSatisfy(isCorrupt));
  });
});

interface Sent {
  readonly objects: Map<string, Uint8Array>;
  readonly writer: SegmentWriter;
  readonly locations: ChunkLocations;
}

function sending(pool: SegmentPool, put?: (key: string) => Promise<void>): Sent {
  const objects = new Map<string, Uint8Array>();
  const locations = new ChunkLocations();
  const writer = new SegmentWriter({
    pool,
    locations,
    put: async (key, object) => {
      await put?.(key);
      if (objects.has(key)) throw new Error(`${key} was sent twice`);
      objects.set(key, object);
    },
  });
  return { objects, writer, locations };
}

describe('writing segments', () => {
  it.each([0, 2])('with %i threads stores every chunk once and says where it lies', async (threads) => {
    const pool = new SegmentPool(testKeys, threads);
    try {
      const { objects, writer, locations } = sending(pool);
      const contents = Array.from({ length: 300 }, (_, i) => new Uint8Array(randomBytes(20_000 + i)));
      const ids: Promise<{ id: string }>[] = [];
      for (const bytes of [...contents, ...contents.slice(0, 50)]) {
        ids.push(writer.add('records', { bytes, keys: ['k'] }));
        await writer.room();
      }
      await writer.flush();
      expect((await Promise.all(ids)).slice(300).map(({ id }) => id)).toEqual((await Promise.all(ids)).slice(0, 50).map(({ id }) => id));
      expect(writer.written.length).toBe(300);
      expect(objects.size).toBe(writer.stats.segments);
      expect(objects.size).toBeGreaterThan(1);
      for (const [i, bytes] of contents.entries()) {
        const id = (await ids[i])?.id ?? '';
        const place = locations.get(id);
        expect(id).toBe(contentId(chunkKey, bytes));
        if (place === undefined || i % 25 > 0) continue;
        const object = objects.get(segmentKey(place.segment)) ?? new Uint8Array();
        expect(object.length).toBe(place.objectSize);
        const plain = await openFile(testKeys.identity, object);
        expect(contentId(chunkKey, plain)).toBe(place.segment);
        expect(Buffer.compare(openFrame(plain.subarray(place.offset, place.offset + place.length), { chunk: id, bytes: place.bytes }, chunkKey), bytes)).toBe(0);
      }
    } finally {
      await pool.close();
    }
  });

  it('a flush waits for what another flush has taken', async () => {
    const pool = new SegmentPool(testKeys, 0);
    const gate = Promise.withResolvers<void>();
    const { writer, locations } = sending(pool, () => gate.promise);
    const added = writer.add('records', { bytes: Buffer.from('{}\n'), keys: ['k'] });
    const first = writer.flush();
    const { id } = await added;
    let done = false;
    const second = writer.flush().finally(() => {
      done = true;
    });
    await pause(20);
    expect([done, locations.has(id)]).toEqual([false, false]);
    gate.resolve();
    await Promise.all([first, second]);
    expect(locations.has(id)).toBe(true);
  });

  it('an error of the place comes out of the next call, and no chunk counts as stored that is not', async () => {
    const pool = new SegmentPool(testKeys, 0);
    const { writer, locations } = sending(pool, () => Promise.reject(new HoldfastError('quota-exceeded', 'full')));
    const added = writer.add('records', { bytes: Buffer.from('{}\n'), keys: ['k'] });
    await expect(writer.flush()).rejects.toMatchObject({ code: 'quota-exceeded' });
    await expect(writer.room()).rejects.toMatchObject({ code: 'quota-exceeded' });
    expect(locations.has((await added).id)).toBe(false);
    expect(writer.written).toEqual([]);
  });
});

describe('the threads', () => {
  it('refuse work once they are closed, and what was under way ends', async () => {
    const pool = new SegmentPool(testKeys, 1);
    const { writer } = sending(pool);
    const added = writer.add('records', { bytes: new Uint8Array(1000), keys: ['k'] });
    writer.send();
    const flushing = writer.flush().then(() => 'stored', () => 'stopped');
    await pool.close();
    expect(['stored', 'stopped']).toContain(await flushing);
    await added.catch(() => undefined);
    await expect(pool.unpack(new Uint8Array(1), [])).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('give the error of a damaged object as it is', async () => {
    for (const threads of [0, 1]) {
      const pool = new SegmentPool(testKeys, threads);
      await expect(pool.unpack(new Uint8Array(100), [])).rejects.toSatisfy(isCorrupt);
      await pool.close();
    }
  });
});
