import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { openLocalFolder } from '../../electron/engine/destinations/local-folder/local-folder.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import { mapLimited } from '../../electron/engine/streams/concurrency.ts';
import { checkVault } from '../../electron/engine/vault/check.ts';
import { openVault } from '../../electron/engine/vault/vault.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { backupTask, testKeys } from '../support/small-app.ts';
import { checkEveryObject, type SnapshotView, viewVault } from '../support/vault-view.ts';
import { appAt, type Stage, type Survived } from './victim.ts';

const never = new AbortController().signal;
const startOf: Readonly<Record<Stage, string>> = { first: '2026-03-01T10:00:00Z', second: '2026-03-01T11:00:00Z' };

let root: string;
/** A place and a home as they are before each stage, and what a backup in it must hold. */
const before: Record<Stage, string> = { first: '', second: '' };
const wanted: Partial<Record<Stage, SnapshotView>> = {};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-killed-'));
  before.first = join(root, 'before-first');
  before.second = join(root, 'before-second');
  await finish(before.first, 'first', 'nothing');
  await finish(before.second, 'first');
  for (const stage of ['first', 'second'] as const) {
    const store = createMemoryStore();
    await runBackup({ ...backupTask({ source: appAt(stage), stores: [store], home: join(root, 'aside'), clock: new FakeClock({ start: startOf[stage] }) }), full: true });
    const [view] = await viewVault(store, testKeys.identity);
    if (view !== undefined) wanted[stage] = view;
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A backup by this process, which is another one than any that was killed; or only the empty folder. */
async function finish(folder: string, stage: Stage, what: 'backup' | 'nothing' = 'backup', start = startOf[stage]): Promise<string> {
  const store = await openLocalFolder({ path: join(folder, 'place'), create: true });
  if (what === 'nothing') return '';
  const report = await runBackup(backupTask({ source: appAt(stage), stores: [store], home: join(folder, 'home'), clock: new FakeClock({ start }) }));
  expect([report.outcome, report.places, report.warnings]).toEqual(['complete', [{ name: 'place 1', outcome: 'verified' }], []]);
  return report.snapshot;
}

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

function victim(folder: string, stage: Stage, options: { readonly killAt?: number; readonly killAfterMs?: number; readonly threads?: number }): Promise<Ended> {
  const args = [join(import.meta.dirname, 'victim.ts'), join(folder, 'place'), join(folder, 'home'), stage, startOf[stage], String(options.killAt ?? 0), String(options.threads ?? 0)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    const { killAfterMs } = options;
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      clearTimeout(timer);
      resolve({ signal, output });
    });
  });
}

/** What must hold in a place in which a process was killed: first as it is, then after the next backup. */
async function expectSurvived(folder: string, stage: Stage, where: string): Promise<void> {
  const store = await openLocalFolder({ path: join(folder, 'place') });
  const earlier = stage === 'second' ? 1 : 0;
  const left = (await store.stat('vault.json', { signal: never })) === undefined ? [] : await viewVault(store, testKeys.identity);
  expect(left.length === earlier || left.length === earlier + 1, `${where}: ${left.length} snapshots`).toBe(true);
  if (earlier === 1) expect(left[0]?.entities, where).toEqual(wanted.first?.entities);
  for (const view of left.slice(earlier)) expectData(view, stage, where);

  const snapshot = await finish(folder, stage, 'backup', '2026-03-01T12:00:00Z');
  const after = await viewVault(store, testKeys.identity);
  expect(after.map(({ name }) => name)).toEqual([...left.map(({ name }) => name), snapshot]);
  for (const view of after.slice(earlier)) expectData(view, stage, where);
  const { copies } = await checkEveryObject(store, testKeys.identity);
  expect([...copies.values()].filter((segments) => segments.length > 1), where).toEqual([]);
  const check = await checkVault(await openVault(store, testKeys.identity, never), { signal: never, readData: true, threads: 0 });
  expect(check.problems, where).toEqual([]);
}

function expectData(view: SnapshotView, stage: Stage, where: string): void {
  expect([view.entities, view.files, view.schema, view.config, view.chunks], where).toEqual([wanted[stage]?.entities, wanted[stage]?.files, wanted[stage]?.schema, wanted[stage]?.config, wanted[stage]?.chunks]);
}

async function inCopy<T>(stage: Stage, name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(root, name);
  await cp(before[stage], folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe.each(['first', 'second'] as const)('a process that is killed during the %s backup', (stage) => {
  it('between two objects, or with one finished but without its name: nothing is lost, nothing half-made listed, nothing doubled, and the next finishes', async () => {
    const { objects } = await inCopy(stage, `${stage}-count`, async (folder): Promise<Survived> => JSON.parse((await victim(folder, stage, {})).output));
    expect(objects).toBeGreaterThan(8);
    const points = Array.from({ length: objects }, (_, i) => i + 1);
    await mapLimited(points, 2, (killAt) =>
      inCopy(stage, `${stage}-${killAt}`, async (folder) => {
        expect((await victim(folder, stage, { killAt })).signal, `${killAt} of ${objects}`).toBe('SIGKILL');
        await expectSurvived(folder, stage, `killed before object ${killAt} of ${objects}`);
      }),
    );
  });

  it('at any moment, its threads at work: the same', async () => {
    const random = seededRandom(stage.length);
    const began = performance.now();
    await inCopy(stage, `${stage}-timed`, (folder) => victim(folder, stage, { threads: 1 }));
    const took = performance.now() - began;
    const ends: (NodeJS.Signals | null)[] = [];
    for (let i = 0; i < 5; i += 1) {
      await inCopy(stage, `${stage}-at-${i}`, async (folder) => {
        const killAfterMs = took * (0.3 + 0.7 * random());
        ends.push((await victim(folder, stage, { killAfterMs, threads: 1 })).signal);
        await expectSurvived(folder, stage, `killed after ${Math.round(killAfterMs)} of ${Math.round(took)} ms`);
      });
    }
    expect(ends).toContain('SIGKILL');
  });
});
