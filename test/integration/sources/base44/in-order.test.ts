import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../../../electron/engine/ports/source.ts';
import { createInOrder } from '../../../../electron/engine/sources/base44/listing/in-order.ts';

function record(date: string, id: string | number, filler = ''): SourceRecord {
  return { key: `${date}\u0001${id}`, json: JSON.stringify({ id, filler }) };
}

/** A moment so many tenths of a millisecond after a start. */
function tick(tenths: number): string {
  const moment = new Date(Date.UTC(2026, 0, 1) + Math.floor(tenths / 10)).toISOString();
  return `${moment.slice(0, 23)}${tenths % 10}00Z`;
}

function pages<T>(items: readonly T[], cuts: readonly number[]): readonly (readonly T[])[] {
  const result: (readonly T[])[] = [];
  let from = 0;
  for (const cut of cuts) {
    result.push(items.slice(from, from + cut));
    from += cut;
  }
  return [...result, items.slice(from)];
}

function run(batches: readonly (readonly SourceRecord[])[]): readonly SourceRecord[] {
  const inOrder = createInOrder();
  return [...batches.flatMap((batch) => inOrder.push(batch)), ...inOrder.end()];
}

describe('records sorted by creation', () => {
  it('come out by key, each once, however ties are ordered, pages are cut and records repeat', () => {
    const dates = fc.array(fc.record({ tenths: fc.integer({ min: 0, max: 60_000 }), id: fc.stringMatching(/^[0-9a-f]{3}$/) }), { maxLength: 80 });
    fc.assert(
      fc.property(dates, fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 10 }), fc.integer({ min: 0, max: 6 }), fc.boolean(), (items, cuts, overlap, isCoarse) => {
        // The platform sorts by its own date, perhaps a coarser one than it shows; within that the order is any.
        const by = (item: { tenths: number }): number => (isCoarse ? Math.floor(item.tenths / 5_000) : item.tenths);
        const listed = items.toSorted((a, b) => by(a) - by(b)).map(({ tenths, id }) => record(tick(tenths), id));
        // Each page begins with some of the one before.
        const batches = pages(listed, cuts).map((batch, at, all) => [...(all[at - 1]?.slice(-overlap) ?? []), ...batch]);
        const out = run(batches).map(({ key }) => key);
        expect(out).toEqual([...new Set(listed.map(({ key }) => key))].toSorted());
      }),
      { numRuns: 500 },
    );
  });

  it('keep the newest reading of a record that comes twice at once', () => {
    const date = tick(5);
    expect(run([[record(date, 'a', 'old'), record(date, 'b')], [record(date, 'a', 'new')]])).toEqual([record(date, 'a', 'new'), record(date, 'b')]);
  });

  it('of one moment are put in order even when there are very many', () => {
    const date = tick(0);
    const many = Array.from({ length: 120_000 }, (_, n) => record(date, String((n * 7919) % 120_000).padStart(6, '0')));
    const out = run(pages(many, Array.from({ length: 24 }, () => 5000)));
    expect(out.length).toBe(120_000);
    expect(out.every(({ key }, at) => at === 0 || key > (out[at - 1]?.key ?? ''))).toBe(true);
  });

  it('of one busy second are not all held back once they are many', () => {
    const inOrder = createInOrder();
    let given = 0;
    let most = 0;
    for (let page = 0; page < 40; page += 1) {
      given += inOrder.push(Array.from({ length: 5000 }, (_, n) => record(tick(0).replace('000000Z', String(page * 5000 + n).padStart(6, '0') + 'Z'), n))).length;
      most = Math.max(most, (page + 1) * 5000 - given);
    }
    expect(most).toBeLessThanOrEqual(60_000);
    expect(given + inOrder.end().length).toBe(200_000);
  });

  it('that come long after their turn are handed on out of order rather than lost', () => {
    const late = record(tick(5), 'late');
    const out = run([[record(tick(0), 'a')], [record(tick(100_000), 'b')], [record(tick(200_000), 'c')], [late]]);
    expect(out).toHaveLength(4);
    expect(out).toContainEqual(late);
    expect(out.map(({ key }) => key)).not.toEqual(out.map(({ key }) => key).toSorted());
  });

  it('without a date come first and sort by id', () => {
    expect(run([[record('', 'b'), record('', 'a')], [record(tick(0), 'x')]]).map(({ key }) => key)).toEqual(['\u0001a', '\u0001b', `${tick(0)}\u0001x`]);
  });
});
