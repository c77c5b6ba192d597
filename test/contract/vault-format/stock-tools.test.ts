import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import { openFile } from '../../../electron/engine/vault/crypto/age-file.ts';
import { idInKey } from '../../../electron/engine/vault/format/names.ts';
import { checkVault } from '../../../electron/engine/vault/check.ts';
import { encodeGolden } from '../../../electron/engine/vault/golden.ts';
import { openVault } from '../../../electron/engine/vault/vault.ts';
import { createMemorySource, type MemorySource } from '../../support/memory-source.ts';
import { needs } from '../../support/needs.ts';
import { orderRecord, smallApp, testKeys } from '../../support/small-app.ts';
import { viewVault, type SnapshotView } from '../../support/vault-view.ts';
import { printed, runRecipe, vaultFolder, type VaultFolder } from './with-tools.ts';

const never = new AbortController().signal;
const [recipient = ''] = testKeys.recipients;

/** Everything that is awkward for a shell, a file name or a line of text. */
function awkwardApp(): MemorySource {
  const source = smallApp();
  const hostile = '"index":["x"],"records":7,"file":"00"';
  source.setEntity('Ünïcödé 表 \u2028', { records: [orderRecord(1, { text: 'línea\u2028\u2029\u0085 "quoted" \\ \u0000 \uD800' })] });
  source.setEntity(`'; touch $OUT/pwned; "$(touch pwned)" \`touch pwned\``, { records: [orderRecord(2, { text: hostile })] });
  source.setEntity(hostile, { records: [orderRecord(3, { [hostile]: hostile })] });
  source.setEntity('line\nbreak', { records: [orderRecord(4)] });
  source.setEntity('-rf', { records: [orderRecord(5, { photo: 'mem://files/awkward' })] });
  source.setEntity('Big', { records: Array.from({ length: 1500 }, (_, n) => orderRecord(n, { more: 'y'.repeat(200) })) });
  source.setFile('mem://files/awkward', { name: `a"file":"${'0'.repeat(64)}".txt`, contentType: 'text/plain', body: new TextEncoder().encode('awkward') });
  return source;
}

let vault: VaultFolder;
let views: readonly SnapshotView[];
let source: MemorySource;
beforeAll(async () => {
  source = awkwardApp();
  vault = await vaultFolder(source, (now) => {
    source.put('Order', orderRecord(5, { title: 'changed', updated_date: now.toISOString() }));
    source.remove('Customer', ({ id }) => id === orderRecord(2)['id']);
  });
  views = await viewVault(vault.store, testKeys.identity);
});
afterAll(() => vault.dispose());
beforeEach((context) => {
  needs(context, 'age', 'zstd');
});

function age(object: Uint8Array): Buffer {
  return printed('age', ['-d', '-i', join(vault.beside, 'key.txt')], { input: object });
}

async function keysUnder(prefix: string): Promise<readonly string[]> {
  return (await Array.fromAsync(vault.store.list(prefix, { signal: never }))).map(({ key }) => key);
}

describe('the age and zstd commands', () => {
  it('print what the founder knows to be true, without zstd', async () => {
    const opened = await openVault(vault.store, testKeys.identity, never);
    const { object } = await encodeGolden(opened, { revision: 3, changedAt: '2026-01-01T00:00:00.000Z', checks: [{ id: 'a', name: 'Enough', rule: { kind: 'count', table: 'Order', least: 5 } }] });
    expect(JSON.parse(age(Buffer.from(object)).toString())).toMatchObject({ format: 'holdfast-golden/1', vaultId: opened.header.vaultId, revision: 3, checks: [{ name: 'Enough' }], seal: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('open every object of a vault, and what comes out is what it should be', async () => {
    const lines = new Set<string>();
    for (const key of await keysUnder('')) {
      const object = await vault.store.get(key, { signal: never });
      if (!key.endsWith('.age')) continue;
      const plain = age(object);
      expect(Buffer.compare(plain, await openFile(testKeys.identity, object)), key).toBe(0);
      if (key.startsWith('files/')) continue;
      for (const line of printed('zstd', ['-dq'], { input: plain }).toString().split('\n')) lines.add(line);
    }
    // Segments print their records as they are, without the program knowing where anything lies.
    for (const view of views) {
      for (const line of Object.values(view.entities).flat()) expect(lines.has(line)).toBe(true);
    }
    expect((await keysUnder('segments/')).length).toBeGreaterThan(2);
    expect((await keysUnder('files/')).length).toBe(4);
  });

  it('open the chunk key in vault.json', async () => {
    const header: unknown = JSON.parse(readFileSync(join(vault.path, 'vault.json'), 'utf8'));
    expect(header).toMatchObject({ recipients: [recipient] });
    const wrapped = typeof header === 'object' && header !== null && 'chunkKey' in header ? String(header.chunkKey) : '';
    expect(Buffer.compare(age(Buffer.from(wrapped, 'base64')), testKeys.chunkKey)).toBe(0);
  });

  it('make objects that open here: a vault of which they encrypted and packed everything anew', async () => {
    const copy = createMemoryStore();
    for (const key of await keysUnder('')) {
      const object = await vault.store.get(key, { signal: never });
      if (!key.endsWith('.age')) {
        await copy.put(key, object, { signal: never });
        continue;
      }
      let plain = age(object);
      // The name of a segment or file is the hash of its plaintext; the others may be packed as anybody likes.
      if (idInKey(key) === undefined) plain = printed('zstd', ['-q', '-19', '--check', '-c'], { input: printed('zstd', ['-dq'], { input: plain }) });
      await copy.put(key, printed('age', ['-r', recipient], { input: plain }), { signal: never });
    }
    expect(await viewVault(copy, testKeys.identity)).toEqual(views);
    const report = await checkVault(await openVault(copy, testKeys.identity, never), { signal: never, readData: true, threads: 0 });
    expect(report.problems).toEqual([]);
  });

  it('make objects for more than one key that open here', async () => {
    const [other = ''] = printed('age-keygen', []).toString().match(/AGE-SECRET-KEY-\S+/) ?? [];
    const plain = new Uint8Array(200_000).fill(7);
    const otherRecipient = printed('age-keygen', ['-y'], { input: Buffer.from(other) }).toString().trim();
    const sealed = printed('age', ['-r', otherRecipient, '-r', recipient], { input: plain });
    for (const key of [other, testKeys.identity]) expect(Buffer.compare(await openFile(key, sealed), plain)).toBe(0);
  });
});

/** Files of a result by their names, sorted. */
function resultsIn(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [join(entry.parentPath, entry.name).slice(folder.length + 1), readFileSync(join(entry.parentPath, entry.name), 'utf8')] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('the commands in README.txt', () => {
  it('give every record and every file of each backup, exactly', async () => {
    for (const [i, view] of views.entries()) {
      const out = join(vault.beside, `result ${i}`);
      const { status, stderr } = await runRecipe(vault, view.name, out);
      expect([status, stderr]).toEqual([0, '']);
      const results = resultsIn(out);
      const expected: Record<string, string> = {
        '_schema.jsonl': joined(view.schema),
        '_config.jsonl': joined(view.config),
      };
      for (const [n, { name }] of view.manifest.entities.entries()) {
        expected[`${n + 1}-${/^[A-Za-z0-9 _-]*$/.test(name) ? name : 'table'}.jsonl`] = joined(view.entities[name] ?? []);
      }
      for (const content of Object.values(view.files)) expected[`files/${idOf(content, view)}`] = new TextDecoder().decode(content);
      const { 'manifest.json': manifest = '', '_files.jsonl': files = '', ...others } = results;
      expect(others).toEqual(expected);
      expect(JSON.parse(manifest)).toMatchObject({ id: view.name, entities: view.manifest.entities });
      expect(files.split('\n').length - 1).toBe(Object.keys(view.files).length);
    }
    expect(views.length).toBe(2);
    for (const name of ['Big', '../../x', 'Order']) expect(views[1]?.entities[name]).toEqual(source.lines(name));
  });

  it('say what is missing, and give the rest, when a pack is lost', async () => {
    const damaged = await vaultFolder(smallApp());
    try {
      const lost = readdirSync(join(damaged.path, 'segments'), { recursive: true }).find((name) => String(name).endsWith('.age'));
      rmSync(join(damaged.path, 'segments', String(lost)));
      const out = join(damaged.beside, 'out');
      const { status, stdout } = await runRecipe(damaged, damaged.snapshots[0] ?? '', out);
      expect(status).toBe(1);
      expect(stdout.toString()).toMatch(/Not everything could be read:\n.*\.jsonl: 0 of \d+ records/);
      expect(readdirSync(out)).toContain('NOT-WHOLE.txt');
      expect(Object.keys(resultsIn(out)).length).toBeGreaterThan(8);
    } finally {
      await damaged.dispose();
    }
  });

  it('work for an app that holds nothing at all', async () => {
    const empty = await vaultFolder(createMemorySource({ entities: {} }));
    try {
      const out = join(empty.beside, 'out');
      const { status, stderr } = await runRecipe(empty, empty.snapshots[0] ?? '', out);
      expect([status, stderr]).toEqual([0, '']);
      expect(resultsIn(out)).toMatchObject({ '_schema.jsonl': '', '_config.jsonl': '', '_files.jsonl': '' });
    } finally {
      await empty.dispose();
    }
  });

  it('that read all segments, where the directories are lost, print every record', async () => {
    const readme = readFileSync(join(vault.path, 'README.txt'), 'utf8');
    const [loop = ''] = /^ *for s in segments.*$/m.exec(readme) ?? [];
    const lines = new Set(printed('/bin/sh', ['-c', loop], { cwd: vault.path, env: { KEY: join(vault.beside, 'key.txt') } }).toString().split('\n'));
    for (const view of views) for (const line of Object.values(view.entities).flat()) expect(lines.has(line)).toBe(true);
  });
});

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function idOf(content: Uint8Array, view: SnapshotView): string {
  const url = Object.entries(view.files).find(([, each]) => each === content)?.[0];
  return view.fileRecords[url ?? '']?.file ?? '';
}
