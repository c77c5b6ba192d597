import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportOptions, ExportReport, Progress } from '../../../electron/engine/engine.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

let test: TestEngine;
let out = '';
beforeEach(async () => {
  out = path.join(await mkdtemp(path.join(os.tmpdir(), 'holdfast-out-')), 'out');
  test = await makeTestEngine();
  test.source.setEntity('Order', { records: Array.from({ length: 500 }, (_, n) => ({ id: `o${String(n).padStart(3, '0')}`, created_date: `2026-01-01T00:${String(Math.floor(n / 60)).padStart(2, '0')}`, total: n })) });
  test.source.setEntity('Customer', { records: [{ id: 'c1', created_date: '2026-01-01', photo: 'https://files.example/a.png' }, { id: 'c2', created_date: '2026-01-01', photo: 'https://files.example/b.png' }] });
  test.source.setFile('https://files.example/a.png', { name: 'a.png', body: new Uint8Array([1, 2, 3]) });
  test.source.setFile('https://files.example/b.png', { name: 'b.png', body: new Uint8Array([4, 5, 6]) });
  await test.engine.destinations.add({ name: 'Backups', kind: 'local', path: '/Backups' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
});
afterEach(async () => {
  await test.remove();
  await rm(path.dirname(out), { recursive: true, force: true });
});

async function exported(options: Partial<ExportOptions> = {}): Promise<ExportReport> {
  return test.engine.exportSnapshot('Shop', { ...call, snapshot: 'latest', format: 'jsonl', out, ...options });
}

async function idsOf(table: string): Promise<readonly string[]> {
  const lines = (await readFile(path.join(out, `${table}.jsonl`), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}

describe('a backup as files', () => {
  it('holds every table and every uploaded file, with progress to the end', async () => {
    await test.engine.backup('Shop', call);
    const seen: Progress[] = [];
    const { files, warnings } = await exported({ onProgress: (progress) => seen.push(progress) });
    expect(files).toEqual([
      { path: path.join(out, 'Order.jsonl'), entity: 'Order', records: 500 },
      { path: path.join(out, 'Customer.jsonl'), entity: 'Customer', records: 2 },
    ]);
    expect(warnings).toEqual([]);
    expect(await readFile(path.join(out, 'files', 'a.png'))).toEqual(Buffer.from([1, 2, 3]));
    expect(seen.at(-1)).toMatchObject({ phase: 'export', done: 502, total: 502 });
    expect(seen.every((each, index) => each.done >= (seen[index - 1]?.done ?? 0))).toBe(true);
  });

  it('can be one table alone, whatever the case of its name, without the uploaded files', async () => {
    await test.engine.backup('Shop', call);
    const { files } = await exported({ entity: 'order' });
    expect(files.map(({ entity }) => entity)).toEqual(['Order']);
    expect(await readdir(out)).not.toContain('files');
  });

  it.each([3, 250])('can be %d records of a table, in its order; those that are not there are said', async (count) => {
    await test.engine.backup('Shop', call);
    const ids = Array.from({ length: count }, (_, n) => `o${String(499 - n).padStart(3, '0')}`);
    const { files, warnings } = await exported({ entity: 'Order', ids: [...ids, 'nope', ids[0] ?? ''] });
    expect(files).toMatchObject([{ entity: 'Order', records: count }]);
    expect(await idsOf('Order')).toEqual(ids.toReversed());
    expect(warnings).toEqual(['This backup has no record nope.']);
  });

  it('can be told without writing anything', async () => {
    await test.engine.backup('Shop', call);
    const { files } = await exported({ dryRun: true });
    expect(files.map(({ records }) => records)).toEqual([500, 2]);
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });

  it('says which tables were not complete', async () => {
    test.source.inject({ on: 'records', entity: 'Order', atRecord: 100, error: new HoldfastError('server', 'The platform failed.'), as: 'page' });
    expect((await test.engine.backup('Shop', call)).outcome).toBe('incomplete');
    expect((await exported()).warnings).toEqual([expect.stringMatching(/^“Order” is not complete in this backup: /)]);
  });

  it('leaves out an uploaded file that is damaged, and says so', async () => {
    await test.engine.backup('Shop', call);
    const store = test.connector.placeAt('/Backups');
    const keys: string[] = [];
    for await (const { key } of store.list('shop/files/', call)) keys.push(key);
    const [first = ''] = keys;
    const bytes = Uint8Array.from(await store.get(first, call));
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    await store.put(first, bytes, call);
    const { warnings } = await exported();
    expect(warnings).toEqual([expect.stringMatching(/^The uploaded file “[ab]\.png” is missing or damaged/)]);
    expect((await readdir(path.join(out, 'files'))).filter((name) => name.endsWith('.png'))).toHaveLength(1);
  });

  it('asks for the table with the ids', async () => {
    await test.engine.backup('Shop', call);
    await expect(exported({ ids: ['o001'] })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
