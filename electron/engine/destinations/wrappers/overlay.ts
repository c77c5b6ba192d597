import type { CallOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../ports/object-store.ts';
import { HoldfastError } from '../../../../shared/model/errors.ts';

/**
 * A place seen through a sheet that everything new is written on: reads fall through to `below`, which is never changed. For a
 * backup that is not to be kept (the app as it is now, to be compared).
 */
export function overlay(above: ObjectStore, below: ObjectStore): ObjectStore {
  return new OverlayStore(above, below);
}

class OverlayStore implements ObjectStore {
  readonly #above: ObjectStore;
  readonly #below: ObjectStore;

  constructor(above: ObjectStore, below: ObjectStore) {
    this.#above = above;
    this.#below = below;
  }

  get capabilities(): StoreCapabilities {
    return this.#above.capabilities;
  }

  async put(key: string, body: ObjectBody, options: PutOptions): Promise<void> {
    if (options.ifAbsent === true && (await this.#below.stat(key, options)) !== undefined) {
      throw new HoldfastError('conflict', `“${key}” is there already.`, { details: { key, reason: 'already-exists' } });
    }
    await this.#above.put(key, body, options);
  }

  async get(key: string, options: GetOptions): Promise<Uint8Array> {
    const store = (await this.#above.stat(key, options)) === undefined ? this.#below : this.#above;
    return store.get(key, options);
  }

  async stat(key: string, options: CallOptions): Promise<ObjectInfo | undefined> {
    return (await this.#above.stat(key, options)) ?? this.#below.stat(key, options);
  }

  async *list(prefix: string, options: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    const above = this.#above.list(prefix, options)[Symbol.asyncIterator]();
    const below = this.#below.list(prefix, options)[Symbol.asyncIterator]();
    let [upper, lower] = await Promise.all([above.next(), below.next()]);
    while (upper.done !== true || lower.done !== true) {
      if (lower.done === true || (upper.done !== true && upper.value.key <= lower.value.key)) {
        if (upper.done === true) return;
        yield upper.value;
        // Written on the sheet, the object below is not seen.
        if (lower.done !== true && lower.value.key === upper.value.key) lower = await below.next();
        upper = await above.next();
      } else {
        yield lower.value;
        lower = await below.next();
      }
    }
  }

  /** @throws permission-denied for an object of `below`. */
  async delete(key: string, options: CallOptions): Promise<void> {
    if ((await this.#below.stat(key, options)) !== undefined) {
      throw new HoldfastError('permission-denied', 'What lies below an overlay cannot be deleted.', { details: { key } });
    }
    await this.#above.delete(key, options);
  }
}
