import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleApp, type RunningSampleApp, type SampleRecord } from '../../../electron/sample-app/index.ts';
import { makeDesk, type Desk } from '../../support/run-cli.ts';
import { workshop } from '../../support/workshop.ts';
import { backupShape, exportShape, recordShape } from './shapes.ts';

/** Names and values made to do harm: stored and given back exactly, and nothing is written outside the folders that were chosen. */

const names = ['../../x', '..\\..\\x', '/etc/passwd', 'CON', 'a/b?c#d', '__proto__', 'Ünï cödé 日本', '.hidden', 'x'.repeat(150), 'red\u001b[31m', 'X', 'x'];
const tenMegabytes = 'field '.repeat(10_000_000 / 6);
const values = { text: '\u0000 NUL \u202E turned \u001b[2J = "quoted" , ; \t\r\n', formula: '=HYPERLINK("http://x")', lone: 'a\ud800b', big: '' };

function record(id: number, more: Readonly<Record<string, string>>): SampleRecord {
  const when = '2026-01-01T00:00:00.000000';
  return { id: id.toString(16).padStart(24, '0'), created_date: when, updated_date: when, created_by: 'owner@workshop.example', created_by_id: null, is_sample: false, ...values, ...more };
}

let app: RunningSampleApp;
let desk: Desk;
beforeAll(async () => {
  desk = await makeDesk();
  const properties = Object.fromEntries(Object.keys(values).map((field) => [field, { type: 'string' as const }]));
  app = await startSampleApp({
    dataset: {
      ...workshop(),
      entities: names.map((name, index) => ({ name, schema: { type: 'object' as const, properties }, records: () => [record(1, {}), record(2, index === 0 ? { big: tenMegabytes } : {})] })),
    },
    bypassRls: true,
  });
  await desk.run(['destination', 'add', 'Backups', '--kind', 'local', '--path', desk.at('place')]);
  const added = await desk.run(['app', 'add', '../../evil', '--platform', 'base44', '--url', app.url, '--app-id', app.appId, '--token-env', 'T'], { env: { T: app.token } });
  expect(added.code).toBe(0);
  expect(added.stdout).not.toContain('\u001b[31m');
  const { code, value } = await desk.json(['backup', '../../evil']);
  const report = backupShape.parse(value);
  expect(report.entities.filter((entity) => entity.status !== 'complete')).toEqual([]);
  expect([code, report.outcome]).toEqual([0, 'complete']);
});
afterAll(async () => {
  await app.stop();
  await desk.remove();
});

describe('hostile names and values', () => {
  it('lie in the vault under harmless names', async () => {
    expect(await readdir(desk.at('place'))).toEqual(['evil']);
    const inside = await readdir(desk.at('place', 'evil'), { recursive: true });
    expect(inside.filter((name) => !/^[A-Za-z0-9._/-]+$/.test(name) || name.includes('..'))).toEqual([]);
  });

  it.each(['../../x', '__proto__', 'X'])('a record of %j comes back exactly', async (entity) => {
    const { code, value } = await desk.json(['record', '../../evil', '--snapshot', 'latest', '--entity', entity, '--id', '000000000000000000000001']);
    expect(code).toBe(0);
    expect(recordShape.parse(value)).toMatchObject({ entity, record: { ...values } });
  });

  it('ten megabytes in one field come back exactly', async () => {
    const { value } = await desk.json(['record', '../../evil', '--snapshot', 'latest', '--entity', '../../x', '--id', '000000000000000000000002']);
    expect(recordShape.parse(value).record['big']).toBe(tenMegabytes);
  });

  it('a record on a terminal cannot act on it', async () => {
    const { stdout } = await desk.run(['record', '../../evil', '--snapshot', 'latest', '--entity', 'red\u001b[31m', '--id', '000000000000000000000001']);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\u202E');
  });

  it.each(['jsonl', 'csv', 'sqlite'])('are exported as %s into the folder that was chosen and nowhere else', async (format) => {
    const before = await readdir(desk.folder);
    const out = desk.at(`out-${format}`);
    const { code, value } = await desk.json(['export', '../../evil', '--snapshot', 'latest', '--format', format, '--out', out]);
    expect(code).toBe(0);
    const { files } = exportShape.parse(value);
    expect(files.map((file) => file.entity)).toEqual(expect.arrayContaining(names));
    expect(files.filter((file) => path.dirname(file.path) !== out)).toEqual([]);
    expect((await readdir(desk.folder)).toSorted()).toEqual([...before, `out-${format}`].toSorted());
    if (format !== 'jsonl') return;
    for (const file of files.filter(({ entity }) => names.includes(entity))) {
      expect(JSON.parse((await readFile(file.path, 'utf8')).split('\n')[0] ?? ''), file.entity).toMatchObject(values);
    }
    // Two names that a Mac or Windows takes for one are two files all the same.
    expect(new Set(files.map((file) => file.path.toLowerCase())).size).toBe(files.length);
  });
});
