import type { ObjectStore } from '../ports/object-store.ts';

/** An object of so many bytes a part at a time, so that it need not fit in memory. */
export async function* readInParts(read: (range: { start: number; end: number }) => ReturnType<ObjectStore['get']>, size: number): AsyncGenerator<Uint8Array> {
  const part = 4 * 1024 * 1024;
  for (let start = 0; start < size; start += part) yield await read({ start, end: Math.min(size, start + part) });
}
