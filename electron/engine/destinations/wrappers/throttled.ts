import { bodySize } from '../../ports/object-body.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CallOptions, FoldersOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities, StreamBody } from '../../ports/object-store.ts';
import { Pace } from './pace.ts';
import { Slots } from './slots.ts';

export interface ThrottledOptions {
  readonly clock: Clock;
  /** Bytes a second in each direction; unlimited unless told. A pace for what is sent may be shared with other places. */
  readonly upload?: number | Pace;
  readonly download?: number;
  /** Calls side by side; as many as the place takes well unless told. */
  readonly concurrency?: number;
}

/** Leaves room for others: no more than so many bytes a second on average, and so many calls side by side. */
export function throttled(store: ObjectStore, options: ThrottledOptions): ObjectStore {
  return new Throttled(store, options);
}

class Throttled implements ObjectStore {
  readonly capabilities: StoreCapabilities;
  readonly deleteMany?: NonNullable<ObjectStore['deleteMany']>;
  readonly folders?: NonNullable<ObjectStore['folders']>;
  readonly #store: ObjectStore;
  readonly #slots: Slots;
  readonly #up: Pace;
  readonly #down: Pace;

  constructor(store: ObjectStore, { clock, upload, download, concurrency }: ThrottledOptions) {
    this.#store = store;
    const maxConcurrency = Math.min(store.capabilities.maxConcurrency, concurrency ?? Infinity);
    this.capabilities = { ...store.capabilities, maxConcurrency };
    this.#slots = new Slots(maxConcurrency);
    this.#up = upload instanceof Pace ? upload : new Pace(clock, upload ?? Infinity);
    this.#down = new Pace(clock, download ?? Infinity);
    const many = store.deleteMany?.bind(store);
    if (many !== undefined) this.deleteMany = (keys, options) => this.#slots.run(options.signal, () => many(keys, options));
    const folders = store.folders?.bind(store);
    if (folders !== undefined) this.folders = (prefix, options: FoldersOptions) => this.#slots.run(options.signal, () => folders(prefix, options));
  }

  put(key: string, body: ObjectBody, options: PutOptions): Promise<void> {
    return this.#slots.run(options.signal, async () => {
      if (!(body instanceof Uint8Array)) return this.#store.put(key, this.#paced(body, options.signal), options);
      await this.#up.take(bodySize(body), options.signal);
      return this.#store.put(key, body, options);
    });
  }

  get(key: string, options: GetOptions): Promise<Uint8Array> {
    return this.#slots.run(options.signal, async () => {
      // How much will come is known only afterwards: it is the next call that waits for it.
      await this.#down.take(0, options.signal);
      const bytes = await this.#store.get(key, options);
      this.#down.owe(bytes.byteLength);
      return bytes;
    });
  }

  stat(key: string, options: CallOptions): Promise<ObjectInfo | undefined> {
    return this.#slots.run(options.signal, () => this.#store.stat(key, options));
  }

  /** Counts as a call only while the place is being asked: its reader may make others in between. */
  async *list(prefix: string, options: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    const objects = this.#store.list(prefix, options)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#slots.run(options.signal, () => objects.next());
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await objects.return?.();
    }
  }

  delete(key: string, options: CallOptions): Promise<void> {
    return this.#slots.run(options.signal, () => this.#store.delete(key, options));
  }

  #paced(body: StreamBody, signal: AbortSignal): StreamBody {
    const pace = this.#up;
    return {
      size: body.size,
      async *open() {
        for await (const piece of body.open()) {
          await pace.take(piece.byteLength, signal);
          yield piece;
        }
      },
    };
  }
}
