import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { placeVerdict } from '../../../electron/engine/calls/place-verdict.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { statusHtmlKey, statusJsonKey } from '../../../electron/engine/vault/format/names.ts';
import { openVault } from '../../../electron/engine/vault/vault.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { copyOf, orderRecord, smallApp, testKeys, testRun } from '../../support/small-app.ts';

/** A second computer that watches a place, with nothing but the key. */
const signal = new AbortController().signal;
let earlier: ObjectStore;
let later: ObjectStore;
let unplanned: ObjectStore;
let place: ObjectStore;
let home = '';
let start: Date;

beforeAll(async () => {
  const run = await testRun();
  const app = smallApp(20);
  const store = createMemoryStore();
  await runBackup(run.task(app, [store], { everyHours: 24 }));
  earlier = await copyOf(store);
  await run.clock.advance(24 * 3_600_000);
  app.put('Order', orderRecord(3, { title: 'Changed', updated_date: run.clock.now().toISOString() }));
  start = run.clock.now();
  await runBackup(run.task(app, [store], { everyHours: 24 }));
  later = store;
  unplanned = createMemoryStore();
  await runBackup(run.task(app, [unplanned]));
  await run.dispose();
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-verdict-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));
let folder = 0;
beforeEach(async () => {
  place = await copyOf(later);
  folder += 1;
});

async function look(store: ObjectStore, hoursLater: number, more: { readonly maxAgeHours?: number } = {}) {
  const vault = await openVault(store, testKeys.identity ?? '', signal);
  const clock = new FakeClock({ start: new Date(start.getTime() + hoursLater * 3_600_000) });
  return placeVerdict(vault, { home, clock, location: { kind: 'local', path: `/watched/${folder}` } }, { signal, ...more });
}

it('is fresh until a quarter more than the schedule’s period went by, and stale from then on', async () => {
  expect(await look(place, 29.9)).toMatchObject({ state: 'fresh', backups: 2, expectedBy: expect.any(String) as string });
  expect(await look(place, 30.1)).toMatchObject({ state: 'stale', reason: 'overdue' });
  expect(await look(place, 10, { maxAgeHours: 9 })).toMatchObject({ state: 'stale', reason: 'overdue' });
  const page = new TextDecoder().decode(await place.get(statusHtmlKey, { signal }));
  expect(page).toContain('The next one is expected by');
});

it('is not called fresh where nothing says how old is too old', async () => {
  expect(await look(unplanned, 1)).toMatchObject({ state: 'unknown', reason: 'no-period' });
  expect(await look(unplanned, 1, { maxAgeHours: 2 })).toMatchObject({ state: 'fresh' });
});

it('is forged where the status was changed by somebody without the key', async () => {
  const json = JSON.parse(new TextDecoder().decode(await place.get(statusJsonKey, { signal }))) as Record<string, unknown>;
  await place.put(statusJsonKey, new TextEncoder().encode(JSON.stringify({ ...json, expectedBy: '2099-01-01T00:00:00.000Z' })), { signal });
  expect(await look(place, 1)).toMatchObject({ state: 'forged', reason: 'seal' });
});

it('is forged where the page for people says what Holdfast did not write', async () => {
  const page = new TextDecoder().decode(await place.get(statusHtmlKey, { signal }));
  await place.put(statusHtmlKey, new TextEncoder().encode(page.replaceAll(/\d{4}-\d\d-\d\d/g, '2099-01-01')), { signal });
  expect(await look(place, 1)).toMatchObject({ state: 'forged', reason: 'page' });
  await place.delete(statusHtmlKey, { signal });
  expect(await look(place, 1)).toMatchObject({ state: 'fresh' });
});

it('is not called fresh where the clock was ahead when its newest backup was made, however long it stays so', async () => {
  for (const hours of [-1, -24 * 365]) expect(await look(place, hours)).toMatchObject({ state: 'unknown', reason: 'clock' });
  expect(await look(place, -1, { maxAgeHours: 9 })).toMatchObject({ state: 'unknown', reason: 'clock' });
  // Nor is it remembered as something newer than what comes.
  expect(await look(earlier, 1)).toMatchObject({ state: 'fresh' });
});

it('is rolled back where the whole place is older than what was seen there', async () => {
  expect(await look(place, 1)).toMatchObject({ state: 'fresh' });
  expect(await look(earlier, 1)).toMatchObject({ state: 'rolled-back', reason: 'seen-newer' });
  // Seen still: looking at the old one made it no newer.
  expect(await look(earlier, 1)).toMatchObject({ state: 'rolled-back' });
  expect(await look(place, 1)).toMatchObject({ state: 'fresh' });
});

it('is rolled back, also at the first look, where its status is older than its backups or a backup is gone', async () => {
  for (const key of [statusJsonKey, statusHtmlKey]) await place.put(key, await earlier.get(key, { signal }), { signal });
  expect(await look(place, 7)).toMatchObject({ state: 'rolled-back', reason: 'status-older-than-backups' });
  // One that is being made has no status yet.
  expect(await look(place, 1)).toMatchObject({ state: 'fresh' });
  const other = await copyOf(later);
  for await (const { key } of later.list('snapshots/', { signal })) if (!(await earlier.stat(key, { signal }))) await other.delete(key, { signal });
  folder += 100;
  expect(await look(other, 1)).toMatchObject({ state: 'rolled-back', reason: 'backups-gone' });
});

it('is unknown where nothing was ever read back', async () => {
  await place.delete(statusJsonKey, { signal });
  expect(await look(place, 1)).toMatchObject({ state: 'unknown', reason: 'never-verified', backups: 2 });
});
