import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildingPath } from '../../../electron/engine/catalog/database/writer.ts';
import { copiesInPlace } from '../../support/copy-in-place.ts';
import { dataClient, type DataClient } from '../../support/data-client.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

const inPlace = { threads: 0, copies: copiesInPlace };

let test: TestEngine;
let client: DataClient;
beforeEach(async () => {
  test = await makeTestEngine();
  client = dataClient(test, inPlace);
  await test.engine.destinations.add({ name: 'Backups', kind: 'local', path: '/Backups' }, call);
  test.source.setEntity('Order', { records: [order(1, 'red'), order(2, 'blue'), order(3, 'red')] });
  test.source.setEntity('Customer', { records: [{ id: 'c1', created_date: '2026-01-01', name: 'Red Ada' }] });
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
});
afterEach(async () => {
  await client.catalog.close();
  await test.remove();
});

function order(n: number, colour: string) {
  return { id: `o${n}`, created_date: `2026-01-0${n}`, total: n * 10, colour };
}

async function backUp(): Promise<string> {
  await test.clock.advance(60_000);
  const { snapshot } = await test.engine.backup('Shop', call);
  return snapshot;
}

const folder = (): string => path.join(test.deps.home, 'catalog');

async function copyFile(): Promise<string> {
  const name = (await readdir(folder())).find((each) => each.endsWith('.sqlite'));
  return path.join(folder(), name ?? 'none');
}

async function search(query: string, more: { readonly everywhen?: boolean; readonly backup?: string } = {}) {
  const { hits, index } = await client.calls.search({ app: 'Shop', backup: 'latest', limit: 50, ...more, query });
  return { state: index.state, hits: hits.map(({ table, id, gone }) => `${table} ${id}${gone ? ' gone' : ''}`) };
}

describe('the searchable copy of an app', () => {
  it('is made after a backup, and then sorts, filters, searches and tells a record’s history', async () => {
    const first = await backUp();
    test.source.put('Order', order(2, 'red'));
    test.source.remove('Order', ({ id }) => id === 'o3');
    const second = await backUp();
    await client.catalog.refresh('Shop');
    expect(client.changed).toContain('Shop');
    expect((await client.calls.tables({ app: 'Shop', backup: 'latest' })).index).toEqual({ state: 'ready' });
    expect(await search('red')).toEqual({ state: 'ready', hits: ['Order o2', 'Order o1', 'Customer c1'] });
    expect(await search('re', { backup: first })).toEqual({ state: 'ready', hits: ['Order o3', 'Order o1', 'Customer c1'] });
    expect((await search('red', { everywhen: true })).hits.toSorted()).toEqual(['Customer c1', 'Order o1', 'Order o2', 'Order o3 gone']);
    const page = await client.calls.page({ app: 'Shop', backup: first, table: 'Order', offset: 0, limit: 10, sort: { field: 'total', descending: true }, filters: [{ field: 'colour', op: 'is', value: 'Red' }], words: 're' });
    expect(page).toMatchObject({ total: 2, rows: [{ id: 'o3' }, { id: 'o1' }] });
    const { versions } = await client.calls.history({ app: 'Shop', table: 'Order', id: 'o3' });
    expect(versions).toMatchObject([
      { change: 'deleted', backup: second, lastBackup: second },
      { change: 'first-seen', backup: first, lastBackup: first, json: expect.stringContaining('"red"') },
    ]);
  });

  it('is written and read by threads of their own', async () => {
    await client.catalog.close();
    client = dataClient(test, { threads: 0 });
    await backUp();
    await client.catalog.refresh('Shop');
    expect(await search('red')).toEqual({ state: 'ready', hits: ['Order o3', 'Order o1', 'Customer c1'] });
    await expect(client.calls.page({ app: 'Shop', backup: 'latest', table: 'None', offset: 0, limit: 1 })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('can be read by nobody else', async () => {
    await backUp();
    await client.catalog.refresh('Shop');
    expect((await stat(folder())).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder())) if (name.includes('.sqlite') && !name.endsWith('.lock')) expect([name, (await stat(path.join(folder(), name))).mode & 0o777]).toEqual([name, 0o600]);
    expect(await client.catalog.bytes()).toBeGreaterThan(0);
  });

  it('starts to be made when somebody looks at a backup it does not have', async () => {
    await backUp();
    expect((await client.calls.tables({ app: 'Shop', backup: 'latest' })).index.state).toBe('indexing');
    await client.catalog.refresh('Shop');
    expect((await client.calls.tables({ app: 'Shop', backup: 'latest' })).index.state).toBe('ready');
  });

  it('is made anew, the same, when its files are deleted', async () => {
    await backUp();
    await client.catalog.refresh('Shop');
    const before = [await search('red'), await client.calls.tables({ app: 'Shop', backup: 'latest' })];
    await client.catalog.setEnabled(false);
    await expect(readdir(folder())).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await client.catalog.bytes()).toBeNull();
    await client.catalog.refresh('Shop');
    expect([await search('red'), await client.calls.tables({ app: 'Shop', backup: 'latest' })]).toEqual(before);
  });

  it.each([
    ['damaged inside', (bytes: Buffer) => bytes.fill(0x55, 8192)],
    ['no database', () => Buffer.from('not a database at all, but long enough to look like one '.repeat(20))],
    ['empty', () => Buffer.alloc(0)],
  ])('is made anew when its file is %s, and whoever asks meanwhile is served from the backup', async (_, damage) => {
    await backUp();
    await client.catalog.refresh('Shop');
    await client.catalog.close();
    const file = await copyFile();
    const { readFile } = await import('node:fs/promises');
    await writeFile(file, damage(await readFile(file)));
    client = dataClient(test, inPlace);
    const page = await client.calls.page({ app: 'Shop', backup: 'latest', table: 'Order', offset: 0, limit: 10 });
    expect(page.rows.map(({ id }) => id)).toEqual(['o1', 'o2', 'o3']);
    await client.catalog.refresh('Shop');
    expect((await search('red')).hits).toEqual(['Order o3', 'Order o1', 'Customer c1']);
  });

  it('answers when no place does: with the cable out or the drive away', async () => {
    const backup = await backUp();
    await client.catalog.refresh('Shop');
    await client.catalog.close();
    const { vault } = test.connector;
    test.connector.vault = () => Promise.reject(Object.assign(new Error('away'), { code: 'ENOENT' }));
    client = dataClient(test, inPlace);
    expect(await client.calls.tables({ app: 'Shop', backup: 'latest' })).toMatchObject({ backup, index: { state: 'ready' } });
    expect((await client.calls.page({ app: 'Shop', backup: 'latest', table: 'Order', offset: 1, limit: 1 })).rows[0]?.id).toBe('o2');
    expect((await search('red')).hits).toHaveLength(3);
    test.connector.vault = vault;
  });

  it('never takes a table that was not read whole for one whose records were deleted', async () => {
    await backUp();
    const { HoldfastError } = await import('../../../shared/model/errors.ts');
    test.source.inject({ on: 'records', entity: 'Order', atRecord: 1, as: 'throw', error: new HoldfastError('permission-denied', 'no') });
    await backUp();
    test.source.clearFaults();
    await client.catalog.refresh('Shop');
    const { tables } = await client.calls.tables({ app: 'Shop', backup: 'latest' });
    expect(tables.find(({ name }) => name === 'Order')?.status).not.toBe('complete');
    const { versions } = await client.calls.history({ app: 'Shop', table: 'Order', id: 'o3' });
    expect(versions.map(({ change }) => change)).toEqual(['first-seen']);
  });

  it('follows backups that come and go', async () => {
    const backups = [await backUp()];
    for (const n of [4, 5, 6]) {
      test.source.put('Order', order(n, `colour${n}`));
      backups.push(await backUp());
    }
    await client.catalog.close();
    client = dataClient(test, { ...inPlace, most: 3 });
    await client.catalog.refresh('Shop');
    expect((await client.calls.tables({ app: 'Shop', backup: backups[0] ?? '' })).index.state).toBe('left-out');
    await expect(client.calls.page({ app: 'Shop', backup: backups[0] ?? '', table: 'Order', offset: 0, limit: 1, words: 'red' })).rejects.toMatchObject({ code: 'invalid-input' });
    await test.connector.placeAt('/Backups').delete(`shop/snapshots/${backups[2]}.age`, call);
    await client.catalog.refresh('Shop');
    expect((await client.calls.tables({ app: 'Shop', backup: backups[0] ?? '' })).index.state).toBe('ready');
    await expect(client.calls.tables({ app: 'Shop', backup: backups[2] ?? '' })).rejects.toMatchObject({ code: 'not-found' });
    const { versions } = await client.calls.history({ app: 'Shop', table: 'Order', id: 'o5' });
    expect(versions).toMatchObject([{ change: 'created', backup: backups[3] }]);
  });

  it('says what cannot be done while it is off, and still leafs, finds and tells history', async () => {
    const first = await backUp();
    test.source.put('Order', order(1, 'green'));
    const second = await backUp();
    await client.catalog.close();
    client = dataClient(test, { enabled: async () => false });
    expect(await search('red')).toEqual({ state: 'off', hits: [] });
    await expect(client.calls.page({ app: 'Shop', backup: 'latest', table: 'Order', offset: 0, limit: 1, sort: { field: 'total', descending: false } })).rejects.toMatchObject({ code: 'invalid-input', data: { nextStep: expect.stringContaining('settings') } });
    const { versions } = await client.calls.history({ app: 'Shop', table: 'Order', id: 'o1' });
    expect(versions).toMatchObject([{ change: 'changed', backup: second, json: expect.stringContaining('green') }, { change: 'first-seen', backup: first }]);
    await expect(readdir(folder())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('goes when its app is removed', async () => {
    await backUp();
    await client.catalog.refresh('Shop');
    const [app] = (JSON.parse(await (await import('node:fs/promises')).readFile(path.join(test.deps.home, 'config.json'), 'utf8')) as { apps: { slug: string; vault: { id: string } }[] }).apps;
    await client.catalog.remove({ slug: app?.slug ?? '', vaultId: app?.vault.id ?? '' });
    expect((await readdir(folder())).filter((name) => !name.endsWith('.lock'))).toEqual([]);
  });

  it('is whole or not at all: what a killed program left of it is nothing', async () => {
    await backUp();
    await client.catalog.refresh('Shop');
    await client.catalog.close();
    const file = await copyFile();
    const before = new DatabaseSync(file);
    // A writer that was cut off in the middle: its rows are in the file's log, and nobody said that they hold.
    before.exec("BEGIN IMMEDIATE; DELETE FROM backups; DELETE FROM v_1; INSERT INTO left_out VALUES ('x')");
    await writeFile(buildingPath(file), 'half a file');
    await mkdir(folder(), { recursive: true });
    before.close();
    client = dataClient(test, inPlace);
    expect((await search('red')).hits).toHaveLength(3);
    await client.catalog.refresh('Shop');
    expect(await readdir(folder())).not.toContain(path.basename(buildingPath(file)));
    expect((await search('red')).hits).toHaveLength(3);
  });
});
