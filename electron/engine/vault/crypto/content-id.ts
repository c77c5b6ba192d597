import { createHmac } from 'node:crypto';

/** The vault's chunk key: 32 bytes. Whoever has it can compute ids, nothing more. */
export type ChunkKey = Uint8Array;

/** A content id: HMAC-SHA256(chunkKey, plaintext), 64 hex digits. */
export type ContentId = string;

export const contentIdPattern = /^[0-9a-f]{64}$/;

export function contentId(key: ChunkKey, plain: Uint8Array): ContentId {
  return createHmac('sha256', key).update(plain).digest('hex');
}

/** The same, for content that comes in parts. */
export function contentIdOf(key: ChunkKey): { add(bytes: Uint8Array): void; id(): ContentId } {
  const hmac = createHmac('sha256', key);
  return {
    add: (bytes) => void hmac.update(bytes),
    id: () => hmac.digest('hex'),
  };
}

/** Keyed hash over a chunk's sort keys, 32 hex digits. Each key is preceded by its length, so that no two lists read the same. */
export function keysHash(key: ChunkKey, keys: readonly string[]): string {
  let text = '';
  for (const each of keys) text += `${each.length}:${each}`;
  return createHmac('sha256', key).update(text).digest('hex').slice(0, 32);
}
