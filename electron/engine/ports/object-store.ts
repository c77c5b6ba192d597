import type { HoldfastError } from '../../../shared/model/errors.ts';

/**
 * A place that keeps objects: a flat map from key to immutable bytes. The whole vault protocol rests on this contract;
 * `test/conformance/object-store` checks it on every driver, the in-memory one and the wrappers included.
 *
 * Keys are `/`-separated ASCII names (`[A-Za-z0-9._-]`), at most 512 characters, a part at most 200; no part is empty, ends
 * in a dot (so none is `.` or `..`) or is a name that Windows keeps for devices (`con`, `nul.txt` …). A driver refuses any
 * other with `invalid-input` before touching anything (object-key.ts). Two keys in use never differ only in the case of
 * letters, and none is a folder of another (`a` and `a/b`): a folder on disk cannot keep both.
 *
 * Every call takes an AbortSignal and rejects with `cancelled` when it fires. Errors are of the one taxonomy;
 * `transient` says whether the same call may be made again as it is. Drivers do not retry: that is a wrapper.
 */
export interface ObjectStore {
  readonly capabilities: StoreCapabilities;

  /**
   * Stores an object whole or not at all: no reader ever sees a part of it, not after a crash either, and once the
   * promise is fulfilled it survives a power cut. May be repeated: the last put wins.
   * @throws conflict when `ifAbsent` is set and the key exists (details.reason = `already-exists`); quota-exceeded when the
   *   place is full; permission-denied when it is read-only; not-found when the place itself is gone; incomplete when a
   *   StreamBody gives another number of bytes than its size; network, server.
   *   After any other error than `conflict` the object may or may not be there.
   */
  put(key: string, body: ObjectBody, options: PutOptions): Promise<void>;

  /**
   * The object's bytes, or a range of them (`end` exclusive; a range past the end is cut off, not an error).
   * Read-after-write: sees every put that was fulfilled before.
   * @throws not-found, also when the place itself is gone (details.reason = `no-such-object` | `place-gone`); invalid-input
   *   when the range is none; corrupt when the driver itself can tell (details.object); network, server, permission-denied.
   */
  get(key: string, options: GetOptions): Promise<Uint8Array>;

  /** Size of the object, or undefined: absence is an answer, not an error. @throws not-found when the place itself is gone; network, server, permission-denied. */
  stat(key: string, options: CallOptions): Promise<ObjectInfo | undefined>;

  /** Every object whose key starts with `prefix`, in ascending order of key (UTF-16 code units), each once. Temporary files of unfinished puts never appear. @throws as `stat`. */
  list(prefix: string, options: CallOptions): AsyncIterable<ObjectInfo>;

  /**
   * Names of the folders directly in `prefix` (empty, or ending in `/`), ascending, each once, at most `most`: what keys there have before their
   * next `/`. Without reading what is in them: a place of many objects is looked through in a moment. Also of other programs' folders,
   * whatever they are called. A place that can only list has none; `foldersIn` (folders-in.ts) asks for it either way. @throws as `stat`.
   */
  folders?(prefix: string, options: FoldersOptions): Promise<readonly string[]>;

  /** Removes the object, for good once fulfilled: deletes survive a power cut in the order they were made. One that is gone already is success. @throws as `put`. */
  delete(key: string, options: CallOptions): Promise<void>;

  /**
   * Removes many objects, each as `delete` does, in no order; present where that takes the place fewer requests than one each.
   * What of it fails is a value: the keys that may still be there, each with its error; an empty answer means that all are gone. A key given twice is one.
   * @throws as `delete` where the place did not say what became of each: any of them may be gone then. invalid-input before anything is touched.
   */
  deleteMany?(keys: readonly string[], options: CallOptions): Promise<ReadonlyMap<string, HoldfastError>>;
}

export interface StoreCapabilities {
  /** How many calls side by side the place takes well. */
  readonly maxConcurrency: number;
  /** `ifAbsent` is honoured atomically by the place itself. Without it a put is best effort and the protocol does not rely on it. */
  readonly createOnly: boolean;
  /** The place keeps earlier versions of an object that is overwritten or deleted. */
  readonly versioned: boolean;
  /** What is stored cannot be deleted for good for so many days: by nobody, or only by who has a permission of its own for that. */
  readonly lock?: { readonly days: number; readonly byNobody: boolean };
  /** A look into the place costs next to nothing, neither money nor another computer’s time: it may be taken every few minutes, unasked. */
  readonly nearby: boolean;
  /** Bytes that still fit, where the place can tell. */
  freeSpace?(options: CallOptions): Promise<number | undefined>;
}

export interface CallOptions {
  readonly signal: AbortSignal;
}

export interface FoldersOptions extends CallOptions {
  readonly most: number;
}

export interface PutOptions extends CallOptions {
  /** Create only: fail with `conflict` rather than replace. */
  readonly ifAbsent?: boolean;
}

export interface GetOptions extends CallOptions {
  readonly range?: { readonly start: number; readonly end: number };
}

export interface ObjectInfo {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes in memory, or a body too large for that, which can be opened again for another try. */
export type ObjectBody = Uint8Array | StreamBody;

export interface StreamBody {
  /** Exact number of bytes `open` gives. */
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}
