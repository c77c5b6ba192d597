import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { delegatingStore } from '../../support/delegating-store.ts';
import { makeTestComputer, type ServiceClient, type TestComputer, untilEnded } from '../../support/test-service.ts';

const second = 1000;
const minute = 60 * second;
/** The schedule looks at the clock this often. */
const tickMs = 15 * second;

let computer: TestComputer;
let client: ServiceClient;
/** What was asked of the place. */
let asked: string[];
let isNear: boolean;
let isGone: boolean;
/** The folder of a place that says nothing, neither yes nor no. */
let silent: string | undefined;
/** Lets the schedule look at the clock; undefined while it does. */
let look: (() => void) | undefined;

beforeEach(async () => {
  computer = await makeTestComputer();
  [asked, isNear, isGone, silent, look] = [[], true, false, undefined, undefined];
  const { vault } = computer.connector;
  vi.spyOn(computer.connector, 'vault').mockImplementation(async (place, slug) => {
    if (place.kind === 'local' && place.path === silent) return new Promise<never>(() => undefined);
    if (isGone) throw new HoldfastError('not-found', 'The drive is not there.', { details: { reason: 'place-gone' } });
    return noted(await vault.call(computer.connector, place, slug));
  });
  ({ client } = await computer.start({ nap }));
  await client.places.add({ name: 'Disk', kind: 'local', path: '/disk' });
  await client.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'https://app.example', appId: 'small-app', token: 'pa55word' } });
  await untilEnded(client, (await client.runs.start({ kind: 'backup', app: 'Shop' })).runId);
});
afterEach(() => computer.remove());

function noted(store: ObjectStore): ObjectStore {
  return delegatingStore(store, {
    capabilities: { ...store.capabilities, nearby: isNear },
    get: (key, options) => {
      asked.push(`get ${key}`);
      return store.get(key, options);
    },
    list: (prefix, options) => {
      asked.push(`list ${prefix}`);
      return store.list(prefix, options);
    },
  });
}

/** However busy the computer is with other tests. */
function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 1 });
}

function nap(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else if (ms === tickMs) look = resolve;
    // Nobody waits for a place that says nothing.
    else if (silent !== undefined) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** So long, with a look at the clock as often as the schedule takes one, or less often where it is about hours. */
async function pass(ms: number, every = tickMs): Promise<void> {
  await eventually(() => expect(look).toBeDefined());
  for (let left = ms; left > 0; left -= every) {
    await computer.clock.advance(Math.min(every, left));
    const looks = look;
    look = undefined;
    looks?.();
    await eventually(() => expect(look).toBeDefined());
    // What a look set going: the place in memory answers without waiting for anything.
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  }
}

/** Follows the status, as the tray and every page do, until the computer is gone. */
async function watch(): Promise<{ readonly needs: () => readonly string[] }> {
  let last: readonly string[] = [];
  const told = await client.status.watch();
  void (async () => {
    for await (const { apps } of told) last = apps[0]?.needs.map(({ kind }) => kind) ?? [];
  })();
  await eventually(() => expect(last).not.toEqual([]));
  return { needs: () => last };
}

async function needs(): Promise<readonly string[]> {
  for await (const { apps } of await client.status.watch()) return apps[0]?.needs.map(({ kind }) => kind) ?? [];
  return [];
}

/** Until nothing more is asked of the place. */
async function quiet(): Promise<void> {
  const { vault } = computer.connector;
  for (let before = -1, same = 0; same < 10; ) {
    const now = vi.mocked(vault).mock.calls.length + asked.length;
    same = now === before ? same + 1 : 0;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a place that was taken away', () => {
  it('is told within a minute while anybody watches, and pages ask again', async () => {
    const watching = await watch();
    const topics: string[] = [];
    const changes = await client.changes.watch();
    void (async () => {
      for await (const { topic } of changes) topics.push(topic);
    })();
    isGone = true;
    await pass(minute);
    await eventually(() => expect(watching.needs()).toEqual(['place-behind', 'kit-not-proved']));
    expect(topics).toContain('backups');
    isGone = false;
    await pass(minute);
    await eventually(() => expect(watching.needs()).toEqual(['kit-not-proved']));
  });

  it('is told by a second program beside the one that keeps the schedule, too', async () => {
    look = undefined;
    ({ client } = await computer.start({ nap }));
    const watching = await watch();
    isGone = true;
    await pass(minute);
    await eventually(() => expect(watching.needs()).toEqual(['place-behind', 'kit-not-proved']));
  });

  it('is told within a minute to a page that asked for the overview not long ago', async () => {
    await client.status.overview({ app: 'Shop' });
    isGone = true;
    await pass(minute);
    await eventually(async () => expect((await client.status.overview({ app: 'Shop' })).places).toMatchObject([{ reachable: false }]));
  });

  it('that costs nothing to ask is noticed within minutes with no window open', async () => {
    isGone = true;
    await pass(5 * minute);
    await eventually(async () => expect(await needs()).toEqual(['place-behind', 'kit-not-proved']));
  });

  it('that costs something to ask is noticed within the hour with no window open, and not asked sooner', async () => {
    isNear = false;
    await client.places.test({ place: 'Disk' });
    await eventually(() => expect(asked).toContain('get status.json'));
    await quiet();
    isGone = true;
    const { vault } = computer.connector;
    const before = vi.mocked(vault).mock.calls.length;
    await pass(58 * minute, minute);
    expect(vi.mocked(vault).mock.calls.length).toBe(before);
    await pass(3 * minute);
    await eventually(async () => expect(await needs()).toEqual(['place-behind', 'kit-not-proved']));
  });
});

describe('a look into a place', () => {
  it('reads no backup while the place lists what it listed before, but within the hour', async () => {
    await watch();
    await pass(2 * minute);
    asked = [];
    await pass(10 * minute);
    expect(new Set(asked)).toEqual(new Set(['get vault.json', 'list snapshots/']));
    expect(asked.length).toBeLessThanOrEqual(2 * 14);
    await pass(51 * minute, minute);
    expect(asked.filter((each) => each.startsWith('get snapshots/'))).toHaveLength(1);
  });

  it('that finds nothing new tells nobody: what a page asks then makes no further work', async () => {
    await watch();
    await pass(minute);
    const topics: string[] = [];
    const changes = await client.changes.watch();
    void (async () => {
      for await (const { topic } of changes) topics.push(topic);
    })();
    for (let asking = 0; asking < 10; asking += 1) {
      await client.status.overview({ app: 'Shop' });
      await pass(minute);
    }
    expect(topics).toEqual([]);
  });

  it('finds within a minute that a backup was removed which had been read back from there', async () => {
    await watch();
    const signal = new AbortController().signal;
    const place = computer.connector.placeAt('/disk');
    for await (const { key } of place.list('shop/snapshots/', { signal })) await place.delete(key, { signal });
    await pass(minute);
    await eventually(async () => expect(await needs()).toEqual(['no-backup', 'place-behind', 'kit-not-proved']));
    const told = await client.status.overview({ app: 'Shop' });
    expect(told.newest).toBeUndefined();
    expect(told.needs).toContainEqual({ kind: 'place-behind', app: 'Shop', place: 'Disk', removed: expect.any(String) });
  });

  it('finds within a minute that another vault lies there', async () => {
    await watch();
    const signal = new AbortController().signal;
    const place = computer.connector.placeAt('/disk');
    const header = new TextDecoder().decode(await place.get('shop/vault.json', { signal }));
    const id = /"vaultId":\s*"([^"]+)"/u.exec(header)?.[1] ?? '';
    await place.put('shop/vault.json', new TextEncoder().encode(header.replace(id, '5f0c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21')), { signal });
    await pass(minute);
    await eventually(async () => expect(await needs()).toEqual(['place-behind', 'kit-not-proved']));
  });

  it('that took longer than a page waits is told to that page', async () => {
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { vault } = computer.connector;
    const vaultOf = vi.mocked(vault).getMockImplementation();
    vi.mocked(vault).mockImplementation(async (...args) => {
      await answered;
      return vaultOf?.(...args) ?? Promise.reject(new Error('no vault'));
    });
    const slow = await computer.start({ nap: (ms, signal) => (ms === 5 * second ? Promise.resolve() : nap(ms, signal)) });
    const first = await slow.client.status.overview({ app: 'Shop' });
    expect(first.places).toMatchObject([{ name: 'Disk', reachable: false }]);
    expect(first.places[0]).not.toHaveProperty('problem');
    const changes = await slow.client.changes.watch();
    answer();
    for await (const { topic } of changes) if (topic === 'backups') break;
    expect((await slow.client.status.overview({ app: 'Shop' })).places).toMatchObject([{ reachable: true }]);
  });
});

describe('what else ends being safe while nobody does anything', () => {
  it('settings that can no longer be read are told at the next look at the clock, and that they can be again', async () => {
    const file = path.join(computer.home, 'config.json');
    const before = await readFile(file);
    const told: string[] = [];
    const states = await client.status.watch();
    void (async () => {
      for await (const state of states) told.push([state.tray, ...state.needs.map(({ kind }) => kind)].join(' '));
    })();
    const topics: string[] = [];
    const changes = await client.changes.watch();
    void (async () => {
      for await (const { topic } of changes) topics.push(topic);
    })();
    await writeFile(file, '{"version": 1, ');
    await pass(tickMs);
    await eventually(() => expect(told.at(-1)).toBe('needs-you settings'));
    await eventually(() => expect(topics).toContain('apps'));
    await writeFile(file, before);
    await pass(tickMs);
    await eventually(() => expect(told.at(-1)).toBe('needs-you'));
    expect(topics.filter((topic) => topic === 'apps')).toHaveLength(2);
  });

  it('a keychain that can no longer be read is told within a minute', async () => {
    const watching = await watch();
    vi.spyOn(computer.deps.keychain, 'get').mockRejectedValue(new HoldfastError('permission-denied', 'The keychain is locked.', { nextStep: 'Unlock it.' }));
    await pass(minute);
    await eventually(() => expect(watching.needs()).toEqual(['keychain', 'kit-not-proved']));
  });
});

it('another place that was given the name of one that was removed has nothing of it, before it was looked into and while it says nothing', async () => {
  expect(await client.status.overview({ app: 'Shop' })).toMatchObject({ backups: 1, places: [{ path: '/disk', reachable: true, newestVerified: expect.any(String) }] });
  await client.places.remove({ place: 'Disk' });
  await computer.clock.advance(minute);
  silent = '/other';
  await client.places.add({ name: 'Disk', kind: 'local', path: '/other' });
  const { newest, places } = await client.status.overview({ app: 'Shop' });
  expect({ newest, places }).toMatchObject({ newest: undefined, places: [{ path: '/other', reachable: false, behind: false }] });
  expect(places[0]).not.toHaveProperty('newestVerified');
});
