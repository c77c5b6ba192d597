import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, parseJson, recordKey } from '../../../../shared/model/record.ts';
import { createRecordWriter, recordKeyRule } from '../../../../electron/engine/sources/base44/records/write-record.ts';

/** Keys that tempt a fast way of writing: numbers, which objects put first, and names objects have of their own. */
const key = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', '10', '9', '007', 'a', 'b', 'id', 'created_date', 'é', '\u2028', ''),
);
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, -1.5, 'text', '', '\ud800', 'a\u0000b', '2026-06-01T09:23:41'),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map(objectText).map((text): unknown => JSON.parse(text)),
  ),
})).value;

/** JSON text of an object with these keys in this order, which an object literal could not hold. */
function objectText(entries: readonly (readonly [string, unknown])[]): string {
  const once = entries.filter(([name], at) => entries.findIndex(([other]) => other === name) === at);
  return `{${once.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`).join(',')}}`;
}

describe('a record', () => {
  it('is written exactly as canonical JSON, whatever its fields and however they come', () => {
    const write = createRecordWriter();
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 12 }), (entries) => {
        const fields = entries.filter(([name]) => name !== 'id' && name !== 'created_date');
        const text = objectText([...fields, ['id', 'abc'], ['created_date', '2026-06-01T09:23:41.481000']]);
        const expected = JSON.parse(text) as Record<string, unknown>;
        expected['created_date'] = '2026-06-01T09:23:41.481000Z';
        if (typeof expected['updated_date'] === 'string') return;
        expect(write(parseJson(text))?.json).toBe(canonicalJson(expected));
      }),
      { numRuns: 1000 },
    );
  });

  it('of the same shape again is written from its own values', () => {
    const write = createRecordWriter();
    const record = (n: number, note: unknown) => ({ title: `T${n}`, note, id: `id${n}`, created_date: '2026-01-01T00:00:00.000000', amount: n });
    for (const [n, note] of [[1, 'a'], [2, { b: 1, a: [{ d: 1, c: 2 }] }], [3, null], [4, [1, { z: 1, y: 2 }]], [5, 'e']] as const) {
      const written = write(record(n, note));
      expect(written?.json).toBe(canonicalJson({ ...record(n, note), created_date: '2026-01-01T00:00:00.000000Z' }));
    }
  });

  it('has the key that the rule gives', () => {
    const write = createRecordWriter();
    for (const record of [
      { id: 'b', created_date: '2026-01-01T00:00:00Z' },
      { id: 'b' },
      { id: 'b', created_date: null },
      { id: 7, created_date: '2026-01-01T00:00:00Z' },
      { id: 'b', created_date: 5 },
    ]) {
      const written = write({ ...record });
      expect(written?.key).toBe(recordKey(recordKeyRule, JSON.parse(written?.json ?? '') as Record<string, unknown>));
    }
  });

  it('keeps its own dates and numbers to the letter', () => {
    const write = createRecordWriter();
    const text = '{"id":"a","created_date":"2026-06-01T09:23:41.481Z","updated_date":"2026-06-01T09:23:42","due":"2026-06-01T09:23:41","big":12345678901234567890,"nested":{"created_date":"2026-06-01T09:23:41","z":1e400}}';
    expect(write(parseJson(text))?.json).toBe(
      '{"big":12345678901234567890,"created_date":"2026-06-01T09:23:41.481000Z","due":"2026-06-01T09:23:41","id":"a","nested":{"created_date":"2026-06-01T09:23:41","z":1e400},"updated_date":"2026-06-01T09:23:42.000000Z"}',
    );
  });

  it('may hold ten megabytes or thousands of levels', () => {
    const write = createRecordWriter();
    const levels = 20_000;
    const deep = `${'{"b":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(write(parseJson(`{"id":"a","deep":${deep}}`))?.json === `{"deep":${deep},"id":"a"}`).toBe(true);
    const large = 'ű'.repeat(10 * 1024 * 1024);
    expect(write({ id: 'a', large })?.json === `{"id":"a","large":"${large}"}`).toBe(true);
  });

  it.each([[null], ['text'], [7], [[]], [{}], [{ id: null }], [{ id: '' }], [{ id: {} }], [JSON.parse('{"__proto__":{"id":"x"}}')]])('%j is none', (item) => {
    expect(createRecordWriter()(item)).toBeUndefined();
  });
});
