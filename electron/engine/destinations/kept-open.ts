import type { Clock } from '../ports/clock.ts';
import type { ObjectStore } from '../ports/object-store.ts';

/** Milliseconds that a place stays open: what it told of itself when it was opened is asked again after that. */
const keptMs = 10 * 60_000;

/**
 * Places whose opening costs requests, so that the calls of a screen or of a run share one opening and its connections.
 * One that could not be opened is opened anew the next time.
 */
export class KeptOpen {
  readonly #clock: Clock;
  readonly #open = new Map<string, { readonly at: number; readonly place: Promise<ObjectStore> }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param key everything that the opening depends on. @throws whatever `open` throws */
  get(key: string, open: () => Promise<ObjectStore>): Promise<ObjectStore> {
    const now = this.#clock.monotonic();
    for (const [each, { at }] of this.#open) if (now - at >= keptMs) this.#open.delete(each);
    const known = this.#open.get(key);
    if (known !== undefined) return known.place;
    const place = open();
    this.#open.set(key, { at: now, place });
    place.catch(() => {
      if (this.#open.get(key)?.place === place) this.#open.delete(key);
    });
    return place;
  }
}
