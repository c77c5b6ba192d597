import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { createMemorySource, type MemorySource } from '../../support/memory-source.ts';
import { testKeys, testRun, type TestRun } from '../../support/small-app.ts';
import { type SnapshotView, viewVault } from '../../support/vault-view.ts';

let run: TestRun;
let store: ObjectStore;
beforeEach(async () => {
  run = await testRun();
  store = createMemoryStore();
});
afterEach(() => run.dispose());

async function backUp(source: MemorySource): Promise<SnapshotView> {
  await run.clock.advance(60_000);
  const report = await runBackup(run.task(source, [store]));
  expect([report.outcome, report.warnings]).toEqual(['complete', []]);
  const view = (await viewVault(store, testKeys.identity)).at(-1);
  if (view === undefined) throw new Error('not listed');
  return view;
}

const date = '2026-01-01T00:00:00Z';
const line = (id: string, value: string): string => `{"created_date":"${date}","id":${JSON.stringify(id)},"updated_date":"${date}","value":${value}}`;
const deep = `${'{"a":['.repeat(20_000)}1${']}'.repeat(20_000)}`;

const values: Readonly<Record<string, string>> = {
  'ten million characters': JSON.stringify('é'.repeat(10_000_000)),
  'deep nesting': deep,
  'halves of surrogate pairs': '"\\ud800 \\udc00 \\ud83d\\ude00"',
  'a zero byte and other controls': '"\\u0000\\u0001\\u001f\\u007f"',
  'separators of lines': '"\u2028\u2029\u0085\\n\\r"',
  'numbers no double holds': '[12345678901234567890,1e400,0.1234567890123456789,-1E-400]',
  'keys that mean something to JavaScript': '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"hasOwnProperty":1,"then":1,"toJSON":"x"}',
  'keys that look like numbers': '{"1":1,"10":10,"9":9,"a":0}',
  'text that looks like what a vault is made of': JSON.stringify(`"index":["${'0'.repeat(64)}"]\n{"chunk":"x"}\n"seal":""`),
  'empty things': '[{},[],"",null,false,0]',
};

describe('values made to do harm', () => {
  it.each(Object.keys(values))('%s: stored exactly, and seen as unchanged the next time', async (what) => {
    const expected = line('1', values[what] ?? '');
    const source = createMemorySource({ entities: { T: { records: [line('0', '"before"'), expected, line('2', '"after"')] } } });
    const first = await backUp(source);
    expect(first.entities['T']?.[1] === shortest(expected)).toBe(true);
    expect(first.entities['T']).toEqual(source.lines('T'));
    expect((await backUp(source)).chunks).toEqual(first.chunks);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('ids and dates of any kind keep their order and their records', async () => {
    const ids = ['', '\0', '\u0001', 'a\u0001b', '\uD800', '\uDFFF', '\u{1F600}', '../../x', '__proto__', 'x'.repeat(100_000), '\n', '\u2028'];
    const source = createMemorySource({ entities: { T: { records: ids.map((id) => line(id, '1')) }, None: { records: ['{"id":null}', '{"id":7}', '{"id":{"a":1}}', '{}'] } } });
    const first = await backUp(source);
    expect([first.entities['T']?.length, first.entities['None']?.length]).toEqual([ids.length, 3]);
    expect(first.entities['T']).toEqual(source.lines('T'));
    source.remove('T', ({ id }) => id === '\uD800');
    source.put('T', line('\uDBFF', '1').replaceAll(date, run.clock.now().toISOString()));
    expect((await backUp(source)).entities['T']).toEqual(source.lines('T'));
  });
});

/** Characters that need no escape come back without one, which reads the same. */
function shortest(json: string): string {
  return json.replace('\\ud83d\\ude00', '\u{1F600}').replace('\\u007f', '\u007f');
}

describe('names made to do harm', () => {
  it('of tables, files and settings are kept exactly, and nothing is written but the vault and the home', async () => {
    const names = ['../../x', '/etc/passwd', 'C:\\x', 'con', '__proto__', 'constructor', '', '\0', '\uD800', '\n', '"', 'x'.repeat(5000), '.', '..', 'é', 'é'.normalize('NFD')];
    const source = createMemorySource({
      appId: '../../app',
      entities: Object.fromEntries(names.map((name) => [`t${name}`, { records: [line('1', JSON.stringify(`mem://${name}`))] }])),
      files: Object.fromEntries(names.map((name) => [`mem://${name}`, { name: `../${name}`, contentType: '"\n', body: new TextEncoder().encode(name) }])),
      config: Object.fromEntries(names.map((name) => [`c${name}`, { name }])),
    });
    const view = await backUp(source);
    for (const name of names) {
      expect(view.entities[`t${name}`]).toEqual(source.lines(`t${name}`));
      expect(view.fileRecords[`mem://${name}`]).toMatchObject({ name: `../${name}`, contentType: '"\n' });
    }
    expect(view.config.map((each) => (JSON.parse(each) as { name: string }).name).toSorted()).toEqual(names.map((name) => `c${name}`).toSorted());
    for await (const { key } of store.list('', { signal: new AbortController().signal })) {
      expect(key).toMatch(/^(README\.txt|open-these-backups\.holdfast|vault\.json|status\.(json|html)|snapshots\/2026-\S+_small_manual\.age|directories\/\S+\.age|(segments|files)\/[0-9a-f]{2}\/[0-9a-f]{64}\.age)$/);
    }
    const ours = new Set(['runs', 'scratch', 'directories', path.join('directories', `${run.task(source, [store]).vault.vaultId}.jsonl`)]);
    expect(readdirSync(run.home, { recursive: true }).filter((name) => !ours.has(String(name)))).toEqual([]);
  });
});
