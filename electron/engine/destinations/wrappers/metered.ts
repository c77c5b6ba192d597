import type { CallOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities, StreamBody } from '../../ports/object-store.ts';

/** What went to and from a place. Calls count when they begin, failed ones too: that is what places ask money for. */
export interface Meter {
  readonly calls: Readonly<Record<'put' | 'get' | 'stat' | 'list' | 'delete', number>>;
  /** Calls that ended in an error; an answer of `undefined` is none. */
  readonly failed: number;
  /** Bytes handed to the place, those of puts that failed included. */
  readonly bytesUp: number;
  /** Bytes it gave back. */
  readonly bytesDown: number;
}

export interface MeteredStore {
  readonly store: ObjectStore;
  /** As it stands at this moment. */
  read(): Meter;
}

/** Counts calls and bytes. Beneath the retrying wrapper it counts every try, above it what was asked for. */
export function metered(store: ObjectStore): MeteredStore {
  const metering = new Metered(store);
  return { store: metering, read: () => metering.reading() };
}

class Metered implements ObjectStore {
  readonly capabilities: StoreCapabilities;
  readonly deleteMany?: NonNullable<ObjectStore['deleteMany']>;
  readonly #store: ObjectStore;
  readonly #calls = { put: 0, get: 0, stat: 0, list: 0, delete: 0 };
  #failed = 0;
  #bytesUp = 0;
  #bytesDown = 0;

  constructor(store: ObjectStore) {
    this.#store = store;
    this.capabilities = store.capabilities;
    const many = store.deleteMany?.bind(store);
    if (many !== undefined) this.deleteMany = (keys, options) => this.#counted('delete', () => many(keys, options));
  }

  reading(): Meter {
    return { calls: { ...this.#calls }, failed: this.#failed, bytesUp: this.#bytesUp, bytesDown: this.#bytesDown };
  }

  put(key: string, body: ObjectBody, options: PutOptions): Promise<void> {
    return this.#counted('put', () => {
      if (!(body instanceof Uint8Array)) return this.#store.put(key, this.#countedBody(body), options);
      this.#bytesUp += body.byteLength;
      return this.#store.put(key, body, options);
    });
  }

  get(key: string, options: GetOptions): Promise<Uint8Array> {
    return this.#counted('get', async () => {
      const bytes = await this.#store.get(key, options);
      this.#bytesDown += bytes.byteLength;
      return bytes;
    });
  }

  stat(key: string, options: CallOptions): Promise<ObjectInfo | undefined> {
    return this.#counted('stat', () => this.#store.stat(key, options));
  }

  async *list(prefix: string, options: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    this.#calls.list += 1;
    try {
      yield* this.#store.list(prefix, options);
    } catch (error) {
      this.#failed += 1;
      throw error;
    }
  }

  delete(key: string, options: CallOptions): Promise<void> {
    return this.#counted('delete', () => this.#store.delete(key, options));
  }

  async #counted<T>(kind: keyof Meter['calls'], call: () => Promise<T>): Promise<T> {
    this.#calls[kind] += 1;
    try {
      return await call();
    } catch (error) {
      this.#failed += 1;
      throw error;
    }
  }

  #countedBody(body: StreamBody): StreamBody {
    const count = (bytes: number) => {
      this.#bytesUp += bytes;
    };
    return {
      size: body.size,
      async *open() {
        for await (const piece of body.open()) {
          count(piece.byteLength);
          yield piece;
        }
      },
    };
  }
}
