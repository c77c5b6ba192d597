import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '../../../../shared/model/record.ts';
import type { ChunkKey } from './content-id.ts';

/** What a seal can be on; the same content sealed as another kind has another seal. */
export type SealedKind = 'manifest' | 'vault' | 'status' | 'retention' | 'lease' | 'golden' | 'runbook';

/**
 * HMAC-SHA256 over the canonical JSON, under the chunk key, hex: tells what Holdfast wrote from what was written by somebody who can write
 * to the place but has only the public half of the key.
 */
export function sealOf(kind: SealedKind, value: unknown, key: ChunkKey): string {
  return createHmac('sha256', key).update(`holdfast-${kind}\n`).update(canonicalJson(value)).digest('hex');
}

export function hasSeal(seal: unknown, kind: SealedKind, value: unknown, key: ChunkKey): boolean {
  const expected = Buffer.from(sealOf(kind, value, key));
  const found = Buffer.from(typeof seal === 'string' ? seal : '');
  return found.length === expected.length && timingSafeEqual(found, expected);
}
