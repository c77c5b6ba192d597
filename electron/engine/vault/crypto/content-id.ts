import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** The vault's chunk key: 32 bytes. Whoever has it can compute ids, nothing more. */
export type ChunkKey = Uint8Array;

/** A content id: HMAC-SHA256(chunkKey, plaintext), 64 hex digits. */
export type ContentId = string;

export function contentId(key: ChunkKey, plain: Uint8Array): ContentId {
  return createHmac('sha256', keyObject(key)).update(plain).digest('hex');
}

/** The same, for content that comes in parts. */
export function contentIdOf(key: ChunkKey): { add(bytes: Uint8Array): void; id(): ContentId } {
  const hmac = createHmac('sha256', keyObject(key));
  return {
    add: (bytes) => void hmac.update(bytes),
    id: () => hmac.digest('hex'),
  };
}

/**
 * Sort keys as the bytes that `keysHash` is taken over: each in UTF-8 and ended by the byte 255, which UTF-8 never has. A key with
 * half a surrogate pair, which UTF-8 has no bytes for, is written as JSON after the byte 254. Part of the format.
 */
export function encodeKeys(keys: readonly string[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(keys.reduce((sum, key) => sum + key.length * 6 + 4, 0));
  let used = 0;
  for (const key of keys) {
    if (key.isWellFormed()) used += bytes.write(key, used);
    else {
      bytes[used++] = 254;
      used += bytes.write(JSON.stringify(key), used);
    }
    bytes[used++] = 255;
  }
  return bytes.subarray(0, used);
}

/** Keyed hash over a chunk's sort keys (`encodeKeys`), 32 hex digits. */
export function keysHash(key: ChunkKey, keys: Uint8Array): string {
  return createHmac('sha256', keyObject(key)).update(keys).digest('hex').slice(0, 32);
}

// Making the key object anew costs four times as much as hashing a short text with it.
const keyObjects = new WeakMap<ChunkKey, KeyObject>();

function keyObject(key: ChunkKey): KeyObject {
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  const made = createSecretKey(key);
  keyObjects.set(key, made);
  return made;
}
