import { createHmac, timingSafeEqual } from 'node:crypto';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { canonicalJson } from '../../../../shared/model/record.ts';
import { type Manifest, manifestSchema } from '../../../../shared/model/snapshot.ts';
import type { ChunkKey } from '../crypto/content-id.ts';
import { compress, decompress } from './zstd.ts';

/**
 * The manifest as it is stored: JSON with one entity, one part and one list on a line each, so that the shell recipe can
 * read it with grep and sed, and a seal as its last member. The seal (HMAC-SHA256 of the canonical manifest under the chunk
 * key) tells a manifest of ours from one forged by somebody who can write to the place but has only the public half of the key.
 */
export function encodeManifest(manifest: Manifest, key: ChunkKey): Uint8Array {
  const { entities, ...rest } = manifest;
  const lines = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const entityLines = entities.map((entity) => JSON.stringify(entity)).join(',\n');
  lines.push(`"entities":[\n${entityLines}\n]`, `"seal":"${sealOf(manifest, key)}"`);
  return compress(new TextEncoder().encode(`{\n${lines.join(',\n')}\n}\n`));
}

const manifestLimit = 512 * 1024 * 1024;

/** @throws corrupt when damaged or not sealed with this vault's key. */
export function decodeManifest(compressed: Uint8Array, key: ChunkKey): Manifest {
  const { seal, manifest } = parse(new TextDecoder().decode(decompress(compressed, manifestLimit)));
  const expected = Buffer.from(sealOf(manifest, key));
  const found = Buffer.from(seal);
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) {
    throw new HoldfastError('corrupt', 'This backup’s description was not written by Holdfast with this vault’s key.', {
      nextStep: 'Do not use this backup; make a new one, and find out who else can write to this place.',
      details: { snapshot: manifest.id.slice(0, 200) },
    });
  }
  return manifest;
}

function parse(text: string): { seal: string; manifest: Manifest } {
  try {
    const value: unknown = JSON.parse(text);
    const manifest = manifestSchema.parse(value);
    const seal = typeof value === 'object' && value !== null && 'seal' in value ? value.seal : undefined;
    return { seal: typeof seal === 'string' ? seal : '', manifest };
  } catch (cause) {
    throw new HoldfastError('corrupt', 'This backup’s description is damaged.', { cause });
  }
}

function sealOf(manifest: Manifest, key: ChunkKey): string {
  return createHmac('sha256', key).update('holdfast-manifest\n').update(canonicalJson(manifest)).digest('hex');
}
