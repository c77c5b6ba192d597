import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { ExportEntity, ExportRequest } from '../../../electron/engine/export/index.ts';
import { exportPaths, writeExport } from '../../../electron/engine/export/index.ts';
import { temporaryFolder } from '../../support/csv-folder.ts';
import { tableOf, tableOfLines, uploadsOf } from '../../support/export-input.ts';

const { signal } = new AbortController();
const formats = ['jsonl', 'csv', 'sqlite'] as const;

function request(out: string, more: Partial<ExportRequest> = {}): ExportRequest {
  return { format: 'jsonl', out, entities: [tableOf([{ id: 'a' }, { id: 'b' }])], signal, ...more };
}

describe('file names', () => {
  const hostile = [
    '../../x', '..', '.', '', 'CON', 'con', 'nul.txt', 'COM1', 'Order', 'order', 'ORDER', 'ordeR', 'é', 'e\u0301', 'Straße', 'STRASSE', '/etc/passwd', 'C:\\Windows\\x',
    'a'.repeat(300), `${'a'.repeat(299)}b`, '名前'.repeat(100), 'x\0y', 'new\nline', '\u202egpj.exe', 'trail. ', ' lead', '.hidden', 'index', 'README', 'a?b*c', '\ud800', 'index.json', 'unfinished-export', 'files', 'Table.jsonl', 'Table',
  ];

  it.each(formats)('of %s are safe, readable and different, and index.json says whose they are', async (format) => {
    const out = await temporaryFolder();
    const entities = hostile.map((name) => tableOf([{ id: 'x', name }], { name }));
    const { files } = await writeExport(request(out, { format, entities }));
    expect(files.map((file) => file.entity)).toEqual(hostile);
    expect(files.every((file) => path.dirname(file.path) === out)).toBe(true);
    const found = await readdir(out);
    expect(new Set(found.map((name) => name.normalize('NFC').toLowerCase())).size).toBe(found.length);
    expect(found.length).toBe(format === 'sqlite' ? 3 : hostile.length + 2);
    for (const name of found) {
      expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Cf}]|^\.|[. ]$|^(con|nul|com1)(\.|$)/iu);
      expect(Buffer.byteLength(name)).toBeLessThan(220);
    }
    const index = JSON.parse(await readFile(path.join(out, 'index.json'), 'utf8')) as { tables: { entity: string; file: string; records: number }[] };
    expect(index.tables.map((table) => [table.entity, table.file, table.records])).toEqual(files.map((file) => [file.entity, path.basename(file.path), 1]));
    expect(exportPaths(format, out, entities)).toEqual(files.map((file) => file.path));
  });

  it('keep what can be kept', () => {
    const names = (...entities: readonly string[]): readonly string[] => exportPaths('jsonl', 'out', entities.map((name) => ({ name, schema: {} }))).map((file) => path.basename(file));
    expect(names('Order', 'order', 'Kunde Ä', '../../x')).toEqual(['Order.jsonl', 'order (2).jsonl', 'Kunde Ä.jsonl', '___.._x.jsonl']);
  });
});

describe('uploaded files', () => {
  it('are written under files/ with a list of their addresses', async () => {
    const out = await temporaryFolder();
    const uploads = uploadsOf({ name: 'photo.png', content: 'one', address: 'https://x/1' }, { name: 'photo.png', content: 'other' }, { name: '../../escape', content: '' }, { name: 'index.jsonl', content: 'sly' });
    const done = await writeExport(request(out, { uploads }));
    expect(done.uploads).toBe(4);
    const list = (await readFile(path.join(out, 'files/index.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { path: string; name: string; address?: string });
    expect(list[0]).toEqual({ path: 'files/photo.png', name: 'photo.png', size: 3, address: 'https://x/1' });
    expect(await Promise.all(list.map(async ({ path: file }) => readFile(path.join(out, file), 'utf8')))).toEqual(['one', 'other', '', 'sly']);
    expect((await readdir(path.join(out, 'files'))).toSorted()).toEqual(['___.._escape', 'index (2).jsonl', 'index.jsonl', 'photo (2).png', 'photo.png']);
  });

  it('of another size than they had fail the export', async () => {
    const out = path.join(await temporaryFolder(), 'new');
    await expect(writeExport(request(out, { uploads: uploadsOf({ name: 'a', content: 'abc', size: 4 }) }))).rejects.toMatchObject({ code: 'corrupt' });
    await expect(stat(out)).rejects.toThrow();
  });
});

describe('what defines the app', () => {
  it.each(formats)('lies beside the records of an export as %s, which a second export replaces', async (format) => {
    const out = await temporaryFolder();
    const definition = () => ({ schema: tableOfLines(['{"name":"Table","value":{"b":1,"a":2}}']).records, config: tableOfLines(['{"name":"settings","value":{}}']).records });
    await writeExport(request(out, { format, definition: definition() }));
    await writeExport(request(out, { format, definition: definition() }));
    expect(await readFile(path.join(out, 'app-schema.jsonl'), 'utf8')).toBe('{"name":"Table","value":{"b":1,"a":2}}\n');
    expect(await readFile(path.join(out, 'app-config.jsonl'), 'utf8')).toBe('{"name":"settings","value":{}}\n');
    expect(await readFile(path.join(out, 'README.txt'), 'utf8')).toContain('app-schema.jsonl');
    await writeExport(request(out, { format }));
    expect(await readdir(out)).not.toContain('app-schema.jsonl');
  });
});

describe('the folder', () => {
  it('is made, or may be empty but for what the system puts there', async () => {
    const parent = await temporaryFolder();
    await writeExport(request(path.join(parent, 'a/b/c')));
    expect((await readdir(path.join(parent, 'a/b/c'))).toSorted()).toEqual(['README.txt', 'Table.jsonl', 'index.json']);
    await mkdir(path.join(parent, 'd'));
    await writeFile(path.join(parent, 'd/.DS_Store'), '');
    await writeExport(request(path.join(parent, 'd')));
  });

  it.each([
    ['a file', async (out: string) => writeFile(path.join(out, 'thesis.doc'), 'years of work')],
    ['a folder', async (out: string) => mkdir(path.join(out, 'Photos'))],
    ['a folder called as ours', async (out: string) => mkdir(path.join(out, 'unfinished-export'))],
    ['an index that is none of ours', async (out: string) => writeFile(path.join(out, 'index.json'), '{"format":"other"}')],
  ])('with %s in it is refused and left as it is', async (_what, prepare) => {
    const out = await temporaryFolder();
    await prepare(out);
    const before = await readdir(out);
    await expect(writeExport(request(out))).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/not empty/) as string });
    expect(await readdir(out)).toEqual(before);
  });

  it('with an earlier export is replaced by the new one, whole', async () => {
    const out = await temporaryFolder();
    await writeExport(request(out, { entities: [tableOf([{ id: 'a' }], { name: 'Old' })], uploads: uploadsOf({ name: 'old.png', content: 'x' }) }));
    await writeExport(request(out, { format: 'csv' }));
    expect((await readdir(out)).toSorted()).toEqual(['README.txt', 'Table.csv', 'index.json']);
  });

  it('with an earlier export and a file of one’s own is refused', async () => {
    const out = await temporaryFolder();
    await writeExport(request(out, { uploads: uploadsOf({ name: 'a.png', content: 'x' }) }));
    await writeFile(path.join(out, 'files/mine.png'), 'y');
    await expect(writeExport(request(out))).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await readFile(path.join(out, 'files/mine.png'), 'utf8')).toBe('y');
  });

  it('with a list that names what is not ours deletes nothing', async () => {
    const outside = await temporaryFolder();
    await writeFile(path.join(outside, 'precious.txt'), 'keep');
    const out = path.join(outside, 'out');
    await mkdir(path.join(out, 'Photos'), { recursive: true });
    await writeFile(path.join(out, 'Photos/a.jpg'), 'keep');
    const tables = ['../precious.txt', 'Photos'].map((file) => ({ entity: 'x', file, records: 0 }));
    await writeFile(path.join(out, 'index.json'), JSON.stringify({ format: 'holdfast-export/1', as: 'jsonl', tables, uploads: 0 }));
    await expect(writeExport(request(out))).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await readFile(path.join(out, 'Photos/a.jpg'), 'utf8')).toBe('keep');
    expect(await readFile(path.join(outside, 'precious.txt'), 'utf8')).toBe('keep');
  });

  it('that is a file is refused', async () => {
    const file = path.join(await temporaryFolder(), 'file');
    await writeFile(file, 'x');
    await expect(writeExport(request(file))).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/is a file/) as string });
    await expect(writeExport(request(path.join(file, 'below')))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('may be a link to a folder', async () => {
    const parent = await temporaryFolder();
    await mkdir(path.join(parent, 'real'));
    await symlink(path.join(parent, 'real'), path.join(parent, 'link'));
    await writeExport(request(path.join(parent, 'link')));
    expect(await readdir(path.join(parent, 'real'))).toContain('index.json');
  });

  it('is readable by its owner alone', async () => {
    const out = path.join(await temporaryFolder(), 'new');
    for (const format of formats) {
      const { files } = await writeExport(request(out, { format }));
      expect((await stat(files[0]?.path ?? '')).mode & 0o077).toBe(0);
    }
  });
});

describe('an export that fails', () => {
  async function* failing(): AsyncGenerator<readonly string[]> {
    yield ['{"id":"a"}'];
    throw new HoldfastError('corrupt', 'A part of this backup is damaged.');
  }
  const broken: ExportEntity = { ...tableOf([], { name: 'Broken' }), records: failing() };

  it.each(formats)('as %s leaves nothing behind, and what was there before as it was', async (format) => {
    const parent = await temporaryFolder();
    const fresh = path.join(parent, 'new');
    await expect(writeExport(request(fresh, { format, entities: [tableOf([{ id: '1' }]), { ...broken, records: failing() }] }))).rejects.toMatchObject({ code: 'corrupt' });
    expect(await readdir(parent)).toEqual([]);
    const out = await temporaryFolder();
    await writeExport(request(out));
    const before = await readFile(path.join(out, 'Table.jsonl'), 'utf8');
    await expect(writeExport(request(out, { format, entities: [{ ...broken, records: failing() }] }))).rejects.toMatchObject({ code: 'corrupt' });
    expect(await readFile(path.join(out, 'Table.jsonl'), 'utf8')).toBe(before);
    expect((await readdir(out)).toSorted()).toEqual(['README.txt', 'Table.jsonl', 'index.json']);
  });

  it.each(formats)('or is stopped, as %s: the same', async (format) => {
    const parent = await temporaryFolder();
    const controller = new AbortController();
    async function* stopping(): AsyncGenerator<readonly string[]> {
      yield ['{"id":"a"}'];
      controller.abort();
      yield ['{"id":"b"}'];
    }
    const out = path.join(parent, 'new');
    await expect(writeExport(request(out, { format, entities: [{ ...broken, records: stopping() }], signal: controller.signal }))).rejects.toMatchObject({ code: 'cancelled' });
    await expect(writeExport(request(out, { signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(parent)).toEqual([]);
  });

  it('for a line that is no record is an error that does not tell what stood there', async () => {
    const out = await temporaryFolder();
    const error: unknown = await writeExport(request(out, { format: 'csv', entities: [{ ...tableOf([]), records: lines('{"secret":"hunter2"') }] })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'corrupt' });
    expect(error instanceof Error && error.message).not.toMatch(/hunter2/);
  });

  it('by a kill shows as unfinished, wherever it was, and is cleared away by the next', async () => {
    const out = await temporaryFolder();
    let left: readonly string[] = [];
    async function* looking(): AsyncGenerator<readonly string[]> {
      yield ['{"id":"a"}'];
      left = (await readdir(out, { recursive: true })).toSorted();
    }
    await writeExport(request(out, { entities: [{ ...tableOf([]), records: looking() }] }));
    expect(left).toEqual(['unfinished-export', 'unfinished-export/Table.jsonl', 'unfinished-export/THIS EXPORT IS NOT FINISHED.txt'].toSorted());

    // Killed while writing: what `left` shows. Killed while moving into place: the list still lies in the unfinished folder.
    const marker = 'unfinished-export/THIS EXPORT IS NOT FINISHED.txt';
    const index = await readFile(path.join(out, 'index.json'), 'utf8');
    for (const state of [
      { [marker]: '', 'unfinished-export/Half.jsonl': '{"id"' },
      { [marker]: '', 'unfinished-export/index.json': index, 'Table.jsonl': '{}', 'unfinished-export/README.txt': '' },
      { [marker]: '', 'unfinished-export/index.json': index, 'Table.jsonl': '{}', 'README.txt': '' },
      { [marker]: '', 'index.json': index, 'Table.jsonl': '{}', 'README.txt': '' },
    ]) {
      const killed = await temporaryFolder();
      await mkdir(path.join(killed, 'unfinished-export'));
      for (const [name, content] of Object.entries(state)) await writeFile(path.join(killed, name), content);
      await writeExport(request(killed));
      expect((await readdir(killed)).toSorted()).toEqual(['README.txt', 'Table.jsonl', 'index.json']);
    }
  });
});

async function* lines(...all: readonly string[]): AsyncGenerator<readonly string[]> {
  yield all;
}

it('tells how far it is', async () => {
  const told: (readonly [string, number])[] = [];
  await writeExport(request(await temporaryFolder(), { onRecords: (entity, done) => told.push([entity, done]) }));
  expect(told.at(-1)).toEqual(['Table', 2]);
});
