import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { BackupReport } from '../../electron/engine/engine.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { type ErrorCode, isHoldfastError } from '../../shared/model/errors.ts';
import { type FaultPoint, faultPoints, FaultyStore } from '../support/faulty-store.ts';
import type { MemorySource } from '../support/memory-source.ts';
import { copyOf, orderRecord, smallApp, testKeys, testRun, type TestRun } from '../support/small-app.ts';
import { checkEveryObject, type SnapshotView, viewSnapshot, viewVault } from '../support/vault-view.ts';
import { openFile } from '../../electron/engine/vault/crypto/age-file.ts';
import { contentId } from '../../electron/engine/vault/crypto/content-id.ts';
import { idInKey, snapshotKey } from '../../electron/engine/vault/format/names.ts';
import { listSnapshots, openVault } from '../../electron/engine/vault/vault.ts';

/** A backup that is about to be made: an app as it is now, and the place as the last backup left it. */
export interface Scenario {
  readonly source: MemorySource;
  readonly before: ObjectStore;
  /** What a full backup of the app as it is now holds. */
  readonly wanted: SnapshotView;
  /** Every call that a run makes, in order. */
  readonly calls: FaultyStore['calls'];
}

/** Before and after every call that stores something; before every call that reads (whose answer is lost either way). */
export function failingPoints(calls: FaultyStore['calls']): readonly FaultPoint[] {
  const reading = (['get', 'stat', 'list'] as const).flatMap((kind) => faultPoints(calls, { kind }));
  return [...storingPoints(calls), ...reading.filter(({ when }) => when === 'before')];
}

/** Before and after every call that stores something: where a kill leaves another state behind. */
export function storingPoints(calls: FaultyStore['calls']): readonly FaultPoint[] {
  return faultPoints(calls, { kind: 'put' });
}

const never = new AbortController().signal;

/** The first backup of an app with uploaded files. */
async function firstBackup(run: TestRun): Promise<Scenario> {
  return scenario(run, smallApp(200), createMemoryStore());
}

/** The next one, after records were changed, created and deleted and a file was uploaded. */
async function secondBackup(run: TestRun): Promise<Scenario> {
  const source = smallApp(200);
  const store = createMemoryStore();
  await runBackup(run.task(source, [store]));
  await run.clock.advance(3_600_000);
  change(source, run.clock.now());
  return scenario(run, source, store);
}

function change(source: MemorySource, now: Date): void {
  const updated_date = now.toISOString();
  source.put('Order', orderRecord(5, { title: 'changed', updated_date }), orderRecord(500, { created_date: updated_date, updated_date, photo: 'mem://files/new' }));
  source.remove('Order', ({ id }) => id === orderRecord(120)['id']);
  source.put('Nothing', orderRecord(1, { updated_date }));
  source.setFile('mem://files/new', { name: 'new', body: new Uint8Array(1000).fill(1) });
}

export async function scenario(run: TestRun, source: MemorySource, before: ObjectStore): Promise<Scenario> {
  const pristine = createMemoryStore();
  await runBackup({ ...run.task(source, [pristine]), full: true });
  const [wanted] = await viewVault(pristine, testKeys.identity);
  if (wanted === undefined) throw new Error('a full backup was not listed');
  const dry = new FaultyStore(await copyOf(before));
  await runBackup(run.task(source, [dry]));
  return { source, before, wanted, calls: dry.calls };
}

export type Ending = { readonly report: BackupReport } | { readonly error: unknown };

export async function attempt(work: Promise<BackupReport>): Promise<Ending> {
  try {
    return { report: await work };
  } catch (error) {
    return { error };
  }
}

/** Whatever a run made of a fault, it says so by the code that was injected, or it coped. */
export function expectHonest(ending: Ending, codes: readonly ErrorCode[]): void {
  if ('error' in ending) {
    expect(isHoldfastError(ending.error), String(ending.error)).toBe(true);
    if (isHoldfastError(ending.error)) expect(codes).toContain(ending.error.code);
    return;
  }
  for (const place of ending.report.places) {
    if (place.outcome === 'failed') expect(codes).toContain(place.error?.code);
  }
}

/**
 * What was there is untouched, byte for byte (a segment that was called damaged may have been encrypted anew, with the same content), and
 * what is listed now besides restores exactly what the app holds.
 */
export async function expectOnlyWholeSnapshots(place: ObjectStore, { before, wanted }: Scenario): Promise<readonly SnapshotView[]> {
  for await (const { key } of before.list('', { signal: never })) {
    if (key.startsWith('status.')) continue;
    const [now, then] = [await place.get(key, { signal: never }), await before.get(key, { signal: never })];
    if (Buffer.compare(now, then) === 0) continue;
    expect(key).toMatch(/^segments/);
    expect(contentId(testKeys.chunkKey, await openFile(testKeys.identity, now)), key).toBe(idInKey(key));
  }
  if ((await place.stat('vault.json', { signal: never })) === undefined) return [];
  const vault = await openVault(place, testKeys.identity, never);
  const views: SnapshotView[] = [];
  for (const { name } of (await listSnapshots(vault, never)).toReversed()) {
    if ((await before.stat(snapshotKey(name), { signal: never })) !== undefined) continue;
    const view = await viewSnapshot(vault, name);
    expectSameData(view, wanted);
    views.push(view);
  }
  return views;
}

function expectSameData(view: SnapshotView, wanted: SnapshotView): void {
  expect(view.entities).toEqual(wanted.entities);
  expect(view.files).toEqual(wanted.files);
  expect([view.schema, view.config]).toEqual([wanted.schema, wanted.config]);
  // An incremental backup equals a full one (I7).
  expect(view.chunks).toEqual(wanted.chunks);
  expect(view.manifest.files).toEqual(wanted.manifest.files);
}

/**
 * The next run, after nothing is wrong any more: finishes, is verified, sends nothing that is there already (unless something was called
 * damaged), and stores nothing a second time.
 */
export async function expectNextRunFinishes(run: TestRun, places: readonly ObjectStore[], scene: Scenario, what: { readonly calledDamaged?: boolean } = {}): Promise<void> {
  await run.clock.advance(60_000);
  const watched = places.map((place) => new FaultyStore(place));
  const present = await Promise.all(places.map(async (place) => new Set((await Array.fromAsync(place.list('', { signal: never }))).map(({ key }) => key))));
  const report = await runBackup(run.task(scene.source, watched));
  expect(report.outcome).toBe('complete');
  expect(report.warnings).toEqual([]);
  expect(report.places.map(({ outcome }) => outcome)).toEqual(places.map(() => 'verified'));
  const sentAgain = watched.flatMap(({ calls }, i) => calls.filter(({ kind, key }) => kind === 'put' && /^(segments|files)\//.test(key) && present[i]?.has(key)));
  if (what.calledDamaged !== true) expect(sentAgain).toEqual([]);
  for (const place of places) {
    const views = await expectOnlyWholeSnapshots(place, scene);
    expect(views.at(-1)?.name).toBe(report.snapshot);
    const { copies } = await checkEveryObject(place, testKeys.identity);
    expect([...copies.values()].filter((segments) => segments.length > 1)).toEqual([]);
  }
}

/** Runs into a fault at each of these points in turn; an assertion that does not hold names the point. */
export async function atEach(run: TestRun, points: readonly FaultPoint[], work: (point: FaultPoint) => Promise<FaultyStore>): Promise<void> {
  expect(points.length).toBeGreaterThan(10);
  for (const point of points) {
    const where = `${point.when} ${point.kind} ${point.nth}`;
    // What an earlier fault left on this computer would change what is called.
    await rm(join(run.home, 'runs'), { recursive: true, force: true });
    const store = await work(point).catch((cause: unknown) => {
      throw new Error(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    });
    expect(store.calls.filter(({ kind }) => kind === point.kind).length, `${where} was never reached`).toBeGreaterThanOrEqual(point.nth);
  }
}

export const scenarios = { firstBackup, secondBackup } satisfies Record<string, (run: TestRun) => Promise<Scenario>>;

export async function withRun<T>(work: (run: TestRun) => Promise<T>): Promise<T> {
  const run = await testRun();
  try {
    return await work(run);
  } finally {
    await run.dispose();
  }
}
