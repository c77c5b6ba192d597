import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import { leaseMs, skewMs } from '../../../electron/engine/leases/held-lease.ts';
import { type Claim, type WindowClaims, windowClaims } from '../../../electron/engine/leases/window-claims.ts';
import type { Clock } from '../../../electron/engine/ports/clock.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { delegatingStore } from '../../support/delegating-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { leaseVault, putStatus } from '../../support/leases.ts';

const { signal } = new AbortController();
const dueAt = new Date('2026-03-01T10:00:00Z');
const window = { dueAt, earlyMs: skewMs };
const never = (_ms: number, stopped: AbortSignal): Promise<void> => new Promise((resolve) => stopped.addEventListener('abort', () => resolve(), { once: true }));

/** A clock that differs from another by so much. */
function skewed(clock: Clock, ms: number): Clock {
  return { now: () => new Date(clock.now().getTime() + ms), monotonic: () => clock.monotonic(), sleepUntil: (at, stop) => clock.sleepUntil(at, stop) };
}

function computer(name: string, stores: readonly ObjectStore[], clock: Clock): WindowClaims {
  const vaults = stores.map((store, i) => ({ name: `place ${i}`, vault: leaseVault(store) }));
  return windowClaims({ placesOf: async () => ({ vaults, areAll: true }), clock, nap: never, owner: { id: name, name }, isOwn: () => false, log: () => undefined });
}

/** Two agents whose every call to a place waits for its turn. */
class Turns {
  readonly #waiting = new Map<string, () => void>();
  readonly calls = { a: 0, b: 0 };

  gated(who: 'a' | 'b', inner: ObjectStore): ObjectStore {
    const turn = async <T>(call: () => Promise<T>): Promise<T> => {
      await new Promise<void>((resolve) => this.#waiting.set(who, resolve));
      this.calls[who] += 1;
      return call();
    };
    return delegatingStore(inner, {
      put: (key, body, options) => turn(() => inner.put(key, body, options)),
      get: (key, options) => turn(() => inner.get(key, options)),
      stat: (key, options) => turn(() => inner.stat(key, options)),
      list: (prefix, options) =>
        (async function* () {
          yield* await turn(() => Array.fromAsync(inner.list(prefix, options)));
        })(),
      delete: (key, options) => turn(() => inner.delete(key, options)),
    });
  }

  /** Lets one make its next call. False where it makes none. */
  async next(who: 'a' | 'b'): Promise<boolean> {
    await nextTurn();
    const go = this.#waiting.get(who);
    this.#waiting.delete(who);
    go?.();
    if (go !== undefined) await nextTurn();
    return go !== undefined;
  }
}

interface Story {
  /** Who made the backup, in order. */
  readonly made: string[];
  /** How many were at it at the same time, at most. */
  most: number;
}

async function agent(name: string, store: ObjectStore, clock: Clock, story: Story, atWork: Set<string>): Promise<void> {
  const claims = computer(name, [store], clock);
  for (let asked = 0; asked < 50; asked += 1) {
    const claim = await claims.claim('app', window, signal);
    if (claim.kind === 'made') return;
    if (claim.kind === 'held') continue;
    atWork.add(name);
    story.most = Math.max(story.most, atWork.size);
    await putStatus(store, clock.now(), signal);
    story.made.push(name);
    atWork.delete(name);
    await claim.giveBack();
    return;
  }
  throw new Error(`${name} asked and asked`);
}

/** A makes so many calls, then B, then A again, then B to its end, then A. */
async function interleaved(place: (inner: ObjectStore) => ObjectStore, first: number, second: number, third: number): Promise<Story & { readonly calls: Turns['calls']; readonly left: number }> {
  const disk = createMemoryStore();
  const turns = new Turns();
  const clock = new FakeClock({ start: dueAt });
  const story: Story = { made: [], most: 0 };
  const atWork = new Set<string>();
  let ended = 0;
  const both = Promise.all((['a', 'b'] as const).map((name) => agent(name, turns.gated(name, place(disk)), clock, story, atWork).then(() => (ended += 1))));
  for (let i = 0; i < first; i += 1) await turns.next('a');
  for (let i = 0; i < second; i += 1) await turns.next('b');
  for (let i = 0; i < third; i += 1) await turns.next('a');
  while (ended < 2) {
    // Whoever finds the place taken asks again; the other has to get on meanwhile.
    for (let i = 0; i < 12 && (await turns.next('b')); i += 1);
    for (let i = 0; i < 12 && (await turns.next('a')); i += 1);
  }
  await both;
  return { ...story, calls: turns.calls, left: (await Array.fromAsync(disk.list('leases/', { signal }))).length };
}

it('however the calls of two computers fall between each other, one makes the backup and the other sees that it is there', async () => {
  const alone = await interleaved((inner) => inner, 50, 50, 0);
  expect([alone.made, alone.calls.a > 6, alone.left]).toEqual([['a'], true, 0]);
  for (let first = 0; first <= alone.calls.a; first += 1) {
    for (let second = 1; second <= alone.calls.a; second += 1) {
      for (let third = 0; third <= 4; third += 2) {
        const { made, most, left } = await interleaved((inner) => inner, first, second, third);
        expect([made.length, most, left], `${first} calls, then ${second} of the other, then ${third}`).toEqual([1, 1, 0]);
      }
    }
  }
});

it('where the place cannot refuse to overwrite, both may make it, at worst; it is made, and nobody is told that it is certain', async () => {
  const overwrites = (inner: ObjectStore): ObjectStore =>
    delegatingStore(inner, { capabilities: { ...inner.capabilities, createOnly: false }, put: (key, body, options) => inner.put(key, body, { signal: options.signal }) });
  for (let first = 0; first <= 10; first += 1) {
    for (let second = 1; second <= 10; second += 1) {
      const { made, left } = await interleaved(overwrites, first, second, 0);
      expect(made.length, `${first}, ${second}`).toBeGreaterThanOrEqual(1);
      expect(left).toBe(0);
    }
  }
  const claim = await computer('a', [overwrites(createMemoryStore())], new FakeClock({ start: dueAt })).claim('app', window, signal);
  expect(claim).toMatchObject({ kind: 'go', isCertain: false });
});

it('one that is killed after any of its calls holds the other up for a while, and no longer', async () => {
  for (let made = 0; made <= 8; made += 1) {
    const disk = createMemoryStore();
    const clock = new FakeClock({ start: dueAt });
    const turns = new Turns();
    void agent('a', turns.gated('a', disk), clock, { made: [], most: 0 }, new Set());
    for (let i = 0; i < made; i += 1) await turns.next('a');
    await clock.advance(leaseMs + 2 * skewMs);
    const claim = await computer('b', [disk], clock).claim('app', window, signal);
    // Its backup was done, or it is for the other to make.
    const wasDone = (await disk.stat('status.json', { signal })) !== undefined;
    expect(claim.kind, `killed after ${made} calls`).toBe(wasDone ? 'made' : 'go');
  }
});

it.each([
  ['a day behind', -86_400_000],
  ['more behind than clocks may differ', -skewMs - 60_000],
  ['a little behind', -120_000],
  ['a little ahead', 120_000],
  ['more ahead than clocks may differ', skewMs + 60_000],
  ['hours ahead', 3 * 3_600_000],
  ['a day ahead', 86_400_000],
])('no window is lost where the other computer’s clock is %s', async (_what, ms) => {
  const disk = createMemoryStore();
  const clock = new FakeClock({ start: dueAt });
  const other = computer('other', [disk], skewed(clock, ms));
  const here = computer('here', [disk], clock);
  // The other makes backups for two windows, then dies in the middle of the third.
  for (let hour = 0; hour < 2; hour += 1) {
    const at = { dueAt: new Date(dueAt.getTime() + hour * 3_600_000), earlyMs: 1_800_000 };
    const claim = await other.claim('app', { ...at, dueAt: new Date(at.dueAt.getTime() + ms) }, signal);
    await putStatus(disk, new Date(clock.now().getTime() + ms), signal);
    if (claim.kind === 'go') await claim.giveBack();
    await here.claim('app', at, signal).then((mine) => (mine.kind === 'go' ? mine.giveBack() : undefined));
    await clock.advance(3_600_000);
  }
  await other.claim('app', { dueAt: new Date(clock.now().getTime() + ms), earlyMs: 1_800_000 }, signal);
  const third = { dueAt: clock.now(), earlyMs: 1_800_000 };
  const kinds: string[] = [];
  for (let minute = 0; minute <= 20 && kinds.at(-1) !== 'go'; minute += 1) {
    kinds.push((await here.claim('app', third, signal)).kind);
    await clock.advance(60_000);
  }
  expect(kinds.at(-1)).toBe('go');
  if (Math.abs(ms) <= 120_000) expect(kinds[0]).toBe('held');
});

it('a window is made when every place has its backup: of the nearest window where hours are counted, of the very moment by the clock', async () => {
  const clock = new FakeClock({ start: '2026-03-01T10:20:00Z' });
  const places = [createMemoryStore(), createMemoryStore()];
  const [first, second] = places;
  const ask = async (earlyMs: number): Promise<Claim['kind']> => {
    const claim = await computer('here', places, clock).claim('app', { dueAt: new Date('2026-03-01T10:20:00Z'), earlyMs }, signal);
    if (claim.kind === 'go') await claim.giveBack();
    return claim.kind;
  };
  if (first === undefined || second === undefined) throw new Error('two places');
  await putStatus(first, new Date('2026-03-01T10:00:00Z'), signal);
  expect(await ask(1_800_000)).toBe('go');
  await putStatus(second, new Date('2026-03-01T10:00:00Z'), signal);
  expect([await ask(1_800_000), await ask(skewMs)]).toEqual(['made', 'go']);
  // What this computer made itself is for its own schedule to judge.
  const own = windowClaims({ placesOf: async () => ({ vaults: places.map((store, i) => ({ name: `place ${i}`, vault: leaseVault(store) })), areAll: true }), clock, nap: never, owner: { id: 'here', name: 'here' }, isOwn: (_app, snapshot) => snapshot.startsWith('2026-03-01T10-00'), log: () => undefined });
  expect((await own.claim('app', { dueAt: new Date('2026-03-01T10:20:00Z'), earlyMs: 1_800_000 }, signal)).kind).toBe('go');
});

it('two computers that share one of their places do not get in each other’s way, whatever else they have', async () => {
  const clock = new FakeClock({ start: dueAt });
  const [shared, own, others] = [createMemoryStore(), createMemoryStore(), createMemoryStore()];
  const a = await computer('a', [shared, own], clock).claim('app', window, signal);
  expect(a).toMatchObject({ kind: 'go', isCertain: true });
  expect(await computer('b', [others, shared], clock).claim('app', window, signal)).toEqual({ kind: 'held', by: 'a' });
  expect(await Array.fromAsync(others.list('', { signal }))).toEqual([]);
});

it('a place that cannot be asked keeps nobody from making a backup', async () => {
  const clock = new FakeClock({ start: dueAt });
  const away = delegatingStore(createMemoryStore(), { list: () => failing(), get: () => Promise.reject(new HoldfastError('network', 'away')) });
  expect(await computer('a', [away], clock).claim('app', window, signal)).toMatchObject({ kind: 'go', isCertain: false });
  const broken = windowClaims({ placesOf: () => Promise.reject(new HoldfastError('permission-denied', 'no key')), clock, nap: never, owner: { id: 'a', name: 'a' }, isOwn: () => false, log: () => undefined });
  expect(await broken.claim('app', window, signal)).toMatchObject({ kind: 'go', isCertain: false });
});

// oxlint-disable-next-line require-yield -- it stands for a listing that fails before its first entry.
async function* failing(): AsyncGenerator<never> {
  throw new HoldfastError('network', 'away');
}

it('a lease is prolonged as long as the backup takes, and gone once that is over', async () => {
  const disk = createMemoryStore();
  const clock = new FakeClock({ start: dueAt });
  const vaults = [{ name: 'place', vault: leaseVault(disk) }];
  const nap = async (ms: number, stopped: AbortSignal): Promise<void> => clock.sleepUntil(new Date(clock.now().getTime() + ms), stopped).catch(() => undefined);
  const claims = windowClaims({ placesOf: async () => ({ vaults, areAll: true }), clock, nap, owner: { id: 'a', name: 'a' }, isOwn: () => false, log: () => undefined });
  const claim = await claims.claim('app', window, signal);
  await clock.advance(3 * 3_600_000);
  expect(await computer('b', [disk], clock).claim('app', { dueAt: clock.now(), earlyMs: skewMs }, signal)).toEqual({ kind: 'held', by: 'a' });
  if (claim.kind === 'go') await claim.giveBack();
  expect(await Array.fromAsync(disk.list('', { signal }))).toEqual([]);
  expect(clock.sleeping).toBe(0);
});
