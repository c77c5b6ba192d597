import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRow } from '../../../electron/engine/compare/merge-rows.ts';
import { RenameWatch } from '../../../electron/engine/schema-history/rename.ts';

type Fields = Readonly<Record<string, unknown>>;

function watched(pairs: readonly (readonly [from: Fields, to: Fields])[], gone?: ReadonlySet<string>): RenameWatch['renames'] {
  const watch = new RenameWatch(gone);
  for (const [from, to] of pairs) watch.changed(makeRow(JSON.stringify(from), []), makeRow(JSON.stringify(to), []));
  return watch.renames;
}

const value = fc.oneof(fc.string({ minLength: 1, maxLength: 4 }), fc.integer(), fc.array(fc.integer(), { minLength: 1, maxLength: 3 }));

describe('a field under a new name', () => {
  it('is found by its values, with how many are the same', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 3, maxLength: 30 }), fc.integer({ min: 0, max: 5 }), (values, empty) => {
        fc.pre(new Set(values.map((each) => JSON.stringify(each))).size > 1);
        const pairs = [
          ...values.map((each, n) => [{ id: n, old: each, other: n }, { id: n, renamed: each, other: n }] as const),
          // Records that had none prove nothing, for or against.
          ...Array.from({ length: empty }, (_, n) => [{ id: 1000 + n, old: '', other: 1 }, { id: 1000 + n, other: 2 }] as const),
        ];
        expect(watched(pairs)).toEqual([{ field: 'old', to: 'renamed', same: values.length, of: values.length }]);
      }),
      { numRuns: 60 },
    );
  });

  it('is not found where the values are others, or few of them are the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 60 }), fc.integer({ min: 0, max: 80 }), (records, percent) => {
        const same = Math.floor((records * percent) / 100);
        const pairs = Array.from({ length: records }, (_, n) => [{ old: `value ${n}` }, { new: n < same ? `value ${n}` : `another ${n}` }] as const);
        expect(watched(pairs)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('is left open where two could be it, where all values are one, and where one name would take two', () => {
    const twice = Array.from({ length: 10 }, (_, n) => [{ old: n + 1 }, { a: n + 1, b: n + 1 }] as const);
    expect(watched(twice)).toEqual([]);
    const always = Array.from({ length: 10 }, () => [{ old: true }, { active: true }] as const);
    expect(watched(always)).toEqual([]);
    const merged = Array.from({ length: 10 }, (_, n) => [{ a: n + 1, b: n + 1 }, { c: n + 1 }] as const);
    expect(watched(merged)).toEqual([]);
  });

  it('counts a field as gone where the table does not name it any more, though records still carry it', () => {
    const pairs = Array.from({ length: 10 }, (_, n) => [{ old: n + 1 }, { old: n + 1, new: n + 1 }] as const);
    expect(watched(pairs)).toEqual([]);
    expect(watched(pairs, new Set(['old']))).toEqual([{ field: 'old', to: 'new', same: 10, of: 10 }]);
  });
});
