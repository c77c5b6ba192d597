import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { extractAll } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { fromEngine, type ToEngine } from '../../electron/hosts/utility/messages.ts';
import { engineClient, type EngineClient } from '../../electron/main/engine-client.ts';
import { DoublePort } from '../support/electron-double/ports.ts';
import { DoubleUtilityProcess } from '../support/electron-double/utility-process.ts';
import { archiveIn, foldersOf, packedSystems } from '../support/package/packed.ts';

const system = packedSystems.find(({ platform, cpus }) => platform === process.platform && cpus.some((cpu) => cpu === process.arch));

/** Away from the checkout: what is not in the package is not found. */
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-unpacked-'));
  const [packed = ''] = system === undefined ? [] : foldersOf(system);
  if (system !== undefined) extractAll(archiveIn(packed, system), path.join(folder, 'app'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(system === undefined)('what is in the package', () => {
  it('loads the native keyring of this system', async () => {
    const program = `import('@napi-rs/keyring').then(({ AsyncEntry }) => process.stdout.write(typeof AsyncEntry))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: path.join(folder, 'app'), env: environment() });
    expect(stdout).toBe('function');
  });

  it('backs up an app and reads it back, as the engine that Electron starts, under plain Node', async () => {
    const { child, client } = await startPacked(path.join(folder, 'state'));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      const [backup] = (await client.runs.list({ limit: 10 })).runs;
      const run = await lastOf(client.runs.watch({ runId: backup?.id ?? '' }));
      expect(run).toMatchObject({ state: 'done', result: { kind: 'backup', outcome: 'complete', places: [{ outcome: 'verified' }] } });

      const app = run?.request.app ?? '';
      const { backups } = await client.backups.list({ app });
      expect(backups).toMatchObject([{ outcome: 'complete', verified: true }]);
      // What the place holds is what the app holds: asked of both, table by table and record by record.
      const { url, appId, token } = await client.sample.start();
      const { tables } = await client.data.tables({ app, backup: 'latest' });
      expect(tables.length).toBeGreaterThan(3);
      for (const { name, records } of tables) {
        const [live, { total, rows }] = await Promise.all([
          ask(`${url}/api/apps/${appId}/entities/${name}?limit=5000&sort=id`, token),
          client.data.page({ app, backup: 'latest', table: name, offset: 0, limit: 500 }),
        ]);
        expect([name, total]).toEqual([name, records]);
        const byId = new Map(live.map((record) => [record['id'], record]));
        const compared = rows.filter(({ id }) => byId.has(id));
        expect(compared.length, name).toBeGreaterThan(0);
        for (const { id, json } of compared) expect(comparable(JSON.parse(json))).toEqual(comparable(byId.get(id)));
      }
      const check = await lastOf(client.runs.watch(await client.runs.start({ kind: 'check', app, readData: true })));
      expect(check).toMatchObject({ state: 'done', result: { kind: 'check', ok: true } });

      // A query is answered by a thread of its own, and by nothing else.
      const [{ name, records } = { name: '', records: 0 }] = tables;
      const golden = { id: 'q', name: 'All are there', rule: { kind: 'sql' as const, sql: `SELECT count(*) FROM "${name}"`, expect: { value: records } } };
      expect(await client.drills.golden.try({ app, check: golden })).toMatchObject({ state: 'passed', name: 'All are there' });
      expect(existsSync(path.join(folder, 'app', 'out', 'main', 'queries-worker.js'))).toBe(true);

      // PDFs need what is in no bundle: fonts.
      const { fileName, base64 } = await client.kit.render({ app, format: 'pdf' });
      const pdf = Buffer.from(base64, 'base64').toString('latin1');
      expect([fileName, pdf.slice(0, 8), /\/BaseFont \/[A-Z]{6}\+Inter/.test(pdf)]).toEqual([expect.stringMatching(/\.pdf$/), '%PDF-1.7', true]);
    } finally {
      child.postMessage({ kind: 'close' } satisfies ToEngine);
      await ended;
    }
    expect((await readFile(path.join(folder, 'state', 'config.json'), 'utf8')).length).toBeGreaterThan(0);
  });
});

async function startPacked(home: string): Promise<{ readonly child: DoubleUtilityProcess; readonly client: EngineClient }> {
  const child = new DoubleUtilityProcess(path.join(folder, 'app', 'out', 'main', 'engine.js'), [], {
    env: { ...environment(), HOME: home, HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'for a test' },
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the engine ended with ${code}`)));
    child.on('message', (said: unknown) => {
      const message = fromEngine.parse(said);
      if (message.kind === 'ready') resolve();
      if (message.kind === 'failed') reject(new Error(message.error.message));
    });
  });
  child.postMessage({ kind: 'start', home, version: '0.0.0', downloads: home, documents: home, sample: true, takesLinks: false } satisfies ToEngine);
  await ready;
  const [ours, theirs] = DoublePort.pair();
  child.postMessage({ kind: 'connect' } satisfies ToEngine, [theirs]);
  return { child, client: engineClient(ours) };
}

/** Nothing by which the checkout's packages, or options for its Node, could come in. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_PATH: _modules, NODE_OPTIONS: _options, NODE_COMPILE_CACHE: _cache, ...rest } = process.env;
  return rest;
}

/** A backup notes the platform's times with the zone that they are in. */
function comparable(record: unknown): unknown {
  return JSON.parse(JSON.stringify(record).replaceAll(/(\d\d:\d\d:\d\d(?:\.\d+)?)Z"/g, '$1"')) as unknown;
}

async function lastOf<T>(told: Promise<AsyncIterable<T>>): Promise<T | undefined> {
  let last: T | undefined;
  for await (const each of await told) last = each;
  return last;
}

async function ask(url: string, token: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  return (await answer.json()) as readonly Readonly<Record<string, unknown>>[];
}
