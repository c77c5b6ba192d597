import type { Clock } from '../ports/clock.ts';

interface IdleCacheOptions {
  readonly clock: Clock;
  /** Most entries at a time. */
  readonly most: number;
  /** An entry that nobody asked for so long is let go, in milliseconds. */
  readonly idleMs: number;
}

interface Entry<V> {
  readonly value: Promise<V>;
  usedAt: number;
}

/** Keeps what is costly to open for those who ask again soon. */
export class IdleCache<V> {
  readonly #options: IdleCacheOptions;
  /** The one used longest ago comes first. */
  readonly #entries = new Map<string, Entry<V>>();
  readonly #closing = new AbortController();
  #watching = false;

  constructor(options: IdleCacheOptions) {
    this.#options = options;
  }

  /** What is kept under this key, made where it is missing. What failed to be made is not kept. */
  get(key: string, make: () => Promise<V>): Promise<V> {
    const value = this.#entries.get(key)?.value ?? make();
    this.#entries.delete(key);
    this.#entries.set(key, { value, usedAt: this.#options.clock.monotonic() });
    value.catch(() => {
      if (this.#entries.get(key)?.value === value) this.#entries.delete(key);
    });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#options.most) break;
      this.drop(oldest);
    }
    void this.#watch();
    return value;
  }

  drop(key: string): void {
    this.#entries.delete(key);
  }

  /** Lets go of every entry whose key begins so. */
  dropAll(beginning = ''): void {
    for (const key of this.#entries.keys()) if (key.startsWith(beginning)) this.drop(key);
  }

  close(): void {
    this.#closing.abort();
    this.dropAll();
  }

  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    const { clock, idleMs } = this.#options;
    try {
      while (this.#entries.size > 0) {
        await clock.sleepUntil(new Date(clock.now().getTime() + idleMs), this.#closing.signal);
        const limit = clock.monotonic() - idleMs;
        for (const [key, { usedAt }] of this.#entries) if (usedAt <= limit) this.drop(key);
      }
    } catch {
      // Closed: everything was let go.
    } finally {
      this.#watching = false;
    }
  }
}
