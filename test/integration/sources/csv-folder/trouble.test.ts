import { appendFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileError } from '../../../../electron/engine/sources/csv-folder/folder.ts';
import { openCsvFolder } from '../../../../electron/engine/sources/csv-folder/index.ts';
import { folderWith, readCsv, readTable, signal, temporaryFolder } from '../../../support/csv-folder.ts';

describe('ragged rows', () => {
  it('keep what they have: missing cells are missing, further cells get a name', async () => {
    const read = await readCsv('id,a,b\n1\n2,x,y,z\n3,x,\n4,x,y\n');
    expect(read.rows).toEqual([{ id: 1 }, { id: 2, a: 'x', b: 'y', 'column 4': 'z' }, { id: 3, a: 'x', b: null }, { id: 4, a: 'x', b: 'y' }]);
    expect(read.errors).toEqual([]);
    expect(read.table.exact).toBe(true);
    expect(read.description.notes).toEqual([
      expect.stringMatching(/line 2: the row has fewer cells than the header/),
      expect.stringMatching(/line 3: the row has more cells than the header/),
    ]);
  });

  it('blank lines are no records, and said', async () => {
    const read = await readCsv('\nid,a\n1,x\n\n\n2,y\n\n');
    expect(read.rows).toEqual([{ id: 1, a: 'x' }, { id: 2, a: 'y' }]);
    expect(read.description.notes.join(' ')).toMatch(/4 blank lines/);
  });

  it('text around quotation marks is kept as it stands', async () => {
    const read = await readCsv('id,a\n1,5" pipe\n2,"x"y\n3, "z"\n');
    expect(read.rows.map((row) => row['a'])).toEqual(['5" pipe', '"x"y', ' "z"']);
    expect(read.table.exact).toBe(false);
  });
});

describe('a file that is only half there', () => {
  it('in the middle of a quoted cell: the rows before it, then an error that names the line', async () => {
    const read = await readCsv('id,a\n1,x\n2,"y\n3,z\n4,');
    expect(read.rows).toEqual([{ id: 1, a: 'x' }]);
    expect(read.errors).toEqual([expect.objectContaining({ code: 'incomplete', message: expect.stringContaining('line 3') as string })]);
  });

  it('in the middle of a row: all but that row, then an error', async () => {
    const read = await readCsv('id,a,b\n1,x,y\n2,x,y\n3,x');
    expect(read.rows.length).toBe(2);
    expect(read.errors).toEqual([expect.objectContaining({ code: 'incomplete', details: expect.objectContaining({ line: 4 }) as object })]);
  });

  it('in the middle of a character', async () => {
    const bytes = Buffer.from('id,a\n1,é\n2,é');
    const read = await readCsv(bytes.subarray(0, -1));
    expect(read.rows).toEqual([{ id: 1, a: 'é' }]);
    expect(read.errors).toEqual([expect.objectContaining({ code: 'incomplete' })]);
  });

  it('without its last line break it is whole', async () => {
    const read = await readCsv('id,a\n1,x\n2,y');
    expect(read.rows.length).toBe(2);
    expect(read.errors).toEqual([]);
  });

  it('with a quotation mark that swallows more than memory should hold', async () => {
    const read = await readCsv(`id,a\n1,x\n2,"y${'z\n'.repeat(5000)}`, { limits: { rowCharacters: 4000 } });
    expect(read.rows.length).toBe(1);
    expect(read.errors[0]?.code).toBe('incomplete');
  });

  it.each([
    ['no bytes', ''],
    ['a byte order mark alone', '\ufeff'],
    ['blank lines alone', '\n\n'],
  ])('with %s: unreadable, not an empty table', async (_what, content) => {
    const { entity, rows, errors } = await readCsv(content);
    expect(entity.unreadable).toMatchObject({ code: 'incomplete' });
    expect(rows).toEqual([]);
    expect(errors).toEqual([expect.objectContaining({ code: 'incomplete' })]);
  });
});

describe('a file that is no CSV', () => {
  it.each([
    ['an Excel workbook', Buffer.from('PK\u0003\u0004rest'), /Excel/],
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', /web page/],
    ['JSON', '[{"id":1},{"id":2}]', /JSON/],
    ['a picture', Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a), /picture/],
    ['noise', Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919) % 31)), /no text/],
  ])('%s', async (_what, content, message) => {
    const { entity, errors } = await readCsv(content);
    expect(entity.unreadable).toMatchObject({ code: 'invalid-input', message: expect.stringMatching(message) as string });
    expect(errors.length).toBe(1);
  });

  it('does not keep the others from being read', async () => {
    const folder = await folderWith({ 'Bad.csv': '<html></html>', 'Good.csv': 'id\n1\n' });
    const read = await readTable(openCsvFolder({ path: folder }), 'Good');
    expect(read.rows).toEqual([{ id: 1 }]);
    expect(read.description.entities.map((entity) => entity.unreadable?.code)).toEqual(['invalid-input', undefined]);
  });

  it('zeros in an otherwise sound table are kept', async () => {
    const read = await readCsv(`id,a\n${Array.from({ length: 50 }, (_, at) => `${at},some text\n`).join('')}50,x\0y\n`);
    expect(read.rows.at(-1)).toEqual({ id: 50, a: 'x\0y' });
    expect(read.description.notes.join(' ')).toMatch(/zero character/);
  });
});

describe('a cell of 10 MB', () => {
  it('is read whole, in a page that holds little else', async () => {
    const big = 'some text, more "text" and so on and on\n'.repeat(260_000);
    const read = await readCsv(`id,a\n1,small\n2,"${big.replaceAll('"', '""')}"\n3,small\n`);
    expect(read.rows[1]?.['a'] === big).toBe(true);
    expect(read.rows.length).toBe(3);
  });
});

describe('a folder that changes during the read', () => {
  const many = `id,v\n${Array.from({ length: 40_000 }, (_, at) => `${at},some text in row ${at}\n`).join('')}`;

  it('between the description and the reading: unreadable', async () => {
    const folder = await folderWith({ 'T.csv': many });
    const source = openCsvFolder({ path: folder });
    const [entity] = (await source.describe({ signal })).entities;
    if (entity === undefined) throw new Error('no entity');
    await appendFile(path.join(folder, 'T.csv'), '40000,new\n');
    const kinds: string[] = [];
    for await (const page of source.records(entity, { signal })) kinds.push(page.kind === 'unreadable' ? page.error.code : page.kind);
    expect(kinds).toEqual(['conflict']);
  });

  it('in the middle of the reading: the last page says so', async () => {
    const folder = await folderWith({ 'T.csv': many });
    const source = openCsvFolder({ path: folder });
    const [entity] = (await source.describe({ signal })).entities;
    if (entity === undefined) throw new Error('no entity');
    const kinds: string[] = [];
    for await (const page of source.records(entity, { signal })) {
      if (kinds.length === 0) await writeFile(path.join(folder, 'T.csv'), many.replace('row 39999', 'row XXXXX'));
      kinds.push(page.kind === 'unreadable' ? page.error.code : page.kind);
    }
    expect(kinds.at(-1)).toBe('conflict');
    expect(kinds.filter((kind) => kind !== 'records').length).toBe(1);
  });

  it('a file that is gone is an error, and the description the next time does without it', async () => {
    const folder = await folderWith({ 'A.csv': 'id\n1\n', 'B.csv': 'id\n1\n' });
    const source = openCsvFolder({ path: folder });
    const [a] = (await source.describe({ signal })).entities;
    if (a === undefined) throw new Error('no entity');
    await rm(path.join(folder, 'A.csv'));
    const pages: unknown[] = [];
    for await (const page of source.records(a, { signal })) pages.push(page);
    expect(pages).toEqual([{ kind: 'unreadable', error: expect.objectContaining({ code: 'not-found' }) as object }]);
    expect((await source.describe({ signal })).entities.map((entity) => entity.name)).toEqual(['B']);
  });
});

describe('the folder', () => {
  it('that is not there, is a file, or holds no CSV is an error with a next step', async () => {
    const folder = await folderWith({ 'notes.txt': 'hello' });
    const describing = (where: string): Promise<unknown> => openCsvFolder({ path: where }).describe({ signal });
    await expect(describing(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(describing(path.join(folder, 'notes.txt'))).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(describing(folder)).rejects.toMatchObject({ code: 'not-found', nextStep: expect.stringMatching(/Export/) as string });
  });

  it('is read by file name; other files are named, folders and pipes are left alone', async () => {
    const folder = await folderWith({ 'a.csv': 'id\n1\n', 'a.tsv': 'id\n1\n', 'B.CSV': 'id\n1\n', 'notes.txt': '', '.hidden.csv': 'x' });
    await mkdir(path.join(folder, 'more.csv'));
    const { entities, coverage } = await openCsvFolder({ path: folder }).describe({ signal });
    expect(entities.map((entity) => entity.name)).toEqual(['B', 'a.csv', 'a.tsv']);
    expect(coverage.at(-1)?.why).toMatch(/more\.csv, notes\.txt/);
  });

  it('is never left, whatever an entity is called', async () => {
    const outside = await folderWith({ 'secret.csv': 'id\n1\n' });
    const inside = path.join(outside, 'inner');
    await mkdir(inside);
    await writeFile(path.join(inside, 'T.csv'), 'id\n1\n');
    const source = openCsvFolder({ path: inside });
    const [known] = (await source.describe({ signal })).entities;
    if (known === undefined) throw new Error('no entity');
    for (const name of ['../secret', '../secret.csv', path.join(outside, 'secret'), '..', '']) {
      const pages: unknown[] = [];
      for await (const page of source.records({ ...known, name }, { signal })) pages.push(page);
      expect(pages).toEqual([{ kind: 'unreadable', error: expect.objectContaining({ code: 'not-found' }) as object }]);
    }
  });

  it('with a link to nowhere names the file', async () => {
    const folder = await temporaryFolder();
    await symlink(path.join(folder, 'nowhere'), path.join(folder, 'L.csv'));
    expect((await openCsvFolder({ path: folder }).describe({ signal })).entities[0]?.unreadable).toMatchObject({ code: 'not-found' });
  });

  it('says of a file that may not be read, or that the disk does not give, which it is', () => {
    expect(fileError(Object.assign(new Error('no'), { code: 'EACCES' }), 'T.csv')).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('T.csv') as string });
    expect(fileError(Object.assign(new Error('no'), { code: 'EIO' }), 'T.csv')).toMatchObject({ code: 'corrupt', message: expect.stringContaining('T.csv') as string });
  });

  it('is refused when it is not given as it should be', () => {
    for (const config of [undefined, {}, { path: '' }, { path: 1 }, { path: '/x', other: true }]) {
      expect(() => openCsvFolder(config)).toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
    }
  });
});

it('memory does not grow with the file: a page never holds more than a megabyte of small records', async () => {
  const folder = await folderWith({ 'T.csv': `id,v\n${Array.from({ length: 30_000 }, (_, at) => `${at},${'text '.repeat(20)}\n`).join('')}` });
  const source = openCsvFolder({ path: folder });
  const [entity] = (await source.describe({ signal })).entities;
  if (entity === undefined) throw new Error('no entity');
  let count = 0;
  for await (const page of source.records(entity, { signal })) {
    if (page.kind !== 'records') throw page.error;
    expect(page.records.length).toBeLessThanOrEqual(1000);
    count += page.records.length;
  }
  expect(count).toBe(30_000);
});
