import { HoldfastError } from '../../../../shared/model/errors.ts';
import { type Manifest, manifestSchema } from '../../../../shared/model/snapshot.ts';
import type { ChunkKey } from '../crypto/content-id.ts';
import { hasSeal, sealOf } from '../crypto/seal.ts';
import { compress, decompress } from './zstd.ts';

/**
 * The manifest as it is stored: JSON with one entity, one part and one list on a line each, so that the shell recipe can
 * read it with grep and sed, and a seal (crypto/seal.ts) as its last member.
 */
export function encodeManifest(manifest: Manifest, key: ChunkKey): Uint8Array {
  const { entities, ...rest } = manifest;
  const lines = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const entityLines = entities.map((entity) => JSON.stringify(entity)).join(',\n');
  lines.push(`"entities":[\n${entityLines}\n]`, `"seal":"${sealOf('manifest', manifest, key)}"`);
  return compress(new TextEncoder().encode(`{\n${lines.join(',\n')}\n}\n`));
}

const manifestLimit = 512 * 1024 * 1024;

/** @throws corrupt when damaged or not sealed with this vault's key (details.reason = `seal`). */
export function decodeManifest(compressed: Uint8Array, key: ChunkKey): Manifest {
  const { seal, manifest } = parse(new TextDecoder().decode(decompress(compressed, manifestLimit)));
  if (!hasSeal(seal, 'manifest', manifest, key)) {
    throw new HoldfastError('corrupt', 'This backup’s description was not written by Holdfast with this vault’s key.', {
      nextStep: 'Do not use this backup; make a new one, and find out who else can write to this place.',
      details: { snapshot: manifest.id.slice(0, 200), reason: 'seal' },
    });
  }
  return manifest;
}

function parse(text: string): { seal: unknown; manifest: Manifest } {
  try {
    const value: unknown = JSON.parse(text);
    const manifest = manifestSchema.parse(value);
    const seal = typeof value === 'object' && value !== null && 'seal' in value ? value.seal : undefined;
    return { seal, manifest };
  } catch (cause) {
    throw new HoldfastError('corrupt', 'This backup’s description is damaged.', { cause });
  }
}
