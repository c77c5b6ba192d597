import { expect, it } from 'vitest';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import { isBinding, leaseMs, mostLeftOver, skewMs, takeLease, type Taken } from '../../../electron/engine/leases/held-lease.ts';
import { encodeLease, type Lease, readLeases } from '../../../electron/engine/leases/lease.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { delegatingStore } from '../../support/delegating-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { leaseVault, someLease } from '../../support/leases.ts';

const { signal } = new AbortController();
const clock = new FakeClock({ start: '2026-03-01T10:00:00Z' });

function take(store: ObjectStore, name: string, at = clock): Promise<Taken> {
  return takeLease(leaseVault(store), { clock: at, owner: { id: `id of ${name}`, name }, window: new Date('2026-03-01T10:00:00Z'), signal });
}

async function names(store: ObjectStore): Promise<string[]> {
  return (await Array.fromAsync(store.list('', { signal }))).map(({ key }) => key);
}

it('one has it, the other hears who; given back, it leaves nothing behind', async () => {
  const store = createMemoryStore();
  const first = await take(store, 'server');
  expect(first.kind).toBe('taken');
  expect(await take(store, 'laptop')).toEqual({ kind: 'held', by: 'server' });
  expect(await names(store)).toEqual(['leases/backup-000001.json']);
  if (first.kind === 'taken') await first.lease.giveBack(signal);
  expect(await names(store)).toEqual([]);
  expect((await take(store, 'laptop')).kind).toBe('taken');
});

it('the same home takes what it left behind itself at once, and clears it away', async () => {
  const store = createMemoryStore();
  await take(store, 'server');
  const again = await take(store, 'server');
  expect(again.kind).toBe('taken');
  if (again.kind === 'taken') await again.lease.giveBack(signal);
  expect(await names(store)).toEqual([]);
});

it('what a crash left holds nobody up longer than it lasts and clocks may differ; kept, it lasts on', async () => {
  const at = new FakeClock({ start: '2026-03-01T10:00:00Z' });
  const store = createMemoryStore();
  const first = await take(store, 'server', at);
  await at.advance(leaseMs - 1000);
  if (first.kind === 'taken') await first.lease.keep(signal);
  await at.advance(leaseMs + skewMs - 1000);
  expect(await take(store, 'laptop', at)).toEqual({ kind: 'held', by: 'server' });
  await at.advance(1000);
  const second = await take(store, 'laptop', at);
  expect(second.kind).toBe('taken');
  expect(await names(store)).toHaveLength(2);
  if (second.kind === 'taken') await second.lease.giveBack(signal);
  expect(await names(store)).toEqual([]);
});

it.each([
  ['the same clock, just taken', leaseMs, true],
  ['ended, by a clock that is as far behind as may be', -skewMs + 1000, true],
  ['ended longer ago than clocks differ', -skewMs, false],
  ['taken by a clock as far ahead as may be', leaseMs + skewMs, true],
  ['taken by a clock that is quite wrong', leaseMs + skewMs + 1000, false],
  ['taken by a clock a day ahead', 86_400_000, false],
])('%s', (_what, left, expected) => {
  const now = new Date('2026-03-01T10:00:00Z');
  expect(isBinding(someLease({ expiresAt: new Date(now.getTime() + left).toISOString() }), now)).toBe(expected);
});

it('what somebody wrote without the key keeps nobody away, and is left where it is', async () => {
  const store = createMemoryStore();
  const vault = leaseVault(store);
  const lease: Lease = someLease({ expiresAt: new Date(clock.now().getTime() + leaseMs).toISOString() });
  const genuine = new TextDecoder().decode(encodeLease(lease, vault));
  const forgeries = [genuine.replace('another', 'anybody'), '{"format":"holdfast-lease/1"}', '', 'null', genuine.replace(/"seal": "./, '"seal": "x')];
  for (const [i, text] of forgeries.entries()) await store.put(`leases/backup-00000${i + 1}.json`, new TextEncoder().encode(text), { signal });
  await store.put('leases/backup-99999999999.json', new Uint8Array(3), { signal });
  const before = await names(store);
  const taken = await take(store, 'laptop');
  expect(taken.kind).toBe('taken');
  expect((await readLeases(vault, signal)).at(-1)).toMatchObject({ number: 6, lease: { name: 'laptop' } });
  if (taken.kind === 'taken') await taken.lease.giveBack(signal);
  expect(await names(store)).toEqual(before);
});

it('where nothing can be deleted they do not pile up: past a number that is told, none is left there any more', async () => {
  const refused = new HoldfastError('permission-denied', 'no');
  const at = new FakeClock({ start: '2026-03-01T10:00:00Z' });
  const store = createMemoryStore();
  const appendOnly = delegatingStore(store, { delete: () => Promise.reject(refused) });
  const kinds: string[] = [];
  for (let hour = 0; hour < mostLeftOver + 5; hour += 1) {
    const taken = await take(appendOnly, 'server', at);
    kinds.push(taken.kind);
    if (taken.kind === 'taken') await taken.lease.giveBack(signal);
    await at.advance(3_600_000);
  }
  expect(kinds).toEqual([...Array.from({ length: mostLeftOver }, () => 'taken'), 'full', 'full', 'full', 'full', 'full']);
  expect(await names(store)).toHaveLength(mostLeftOver);
});

it('a lease that was stored although the place said it was not is its owner’s', async () => {
  const store = createMemoryStore();
  let failed = false;
  const flaky = delegatingStore(store, {
    async put(key, body, options) {
      await store.put(key, body, options);
      if (failed) return;
      failed = true;
      throw new HoldfastError('network', 'no answer');
    },
  });
  await expect(take(flaky, 'server')).rejects.toMatchObject({ code: 'network' });
  expect(await take(store, 'laptop')).toEqual({ kind: 'held', by: 'server' });
  const again = await take(flaky, 'server');
  expect(again.kind).toBe('taken');
  if (again.kind === 'taken') await again.lease.giveBack(signal);
  expect(await names(store)).toEqual([]);
});

it('whoever finds another beside its own yields: both had looked before either was there', async () => {
  const store = createMemoryStore();
  const vault = leaseVault(store);
  const meanwhile = delegatingStore(store, {
    async put(key, body, options) {
      await store.put('leases/backup-000007.json', encodeLease(someLease({ expiresAt: new Date(clock.now().getTime() + leaseMs).toISOString() }), vault), { signal });
      await store.put(key, body, options);
    },
  });
  expect(await take(meanwhile, 'laptop')).toEqual({ kind: 'held', by: 'another' });
  expect(await names(store)).toEqual(['leases/backup-000007.json']);
});
