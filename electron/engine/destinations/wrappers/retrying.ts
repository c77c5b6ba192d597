import type { HoldfastError } from '../../../../shared/model/errors.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { BackOff } from '../../../../shared/model/retry.ts';
import { fullJitterDelay } from '../../../../shared/model/retry.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import type { Clock } from '../../ports/clock.ts';
import { foldersIn } from '../../ports/folders-in.ts';
import type { CallOptions, FoldersOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../ports/object-store.ts';
import { holdsExactly } from './holds-exactly.ts';

export interface RetryingOptions {
  readonly clock: Clock;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  /** Tries of one call in all. */
  readonly tries?: number;
  readonly backOff?: BackOff;
  /** A place that asks for a longer wait than this (milliseconds) is given up on instead: the run ends and the next one goes on. */
  readonly longestWaitMs?: number;
  /** For the log. */
  readonly onRetry?: (retry: { readonly call: string; readonly error: HoldfastError; readonly waitMs: number }) => void;
}

/**
 * Makes a call again that failed for a reason that passes by itself (`transient`), after a pause; gives up with the last
 * error. Permanent errors pass through at once.
 *
 * An answer can be lost although the object was stored. A create-only put that is told `conflict` on a later try therefore
 * looks whether what is there is just what it wanted to store: then it was stored. A `conflict` on the first try is one.
 */
export function retrying(store: ObjectStore, options: RetryingOptions): ObjectStore {
  return new Retrying(store, options);
}

class Retrying implements ObjectStore {
  readonly capabilities: StoreCapabilities;
  readonly deleteMany?: NonNullable<ObjectStore['deleteMany']>;
  readonly #store: ObjectStore;
  readonly #options: RetryingOptions;

  constructor(store: ObjectStore, options: RetryingOptions) {
    this.#store = store;
    this.#options = options;
    const { capabilities } = store;
    this.capabilities = {
      ...capabilities,
      ...(capabilities.freeSpace === undefined ? {} : { freeSpace: (call) => this.#again('freeSpace', call.signal, async () => capabilities.freeSpace?.(call)) }),
    };
    const many = store.deleteMany?.bind(store);
    if (many !== undefined) this.deleteMany = (keys, call) => this.#deleteMany(many, keys, call);
  }

  put(key: string, body: ObjectBody, options: PutOptions): Promise<void> {
    return this.#again('put', options.signal, async (failures) => {
      try {
        await this.#store.put(key, body, options);
      } catch (error) {
        const couldBeOurs = failures > 0 && options.ifAbsent === true && isHoldfastError(error, 'conflict');
        if (!couldBeOurs || !(await holdsExactly(this.#store, key, body, options.signal))) throw error;
      }
    });
  }

  get(key: string, options: GetOptions): Promise<Uint8Array> {
    return this.#again('get', options.signal, () => this.#store.get(key, options));
  }

  stat(key: string, options: CallOptions): Promise<ObjectInfo | undefined> {
    return this.#again('stat', options.signal, () => this.#store.stat(key, options));
  }

  /** A listing that breaks off begins anew and skips what was given already; any progress gives it all its tries back. */
  async *list(prefix: string, options: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    let last: string | undefined;
    let failures = 0;
    for (;;) {
      try {
        for await (const object of this.#store.list(prefix, options)) {
          if (last !== undefined && object.key <= last) continue;
          failures = 0;
          last = object.key;
          yield object;
        }
        return;
      } catch (error) {
        failures += 1;
        await this.#pause('list', error, failures, options.signal);
      }
    }
  }

  folders(prefix: string, options: FoldersOptions): Promise<readonly string[]> {
    return this.#again('folders', options.signal, () => foldersIn(this.#store, prefix, options));
  }

  delete(key: string, options: CallOptions): Promise<void> {
    return this.#again('delete', options.signal, () => this.#store.delete(key, options));
  }

  /** What failed for a reason that passes is asked for again, by itself. */
  async #deleteMany(many: NonNullable<ObjectStore['deleteMany']>, keys: readonly string[], options: CallOptions): Promise<ReadonlyMap<string, HoldfastError>> {
    const left = new Map<string, HoldfastError>();
    let open = keys;
    let passing = new Map<string, HoldfastError>();
    try {
      await this.#again('deleteMany', options.signal, async () => {
        const failed = await many(open, options);
        passing = new Map([...failed].filter(([, { transient }]) => transient));
        for (const [key, error] of failed) if (!error.transient) left.set(key, error);
        open = [...passing.keys()];
        const [first] = passing.values();
        if (first !== undefined) throw first;
      });
      return left;
    } catch (error) {
      // The last answer still told of each of them.
      if (![...passing.values()].some((each) => each === error)) throw error;
      return new Map([...left, ...passing]);
    }
  }

  async #again<T>(call: string, signal: AbortSignal, attempt: (failures: number) => Promise<T>): Promise<T> {
    for (let failures = 0; ; ) {
      try {
        return await attempt(failures);
      } catch (error) {
        failures += 1;
        await this.#pause(call, error, failures, signal);
      }
    }
  }

  /** Fulfilled when it is time for another try; throws the error when there is to be none. */
  async #pause(call: string, error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    const { clock, random, tries = 6, backOff = { baseMs: 500, capMs: 30_000 }, longestWaitMs = 5 * 60_000, onRetry } = this.#options;
    if (!isHoldfastError(error) || !error.transient || failures >= tries) throw error;
    if ((error.retryAfterMs ?? 0) > longestWaitMs) throw error;
    throwIfCancelled(signal);
    const waitMs = fullJitterDelay(failures, random(), backOff, error.retryAfterMs);
    onRetry?.({ call, error, waitMs });
    await clock.sleepUntil(new Date(clock.now().getTime() + waitMs), signal);
  }
}
