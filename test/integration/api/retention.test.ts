import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { delegatingStore } from '../../support/delegating-store.ts';
import { taxonomyError } from '../../support/faulty-store.ts';
import { makeTestComputer, type ServiceClient, type TestComputer, untilEnded } from '../../support/test-service.ts';

/** What is kept, as the page and the schedule do it: nothing goes before a person has seen it. */

const app = 'Shop';
const hour = 3_600_000;
let computer: TestComputer;
let client: ServiceClient;
let names: string[];

beforeEach(async () => {
  computer = await makeTestComputer();
  ({ client } = await computer.start());
  await client.places.add({ name: 'Disk', kind: 'local', path: '/disk' });
  await client.apps.add({ name: app, connection: { platform: 'base44', url: 'https://app.example', appId: 'small-app', token: 'pa55word' } });
  names = [];
  for (let n = 0; n < 5; n += 1) {
    names.push(await backUp());
    await computer.clock.advance(hour);
  }
});
afterEach(() => computer.remove());

async function backUp(): Promise<string> {
  const { result } = await untilEnded(client, (await client.runs.start({ kind: 'backup', app })).runId);
  if (result?.kind !== 'backup') throw new Error('no backup');
  return result.backup;
}
const removal = async (request: { readonly preview?: boolean; readonly seen?: string[] } = {}) => untilEnded(client, (await client.runs.start({ kind: 'retention', app, ...request })).runId);
const deleting = async (backups: string[], preview = false) => untilEnded(client, (await client.runs.start({ kind: 'delete', app, backups, preview })).runId);
const listed = async (): Promise<readonly string[]> => (await client.backups.list({ app })).backups.map(({ id }) => id);
const needs = async () => (await client.status.overview({ app })).needs.filter(({ kind }) => kind.startsWith('retention'));

/** A backup by schedule, and what it sets off. */
async function aNight(): Promise<void> {
  const before = (await client.runs.list({ app, limit: 500 })).runs.length;
  await client.schedule.set({ app, rule: { kind: 'every', hours: 24 } });
  await computer.clock.advance(25 * hour);
  // Begins what is due.
  await client.schedule.pause({ until: null });
  for (;;) {
    const { runs } = await client.runs.list({ app, limit: 500 });
    const fresh = runs.slice(0, runs.length - before);
    const rule = (await client.retention.get({ app })).rule;
    const isOver = fresh.every(({ state }) => state !== 'running') && fresh.length >= (rule?.automatic === true ? 2 : 1);
    if (isOver) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await client.schedule.set({ app, rule: null });
}

describe('what is kept', () => {
  it('is everything, until somebody says otherwise', async () => {
    expect(await client.retention.get({ app })).toMatchObject({ rule: null, numbers: null, presets: { standard: { daily: 7, weekly: 4, monthly: 3, preChange: 5 } } });
    await aNight();
    expect(await listed()).toHaveLength(6);
  });

  it('is seen before it goes, and just what was seen goes', async () => {
    await client.retention.set({ app, rule: { preset: 'standard', automatic: false } });
    const preview = await removal({ preview: true });
    expect(preview).toMatchObject({ state: 'done', result: { preview: true, asks: true, going: [{ backup: names[1] }, { backup: names[0], why: expect.stringContaining('same day') }], places: [{ name: 'Disk', outcome: 'done' }] } });
    expect(await listed()).toHaveLength(5);
    const another = await backUp();
    const done = await removal({ seen: [names[1] ?? '', names[0] ?? ''] });
    expect(done).toMatchObject({ state: 'done', result: { preview: false, going: [{ backup: names[1] }, { backup: names[0] }] } });
    expect(await listed()).toEqual([another, ...names.slice(2).toReversed()]);
    const { events } = await client.activity.list({ app, kinds: ['run-ended'], limit: 10 });
    expect(events[0]?.detail).toMatch(/^Removed: \d{4}-\d\d-\d\d \d\d:\d\d, \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)\.$/);
    expect(events.map(({ runKind, removal: told }) => [runKind, told?.backups])).toMatchObject([['retention', 2], ['backup', undefined], ['preview', undefined], ...names.map(() => ['backup', undefined])]);
  });

  it('refuses to keep nothing', async () => {
    await expect(client.retention.set({ app, rule: { preset: 'standard', keep: { daily: 0, weekly: 0, monthly: 0 }, automatic: true } })).rejects.toMatchObject({ code: 'invalid-input' });
    expect((await client.retention.get({ app })).rule).toBeNull();
  });
});

describe('after a scheduled backup', () => {
  it('asks when nobody has seen yet what goes, once, and goes on by itself once somebody has', async () => {
    await client.retention.set({ app, rule: { preset: 'standard', automatic: true } });
    await aNight();
    expect(await listed()).toHaveLength(6);
    expect(await needs()).toMatchObject([{ kind: 'retention-asks', backups: 3 }]);
    const { result } = await removal({ preview: true });
    // Looking alone answers nothing.
    expect(await needs()).toHaveLength(1);
    if (result?.kind !== 'retention') throw new Error('no preview');
    await removal({ seen: result.going.map(({ backup }) => backup) });
    expect([await needs(), (await listed()).length]).toEqual([[], 3]);
    for (let night = 0; night < 3; night += 1) await aNight();
    expect(await needs()).toEqual([]);
    // The last of each of five days.
    expect(await listed()).toHaveLength(5);
  });

  it('leaves everything alone while it is only by hand, and after a backup that is not whole', async () => {
    await client.retention.set({ app, rule: { preset: 'standard', automatic: false } });
    await aNight();
    expect(await listed()).toHaveLength(6);
    await removal({ seen: names });
    await client.retention.set({ app, rule: { preset: 'standard', keep: { daily: 1, weekly: 0, monthly: 0 }, automatic: true } });
    computer.source.inject({ on: 'records', entity: 'Order', atRecord: 5, as: 'throw', error: new HoldfastError('server', 'The platform answered with an error.') });
    const before = await listed();
    await client.schedule.set({ app, rule: { kind: 'every', hours: 24 } });
    await computer.clock.advance(25 * hour);
    await client.schedule.pause({ until: null });
    while ((await listed()).length === before.length || (await client.status.overview({ app })).running !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await client.runs.list({ app, limit: 1 })).runs).toMatchObject([{ request: { kind: 'backup' }, state: 'incomplete' }]);
    expect((await listed()).length).toBe(before.length + 1);
  });

  it('tells once of a place that lets nothing go', async () => {
    const { vault } = computer.connector;
    Object.assign(computer.connector, {
      vault: async (...args: Parameters<typeof vault>) => delegatingStore(await vault(...args), { delete: () => Promise.reject(taxonomyError('permission-denied')) }),
    });
    await client.retention.set({ app, rule: { preset: 'standard', automatic: true } });
    const told = await removal({ seen: names });
    expect(told).toMatchObject({ state: 'incomplete', result: { going: [], places: [{ outcome: 'partly', refused: 2, refusesAsBefore: false }] } });
    for (let night = 0; night < 2; night += 1) await aNight();
    expect(await needs()).toEqual([]);
    expect((await client.runs.list({ app, limit: 1 })).runs).toMatchObject([{ request: { kind: 'retention' }, state: 'done' }]);
    expect(await listed()).toHaveLength(7);
  });
});

describe('deleting by hand', () => {
  it('says what that frees, removes it, and refuses the newest and pinned ones with a sentence', async () => {
    const [oldest = '', second = '', third = ''] = names;
    expect(await client.backups.pin({ app, backup: second, pinned: true })).toEqual({ backup: second, pinned: true, places: [{ name: 'Disk' }] });
    expect((await client.backups.list({ app })).backups.map(({ id, pinned }) => [id, pinned])).toEqual(names.map((id) => [id, id === second]).toReversed());
    expect((await client.backups.describe({ app, backup: second })).pinned).toBe(true);
    expect(await deleting([oldest, third], true)).toMatchObject({ state: 'done', result: { kind: 'delete', preview: true, going: [{ backup: third }, { backup: oldest }], freedBytes: expect.any(Number) } });
    expect(await deleting([oldest, third])).toMatchObject({ state: 'done', result: { kind: 'delete', preview: false, going: [{ backup: third }, { backup: oldest }] } });
    expect(await listed()).toEqual([names[4], names[3], second]);
    expect(await deleting([second], true)).toMatchObject({ state: 'failed', error: { code: 'conflict', message: expect.stringContaining('pinned') } });
    expect(await deleting([names[4] ?? ''])).toMatchObject({ state: 'failed', error: { code: 'conflict', message: expect.stringContaining('newest') } });
    expect(await listed()).toHaveLength(3);
    await client.backups.pin({ app, backup: second, pinned: false });
    expect((await client.activity.list({ app, limit: 500 })).events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['backup-pinned', 'backup-unpinned']));
  });

  it('is one run at a time, and not while a backup runs', async () => {
    const [first, second] = await Promise.allSettled([client.runs.start({ kind: 'delete', app, backups: [names[0] ?? ''] }), client.runs.start({ kind: 'retention', app })]);
    expect([first?.status, second?.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    for (const each of [first, second]) if (each?.status === 'fulfilled') await untilEnded(client, each.value.runId);
    const { promise: goesOn, resolve: goOn } = Promise.withResolvers<undefined>();
    computer.source.onPage = async () => goesOn;
    const backup = await client.runs.start({ kind: 'backup', app, full: true });
    await expect(client.runs.start({ kind: 'delete', app, backups: [names[1] ?? ''] })).rejects.toMatchObject({ code: 'conflict' });
    goOn(undefined);
    await untilEnded(client, backup.runId);
  });
});
