import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDirectory, encodeDirectory } from '../../../../electron/engine/vault/format/directory.ts';
import { decodeHeader, encodeHeader, isSealedHeader, sealHeader, type VaultHeader } from '../../../../electron/engine/vault/format/header.ts';
import { decodeIndexEntry, encodeIndexEntry } from '../../../../electron/engine/vault/format/index-line.ts';
import { linesOf } from '../../../../electron/engine/vault/format/lines.ts';
import { decodeStatus, encodeStatus, type Status } from '../../../../electron/engine/vault/format/status.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';

const isCorrupt = (error: unknown): boolean => isHoldfastError(error, 'corrupt');
const id = fc.stringMatching(/^[0-9a-f]{64}$/);
const count = fc.integer({ min: 1, max: 2 ** 40 });
const text = fc.string({ unit: 'binary' });

describe('a directory', () => {
  const entry = fc.record({ chunk: id, segment: id, offset: fc.nat(), length: count, bytes: fc.nat(), objectSize: count });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        expect(decodeDirectory(encodeDirectory(entries))).toEqual(entries);
      }),
    );
  });

  it('is one line to a chunk with its members in a fixed order, which the shell recipe reads', () => {
    const chunk = 'a'.repeat(64);
    const segment = 'b'.repeat(64);
    const encoded = new TextDecoder().decode(encodeDirectory([{ chunk, segment, offset: 1, length: 2, bytes: 3, objectSize: 4 }]));
    expect(encoded).toBe(`{"chunk":"${chunk}","segment":"${segment}","offset":1,"length":2,"bytes":3,"objectSize":4}\n`);
  });

  it.each(['{', 'null\n', '{"chunk":"x"}\n', `{"chunk":"${'a'.repeat(64)}","segment":"${'b'.repeat(64)}","offset":-1,"length":2,"bytes":3,"objectSize":4}\n`])('that is %j is refused', (damaged) => {
    expect(() => decodeDirectory(new TextEncoder().encode(damaged))).toThrow(expect.toSatisfy(isCorrupt));
  });
});

describe('a line of an index', () => {
  const entry = fc.record(
    { chunk: id, records: count, bytes: count, first: text, last: text, keys: fc.stringMatching(/^[0-9a-f]{32}$/), ids: fc.tuple(text, text), files: fc.array(text, { maxLength: 3 }) },
    { requiredKeys: ['chunk', 'records', 'bytes', 'first', 'last', 'keys'] },
  );

  it('comes back as it was, whatever the keys hold, and is one line', () => {
    fc.assert(
      fc.property(entry, (written) => {
        const { key, json } = encodeIndexEntry(written);
        expect([key, json.includes('\n')]).toEqual([written.first, false]);
        const [line = ''] = linesOf(new TextEncoder().encode(`${json}\n`));
        expect(decodeIndexEntry(line)).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['', '{}', '[]', '{"chunk":"../../x"}'])('that is %j is refused', (damaged) => {
    expect(() => decodeIndexEntry(damaged)).toThrow(expect.toSatisfy(isCorrupt));
  });
});

describe('vault.json', () => {
  const header: VaultHeader = { format: 'holdfast-vault/1', vaultId: '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21', app: { name: 'Acme', platform: 'base44' }, createdAt: '2026-03-01T00:00:00.000Z', recipients: ['age1x'], chunkKey: 'eA==' };

  it('comes back as it was', () => {
    expect(decodeHeader(encodeHeader(header))).toEqual(header);
  });

  it('is known as ours by its seal, also with members that only a later version knows', () => {
    const key = new Uint8Array(32).fill(1);
    const sealed = sealHeader({ ...header, later: [1] }, key);
    expect(isSealedHeader(decodeHeader(encodeHeader(sealed)), key)).toBe(true);
    expect(isSealedHeader(decodeHeader(encodeHeader({ ...sealed, recipients: ['age1y'] })), key)).toBe(false);
    expect(isSealedHeader(decodeHeader(encodeHeader(header)), key)).toBe(false);
  });

  it('of a later format says that a newer Holdfast is needed, whatever else it holds', () => {
    for (const later of [{ ...header, format: 'holdfast-vault/2' }, { format: 'holdfast-vault/2', keys: [] }]) {
      expect(() => decodeHeader(new TextEncoder().encode(JSON.stringify(later)))).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    }
  });

  it.each(['', '{', '[]', 'null', '{"format":"holdfast-vault/1"}', '{"format":"something-else"}', '<!doctype html>'])('that is %j is damaged', (damaged) => {
    expect(() => decodeHeader(new TextEncoder().encode(damaged))).toThrow(expect.toSatisfy(isCorrupt));
  });
});

describe('the status', () => {
  const key = new Uint8Array(32).fill(1);
  const status: Status = {
    format: 'holdfast-status/1',
    vaultId: 'v',
    app: '<script>alert(1)</script> & "Co"',
    snapshot: '2026-03-01T10-00-00Z_acme_manual',
    outcome: 'complete',
    readStartedAt: '2026-03-01T10:00:00.000Z',
    recoveryPoint: '2026-03-01T10:00:00.000Z',
    verifiedAt: '2026-03-01T10:01:00.000Z',
    verified: [{ snapshot: '2026-03-01T10-00-00Z_acme_manual', storedBytes: 1 }],
  };
  const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

  it('comes back as it was', () => {
    expect(decodeStatus(encodeStatus(status, key).json, 'v', key)).toMatchObject(status);
  });

  it('that is of another vault, forged, or none at all is no status', () => {
    const { json } = encodeStatus(status, key);
    expect(decodeStatus(json, 'other', key)).toBeUndefined();
    expect(decodeStatus(json, 'v', new Uint8Array(32))).toBeUndefined();
    expect(decodeStatus(new TextEncoder().encode(new TextDecoder().decode(json).replace('"outcome": "complete"', '"outcome": "incomplete"')), 'v', key)).toBeUndefined();
    for (const other of ['', '{}', null, { ...status, seal: '' }]) expect(decodeStatus(encode(other), 'v', key)).toBeUndefined();
  });

  it('with members that only a later version knows is still known as ours', () => {
    const later = { ...status, watchers: 2 };
    expect(decodeStatus(encodeStatus(later, key).json, 'v', key)).toMatchObject(status);
  });

  it('as a page takes no name for markup, and says how far back one would fall', () => {
    const { page } = encodeStatus({ ...status, outcome: 'incomplete', readStartedAt: '2026-03-05T10:00:00.000Z' }, key);
    const shown = new TextDecoder().decode(page);
    expect(shown).not.toContain('<script');
    expect(shown).toContain('2026-03-05 10:00');
    expect(shown).toContain('2026-03-01 10:00');
    expect(new TextDecoder().decode(encodeStatus({ ...status, recoveryPoint: null }, key).page)).toContain('none yet');
  });
});
