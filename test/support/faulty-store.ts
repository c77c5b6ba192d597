import { assertObjectKey } from '../../electron/engine/ports/object-key.ts';
import type { CallOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../electron/engine/ports/object-store.ts';
import { bodySize } from '../../electron/engine/ports/object-body.ts';
import { HoldfastError, isHoldfastError } from '../../shared/model/errors.ts';
import type { ErrorCode } from '../../shared/model/errors.ts';
import { errorCodes } from '../../shared/model/errors.ts';

/**
 * A store that goes wrong on command. To prove that a piece of work survives every fault, enumerate rather than sample:
 *
 *     const dry = new FaultyStore(createMemoryStore());
 *     await work(dry);                                       // nothing injected: records the calls
 *     for (const point of faultPoints(dry.calls)) {          // every call, before and after it happens
 *       const disk = createMemoryStore();
 *       const store = new FaultyStore(disk);
 *       store.failAt(point, taxonomyError('server'));        // or: store.stopAt(point), for a kill
 *       await expect(work(store)).rejects.toThrow();
 *       // what must hold, looked at through `disk`; then work(disk) once more, which must finish
 *     }
 *
 * Where calls run side by side their order may differ from run to run: then match by kind and key instead of by number.
 */
export class FaultyStore implements ObjectStore {
  readonly capabilities: StoreCapabilities;
  /** What lies there, seen past the faults. */
  readonly inner: ObjectStore;
  readonly #calls: RecordedCall[] = [];
  #planned: Planned[] = [];
  /** The faults that a call runs into. */
  readonly #due = new WeakMap<RecordedCall, readonly Planned[]>();
  #stopped = false;
  #capacity = Infinity;
  readonly #stored = new Map<string, number>();
  #readOnly = false;
  #gone = false;

  constructor(inner: ObjectStore) {
    this.inner = inner;
    if (inner.deleteMany !== undefined) this.deleteMany = (keys, options) => this.#deleteMany(keys, options);
    this.capabilities = {
      ...inner.capabilities,
      freeSpace: async (options) =>
        this.#capacity === Infinity ? await inner.capabilities.freeSpace?.(options) : Math.max(0, this.#capacity - this.#used()),
    };
  }

  /** Every call so far, in the order they began. */
  get calls(): readonly Readonly<RecordedCall>[] {
    return this.#calls;
  }

  countCalls(match: CallMatch = {}): number {
    return this.#calls.filter((call) => matches(match, call)).length;
  }

  /** The `nth` call that matches fails; with `when: 'after'` it happens all the same: "stored but reported failed". `times` in a row, 1 unless told. */
  failAt(point: FaultPoint, error: HoldfastError, times = 1): void {
    this.#planned.push({ ...point, seen: 0, times, act: () => Promise.reject(error) });
  }

  /**
   * The world stops at the `nth` call that matches, as under SIGKILL: that call and every later one never settle.
   * Fulfilled with the call once it is reached; `onStop` runs there, for a process that wants to kill itself.
   */
  stopAt(point: FaultPoint, onStop: () => void = () => undefined): Promise<Readonly<RecordedCall>> {
    return new Promise((resolve) => {
      const act = (call: RecordedCall): Promise<never> => {
        this.#stopped = true;
        call.outcome = 'stopped';
        onStop();
        resolve(call);
        return forever();
      };
      this.#planned.push({ ...point, seen: 0, times: 1, act });
    });
  }

  /** Something happens elsewhere at the `nth` call that matches; the call itself goes on. */
  doAt(point: FaultPoint, happen: () => void): void {
    this.#planned.push({ ...point, seen: 0, times: 1, act: async () => happen() });
  }

  /** A put fails with quota-exceeded that would bring what was put through this object above so many bytes. */
  fullAfter(bytes: number): void {
    this.#capacity = bytes;
  }

  readOnly(): void {
    this.#readOnly = true;
  }

  /** The whole place is gone: every call fails. */
  gone(): void {
    this.#gone = true;
  }

  /** Takes back every fault that was planned or set, but not a stop of the world. */
  heal(): void {
    this.#planned = [];
    this.#capacity = Infinity;
    this.#readOnly = false;
    this.#gone = false;
  }

  /** Damages what lies there, behind everyone's back: not recorded as calls. */
  async lose(key: string): Promise<void> {
    await this.inner.delete(key, { signal: never });
  }

  async truncate(key: string, size: number): Promise<void> {
    const bytes = await this.inner.get(key, { signal: never });
    await this.inner.put(key, bytes.slice(0, size), { signal: never });
  }

  /** Turns over one bit of the byte at `at`; counted from the end when negative. */
  async flip(key: string, at = 0): Promise<void> {
    const bytes = (await this.inner.get(key, { signal: never })).slice();
    const index = at < 0 ? bytes.length + at : at;
    const byte = bytes[index];
    if (byte === undefined) throw new RangeError(`${key} has no byte ${at}`);
    bytes[index] = byte ^ 1;
    await this.inner.put(key, bytes, { signal: never });
  }

  async put(key: string, body: ObjectBody, options: PutOptions): Promise<void> {
    await this.#call('put', key, async () => {
      if (this.#readOnly) throw taxonomyError('permission-denied');
      const size = bodySize(body);
      if (this.#used() - (this.#stored.get(key) ?? 0) + size > this.#capacity) throw taxonomyError('quota-exceeded');
      await this.inner.put(key, body, options);
      this.#stored.set(key, size);
    });
  }

  get(key: string, options: GetOptions): Promise<Uint8Array> {
    return this.#call('get', key, () => this.inner.get(key, options));
  }

  stat(key: string, options: CallOptions): Promise<ObjectInfo | undefined> {
    return this.#call('stat', key, () => this.inner.stat(key, options));
  }

  async *list(prefix: string, options: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    const call = await this.#begin('list', prefix);
    try {
      yield* this.inner.list(prefix, options);
      await this.#end(call);
    } finally {
      if (call.outcome === 'running') call.outcome = 'failed';
    }
  }

  async delete(key: string, options: CallOptions): Promise<void> {
    await this.#call('delete', key, async () => {
      if (this.#readOnly) throw taxonomyError('permission-denied');
      await this.inner.delete(key, options);
      this.#stored.delete(key);
    });
  }

  /**
   * One call of its own for each key, so that a fault hits one of many: an error is told of that key alone, and a stop leaves those before it deleted and
   * those after it there. Absent where the place has none.
   */
  readonly deleteMany?: NonNullable<ObjectStore['deleteMany']>;

  async #deleteMany(keys: readonly string[], options: CallOptions): Promise<ReadonlyMap<string, HoldfastError>> {
    for (const key of keys) assertObjectKey(key);
    const left = new Map<string, HoldfastError>();
    for (const key of new Set(keys)) {
      try {
        await this.delete(key, options);
      } catch (error) {
        if (!isHoldfastError(error) || options.signal.aborted) throw error;
        left.set(key, error);
      }
    }
    return left;
  }

  async #call<T>(kind: CallKind, key: string, happen: () => Promise<T>): Promise<T> {
    const call = await this.#begin(kind, key);
    try {
      const result = await happen();
      await this.#end(call);
      return result;
    } finally {
      if (call.outcome === 'running') call.outcome = 'failed';
    }
  }

  async #begin(kind: CallKind, key: string): Promise<RecordedCall> {
    if (this.#stopped) await forever();
    const call: RecordedCall = { number: this.#calls.length + 1, kind, key, outcome: 'running' };
    this.#calls.push(call);
    const hit = this.#planned.filter((plan) => matches(plan, call) && (plan.seen += 1) >= plan.nth && plan.seen < plan.nth + plan.times);
    this.#due.set(call, hit);
    try {
      if (this.#gone) throw taxonomyError('not-found');
      await hit.find((plan) => plan.when === 'before')?.act(call);
    } catch (error) {
      call.outcome = 'failed';
      throw error;
    }
    return call;
  }

  async #end(call: RecordedCall): Promise<void> {
    if (this.#stopped) await forever();
    await this.#due.get(call)?.find((plan) => plan.when === 'after')?.act(call);
    call.outcome = 'done';
  }

  #used(): number {
    return [...this.#stored.values()].reduce((total, size) => total + size, 0);
  }
}

export type CallKind = 'put' | 'get' | 'stat' | 'list' | 'delete';

export interface RecordedCall {
  /** 1 for the first call of all. */
  readonly number: number;
  readonly kind: CallKind;
  /** Or the prefix, for `list`. */
  readonly key: string;
  outcome: 'running' | 'done' | 'failed' | 'stopped';
}

export interface CallMatch {
  readonly kind?: CallKind;
  readonly key?: string | RegExp;
}

export interface FaultPoint extends CallMatch {
  /** 1 for the next call that matches, counted from when the fault is planned. A listing is one call: before its first object, or after its last. */
  readonly nth: number;
  readonly when: 'before' | 'after';
}

interface Planned extends FaultPoint {
  seen: number;
  readonly times: number;
  readonly act: (call: RecordedCall) => Promise<void>;
}

/** Before and after every call of a dry run, optionally only of those that match. A call that failed by itself has no "after". */
export function faultPoints(calls: readonly Readonly<RecordedCall>[], match: CallMatch = {}): readonly FaultPoint[] {
  return calls
    .filter((call) => matches(match, call))
    .flatMap(({ outcome }, index) => (outcome === 'done' ? (['before', 'after'] as const) : (['before'] as const)).map((when) => ({ ...match, nth: index + 1, when })));
}

/** An error as a place would give it. */
export function taxonomyError(code: ErrorCode, options: { readonly retryAfterMs?: number } = {}): HoldfastError {
  return new HoldfastError(code, `Injected for a test: ${code}.`, { ...options, details: { injected: true } });
}

/** One of each code. */
export const taxonomyErrors: readonly HoldfastError[] = errorCodes.map((code) => taxonomyError(code));

function matches(match: CallMatch, call: RecordedCall): boolean {
  if (match.kind !== undefined && match.kind !== call.kind) return false;
  if (match.key === undefined) return true;
  return typeof match.key === 'string' ? match.key === call.key : match.key.test(call.key);
}

const never = new AbortController().signal;

function forever(): Promise<never> {
  return new Promise<never>(() => undefined);
}
