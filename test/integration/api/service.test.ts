import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '../../../electron/engine/system/change-feed.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { makeTestComputer, type ServiceClient, type TestComputer, untilEnded } from '../../support/test-service.ts';

let computer: TestComputer;
beforeEach(async () => {
  computer = await makeTestComputer();
});
afterEach(() => computer.remove());

const connection = { platform: 'base44', url: 'https://app.example', appId: 'small-app', token: 'pa55word' } as const;

async function addShop(client: ServiceClient): Promise<void> {
  await client.places.add({ name: 'Disk', kind: 'local', path: '/disk' });
  await client.apps.add({ name: 'Shop', connection });
}

async function backUp(client: ServiceClient) {
  const { runId } = await client.runs.start({ kind: 'backup', app: 'Shop' });
  return untilEnded(client, runId);
}

async function trayOf(client: ServiceClient): Promise<string | undefined> {
  for await (const { tray } of await client.status.watch()) return tray;
  return undefined;
}

describe('the service', () => {
  it('protects an app from nothing to a verified backup, and tells it so at the next start', async () => {
    const { service, client } = await computer.start();
    await addShop(client);
    expect(await client.status.overview({ app: 'Shop' })).toMatchObject({ backups: 0, needs: [{ kind: 'no-backup' }, { kind: 'kit-not-proved' }] });
    expect(await backUp(client)).toMatchObject({ state: 'done', by: 'person', result: { kind: 'backup', outcome: 'complete', places: [{ name: 'Disk', outcome: 'verified' }] } });
    const told = await client.status.overview({ app: 'Shop' });
    expect(told).toMatchObject({
      newest: { tables: 4, records: 43, files: 2 },
      backups: 1,
      places: [{ name: 'Disk', path: '/disk', reachable: true, behind: false }],
      needs: [{ kind: 'kit-not-proved' }],
      schedule: { everyHours: null, next: { at: null, why: 'Only when you press Back up now.' } },
    });
    expect(told.days.at(-1)).toMatchObject({ state: 'verified', backups: 1 });
    await service.close();

    const next = await computer.start();
    const again = await next.client.status.overview({ app: 'Shop' });
    expect([again.newest, again.days, again.needs]).toEqual([told.newest, told.days, told.needs]);
    expect((await next.client.runs.list({ limit: 5 })).runs).toMatchObject([{ request: { kind: 'backup', app: 'Shop' }, state: 'done' }]);
    expect((await next.client.backups.list({ app: 'Shop' })).backups).toMatchObject([{ id: told.newest?.id, verified: true }]);
    const { events } = await next.client.activity.list({ limit: 50 });
    expect(events.map(({ kind }) => kind)).toEqual(['engine-started', 'run-ended', 'run-started', 'app-added', 'place-added', 'engine-started']);
  });

  it('keeps no secret in what it writes at home', async () => {
    const { client } = await computer.start();
    await addShop(client);
    await backUp(client);
    for (const file of ['activity.jsonl', 'config.json']) expect(await readFile(path.join(computer.home, file), 'utf8')).not.toMatch(/pa55word|AGE-SECRET/);
  });

  it('ends what goes on when it is closed, and the next start tells it was cut short', async () => {
    const { service, client } = await computer.start();
    await addShop(client);
    computer.source.inject({ on: 'records', entity: 'Order', atRecord: 0, as: 'hang' });
    const { runId } = await client.runs.start({ kind: 'backup', app: 'Shop' });
    await vi.waitFor(() => expect(computer.source.calls.some(({ call, entity }) => call === 'records' && entity === 'Order')).toBe(true));
    await service.close();
    computer.source.clearFaults();
    const next = await computer.start();
    expect((await next.client.runs.list({ limit: 1 })).runs).toMatchObject([{ id: runId, state: 'interrupted' }]);
    expect((await next.client.status.overview({ app: 'Shop' })).needs.map(({ kind }) => kind)).toContain('run-interrupted');
    expect((await backUp(next.client)).state).toBe('done');
    expect((await next.client.status.overview({ app: 'Shop' })).needs.map(({ kind }) => kind)).toEqual(['kit-not-proved']);
  });

  it('tells the watchers of the status each change, and of a place that has gone', async () => {
    const { client } = await computer.start();
    const told: string[] = [];
    const watching = (async () => {
      for await (const { tray, apps, running } of await client.status.watch()) told.push(`${tray} ${running.length} ${apps[0]?.needs.map(({ kind }) => kind).join('+') ?? '-'}`);
    })();
    await vi.waitFor(() => expect(told).toEqual(['needs-you 0 -']));
    await addShop(client);
    await backUp(client);
    await vi.waitFor(() => expect(told.at(-1)).toBe('needs-you 0 kit-not-proved'));
    expect(told).toContain('working 1 kit-not-proved');
    vi.spyOn(computer.connector, 'vault').mockRejectedValue(new HoldfastError('not-found', 'The drive is not there.', { details: { reason: 'place-gone' } }));
    await client.places.test({ place: 'Disk' });
    await vi.waitFor(() => expect(told.at(-1)).toBe('needs-you 0 place-behind+kit-not-proved'));
    const { newest, places } = await client.status.overview({ app: 'Shop' });
    expect(newest).toMatchObject({ records: 43 });
    expect(places).toMatchObject([{ reachable: false, problem: { message: 'The drive is not there.' } }]);
    await computer.remove();
    await watching;
  });

  it('notices within the hour that a place has gone, without being asked', async () => {
    const { client } = await computer.start();
    await addShop(client);
    await backUp(client);
    vi.spyOn(computer.connector, 'vault').mockRejectedValue(new HoldfastError('not-found', 'The drive is not there.', { details: { reason: 'place-gone' } }));
    const needs = async (): Promise<readonly string[]> => {
      for await (const { apps } of await client.status.watch()) return apps[0]?.needs.map(({ kind }) => kind) ?? [];
      return [];
    };
    // Each change of the pause is a look at the clock.
    await client.schedule.pause({ until: null });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await needs()).toEqual(['kit-not-proved']);
    await computer.clock.advance(61 * 60_000);
    await client.schedule.pause({ until: null });
    await vi.waitFor(async () => expect(await needs()).toEqual(['place-behind', 'kit-not-proved']));
  });

  it('says that its settings cannot be read, rather than that all is well', async () => {
    await writeFile(path.join(computer.home, 'config.json'), '{"version": 1, ');
    const { client } = await computer.start();
    for await (const told of await client.status.watch()) {
      expect(told).toMatchObject({ tray: 'needs-you', needs: [{ kind: 'settings', error: { code: 'corrupt' } }] });
      break;
    }
    await expect(client.apps.list()).rejects.toMatchObject({ code: 'corrupt', data: { nextStep: expect.any(String) } });
  });

  it('says that the key is gone from the keychain', async () => {
    const { client } = await computer.start();
    await addShop(client);
    await backUp(client);
    vi.spyOn(computer.deps.keychain, 'get').mockResolvedValue(undefined);
    await client.places.test({ place: 'Disk' });
    await vi.waitFor(async () => expect((await client.status.overview({ app: 'Shop' })).needs.map(({ kind }) => kind)).toEqual(['keychain', 'kit-not-proved']));
    expect(await trayOf(client)).toBe('needs-you');
  });

  it('is quiet while a backup is due that cannot begin', async () => {
    const first = await computer.start();
    await addShop(first.client);
    // The second one on a home leaves the schedule to the first, which has stopped looking here.
    const { client } = await computer.start();
    const changes = await client.changes.watch();
    await client.schedule.pause({ until: new Date(computer.clock.now().getTime() + 60_000).toISOString() });
    await client.schedule.set({ app: 'Shop', rule: { kind: 'every', hours: 1 } });
    // The look at the clock that a changed schedule brings is over.
    await new Promise((resolve) => setTimeout(resolve, 100));
    let heard = 0;
    const watching = (async () => {
      for await (const _ of changes) heard += 1;
    })();
    let now = computer.clock.now().getTime() + 120_000;
    vi.spyOn(computer.clock, 'now').mockImplementation(() => new Date((now += 1)));
    await client.settings.set({ theme: 'dark' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await client.schedule.get({ app: 'Shop' })).next.why).toBe('The first backup starts now.');
    expect(heard).toBeLessThan(20);
    await computer.remove();
    await watching;
  });

  it('publishes what a page has to ask again', async () => {
    const { client } = await computer.start();
    const topics: Change['topic'][] = [];
    const changes = await client.changes.watch();
    const watching = (async () => {
      for await (const { topic } of changes) topics.push(topic);
    })();
    await addShop(client);
    await backUp(client);
    await client.settings.set({ theme: 'dark' });
    await vi.waitFor(() => expect(topics).toEqual(expect.arrayContaining(['places', 'apps', 'runs', 'activity', 'backups', 'schedule', 'settings'])));
    await computer.remove();
    await watching;
  });

  it('beside another one on the same home answers, and takes its running backup for what it is', async () => {
    const first = await computer.start();
    await addShop(first.client);
    computer.source.inject({ on: 'records', entity: 'Order', atRecord: 0, as: 'hang' });
    const { runId } = await first.client.runs.start({ kind: 'backup', app: 'Shop' });
    const second = await computer.start();
    expect((await second.client.runs.list({ limit: 1 })).runs).toMatchObject([{ id: runId, state: 'running' }]);
    expect((await second.client.apps.list()).apps).toMatchObject([{ name: 'Shop', isSample: false }]);
  });
});

describe('calls', () => {
  it('of a run that is not known, or that make no sense, fail in the one taxonomy', async () => {
    const { client } = await computer.start();
    await addShop(client);
    const unknown = '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21';
    await expect(client.runs.watch({ runId: unknown })).rejects.toMatchObject({ code: 'not-found', defined: true });
    await expect(client.runs.cancel({ runId: unknown })).rejects.toMatchObject({ code: 'not-found' });
    await expect(client.runs.start({ kind: 'backup', app: 'Nobody' })).rejects.toMatchObject({ code: 'not-found' });
    // @ts-expect-error -- a hostile page
    await expect(client.runs.start({ kind: 'restore', app: 'Shop' })).rejects.toMatchObject({ code: 'invalid-input', defined: true });
    await expect(client.sample.start()).rejects.toMatchObject({ code: 'not-found' });
  });

  it('an app is not removed under a running backup; removed, it is gone from status and its runs stay', async () => {
    const { client } = await computer.start();
    await addShop(client);
    computer.source.inject({ on: 'records', entity: 'Order', atRecord: 0, as: 'hang' });
    const { runId } = await client.runs.start({ kind: 'backup', app: 'Shop' });
    await expect(client.apps.remove({ app: 'Shop' })).rejects.toMatchObject({ code: 'conflict' });
    await client.runs.cancel({ runId });
    expect((await untilEnded(client, runId)).state).toBe('cancelled');
    await client.apps.remove({ app: 'shop' });
    expect((await client.apps.list()).apps).toEqual([]);
    expect((await client.runs.list({ limit: 5 })).runs).toHaveLength(1);
    // Added again it begins without the runs of before.
    await client.apps.add({ name: 'Shop', connection });
    expect((await client.status.overview({ app: 'Shop' })).needs.map(({ kind }) => kind)).toEqual(['no-backup', 'kit-not-proved']);
  });

  it('a schedule begins the first backup by itself, and a pause holds it back', async () => {
    const { client } = await computer.start();
    await addShop(client);
    const until = new Date(computer.clock.now().getTime() + 3_600_000).toISOString();
    expect(await client.schedule.pause({ until })).toEqual({ pausedUntil: until });
    expect(await client.schedule.set({ app: 'Shop', rule: { kind: 'every', hours: 6 } })).toMatchObject({ everyHours: 6, pausedUntil: until, next: { at: until } });
    expect((await client.runs.list({ limit: 5 })).runs).toEqual([]);
    await client.schedule.pause({ until: null });
    await vi.waitFor(async () => expect((await client.runs.list({ limit: 5 })).runs).toMatchObject([{ by: 'schedule', state: 'done' }]), { timeout: 10_000 });
    expect((await client.backups.list({ app: 'Shop' })).backups).toMatchObject([{ kind: 'scheduled' }]);
    expect((await client.schedule.get({ app: 'Shop' })).next.why).toBe('Every 6 hours.');
  });

  it('preferences are kept, each for itself', async () => {
    const { service, client } = await computer.start();
    expect(await client.settings.get()).toEqual({ theme: 'system', searchIndex: false, notices: 'needs-me', uploadLimit: null });
    await Promise.all([client.settings.set({ theme: 'dark' }), client.settings.set({ notices: 'off' })]);
    await service.close();
    expect(await (await computer.start()).client.settings.get()).toEqual({ theme: 'dark', searchIndex: false, notices: 'off', uploadLimit: null });
  });

  it('the sample app is known as such, and found again where it listens after the next start', async () => {
    const sampleApp = (url: string) => ({ start: async () => ({ url, appId: 'sample', token: 'sample-token' }), act: async (action: string) => `Done: ${action}.` });
    const { service, client } = await computer.start({ sampleApp: sampleApp('http://127.0.0.1:1111') });
    const { url, appId, token, suggestedPlace } = await client.sample.start();
    await client.places.add({ name: 'Disk', kind: 'local', path: suggestedPlace });
    expect((await client.apps.add({ name: 'Sample shop', connection: { platform: 'base44', url, appId, token } })).app.isSample).toBe(true);
    expect((await client.apps.add({ name: 'Shop', connection })).app.isSample).toBe(false);
    expect(await client.sample.act({ action: 'sell' })).toEqual({ says: 'Done: sell.' });
    await service.close();
    const next = await computer.start({ sampleApp: sampleApp('http://127.0.0.1:2222') });
    await vi.waitFor(async () => expect((await next.client.apps.list()).apps.map((app) => app.url)).toEqual(['http://127.0.0.1:2222', 'https://app.example']));
  });
});
