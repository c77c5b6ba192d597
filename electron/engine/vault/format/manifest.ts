import { HoldfastError } from '../../../../shared/model/errors.ts';
import { fieldsOf } from '../../../../shared/model/record.ts';
import { type Manifest, manifestSchema } from '../../../../shared/model/snapshot.ts';
import type { ChunkKey } from '../crypto/content-id.ts';
import { hasSeal, sealOf } from '../crypto/seal.ts';
import { newerFormat } from './newer-format.ts';
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

const manifestFormat = manifestSchema.shape.format.value;
const manifestLimit = 512 * 1024 * 1024;

/**
 * What is sealed is the text as it was written, so that members which only another version knows take nothing from the seal.
 * @throws corrupt when damaged or not sealed with this vault's key (details.reason = `seal`); invalid-input when a newer Holdfast wrote it.
 */
export function decodeManifest(compressed: Uint8Array, key: ChunkKey): Manifest {
  const { seal, ...content } = parse(new TextDecoder().decode(decompress(compressed, manifestLimit)));
  if (!hasSeal(seal, 'manifest', content, key)) {
    throw new HoldfastError('corrupt', 'This backup’s description was not written by Holdfast with this vault’s key.', {
      nextStep: 'Do not use this backup; make a new one, and find out who else can write to this place.',
      details: { snapshot: String(content['id']).slice(0, 200), reason: 'seal' },
    });
  }
  const { format } = content;
  if (typeof format === 'string' && format.startsWith('holdfast-snapshot/') && format !== manifestFormat) throw newerFormat(format);
  const manifest = manifestSchema.safeParse(content);
  if (!manifest.success) throw damaged(manifest.error);
  return manifest.data;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged();
  return fieldsOf(value);
}

function damaged(cause?: unknown): HoldfastError {
  return new HoldfastError('corrupt', 'This backup’s description is damaged.', { cause });
}
