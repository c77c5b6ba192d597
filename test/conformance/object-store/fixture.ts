import { expect } from 'vitest';
import type { ObjectInfo, ObjectStore, StreamBody } from '../../../electron/engine/ports/object-store.ts';
import type { ErrorCode } from '../../../shared/model/errors.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';

export interface StoreUnderTest {
  /** Empty at the start. */
  readonly store: ObjectStore;
  /**
   * Another look at the same place, as another process has it; what was stored must be seen through it too. Absent where
   * there can be none.
   */
  readonly reopen?: () => Promise<ObjectStore>;
  /** Names of whatever lies in the place, temporary files included, for proving that nothing half-made is left behind. */
  readonly everything?: () => Promise<readonly string[]>;
  /** Shorter than 512 only for a part of a place, whose name counts too. */
  readonly longestKey?: number;
  /** Puts many objects of one byte there by a quicker way than through the store. */
  readonly seed?: (keys: readonly string[]) => Promise<void>;
  readonly close?: () => Promise<void>;
}

/** What the parts of the suite use; `store` is a new one in each test. */
export interface Fixture {
  readonly store: ObjectStore;
  readonly made: StoreUnderTest;
  put(key: string, content: string): Promise<void>;
  read(key: string): Promise<string>;
  keys(prefix?: string): Promise<readonly string[]>;
  expectNothingLeft(): Promise<void>;
}

export const never = new AbortController().signal;
export const MiB = 1024 * 1024;

export function createFixture(current: () => StoreUnderTest): Fixture {
  const fixture: Fixture = {
    get store() {
      return current().store;
    },
    get made() {
      return current();
    },
    put: (key, content) => fixture.store.put(key, text(content), { signal: never }),
    read: async (key) => Buffer.from(await fixture.store.get(key, { signal: never })).toString(),
    keys: async (prefix = '') => (await listed(fixture.store, prefix)).map((object) => object.key),
    async expectNothingLeft() {
      expect(await fixture.keys()).toEqual([]);
      expect((await fixture.made.everything?.()) ?? []).toEqual([]);
    },
  };
  return fixture;
}

export async function listed(store: ObjectStore, prefix: string): Promise<readonly ObjectInfo[]> {
  return collect(store.list(prefix, { signal: never }));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Awaits the failure, and expects it to be one of the taxonomy with a sentence and a next step. */
export async function expectCode(work: Promise<unknown>, code: ErrorCode): Promise<HoldfastError> {
  const error = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HoldfastError);
  if (!(error instanceof HoldfastError)) throw new Error('unreachable');
  expect(error.code).toBe(code);
  expect(error.message).not.toBe('');
  expect(error.nextStep).not.toBe('');
  return error;
}

export function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

/** Bytes in which no stretch looks like the next. */
export function pattern(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let index = 0; index < size; index += 1) bytes[index] = (index * 31 + (index >> 8)) & 255;
  return bytes;
}

/** `size` bytes in pieces of `piece`. */
export function stream(size: number, piece: number): StreamBody {
  return {
    size,
    async *open() {
      for (let at = 0; at < size; at += piece) yield new Uint8Array(Math.min(piece, size - at)).fill(at / piece);
    },
  };
}
