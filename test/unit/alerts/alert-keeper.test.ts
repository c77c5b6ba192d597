import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlertKeeper } from '../../../electron/engine/alerts/alert-keeper.ts';
import { createChannelDesk } from '../../../electron/engine/alerts/channels/channel-desk.ts';
import { AlertStore } from '../../../electron/engine/alerts/store.ts';
import { createMemoryKeychain } from '../../../electron/engine/keychain/memory.ts';
import type { Run, RunResult } from '../../../electron/engine/runs/run.ts';
import { emptySettings, type Settings } from '../../../electron/engine/settings/schema.ts';
import type { AppFacts } from '../../../electron/engine/status/facts.ts';
import { createChangeFeed } from '../../../electron/engine/system/change-feed.ts';
import { type Listener, listen } from '../../support/listener.ts';
import { appFacts, away, holding, hour, listed, now as noon, run, twoPlaces } from '../status/app-facts.ts';

const waits = { timeout: 10_000 };
let home: string;
let there: Listener;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-alerts-'));
  there = await listen();
});
afterEach(async () => {
  await there[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

/** A program with alerts on this home: killed, another one takes its place. */
function makeWorld() {
  let settings: Settings = emptySettings;
  let now = noon.getTime();
  const keychain = createMemoryKeychain();
  const clock = {
    now: () => new Date(now),
    monotonic: () => now,
    sleepUntil: (_at: Date, signal: AbortSignal) => new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true })),
  };
  const settingsStore = { file: '', read: async () => settings, update: async (change: (settings: Settings) => Settings) => (settings = change(settings)) };
  const store = new AlertStore(home, () => undefined);
  let ids = 0;
  const start = () => {
    const stopping = new AbortController();
    const nap = (_ms: number, signal: AbortSignal): Promise<void> => wait(20, undefined, { signal }).catch(() => undefined);
    const keeper = new AlertKeeper({ store, settings: settingsStore, keychain, fetch, clock, nap, feed: createChangeFeed(), log: () => undefined, timeZone: 'UTC', keeps: () => true });
    return {
      keeper,
      consider: (...apps: readonly AppFacts[]) => keeper.consider({ settings, apps: apps.map((app) => ({ ...app, now: clock.now() })) }),
      begin: () => void keeper.run(stopping.signal),
      async stop() {
        stopping.abort();
        await keeper.close();
      },
    };
  };
  const desk = createChannelDesk({ settings: settingsStore, keychain, store, clock, fetch, newId: () => `c${(ids += 1)}`, change: (change) => settingsStore.update(change) });
  return { start, desk, store, pass: (ms: number) => (now += ms) };
}

const said = ({ event, title }: { readonly event: string; readonly title: string }): string => `${event} ${title}`;
const heard = (): readonly string[] => there.heard.map(({ path: at, body }) => (body === '' ? at : said(JSON.parse(body) as { readonly event: string; readonly title: string })));
const well = appFacts({ places: twoPlaces(holding(listed(1)), holding(listed(1))) });
const unreachable = appFacts({ places: twoPlaces(holding(listed(1)), away) });
const behind = 'Cloud is behind for Shop';

describe('what a channel hears', () => {
  it('is each alert once, also over restarts, and that it is over', async () => {
    const world = makeWorld();
    await world.desk.add({ kind: 'webhook', name: 'Hook', url: there.url });
    const first = world.start();
    first.begin();
    await first.consider(unreachable);
    await expect.poll(heard, waits).toEqual([`opened ${behind}`]);
    await first.consider(unreachable);
    await first.stop();
    const second = world.start();
    second.begin();
    await second.consider(unreachable);
    expect((await second.keeper.list(undefined)).open.map(({ id, title }) => [id, title])).toEqual([['a1', behind]]);
    await second.consider(well);
    await expect.poll(heard, waits).toEqual([`opened ${behind}`, `resolved Over: ${behind}`]);
    await second.stop();
  });

  it('is not lost when the program is killed between deciding and sending', async () => {
    const world = makeWorld();
    await world.desk.add({ kind: 'webhook', name: 'Hook', url: there.url });
    // Never begins to send.
    await world.start().consider(unreachable);
    expect(heard()).toEqual([]);
    const second = world.start();
    second.begin();
    await expect.poll(heard, waits).toEqual([`opened ${behind}`]);
    await second.consider(unreachable);
    await second.stop();
    expect(heard()).toHaveLength(1);
  });

  it('comes later, in order, when it could not be reached; that it could not be is itself told', async () => {
    const world = makeWorld();
    await world.desk.add({ kind: 'webhook', name: 'Hook', url: `${there.url}/secret-path` });
    there.answer(500, 'on fire');
    const { consider, begin, stop } = world.start();
    begin();
    await consider(unreachable);
    await expect.poll(async () => (await consider(unreachable)).needs, waits).toMatchObject([{ kind: 'channel-failing', name: 'Hook', error: { code: 'server', message: expect.stringContaining('on fire') as string } }]);
    const [shown] = await world.desk.list();
    expect(shown).toMatchObject({ waiting: 1, problem: { error: { code: 'server' } } });
    expect(await readFile(path.join(home, 'alerts.json'), 'utf8')).not.toContain('secret-path');
    await consider(well);
    there.answer(200);
    world.pass(hour);
    await expect.poll(heard, waits).toEqual([`opened ${behind}`, `opened ${behind}`, `resolved Over: ${behind}`]);
    await expect.poll(async () => (await consider(well)).needs, waits).toEqual([]);
    await stop();
  });

  it('does not wait for a message that the other side will not take, which is tried again in its own time', async () => {
    const world = makeWorld();
    await world.desk.add({ kind: 'webhook', name: 'Hook', url: there.url });
    there.answer(422, 'not this one');
    const { consider, begin, stop } = world.start();
    begin();
    await consider(unreachable);
    await expect.poll(heard, waits).toEqual([`opened ${behind}`]);
    await expect.poll(async () => (await consider(unreachable)).needs, waits).toMatchObject([{ kind: 'channel-failing' }]);
    there.answer(200);
    await consider(well);
    await expect.poll(heard, waits).toEqual([`opened ${behind}`, `resolved Over: ${behind}`]);
    await expect.poll(async () => (await world.desk.list())[0]?.waiting, waits).toBe(1);
    world.pass(hour);
    await expect.poll(heard, waits).toEqual([`opened ${behind}`, `resolved Over: ${behind}`, `opened ${behind}`]);
    await stop();
  });

  it('goes on when what was remembered cannot be read: told again rather than never', async () => {
    await writeFile(path.join(home, 'alerts.json'), '{"format":');
    const world = makeWorld();
    await world.desk.add({ kind: 'webhook', name: 'Hook', url: there.url });
    const { consider, begin, stop } = world.start();
    begin();
    await consider(unreachable);
    await expect.poll(heard, waits).toEqual([`opened ${behind}`]);
    await stop();
  });

  it('is a summary once a week, where it asked for one', async () => {
    const world = makeWorld();
    await world.desk.add({ kind: 'webhook', name: 'Hook', url: there.url, wishes: { digest: true, least: 'alarm' } });
    const { consider, begin, stop } = world.start();
    begin();
    const byHand = appFacts({ everyHours: null });
    await consider(byHand);
    world.pass(7 * 24 * hour);
    await consider(appFacts({ everyHours: null, backupRuns: [run('failed', 3 - 7 * 24), run('done', 1 - 7 * 24)] }));
    await consider(byHand);
    await expect.poll(() => there.heard.length, waits).toBe(1);
    expect(JSON.parse(there.heard[0]?.body ?? '')).toMatchObject({ event: 'digest', lines: ['Shop: 2 backups (1 whole, 1 failed).', expect.stringMatching(/^- Disk: newest verified backup 2026-01-14 11:00 UTC/), 'Open alerts: none.'] });
    await stop();
  });
});

it('what a person has seen is noted by any program, and stays in the list', async () => {
  const world = makeWorld();
  const { consider, keeper } = world.start();
  await consider(unreachable);
  await world.store.acknowledge('a1', new Date(noon.getTime() + 1));
  await consider(unreachable);
  expect((await keeper.list('Shop')).open).toMatchObject([{ id: 'a1', acknowledgedAt: expect.any(String) as string }]);
  await expect(keeper.acknowledge('a7')).rejects.toMatchObject({ code: 'not-found' });
});

it('a ping counts each backup that is whole and was read back once, and any other as failed', async () => {
  const world = makeWorld();
  await world.desk.add({ kind: 'ping', name: 'Checks', url: `${there.url}/uuid`, apps: 'all' });
  const { keeper, begin, stop } = world.start();
  begin();
  const place = (outcome: 'verified' | 'failed') => ({ name: 'Disk', outcome, ...(outcome === 'failed' ? { error: { code: 'network' as const, message: 'm', nextStep: 'n' } } : {}) });
  const result = (outcome: 'complete' | 'incomplete', at: 'verified' | 'failed'): RunResult => ({ kind: 'backup', backup: 'b', outcome, tables: [], places: [place(at)], uploadedBytes: 0, storedBytes: 0, reusedBytes: 0, durationMs: 1, warnings: [], coverage: [] });
  const ended = (id: string, state: Run['state'], more: Partial<Run> = {}): Run => ({ ...run(state, 1, more), id });
  await keeper.runStarted(ended('one', 'running'));
  await keeper.runEnded(ended('one', 'done', { result: result('complete', 'verified') }));
  // Told of the same end twice.
  await keeper.runEnded(ended('one', 'done', { result: result('complete', 'verified') }));
  await keeper.runEnded(ended('two', 'incomplete', { result: result('incomplete', 'verified') }));
  await keeper.runEnded(ended('three', 'failed'));
  await keeper.runEnded(ended('four', 'done', { result: result('complete', 'failed') }));
  await keeper.runEnded(ended('five', 'cancelled'));
  await keeper.runStarted({ ...ended('six', 'running'), request: { kind: 'check', app: 'Shop' } });
  await expect.poll(heard, waits).toEqual(['/uuid/start?rid=one', '/uuid?rid=one', '/uuid/fail?rid=two', '/uuid/fail?rid=three', '/uuid/fail?rid=four']);
  await stop();
});
