import { expect, it } from 'vitest';
import { createMemoryStore } from '../../../../electron/engine/destinations/memory/memory-store.ts';
import { retrying } from '../../../../electron/engine/destinations/wrappers/retrying.ts';
import { readOnly } from '../../../../electron/engine/destinations/wrappers/read-only.ts';
import { foldersIn } from '../../../../electron/engine/ports/folders-in.ts';
import { expectCode, listed, never, text } from '../../../conformance/object-store/fixture.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

it('lets everything be read and nothing be changed', async () => {
  const place = createMemoryStore();
  await place.put('shop/vault.json', text('hello'), { signal: never });
  const store = readOnly(retrying(place, { clock: new FakeClock(), random: () => 0 }));
  expect(Buffer.from(await store.get('shop/vault.json', { signal: never })).toString()).toBe('hello');
  expect(await store.stat('shop/vault.json', { signal: never })).toEqual({ key: 'shop/vault.json', size: 5 });
  expect(await foldersIn(store, '', { signal: never, most: 5 })).toEqual(['shop']);
  await expectCode(store.put('new', text('x'), { signal: never }), 'invalid-input');
  await expectCode(store.delete('shop/vault.json', { signal: never }), 'invalid-input');
  expect(store.deleteMany).toBeUndefined();
  expect(await listed(place, '')).toEqual([{ key: 'shop/vault.json', size: 5 }]);
});
