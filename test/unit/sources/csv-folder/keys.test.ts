import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../support/csv-folder.ts';

describe('the key', () => {
  it('is created_date and id where the export has them', async () => {
    const { entity } = await readCsv('name,id,created_date\na,x1,2026-01-02\nb,x2,2026-01-01\nc,x3,2026-01-01\n');
    expect(entity.key).toEqual([{ field: 'created_date', type: 'text' }, { field: 'id', type: 'text' }]);
    expect(entity.identity).toEqual(['id']);
  });

  it('is the id wherever it stands, else the first column without repetition', async () => {
    expect((await readCsv('name,id\na,2\nb,1\n')).entity.key).toEqual([{ field: 'id', type: 'number' }]);
    expect((await readCsv('name,Id\na,2\nb,1\n')).entity.identity).toEqual(['Id']);
    expect((await readCsv('group,code,name\n1,A,x\n1,B,y\n2,C,z\n')).entity.identity).toEqual(['code']);
    expect((await readCsv('id,code\n1,A\n1,B\n')).entity.identity).toEqual(['code']);
    expect((await readCsv('code,name\nA,x\n,y\n')).entity.identity).toEqual(['name']);
  });

  it('sorts numbers as numbers', async () => {
    const { lines } = await readCsv('id,v\n10,a\n9,b\n-1,c\n100,d\n');
    const sorted = lines.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map((line) => (JSON.parse(line.json) as { id: number }).id);
    expect(sorted).toEqual([-1, 9, 10, 100]);
  });

  it('is two or three columns where one will not do', async () => {
    const pair = await readCsv('playlist,track\n1,1\n1,2\n2,1\n');
    expect(pair.entity.identity).toEqual(['playlist', 'track']);
    const triple = await readCsv('a,b,c\n1,1,1\n1,1,2\n1,2,1\n2,1,1\n2,2,2\n2,2,1\n1,2,2\n2,1,2\n');
    expect(triple.entity.identity).toEqual(['a', 'b', 'c']);
    expect(triple.table.ordinal).toBeNull();
  });

  it('numbers rows that are truly alike', async () => {
    const { rows, lines, table, entity, description } = await readCsv('day,what\nMon,tea\nTue,tea\nMon,tea\n');
    expect(rows).toEqual([{ '#': 1, day: 'Mon', what: 'tea' }, { '#': 1, day: 'Tue', what: 'tea' }, { '#': 2, day: 'Mon', what: 'tea' }]);
    expect(new Set(lines.map((line) => line.key)).size).toBe(3);
    expect(table.ordinal).toBe('#');
    expect(entity.key.at(-1)).toEqual({ field: '#', type: 'number' });
    expect(description.notes.join(' ')).toMatch(/numbered/);
  });

  it('numbers them in a field that the table does not have', async () => {
    const { table, rows } = await readCsv('#,v\nx,1\nx,1\n');
    expect(table.ordinal).toBe('# (2)');
    expect(rows[1]).toEqual({ '#': 'x', v: 1, '# (2)': 2 });
  });

  it('is not made of texts too long to be one', async () => {
    const { entity } = await readCsv(`essay,n\n${'a'.repeat(300)},1\n${'b'.repeat(300)},2\n`);
    expect(entity.identity).toEqual(['n']);
  });

  it('never makes two rows one, even with separators inside the texts', async () => {
    const { lines } = await readCsv('a,b\nx\u0001y,z\nx,y\u0001z\nx,z\nx\u0001y,y\nx\u0001y,y\n');
    expect(new Set(lines.map((line) => line.key)).size).toBe(5);
  });
});

describe('with little memory', () => {
  const shuffled = Array.from({ length: 500 }, (_, at) => `${(at * 181) % 500},name ${at % 7}\n`).join('');

  it('a column that only ever rises is still a key', async () => {
    const rising = Array.from({ length: 500 }, (_, at) => `${at},x\n`).join('');
    expect((await readCsv(`n,v\n${rising}`, { limits: { rememberedValues: 50 } })).entity.identity).toEqual(['n']);
  });

  it('rows are numbered when no key can be vouched for, and none is lost', async () => {
    const { lines, rows, table } = await readCsv(`n,v\n${shuffled}`, { limits: { rememberedValues: 50 } });
    expect(table.ordinal).toBe('#');
    expect(rows.map((row) => row['#'])).toEqual(rows.map((_row, at) => at + 1));
    expect(new Set(lines.map((line) => line.key)).size).toBe(500);
    expect(table).toMatchObject({ order: { kind: 'by-key' }, exact: true });
  });

  it('an order that cannot be remembered is given up, and said', async () => {
    const { table, description } = await readCsv(`n,v\n${shuffled}`, { limits: { rememberedOrder: 100 } });
    expect(table).toMatchObject({ order: { kind: 'unknown' }, exact: false });
    expect(description.notes.join(' ')).toMatch(/not byte for byte: its rows follow no order/);
  });
});

describe('the order of the rows', () => {
  it.each([
    ['by-key', 'id,v\n1,a\n2,b\n10,c\n'],
    ['by-key-descending', 'id,v\n10,a\n9,b\n1,c\n'],
    ['by-key-descending', 'id,created_date\nb,2026-02\na,2026-01\n'],
    ['listed', 'id,v\n2,a\n10,b\n1,c\n'],
  ])('is %s', async (kind, text) => {
    expect((await readCsv(text)).table).toMatchObject({ order: { kind }, exact: true });
  });
});
