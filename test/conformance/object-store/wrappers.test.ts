import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import { metered } from '../../../electron/engine/destinations/wrappers/metered.ts';
import { prefixed } from '../../../electron/engine/destinations/wrappers/prefixed.ts';
import { retrying } from '../../../electron/engine/destinations/wrappers/retrying.ts';
import { throttled } from '../../../electron/engine/destinations/wrappers/throttled.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FlakyStore } from '../../support/flaky-store.ts';
import { describeObjectStore } from './describe-object-store.ts';

const random = () => 0.5;
const newClock = () => new FakeClock({ autoAdvance: true });
const retryingMemory = (store: ObjectStore) => retrying(store, { clock: newClock(), random });

describeObjectStore('retrying', async () => ({ store: retryingMemory(createMemoryStore()) }));

describeObjectStore('retrying over a place where every call fails at first and its answer is lost the next time', async () => ({
  // Eight that race for one key take turns at failing.
  store: retrying(new FlakyStore(createMemoryStore()), { clock: newClock(), random, tries: 50 }),
}));

describeObjectStore('throttled to one call and a megabyte a second', async () => ({
  store: throttled(createMemoryStore(), { clock: newClock(), upload: 1_000_000, download: 1_000_000, concurrency: 1 }),
}));

describeObjectStore('metered', async () => ({ store: metered(createMemoryStore()).store }));

describeObjectStore('a part of a place', async () => ({ store: prefixed(createMemoryStore(), 'acme/prod'), longestKey: 512 - 'acme/prod/'.length }));

describeObjectStore('all wrappers on top of each other', async () => ({
  store: prefixed(throttled(metered(retryingMemory(createMemoryStore())).store, { clock: newClock(), upload: 5_000_000 }), 'acme'),
  longestKey: 512 - 'acme/'.length,
}));
