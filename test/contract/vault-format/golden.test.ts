import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { openLocalFolder } from '../../../electron/engine/destinations/local-folder/local-folder.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { checkVault } from '../../../electron/engine/vault/check.ts';
import { parseIdentity } from '../../../electron/engine/vault/crypto/keys.ts';
import { listSnapshots, openVault } from '../../../electron/engine/vault/vault.ts';
import { goldenApp, goldenStages, goldenTimes } from '../../golden/app.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import { backupTask, copyOf } from '../../support/small-app.ts';
import { type SnapshotView, viewSnapshot, viewVault } from '../../support/vault-view.ts';

const never = new AbortController().signal;
const golden = join(import.meta.dirname, '../../golden');
const versions = readdirSync(golden).filter((name) => /^v\d+$/.test(name));

const summarySchema = z.object({
  kind: z.string(),
  label: z.string().optional(),
  outcome: z.string(),
  tables: z.array(z.object({ name: z.string(), file: z.string(), status: z.string(), records: z.number(), index: z.array(z.string()) })),
  schema: z.string(),
  config: z.string(),
  files: z.record(z.string(), z.string()),
});
const damageSchema = z.array(z.object({ name: z.string(), object: z.string(), how: z.enum(['flip', 'truncate', 'remove']), at: z.number(), hurts: z.array(z.string()) }));

function read(...path: readonly string[]): string {
  return readFileSync(join(golden, ...path), 'utf8');
}

function expectedSnapshots(version: string): readonly string[] {
  return readdirSync(join(golden, version, 'expected')).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : [])).toSorted();
}

function summaryOf(version: string, snapshot: string): z.infer<typeof summarySchema> {
  return summarySchema.parse(JSON.parse(read(version, 'expected', `${snapshot}.json`)));
}

/** The snapshot as it was written when the format was new. */
function expectAsCommitted(version: string, view: SnapshotView): void {
  const lines = (file: string): readonly string[] => read(version, 'expected', 'tables', file).split('\n').slice(0, -1);
  const { tables, schema, config, files, ...about } = summaryOf(version, view.name);
  expect(view.manifest).toMatchObject(about);
  expect(view.manifest.entities).toMatchObject(tables.map(({ name, status, records, index }) => ({ name, status, records, index })));
  for (const { name, file } of tables) expect(view.entities[name]).toEqual(lines(file));
  expect([view.schema, view.config]).toEqual([lines(schema), lines(config)]);
  expect(Object.fromEntries(Object.entries(view.files).map(([url, content]) => [url, Buffer.from(content).toString('base64')]))).toEqual(files);
}

async function inCopy<T>(version: string, work: (store: ObjectStore, identity: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-golden-'));
  try {
    cpSync(join(golden, version, 'vault'), folder, { recursive: true });
    return await work(await openLocalFolder({ path: folder }), parseIdentity(read(version, 'key.txt')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('there is a golden vault of the first format', () => {
  expect(versions).toContain('v1');
});

describe.each(versions)('the golden vault %s', (version) => {
  it('opens with its key alone, passes a check of every byte, and gives what was committed', () =>
    inCopy(version, async (store, identity) => {
      const report = await checkVault(await openVault(store, identity, never), { signal: never, readData: true, threads: 0 });
      expect(report.problems).toEqual([]);
      const views = await viewVault(store, identity);
      expect(views.map(({ name }) => name)).toEqual(expectedSnapshots(version));
      for (const view of views) expectAsCommitted(version, view);
    }));

  it('takes a new backup, which uses what is there', () =>
    inCopy(version, async (store, identity) => {
      const { keys } = await openVault(store, identity, never);
      const home = mkdtempSync(join(tmpdir(), 'holdfast-home-'));
      try {
        const clock = new FakeClock({ start: '2026-02-04T09:00:00Z' });
        const task = backupTask({ source: goldenApp('changed'), stores: [store], home, clock });
        const report = await runBackup({ ...task, vault: { ...task.vault, keys } });
        expect([report.outcome, report.places, report.warnings]).toEqual(['complete', [{ name: 'place 1', outcome: 'verified' }], []]);
        const views = await viewVault(store, identity);
        expect(views.at(-1)?.entities).toEqual(views[1]?.entities);
        for (const view of views.slice(0, -1)) expectAsCommitted(version, view);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    }));

  const damages = damageSchema.parse(JSON.parse(read(version, 'damaged.json')));
  it.each(damages.map((damage) => [damage.name, damage] as const))('with %s: a check names it and the backups it hurts, and the others are whole', (_name, { object, how, at, hurts }) =>
    inCopy(version, async (folder, identity) => {
      const store = new FaultyStore(await copyOf(folder));
      if (how === 'flip') await store.flip(object, at);
      else if (how === 'truncate') await store.truncate(object, at);
      else await store.lose(object);
      const vault = await openVault(store, identity, never);
      const { problems } = await checkVault(vault, { signal: never, readData: true, threads: 0 });
      expect(problems.map((problem) => problem.object)).toContain(object);
      expect([...new Set(problems.flatMap(({ snapshots }) => snapshots))].toSorted()).toEqual(hurts);
      const whole: string[] = [];
      for (const { name } of await listSnapshots(vault, never)) {
        const view = await viewSnapshot(vault, name).catch(() => undefined);
        if (view === undefined) continue;
        expectAsCommitted(version, view);
        whole.push(name);
      }
      expect(whole.toSorted()).toEqual(expectedSnapshots(version).filter((name) => !hurts.includes(name)));
    }),
  );
});

describe('the format that this build writes', () => {
  it('cuts and names chunks as the newest golden vault does: else it is another format', async () => {
    const version = versions.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))).at(-1) ?? '';
    const home = mkdtempSync(join(tmpdir(), 'holdfast-home-'));
    try {
      const store = createMemoryStore();
      const { keys } = await openVault(await openLocalFolder({ path: join(golden, version, 'vault') }), parseIdentity(read(version, 'key.txt')), never);
      for (const [i, stage] of goldenStages.entries()) {
        const task = backupTask({ source: goldenApp(stage), stores: [store], home, clock: new FakeClock({ start: goldenTimes[stage] }) });
        const report = await runBackup({ ...task, vault: { ...task.vault, keys }, full: true });
        const { tables } = summaryOf(version, expectedSnapshots(version)[i] ?? '');
        const view = await viewSnapshot(await openVault(store, keys.identity, never), report.snapshot);
        expect(view.manifest.entities.map(({ name, index }) => [name, index])).toEqual(tables.map(({ name, index }) => [name, index]));
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
