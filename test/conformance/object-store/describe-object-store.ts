import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreUnderTest } from './fixture.ts';
import { createFixture, never } from './fixture.ts';
import { describeKeysAndListing } from './keys-and-listing.ts';
import { describeObjects } from './objects.ts';
import { describeStreamsAndCancelling } from './streams-and-cancelling.ts';

/** The contract of electron/engine/ports/object-store.ts, sentence by sentence, for any implementation. `makeStore` may answer why there is none here. */
export function describeObjectStore(name: string, makeStore: () => Promise<StoreUnderTest | string>): void {
  describe(`object store: ${name}`, () => {
    let made: StoreUnderTest | undefined;
    beforeEach(async ({ skip }) => {
      const result = await makeStore();
      if (typeof result === 'string') skip(result);
      else made = result;
    });
    afterEach(async () => {
      await made?.close?.();
    });
    const at = createFixture(() => {
      if (made === undefined) throw new Error('There is no store to test.');
      return made;
    });

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
