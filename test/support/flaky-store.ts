import { assertObjectKey } from '../../electron/engine/ports/object-key.ts';
import type { CallOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../electron/engine/ports/object-store.ts';
import { type HoldfastError, isHoldfastError } from '../../shared/model/errors.ts';
import { taxonomyError } from './faulty-store.ts';

/**
 * A place with a bad connection: of each kind of call on each key, the first fails before it happens, the second happens
 * and its answer is lost, the third goes well, and so on. A listing that fails does so after half of what it would give.
 */
export class FlakyStore implements ObjectStore {
  readonly capabilities: StoreCapabilities;
  readonly deleteMany?: NonNullable<ObjectStore['deleteMany']>;
  readonly #inner: ObjectStore;
  readonly #counts = new Map<string, number>();

  constructor(inner: ObjectStore) {
    this.#inner = inner;
    this.capabilities = inner.capabilities;
    if (inner.deleteMany !== undefined) this.deleteMany = (keys, options) => this.#deleteMany(keys, options);
  }

  put(key: string, body: ObjectBody, options: PutOptions): Promise<void> {
    return this.#call(`put ${key}`, () => this.#inner.put(key, body, options));
  }

  get(key: string, options: GetOptions): Promise<Uint8Array> {
    return this.#call(`get ${key}`, () => this.#inner.get(key, options));
  }

  stat(key: string, options: CallOptions): Promise<ObjectInfo | undefined> {
    return this.#call(`stat ${key}`, () => this.#inner.stat(key, options));
  }

  async *list(prefix: string, options: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    const turn = this.#turn(`list ${prefix}`);
    if (turn === 'fails') throw taxonomyError('network');
    const objects: ObjectInfo[] = [];
    for await (const object of this.#inner.list(prefix, options)) objects.push(object);
    yield* turn === 'answer lost' ? objects.slice(0, objects.length / 2) : objects;
    if (turn === 'answer lost') throw taxonomyError('network');
  }

  delete(key: string, options: CallOptions): Promise<void> {
    return this.#call(`delete ${key}`, () => this.#inner.delete(key, options));
  }

  /** The whole call as any other; when it goes well, each key for itself. */
  async #deleteMany(keys: readonly string[], options: CallOptions): Promise<ReadonlyMap<string, HoldfastError>> {
    return this.#call('deleteMany', async () => {
      for (const key of keys) assertObjectKey(key);
      const left = new Map<string, HoldfastError>();
      for (const key of keys) {
        try {
          await this.delete(key, options);
        } catch (error) {
          if (!isHoldfastError(error) || options.signal.aborted) throw error;
          left.set(key, error);
        }
      }
      return left;
    });
  }

  async #call<T>(name: string, happen: () => Promise<T>): Promise<T> {
    const turn = this.#turn(name);
    if (turn === 'fails') throw taxonomyError('server');
    const result = await happen();
    if (turn === 'answer lost') throw taxonomyError('network');
    return result;
  }

  #turn(name: string): 'fails' | 'answer lost' | 'goes well' {
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    return (['fails', 'answer lost', 'goes well'] as const)[count % 3] ?? 'goes well';
  }
}
