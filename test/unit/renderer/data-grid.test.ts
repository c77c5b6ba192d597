import { describe, expect, it } from 'vitest';
import { columnsOf, noChoice, readChoice } from '../../../renderer/src/screens/data/grid/columns.ts';
import { cellAfter } from '../../../renderer/src/screens/data/grid/keys.ts';
import { spanBetween, startsOf } from '../../../renderer/src/screens/data/grid/spans.ts';
import { elementHeight, highestElement, type Place, placeAt, reveal, scrolled, settled } from '../../../renderer/src/screens/data/grid/tall-scroll.ts';

describe('scrolling through more rows than an element can be high', () => {
  const tall = { content: 5_000_000 * 36, viewport: 500 };
  const top: Place = { top: 0, scrollTop: 0 };

  it('leaves a table that fits alone', () => {
    const small = { content: 100_000 * 36, viewport: 500 };
    expect(elementHeight(small)).toBe(3_600_000);
    expect(scrolled(small, top, 1_234_567)).toEqual({ scrollTop: 1_234_567, top: 1_234_567 });
  });

  it('reaches the last row of any table with the scrollbar', () => {
    expect(elementHeight(tall)).toBe(highestElement);
    const end = scrolled(tall, top, highestElement - tall.viewport);
    expect(end.top).toBe(tall.content - tall.viewport);
  });

  it('moves pixel by pixel with the wheel, wherever it is', () => {
    const middle = placeAt(tall, 90_000_000);
    const next = scrolled(tall, middle, middle.scrollTop + 100);
    expect(next.top).toBeCloseTo(90_000_100, 3);
  });

  it('gets to every row by the wheel alone, since each pause sets the scrollbar right', () => {
    let place = placeAt(tall, tall.content - tall.viewport - 40_000);
    for (let turn = 0; turn < 2000 && place.top < tall.content - tall.viewport; turn += 1) {
      place = scrolled(tall, place, Math.min(highestElement - tall.viewport, place.scrollTop + 100));
      if (turn % 5 === 4) place = settled(tall, place);
    }
    expect(place.top).toBeCloseTo(tall.content - tall.viewport, 3);
  });

  it('brings a row into view with the least movement', () => {
    const place = placeAt(tall, 3600);
    expect(reveal(tall, place, { top: 3636, height: 36 })).toBe(place);
    expect(reveal(tall, place, { top: 3564, height: 36 }).top).toBe(3564);
    expect(reveal(tall, place, { top: 36_000, height: 36 }).top).toBe(36_036 - 500);
  });
});

describe('columns', () => {
  const fields = [{ name: 'created_date', type: 'date-time' }, { name: 'name', type: 'string' }, { name: 'id', type: 'string' }, { name: '__proto__' }];

  it('shows the id first, the platform’s own fields last, whatever they are called', () => {
    expect(columnsOf(fields, noChoice).map(({ name }) => name)).toEqual(['id', 'name', '__proto__', 'created_date']);
  });

  it('hides what was hidden, but never the id', () => {
    expect(columnsOf(fields, { hidden: ['id', 'name'], widths: {} }).map(({ name }) => name)).toEqual(['id', '__proto__', 'created_date']);
  });

  it('takes nothing from what was kept that is not a choice', () => {
    expect(readChoice('{"hidden":["a",1,null],"widths":{"a":12,"b":"wide"}}')).toEqual({ hidden: ['a'], widths: { a: 12 } });
    expect(readChoice('[')).toEqual(noChoice);
    expect(readChoice(null)).toEqual(noChoice);
  });

  it('draws the columns that are in view', () => {
    const starts = startsOf([100, 100, 100, 100, 100]);
    expect(spanBetween(starts, 0, 150)).toEqual({ first: 0, end: 2 });
    expect(spanBetween(starts, 150, 250)).toEqual({ first: 1, end: 3 });
    expect(spanBetween(starts, 480, 9000)).toEqual({ first: 4, end: 5 });
    expect(spanBetween([0], 0, 100)).toEqual({ first: 0, end: 0 });
  });
});

describe('moving through the grid by keys', () => {
  const extent = { rows: 1000, columns: 8, page: 20 };
  const from = { row: 10, column: 3 };
  it.each([
    ['ArrowDown', false, { row: 11, column: 3 }],
    ['ArrowDown', true, { row: 999, column: 3 }],
    ['ArrowRight', false, { row: 10, column: 4 }],
    ['Home', false, { row: 10, column: 0 }],
    ['End', false, { row: 10, column: 7 }],
    ['Home', true, { row: 0, column: 0 }],
    ['End', true, { row: 999, column: 7 }],
    ['PageDown', false, { row: 30, column: 3 }],
    ['PageUp', false, { row: 0, column: 3 }],
  ] as const)('%s (far: %s)', (key, far, expected) => {
    expect(cellAfter(key, far, from, extent)).toEqual(expected);
  });

  it('reaches the names of the columns from the first row, and comes back', () => {
    expect(cellAfter('ArrowUp', false, { row: 0, column: 2 }, extent)).toEqual({ row: -1, column: 2 });
    expect(cellAfter('ArrowUp', false, { row: -1, column: 2 }, extent)).toEqual({ row: -1, column: 2 });
    expect(cellAfter('ArrowRight', false, { row: -1, column: 2 }, extent)).toEqual({ row: -1, column: 3 });
    expect(cellAfter('ArrowDown', false, { row: -1, column: 2 }, extent)).toEqual({ row: 0, column: 2 });
    expect(cellAfter('End', true, { row: -1, column: 2 }, extent)).toEqual({ row: 999, column: 7 });
  });

  it('leaves every other key alone', () => {
    expect(cellAfter('a', false, from, extent)).toBeUndefined();
    expect(cellAfter('toString', false, from, extent)).toBeUndefined();
  });
});
