import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import type { BackupReport } from '../../../electron/engine/engine.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import { createMemorySource, type MemoryFile, type MemorySource } from '../../support/memory-source.ts';
import { orderRecord, testKeys, testRun, type TestRun } from '../../support/small-app.ts';
import { checkEveryObject, type SnapshotView, viewVault } from '../../support/vault-view.ts';

let run: TestRun;
let store: FaultyStore;
beforeEach(async () => {
  run = await testRun();
  store = new FaultyStore(createMemoryStore());
});
afterEach(() => run.dispose());

/** Each record mentions the file of the same number. */
function appWith(files: Readonly<Record<string, MemoryFile>>, urls = Object.keys(files)): MemorySource {
  return createMemorySource({
    entities: { Photo: { records: urls.map((url, n) => ({ ...orderRecord(n), note: '', url })) }, Album: { records: [{ ...orderRecord(1), cover: urls[0] ?? null }] } },
    files,
    capabilities: { maxConcurrency: 2 },
  });
}

async function backUp(source: MemorySource): Promise<{ readonly report: BackupReport; readonly view: SnapshotView }> {
  await run.clock.advance(60_000);
  const report = await runBackup(run.task(source, [store]));
  const view = (await viewVault(store, testKeys.identity)).at(-1);
  if (view === undefined) throw new Error('not listed');
  return { report, view };
}

const body = (text: string): MemoryFile => ({ name: `${text}.txt`, contentType: 'text/plain', body: new TextEncoder().encode(text) });
const opened = (source: MemorySource): readonly (string | undefined)[] => source.calls.filter(({ call }) => call === 'openFile').map(({ address }) => address);

describe('uploaded files', () => {
  it('come back as they were, with all that is known of them', async () => {
    const large = new Uint8Array(randomBytes(9 * 1024 * 1024 + 17));
    const source = appWith({ 'mem://b': body('b'), 'mem://large': { name: 'large.bin', body: large }, 'mem://empty': { name: '', body: new Uint8Array(0) } });
    const { report, view } = await backUp(source);
    expect(report.outcome).toBe('complete');
    expect(Object.keys(view.files)).toEqual(['mem://b', 'mem://empty', 'mem://large']);
    expect(Buffer.compare(view.files['mem://large'] ?? new Uint8Array(), large)).toBe(0);
    expect(view.fileRecords['mem://b']).toMatchObject({ name: 'b.txt', contentType: 'text/plain', size: 1, sha256: createHash('sha256').update('b').digest('hex'), referencedBy: ['Album', 'Photo'] });
    expect(view.fileRecords['mem://large']).toMatchObject({ contentType: null, referencedBy: ['Photo'] });
    expect(readdirSync(run.home, { recursive: true }).filter((name) => String(name).includes('file-'))).toEqual([]);
  });

  it('too large for memory wait on this computer only encrypted', async () => {
    const secret = randomUUID();
    const content = new TextEncoder().encode(secret.repeat(200_000));
    const source = appWith({ 'mem://large': { name: 'large', body: content } });
    let seen = 0;
    store.doAt({ kind: 'put', key: /^files\//, nth: 1, when: 'before' }, () => {
      for (const name of readdirSync(join(run.home, 'scratch'), { recursive: true, withFileTypes: true })) {
        if (!name.isFile()) continue;
        seen += 1;
        expect(readFileSync(join(name.parentPath, name.name), 'latin1').includes(secret)).toBe(false);
      }
    });
    await backUp(source);
    expect(seen).toBe(1);
  });

  it('with the same content are stored once', async () => {
    const { view } = await backUp(appWith({ 'mem://1': body('same'), 'mem://2': body('same') }));
    expect(new Set(Object.values(view.fileRecords).map(({ file }) => file)).size).toBe(1);
    expect(store.countCalls({ kind: 'put', key: /^files\// })).toBe(1);
  });

  it('are not read again, nor sent again, while their address stays', async () => {
    const source = appWith({ 'mem://1': body('one'), 'mem://2': body('two') });
    await backUp(source);
    source.setFile('mem://3', body('three'));
    source.put('Photo', { ...orderRecord(3), url: 'mem://3', updated_date: run.clock.now().toISOString() });
    const { view } = await backUp(source);
    expect(opened(source)).toEqual(['mem://1', 'mem://2', 'mem://3']);
    expect(Object.keys(view.files)).toEqual(['mem://1', 'mem://2', 'mem://3']);
  });

  it('that the platform no longer has are kept from the earlier backup', async () => {
    const source = appWith({ 'mem://1': body('one') });
    await backUp(source);
    const references = source.fileReferences;
    source.removeFile('mem://1');
    source.fileReferences = (json) => (json.includes('mem://1') ? ['mem://1'] : references(json));
    const { report, view } = await backUp(source);
    expect([report.outcome, Object.keys(view.files)]).toEqual(['complete', ['mem://1']]);
  });

  it('that no record mentions any more are left out', async () => {
    const source = appWith({ 'mem://1': body('one'), 'mem://2': body('two') });
    await backUp(source);
    source.remove('Photo', ({ url }) => url === 'mem://2');
    expect(Object.keys((await backUp(source)).view.files)).toEqual(['mem://1']);
  });

  it('that were lost in the place are read and stored again', async () => {
    const source = appWith({ 'mem://1': body('one'), 'mem://2': body('two') });
    const { view } = await backUp(source);
    const id = view.fileRecords['mem://2']?.file ?? '';
    await store.lose(`files/${id.slice(0, 2)}/${id}.age`);
    await run.clock.advance(60_000);
    const next = await runBackup(run.task(source, [store]));
    expect([next.outcome, opened(source)]).toEqual(['complete', ['mem://1', 'mem://2', 'mem://2']]);
    await checkEveryObject(store, testKeys.identity);
    expect(Object.keys((await viewVault(store, testKeys.identity)).at(-1)?.files ?? {})).toEqual(['mem://1', 'mem://2']);
  });
});

describe('uploaded files that cannot be had', () => {
  it('because they are gone are named, and the backup is complete without them', async () => {
    const source = appWith({ 'mem://1': body('one'), 'mem://2': body('two') });
    source.inject({ on: 'openFile', address: 'mem://1', error: new HoldfastError('not-found', 'gone') });
    const { report, view } = await backUp(source);
    expect([report.outcome, Object.keys(view.files)]).toEqual(['complete', ['mem://2']]);
    expect(view.manifest.coverage).toEqual([expect.objectContaining({ what: 'file mem://1' })]);
  });

  it.each([
    ['refused', { error: new HoldfastError('permission-denied', 'This file is private.') }],
    ['out of reach', { error: new HoldfastError('network', 'No connection.') }],
    ['broken off', { error: new HoldfastError('network', 'Broken off.'), atByte: 2 }],
  ])('because they are %s are named, make the backup incomplete, and are tried again', async (_how, fault) => {
    const source = appWith({ 'mem://1': body('one'), 'mem://2': body('two') });
    source.inject({ on: 'openFile', address: 'mem://1', ...fault });
    const { report, view } = await backUp(source);
    expect([report.outcome, Object.keys(view.files)]).toEqual(['incomplete', ['mem://2']]);
    expect(report.coverage).toEqual([expect.objectContaining({ what: 'file mem://1', why: fault.error.message })]);
    expect(report.warnings).toEqual(['1 uploaded file could not be read this time.']);
    source.clearFaults();
    const next = await backUp(source);
    expect([next.report.outcome, Object.keys(next.view.files)]).toEqual(['complete', ['mem://1', 'mem://2']]);
  });

  it.each([2, 10])('because %i bytes were announced and 3 came are named, not stored as if they were whole', async (size) => {
    const { report, view } = await backUp(appWith({ 'mem://1': { ...body('one'), size } }));
    expect([report.outcome, Object.keys(view.files)]).toEqual(['incomplete', []]);
    expect(report.coverage[0]?.why).toMatch(new RegExp(`3 of ${size} bytes`));
  });

  it('because the token expired end the run', async () => {
    const source = appWith({ 'mem://1': body('one') });
    source.inject({ on: 'openFile', error: new HoldfastError('auth-expired', 'Expired.') });
    await expect(runBackup(run.task(source, [store]))).rejects.toMatchObject({ code: 'auth-expired' });
  });
});
