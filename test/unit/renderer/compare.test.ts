import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callOf, pairsOf } from '../../../renderer/src/components/record/fields.ts';
import { differenceOf } from '../../../renderer/src/components/record/text-difference.ts';
import { byWeight, hasNews, type TableDiff, verdictOf } from '../../../renderer/src/components/comparison/verdict.ts';

function table(name: string, more: Partial<TableDiff> = {}): TableDiff {
  return { name, created: 0, changed: 0, deleted: 0, blankedFields: [], fieldsGone: [], ...more };
}

describe('the verdict', () => {
  it('names what is gone before all else, and the table that lost most', () => {
    const tables = [table('Order', { deleted: 143, created: 9 }), table('OrderItem', { deleted: 412 }), table('Customer', { changed: 281, blankedFields: [{ field: 'phone', records: 281 }] })];
    expect(verdictOf(tables)).toEqual({ kind: 'gone', records: 555, table: 'OrderItem', inTable: 412, tables: 2 });
  });

  it('then what went blank, then a field that is gone', () => {
    expect(verdictOf([table('A', { changed: 3, blankedFields: [{ field: 'x', records: 1 }, { field: 'phone', records: 3 }] })])).toEqual({ kind: 'blank', field: 'phone', table: 'A', records: 3, others: 1 });
    expect(verdictOf([table('A', { fieldsGone: ['sku'], created: 4 })])).toEqual({ kind: 'fields-gone', field: 'sku', table: 'A', fields: 1 });
  });

  it('is never calm about a table that was not read whole', () => {
    expect(verdictOf([table('A', { note: 'In the newer backup this table could not be read.' }), table('B', { created: 2 })]).kind).toBe('unsure');
    expect(verdictOf([table('A', { unsure: { created: 0, deleted: 7 } })])).toEqual({ kind: 'unsure', records: 7, tables: 1 });
    expect(hasNews(table('A', { note: 'Could not be read.' }))).toBe(true);
  });

  it('is calm where nothing was lost', () => {
    expect(verdictOf([table('A', { created: 2 }), table('B', { changed: 3 })])).toEqual({ kind: 'normal', created: 2, changed: 3 });
    expect(verdictOf([table('A')])).toEqual({ kind: 'same' });
    expect(verdictOf([table('A', { unsure: { created: 0, deleted: 0 } })])).toEqual({ kind: 'same' });
  });

  it('puts losses first in the table of changes', () => {
    const order = byWeight([table('quiet'), table('busy', { created: 900 }), table('blank', { blankedFields: [{ field: 'f', records: 1 }] }), table('lost', { deleted: 1 })]);
    expect(order.map(({ name }) => name)).toEqual(['lost', 'blank', 'busy', 'quiet']);
  });
});

describe('two versions of a record', () => {
  it('tell nothing, null and empty text apart, and keep every digit', () => {
    const pairs = pairsOf('{"a":null,"b":"","c":12345678901234567890,"d":1}', '{"a":"","b":"","c":12345678901234567891,"e":[1,{"x":2}]}');
    expect(pairs).toEqual([
      { field: 'a', before: { kind: 'null' }, after: { kind: 'empty' }, differs: true },
      { field: 'b', before: { kind: 'empty' }, after: { kind: 'empty' }, differs: false },
      { field: 'c', before: { kind: 'text', text: '12345678901234567890' }, after: { kind: 'text', text: '12345678901234567891' }, differs: true },
      { field: 'd', before: { kind: 'text', text: '1' }, after: { kind: 'absent' }, differs: true },
      { field: 'e', before: { kind: 'absent' }, after: { kind: 'text', text: '[1,{"x":2}]' }, differs: true },
    ]);
  });

  it('see no change in the order of fields, and read fields named like parts of every object', () => {
    expect(pairsOf('{"a":{"x":1,"y":2}}', '{"a":{"y":2,"x":1}}')).toMatchObject([{ differs: false }]);
    expect(pairsOf('{"__proto__":"x","constructor":1}', '{}').map(({ field, after }) => [field, after.kind])).toEqual([['__proto__', 'absent'], ['constructor', 'absent']]);
  });

  it('are called by what names them', () => {
    expect(callOf('{"id":"1","email":"a@b.example","name":"Linnea Holm"}')).toBe('Linnea Holm');
    expect(callOf('{"id":"1","name":"","email":"a@b.example"}')).toBe('a@b.example');
    expect(callOf('{"id":"1","total":3}')).toBeUndefined();
  });
});

describe('where two texts differ', () => {
  const marked = (pieces: readonly { readonly text: string; readonly differs: boolean }[]): string => pieces.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('');

  it('is marked in whole words', () => {
    const { before, after } = differenceOf('Linnea Holm, Oslo', 'Linnea Holt, Oslo');
    expect([marked(before), marked(after)]).toEqual(['Linnea [Holm], Oslo', 'Linnea [Holt], Oslo']);
  });

  it('loses nothing, adds nothing and splits no character', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '😀', '👩‍👩‍👧', 'é') });
    fc.assert(
      fc.property(text, text, (one, two) => {
        const { before, after } = differenceOf(one, two);
        const joined = (pieces: typeof before): string => pieces.map((piece) => piece.text).join('');
        expect([joined(before), joined(after)]).toEqual([one, two]);
        expect([...before, ...after].every((piece) => piece.text.isWellFormed())).toBe(true);
        const common = (pieces: typeof before): string => pieces.filter(({ differs }) => !differs).map((piece) => piece.text).join('');
        expect(common(before)).toBe(common(after));
      }),
      { numRuns: 200 },
    );
  });

  it('is found at once in a value of a megabyte', () => {
    const long = 'lorem ipsum '.repeat(90_000);
    const began = performance.now();
    const { before, after } = differenceOf(`${long}a${long}`, `${long}b${long}`);
    expect(performance.now() - began).toBeLessThan(500);
    expect([before, after].every((pieces) => pieces.some(({ differs }) => differs))).toBe(true);
  });
});
