import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { writeRecipients } from '../vault/header-recipients.ts';
import type { KnownDirectories } from '../vault/known-directories.ts';
import { listSnapshots, type NewVault, openOrCreateVault, type Vault } from '../vault/vault.ts';

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
 * All places of one run. Every object goes to each of them side by side, and is read from the first; a place that fails is left
 * out from then on, with its error kept, and the others go on. Only when none is left does the run fail.
 */
export class Places {
  #live: readonly OpenPlace[];
  readonly #failed = new Map<string, HoldfastError>();
  readonly #notes: string[] = [];
  #behind: readonly string[] = [];
  readonly #signal: AbortSignal;

  private constructor(live: readonly OpenPlace[], signal: AbortSignal) {
    this.#live = live;
    this.#signal = signal;
  }

  /** @param known what this computer remembers of the vault, in whichever of the places */
  static async open(places: readonly Place[], vault: NewVault, known: KnownDirectories, signal: AbortSignal): Promise<Places> {
    const opened = new Places([], signal);
    const live: OpenPlace[] = [];
    for (const place of places) {
      try {
        const found = await openOrCreateVault(await place.open(signal), vault, signal);
        live.push({ name: place.name, vault: { ...(await opened.#withRecipients(place.name, found)), known } });
      } catch (error) {
        opened.drop(place.name, error);
      }
    }
    opened.#live = live;
    opened.#requireOne();
    return opened;
  }

  get live(): readonly OpenPlace[] {
    return this.#live;
  }

  /** What a person should know of the places, as sentences. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Names of places that lacked the newest backup when the run began, and were brought up to the one it read from. */
  get behind(): readonly string[] {
    return this.#behind;
  }

  get failed(): ReadonlyMap<string, HoldfastError> {
    return this.#failed;
  }

  /** The place that is read from: the first that works. @throws the last error when none does. */
  get first(): OpenPlace {
    const [first] = this.#live;
    if (first === undefined) throw this.#lastError();
    return first;
  }

  /**
   * What the place that is read from answers. When it fails, it is left out and the next one is asked: all hold the same. What
   * concerns one object only (it is missing, or damaged) is an answer.
   */
  async ask<T>(question: (place: OpenPlace) => Promise<T>): Promise<T> {
    for (;;) {
      const place = this.first;
      try {
        return await question(place);
      } catch (error) {
        if (isHoldfastError(error, 'corrupt') || (isHoldfastError(error, 'not-found') && error.details['reason'] === 'no-such-object')) throw error;
        this.drop(place.name, error);
      }
    }
  }

  /** The vault as it is read during the run, by `ask`. */
  get reading(): Vault {
    return { ...this.first.vault, store: readingStore(this) };
  }

  /** Orders the places so that the one with the newest snapshot is read from: another may have been away. */
  async preferNewest(): Promise<void> {
    if (this.#live.length < 2) return;
    const newest = new Map<string, string>();
    await this.each(async ({ name, vault }) => void newest.set(name, (await listSnapshots(vault, this.#signal))[0]?.name ?? ''));
    const newestOf = ({ name }: OpenPlace): string => newest.get(name) ?? '';
    this.#live = this.#live.toSorted((a, b) => (newestOf(a) > newestOf(b) ? -1 : newestOf(a) < newestOf(b) ? 1 : 0));
    this.#behind = this.#live.flatMap((place) => (newestOf(place) < newestOf(this.first) ? [place.name] : []));
  }

  /** Does the same in each place; drops those where it fails. @throws the error of the last one when none is left. */
  async each(work: (place: OpenPlace) => Promise<void>): Promise<void> {
    await Promise.all(
      this.#live.map(async (place) => {
        try {
          await work(place);
        } catch (error) {
          this.drop(place.name, error);
        }
      }),
    );
    this.#requireOne();
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    await this.each((place) => place.vault.store.put(key, body, { signal: this.#signal }));
  }

  /** Leaves a place out from now on. @throws cancelled when the run is being stopped: then no place is to blame. */
  drop(name: string, error: unknown): void {
    if (isHoldfastError(error, 'cancelled') || this.#signal.aborted) throw toHoldfastError(error);
    this.#failed.set(name, toHoldfastError(error));
    this.#live = this.#live.filter((place) => place.name !== name);
  }

  /** A place that was away when a deputy came or went is told now. One where that cannot be written takes backups all the same. */
  async #withRecipients(name: string, vault: Vault): Promise<Vault> {
    try {
      return await writeRecipients(vault, this.#signal);
    } catch (error) {
      if (!isHoldfastError(error, 'permission-denied') && !isHoldfastError(error, 'corrupt')) throw error;
      this.#notes.push(`Who may open the backups could not be written into “${name}”: ${error.message}`);
      return vault;
    }
  }

  #requireOne(): void {
    if (this.#live.length === 0) throw this.#lastError();
  }

  #lastError(): HoldfastError {
    return [...this.#failed.values()].at(-1) ?? new HoldfastError('invalid-input', 'There is no place to back up to yet.', { nextStep: 'Add a place (a folder) first.' });
  }
}

/** For reading only: what is written goes to every place, by `each`. */
function readingStore(places: Places): ObjectStore {
  const refuse = (): Promise<never> => Promise.reject(new HoldfastError('bug', 'Something went wrong inside Holdfast.'));
  return {
    capabilities: places.first.vault.store.capabilities,
    put: refuse,
    delete: refuse,
    get: (key, options) => places.ask(({ vault }) => vault.store.get(key, options)),
    stat: (key, options) => places.ask(({ vault }) => vault.store.stat(key, options)),
    async *list(prefix, options) {
      // Whole, so that one that breaks off can be had from the next place.
      yield* await places.ask(({ vault }) => Array.fromAsync(vault.store.list(prefix, options)));
    },
  };
}
