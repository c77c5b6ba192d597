import { assertKeyPrefix, assertObjectKey } from '../../ports/object-key.ts';
import { foldersIn } from '../../ports/folders-in.ts';
import type { CallOptions, FoldersOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../ports/object-store.ts';

/**
 * The part of a place below `folder` as a place of its own: how several vaults share one. What is outside cannot be
 * reached through it. A place that is gone stays gone: nothing here makes it anew.
 * @param folder a key without a `/` at its end; keys inside may be as much shorter as it is long
 * @throws invalid-input when `folder` cannot be part of a key
 */
export function prefixed(store: ObjectStore, folder: string): ObjectStore {
  assertObjectKey(folder);
  return new Prefixed(store, `${folder}/`);
}

class Prefixed implements ObjectStore {
  readonly capabilities: StoreCapabilities;
  readonly deleteMany?: NonNullable<ObjectStore['deleteMany']>;
  readonly #store: ObjectStore;
  readonly #prefix: string;

  constructor(store: ObjectStore, prefix: string) {
    this.#store = store;
    this.#prefix = prefix;
    this.capabilities = store.capabilities;
    if (store.deleteMany === undefined) return;
    this.deleteMany = async (keys, options) => {
      const left = await store.deleteMany?.(keys.map((key) => this.#outer(key)), options);
      return new Map([...(left ?? [])].map(([key, error]) => [key.slice(this.#prefix.length), error]));
    };
  }

  async put(key: string, body: ObjectBody, options: PutOptions): Promise<void> {
    await this.#store.put(this.#outer(key), body, options);
  }

  async get(key: string, options: GetOptions): Promise<Uint8Array> {
    return this.#store.get(this.#outer(key), options);
  }

  async stat(key: string, options: CallOptions): Promise<ObjectInfo | undefined> {
    const found = await this.#store.stat(this.#outer(key), options);
    return found === undefined ? undefined : { key, size: found.size };
  }

  async *list(prefix: string, options: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    assertKeyPrefix(prefix);
    for await (const { key, size } of this.#store.list(`${this.#prefix}${prefix}`, options)) yield { key: key.slice(this.#prefix.length), size };
  }

  async folders(prefix: string, options: FoldersOptions): Promise<readonly string[]> {
    assertKeyPrefix(prefix);
    return foldersIn(this.#store, `${this.#prefix}${prefix}`, options);
  }

  async delete(key: string, options: CallOptions): Promise<void> {
    await this.#store.delete(this.#outer(key), options);
  }

  /** Checked by itself first: `x/../../other` must not become a legal key by what is put in front of it. */
  #outer(key: string): string {
    assertObjectKey(key);
    return `${this.#prefix}${key}`;
  }
}
