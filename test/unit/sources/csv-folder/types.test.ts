import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../support/csv-folder.ts';

async function column(...cells: readonly string[]): Promise<readonly unknown[]> {
  const { rows } = await readCsv(`k,v\n${cells.map((cell, at) => `k${at},${cell}\n`).join('')}`);
  return rows.map((row) => row['v']);
}

describe('a column becomes', () => {
  it('a number when writing each value back gives its text', async () => {
    expect(await column('1', '-2', '0', '3.25', '9007199254740991')).toEqual([1, -2, 0, 3.25, 9007199254740991]);
  });

  it.each([
    ['leading zeros', '007'],
    ['trailing zeros', '1.50'],
    ['a plus', '+1'],
    ['an exponent', '1e3'],
    ['an exponent that JSON would write too', '1e+21'],
    ['an id too long for a double', '1234567890123456789'],
    ['a negative zero', '-0'],
    ['a bare point', '.5'],
    ['an infinity', '-Infinity'],
    ['spaces around', ' 1'],
    ['a decimal comma', '"1,5"'],
    ['a hexadecimal number', '0x10'],
  ])('text because of %s', async (_why, cell) => {
    const written = cell.startsWith('"') ? cell.slice(1, -1) : cell;
    expect(await column('1', cell, '2')).toEqual(['1', written, '2']);
  });

  it('a boolean when it is spelled in one way', async () => {
    expect(await column('true', 'false', '')).toEqual([true, false, null]);
    expect(await column('TRUE', 'FALSE')).toEqual([true, false]);
    expect(await column('True', 'True')).toEqual([true, true]);
    expect(await column('true', 'FALSE')).toEqual(['true', 'FALSE']);
    expect(await column('true', '1')).toEqual(['true', '1']);
  });

  it('null where nothing stands, whatever the type; the word null stays a word', async () => {
    expect(await column('1', '', '2')).toEqual([1, null, 2]);
    expect(await column('', '')).toEqual([null, null]);
    expect(await column('null', 'NULL', '')).toEqual(['null', 'NULL', null]);
  });

  it('text for dates and formulas, which are data', async () => {
    expect(await column('2026-01-01', '=1+2', '@SUM(A1)', '-')).toEqual(['2026-01-01', '=1+2', '@SUM(A1)', '-']);
  });
});

describe('empty cells', () => {
  it('are null, with or without quotation marks, as long as the file knows one kind', async () => {
    expect((await readCsv('a,b\n1,\n2,x\n')).rows).toEqual([{ a: 1, b: null }, { a: 2, b: 'x' }]);
    const quoted = await readCsv('"a","b"\n"1",""\n"2","x"\n');
    expect(quoted.rows).toEqual([{ a: 1, b: null }, { a: 2, b: 'x' }]);
    expect(quoted.table.nulls).toBe('quoted');
  });

  it('are null or an empty text where the file has both, and the schema says which is which', async () => {
    const both = await readCsv('id,b,n\n1,,5\n2,"",""\n');
    expect(both.rows).toEqual([{ id: 1, b: null, n: '5' }, { id: 2, b: '', n: '' }]);
    expect(both.table.nulls).toBe('both');
    expect(JSON.stringify(both.entity.schema)).toMatch(/an empty cell is null, a cell with nothing between quotation marks is an empty text/i);
  });
});
