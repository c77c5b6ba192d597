import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../support/csv-folder.ts';

const table = 'id,name\n1,José\n2,"Łódź, Ü"\n3,ok\n';
const records = [{ id: 1, name: 'José' }, { id: 2, name: 'Łódź, Ü' }, { id: 3, name: 'ok' }];

describe('encodings', () => {
  const utf16le = Buffer.from(table, 'utf16le');
  it.each([
    ['UTF-8', Buffer.from(table), 'utf-8', false],
    ['UTF-8 with a mark', Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), Buffer.from(table)]), 'utf-8', true],
    ['UTF-16 little-endian', Buffer.concat([Buffer.of(0xff, 0xfe), utf16le]), 'utf-16le', true],
    ['UTF-16 little-endian without a mark', utf16le, 'utf-16le', false],
    ['UTF-16 big-endian', Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(utf16le).swap16()]), 'utf-16be', true],
    ['UTF-16 big-endian without a mark', Buffer.from(utf16le).swap16(), 'utf-16be', false],
  ])('%s', async (_name, bytes, encoding, mark) => {
    const read = await readCsv(bytes);
    expect(read.rows).toEqual(records);
    expect(read.table).toMatchObject({ encoding, byteOrderMark: mark });
  });

  it('Windows-1252, every byte of it', async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte >= 0x20 && byte !== 0x22 && byte !== 0x2c));
    const read = await readCsv(Buffer.concat([Buffer.from('id,name\n1,'), all, Buffer.from('\n2,caf\u00e9 5 \u0080\n', 'latin1')]));
    expect(read.table.encoding).toBe('windows-1252');
    expect(read.rows[1]).toEqual({ id: 2, name: 'café 5 €' });
    expect(new Set(String(read.rows[0]?.['name'])).size).toBe(all.length);
    expect(read.description.notes.join(' ')).toMatch(/Windows-1252/);
  });

  it('Windows-1252 that shows only far behind the beginning, or in the last byte', async () => {
    const plain = Buffer.from(`id,name\n${Array.from({ length: 120_000 }, (_, at) => `${at},plain\n`).join('')}`);
    const late = await readCsv(Buffer.concat([plain, Buffer.from('x,Ren\u00e9e\n', 'latin1')]));
    expect(late.rows.at(-1)).toEqual({ id: 'x', name: 'Renée' });
    const last = await readCsv(Buffer.from('id,name\n1,Jos\u00e9', 'latin1'));
    expect(last.rows).toEqual([{ id: 1, name: 'José' }]);
  });

  it('keeps surrogates that stand alone', async () => {
    const read = await readCsv(Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from('id,name\n1,a\ud800b\n', 'utf16le')]));
    expect(read.rows).toEqual([{ id: 1, name: 'a\ud800b' }]);
  });
});

describe('delimiters', () => {
  it.each([',', ';', '\t', '|'])('finds %j, quotation marks respected', async (mark) => {
    const read = await readCsv(`id${mark}text\n1${mark}"a${mark}b, c; d"\n2${mark}"say ""hi""\nthere"\n`);
    expect(read.table.delimiter).toBe(mark);
    expect(read.rows).toEqual([{ id: 1, text: `a${mark}b, c; d` }, { id: 2, text: 'say "hi"\nthere' }]);
  });

  it('is not misled by commas in texts', async () => {
    const read = await readCsv('id;title, long;price\n1;Hello, my, friend;1,50\n2;So, what;2,00\n');
    expect(read.table.delimiter).toBe(';');
    expect(read.rows[0]).toEqual({ id: 1, 'title, long': 'Hello, my, friend', price: '1,50' });
  });

  it('reads a table of one column as one, commas and all', async () => {
    expect((await readCsv('word\nhello\nworld\n')).rows).toEqual([{ word: 'hello' }, { word: 'world' }]);
    expect((await readCsv('sentence\nWell, hello there\nBye\n')).rows).toEqual([{ sentence: 'Well, hello there' }, { sentence: 'Bye' }]);
  });

  it('believes Excel’s first line', async () => {
    const read = await readCsv('sep=;\r\nid;v\r\n1;a,b,c\r\n');
    expect(read.rows).toEqual([{ id: 1, v: 'a,b,c' }]);
    expect(read.table).toMatchObject({ preamble: 'sep=;', exact: true });
  });
});

describe('line endings', () => {
  it.each(['\n', '\r\n', '\r'] as const)('are %j, with or without the last', async (ending) => {
    for (const last of [ending, '']) {
      const read = await readCsv(`id,v${ending}1,"a${ending}b"${ending}2,c${last}`);
      expect(read.rows).toEqual([{ id: 1, v: `a${ending}b` }, { id: 2, v: 'c' }]);
      expect(read.table).toMatchObject({ lineEnding: ending, finalLineEnding: last !== '', exact: true });
    }
  });

  it('may be mixed; then the bytes cannot be had again, which is said', async () => {
    const read = await readCsv('id,v\r\n1,a\n2,b\r\n');
    expect(read.rows).toEqual([{ id: 1, v: 'a' }, { id: 2, v: 'b' }]);
    expect(read.table).toMatchObject({ lineEnding: '\r\n', exact: false });
    expect(read.description.notes.join(' ')).toMatch(/not byte for byte/);
  });

  it('a return within a cell is text', async () => {
    expect((await readCsv('id,v\n1,a\rb\n')).rows).toEqual([{ id: 1, v: 'a\rb' }]);
  });
});

describe('the header', () => {
  it('gives repeated and missing names a number, and keeps hostile ones', async () => {
    const read = await readCsv('name,name,,__proto__,constructor\n1,2,3,4,5\n');
    expect(Object.entries(read.rows[0] ?? {})).toEqual([['__proto__', 4], ['column 3', 3], ['constructor', 5], ['name', 1], ['name (2)', 2]]);
    expect(read.table.columns.map((column) => column.header)).toEqual(['name', 'name', '', '__proto__', 'constructor']);
  });

  it('alone is a table without records', async () => {
    const read = await readCsv('id,name\n');
    expect(read.rows).toEqual([]);
    expect(read.errors).toEqual([]);
    expect(read.entity.key.length).toBeGreaterThan(0);
  });
});
