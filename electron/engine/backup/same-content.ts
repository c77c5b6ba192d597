import type { ObjectStore } from '../ports/object-store.ts';
import { headerSize } from '../vault/crypto/age-file.ts';

const range = { start: 0, end: 4096 };

/** Bytes of what an encrypted object holds, without the header that says for whom it is; undefined where it does not begin like one. */
export async function payloadSize(store: ObjectStore, { key, size }: { readonly key: string; readonly size: number }, signal: AbortSignal): Promise<number | undefined> {
  const header = headerSize(await store.get(key, { signal, range }));
  return header === undefined ? undefined : size - header;
}
