import { HoldfastError } from '../../../../shared/model/errors.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import { bodyPieces, clampRange } from '../../ports/object-body.ts';
import { assertKeyPrefix, assertObjectKey } from '../../ports/object-key.ts';
import type { CallOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../ports/object-store.ts';

/** A place that lives as long as this object does: for tests, and for scratch work that must touch no disk. */
export function createMemoryStore(): ObjectStore {
  return new MemoryStore();
}

class MemoryStore implements ObjectStore {
  readonly capabilities: StoreCapabilities = { maxConcurrency: 8, createOnly: true, versioned: false, nearby: true };
  readonly #objects = new Map<string, Uint8Array>();
  /** What `#objects` is known by, by UTF-16 code units, which is the order the port asks for. */
  readonly #keys: string[] = [];

  async put(key: string, body: ObjectBody, { signal, ifAbsent = false }: PutOptions): Promise<void> {
    assertObjectKey(key);
    throwIfCancelled(signal);
    if (ifAbsent && this.#objects.has(key)) throw alreadyExists(key);
    const pieces: Uint8Array[] = [];
    // Copied: a Buffer’s own slice() would share the memory with whoever gave it.
    for await (const piece of bodyPieces(key, body, signal)) pieces.push(new Uint8Array(piece));
    throwIfCancelled(signal);
    if (ifAbsent && this.#objects.has(key)) throw alreadyExists(key);
    if (!this.#objects.has(key)) this.#keys.splice(this.#firstFrom(key), 0, key);
    this.#objects.set(key, joined(pieces));
  }

  async get(key: string, { signal, range }: GetOptions): Promise<Uint8Array> {
    assertObjectKey(key);
    throwIfCancelled(signal);
    const bytes = this.#objects.get(key);
    const { start, end } = clampRange(bytes?.byteLength ?? 0, range);
    if (bytes === undefined) {
      throw new HoldfastError('not-found', `“${key}” is not there.`, { nextStep: 'Run a check to see what else is missing.', details: { key, reason: 'no-such-object' } });
    }
    return bytes.slice(start, end);
  }

  async stat(key: string, { signal }: CallOptions): Promise<ObjectInfo | undefined> {
    assertObjectKey(key);
    throwIfCancelled(signal);
    const bytes = this.#objects.get(key);
    return bytes === undefined ? undefined : { key, size: bytes.byteLength };
  }

  async *list(prefix: string, { signal }: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    assertKeyPrefix(prefix);
    throwIfCancelled(signal);
    const first = this.#firstFrom(prefix);
    let end = first;
    while (this.#keys[end]?.startsWith(prefix) === true) end += 1;
    for (const key of this.#keys.slice(first, end)) {
      throwIfCancelled(signal);
      const bytes = this.#objects.get(key);
      if (bytes !== undefined) yield { key, size: bytes.byteLength };
    }
  }

  async delete(key: string, { signal }: CallOptions): Promise<void> {
    assertObjectKey(key);
    throwIfCancelled(signal);
    this.#remove(key);
  }

  async deleteMany(keys: readonly string[], { signal }: CallOptions): Promise<ReadonlyMap<string, HoldfastError>> {
    for (const key of keys) assertObjectKey(key);
    throwIfCancelled(signal);
    for (const key of keys) this.#remove(key);
    return new Map();
  }

  #remove(key: string): void {
    if (this.#objects.delete(key)) this.#keys.splice(this.#firstFrom(key), 1);
  }

  /** Where the first key lies that is not before this text. */
  #firstFrom(text: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(pieces.reduce((total, piece) => total + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

function alreadyExists(key: string): HoldfastError {
  return new HoldfastError('conflict', `“${key}” is there already.`, { details: { key, reason: 'already-exists' } });
}
