import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeManifest, encodeManifest } from '../../../../electron/engine/vault/format/manifest.ts';
import { compress } from '../../../../electron/engine/vault/format/zstd.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { Manifest, ManifestEntity } from '../../../../shared/model/snapshot.ts';

const key = new Uint8Array(32).fill(1);
const at = '2026-03-01T10:00:00.000Z';

function entity(name: string, more: Partial<ManifestEntity> = {}): ManifestEntity {
  return { name, status: 'complete', records: 1, sourceRecords: 1, bytes: 10, key: [{ field: 'id', type: 'text' }], identity: ['id'], schemaHash: 'x', readStartedAt: at, index: ['a'.repeat(64)], ...more };
}

function manifest(more: Partial<Manifest> = {}): Manifest {
  const part = { records: 0, bytes: 0, index: [] };
  return {
    format: 'holdfast-snapshot/1',
    id: '2026-03-01T10-00-00Z_acme_manual',
    vaultId: 'v',
    app: { id: 'a', name: 'Acme', platform: 'base44' },
    kind: 'manual',
    program: { name: 'holdfast', version: '1' },
    startedAt: at,
    readStartedAt: at,
    readFinishedAt: at,
    finishedAt: at,
    reading: { mode: 'full' },
    outcome: 'complete',
    entities: [entity('Order')],
    schema: part,
    config: part,
    files: part,
    coverage: [],
    warnings: [],
    ...more,
  };
}

const isCorrupt = (error: unknown): boolean => isHoldfastError(error, 'corrupt');
const textOf = (object: Uint8Array): string => zstdDecompressSync(object).toString();
const edited = (object: Uint8Array, edit: (text: string) => string): Uint8Array => compress(Buffer.from(edit(textOf(object))));

describe('a manifest', () => {
  it('comes back as it was, whatever names and reasons say', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('../../x', '__proto__', 'constructor', '"index":["x"]', '{"name":"', '\n', '\u2028', 'seal', '\0'));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 4 }), fc.array(text, { maxLength: 3 }), (names, warnings) => {
        const written = manifest({ entities: names.map(([name, reason]) => entity(name, { status: 'incomplete', reason })), warnings, label: warnings[0] });
        expect(decodeManifest(encodeManifest(written, key), key)).toEqual(JSON.parse(JSON.stringify(written)));
      }),
      { numRuns: 300 },
    );
  });

  it('has one entity to a line, each beginning with its name and ending with its index, for tools that read lines', () => {
    const lines = textOf(encodeManifest(manifest({ entities: [entity('Order'), entity('a "quoted"\nname')] }), key)).split('\n');
    expect(lines.filter((line) => line.startsWith('{"name":'))).toHaveLength(2);
    for (const line of lines.filter((each) => each.startsWith('{"name":'))) expect(line).toMatch(/"index":\["a{64}"\]\},?$/);
    expect(lines.filter((line) => /^"(schema|config|files)":/.test(line))).toHaveLength(3);
  });

  it('that was changed in any way is refused', () => {
    const object = encodeManifest(manifest(), key);
    for (const edit of [
      (text: string) => text.replace('"records":1', '"records":2'),
      (text: string) => text.replace('"complete"', '"incomplete"'),
      (text: string) => text.replace('"Acme"', '"Acm3"'),
      (text: string) => text.replace(/"seal":"./, '"seal":"x'),
      (text: string) => text.replace(/,\n"seal":"[0-9a-f]{64}"/, ''),
      (text: string) => text.replace(/"seal":"[0-9a-f]{64}"/, '"seal":""'),
      (text: string) => text.replace('"warnings":[]', '"warnings":["x"]'),
      (text: string) => text.replace('"warnings":[]', '"warnings":[],"more":1'),
      (text: string) => text.slice(0, -10),
      () => '{}',
      () => 'null',
    ]) {
      expect(() => decodeManifest(edited(object, edit), key)).toThrow(expect.toSatisfy(isCorrupt));
    }
  });

  it('that somebody made who has only the public half of the key is refused', () => {
    expect(() => decodeManifest(encodeManifest(manifest(), new Uint8Array(32)), key)).toThrow(expect.toSatisfy(isCorrupt));
  });

  it('with members that only a later version knows is still known as ours, and read', () => {
    const later = { ...manifest(), anomalies: [{ entity: 'Order' }] };
    const object = encodeManifest(later, key);
    expect(textOf(object)).toContain('anomalies');
    expect(decodeManifest(object, key).entities).toEqual(later.entities);
  });

  it('of a later format says that a newer Holdfast is needed, not that it is damaged', () => {
    const object = encodeManifest(Object.assign(manifest(), { format: 'holdfast-snapshot/2', outcome: {} }), key);
    expect(() => decodeManifest(object, key)).toThrow(expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining('newer') }));
  });

  it('does not unpack into more than memory holds', () => {
    const bomb = compress(new Uint8Array(600 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect(() => decodeManifest(bomb, key)).toThrow(expect.toSatisfy(isCorrupt));
  });
});
