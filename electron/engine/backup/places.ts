import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { directoriesPrefix, filesPrefix, segmentsPrefix, snapshotsPrefix } from '../vault/format/names.ts';
import { type NewVault, openOrCreateVault, type Vault } from '../vault/vault.ts';

/** A place a backup is to go to. */
export interface Place {
  readonly name: string;
  open(signal: AbortSignal): Promise<ObjectStore>;
}

export interface OpenPlace {
  readonly name: string;
  readonly vault: Vault;
}

/**
 * All places of one run. Every object goes to each of them side by side; a place that fails is left out from then on, with its
 * error kept, and the others go on. Only when none is left does the run fail.
 */
export class Places {
  #live: readonly OpenPlace[];
  readonly #failed = new Map<string, HoldfastError>();
  readonly #signal: AbortSignal;

  private constructor(live: readonly OpenPlace[], signal: AbortSignal) {
    this.#live = live;
    this.#signal = signal;
  }

  static async open(places: readonly Place[], vault: NewVault, signal: AbortSignal): Promise<Places> {
    const opened = new Places([], signal);
    const live: OpenPlace[] = [];
    for (const place of places) {
      try {
        live.push({ name: place.name, vault: await openOrCreateVault(await place.open(signal), vault, signal) });
      } catch (error) {
        opened.#drop(place.name, error);
      }
    }
    opened.#live = live;
    opened.#requireOne();
    return opened;
  }

  get live(): readonly OpenPlace[] {
    return this.#live;
  }

  get failed(): ReadonlyMap<string, HoldfastError> {
    return this.#failed;
  }

  /** The place that is read from: the first that works. */
  get first(): OpenPlace {
    const [first] = this.#live;
    if (first === undefined) throw this.#lastError();
    return first;
  }

  /** Does the same in each place; drops those where it fails. @throws the error of the last one when none is left. */
  async each(work: (place: OpenPlace) => Promise<void>): Promise<void> {
    await Promise.all(
      this.#live.map(async (place) => {
        try {
          await work(place);
        } catch (error) {
          this.#drop(place.name, error);
        }
      }),
    );
    this.#requireOne();
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    await this.each((place) => place.vault.store.put(key, body, { signal: this.#signal }));
  }

  #drop(name: string, error: unknown): void {
    if (isHoldfastError(error, 'cancelled') || this.#signal.aborted) throw toHoldfastError(error);
    this.#failed.set(name, toHoldfastError(error));
    this.#live = this.#live.filter((place) => place.name !== name);
  }

  #requireOne(): void {
    if (this.#live.length === 0) throw this.#lastError();
  }

  #lastError(): HoldfastError {
    return [...this.#failed.values()].at(-1) ?? new HoldfastError('invalid-input', 'There is no place to back up to yet.', { nextStep: 'Add a place (a folder) first.' });
  }
}

/**
 * Copies what one place has and another lacks: a place that was away catches up without the source being read again. Objects
 * are immutable and named by content, so the copy needs no key; what names others (directories, manifests) goes last.
 */
export async function catchUp(from: Vault, to: Vault, signal: AbortSignal): Promise<number> {
  let copied = 0;
  for (const prefix of [segmentsPrefix, filesPrefix, directoriesPrefix, snapshotsPrefix]) {
    const present = new Map<string, number>();
    for await (const { key, size } of to.store.list(prefix, { signal })) present.set(key, size);
    for await (const { key, size } of from.store.list(prefix, { signal })) {
      if (present.get(key) === size) continue;
      const body = { size, open: () => readInParts(from.store, key, size, signal) };
      await to.store.put(key, body, { signal });
      copied += 1;
    }
  }
  return copied;
}

async function* readInParts(store: ObjectStore, key: string, size: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const part = 4 * 1024 * 1024;
  for (let start = 0; start < size; start += part) yield await store.get(key, { signal, range: { start, end: Math.min(size, start + part) } });
}
