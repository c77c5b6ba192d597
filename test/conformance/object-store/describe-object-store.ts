import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreUnderTest } from './fixture.ts';
import { createFixture, never } from './fixture.ts';
import { describeKeysAndListing } from './keys-and-listing.ts';
import { describeObjects } from './objects.ts';
import { describeStreamsAndCancelling } from './streams-and-cancelling.ts';

/** The contract of electron/engine/ports/object-store.ts, sentence by sentence, for any implementation. */
export function describeObjectStore(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`object store: ${name}`, () => {
    let made: StoreUnderTest;
    beforeEach(async () => {
      made = await makeStore();
    });
    afterEach(async () => {
      await made.close?.();
    });
    const at = createFixture(() => made);

    it('takes at least one call at a time, and tells free space as a whole number of bytes or not at all', async () => {
      expect(at.store.capabilities.maxConcurrency).toBeGreaterThanOrEqual(1);
      const free = (await at.store.capabilities.freeSpace?.({ signal: never })) ?? 0;
      expect(Number.isInteger(free) && free >= 0).toBe(true);
    });

    describeObjects(at);
    describeKeysAndListing(at);
    describeStreamsAndCancelling(at);
  });
}
