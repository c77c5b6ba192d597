import { z } from 'zod';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { ChunkKey } from '../crypto/content-id.ts';
import { fieldsOf } from '../../../../shared/model/record.ts';
import { hasSeal, sealOf } from '../crypto/seal.ts';
import { newerFormat } from './newer-format.ts';

export const vaultFormat = 'holdfast-vault/1';

/** vault.json: the one object that is not encrypted, so that a vault describes itself. What only another version knows is kept: it is sealed too. */
export const vaultHeaderSchema = z.looseObject({
  format: z.literal(vaultFormat),
  vaultId: z.uuid(),
  app: z.object({ name: z.string(), platform: z.string() }),
  createdAt: z.iso.datetime(),
  recipients: z.array(z.string()).min(1),
  /** 32 bytes, age-encrypted to the recipients, base64. */
  chunkKey: z.string(),
  /** SHA-256 of README.txt, hex: the commands in it are meant to be pasted. */
  readme: z.string().optional(),
  /** crypto/seal.ts over everything else. */
  seal: z.string().optional(),
});
export type VaultHeader = z.infer<typeof vaultHeaderSchema>;

export function sealHeader(header: VaultHeader, key: ChunkKey): VaultHeader {
  const { seal: _, ...content } = header;
  return { ...content, seal: sealOf('vault', content, key) };
}

/** Was it written by somebody who has the chunk key? */
export function isSealedHeader(header: VaultHeader, key: ChunkKey): boolean {
  const { seal, ...content } = header;
  return hasSeal(seal, 'vault', content, key);
}

export function encodeHeader(header: VaultHeader): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(header, null, 2)}\n`);
}

/** @throws corrupt when it is no vault description; invalid-input when a newer Holdfast wrote it. */
export function decodeHeader(bytes: Uint8Array): VaultHeader {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new HoldfastError('corrupt', 'The vault’s description (vault.json) is damaged.', { cause });
  }
  const { format } = typeof value === 'object' && value !== null ? fieldsOf(value) : {};
  if (typeof format === 'string' && format.startsWith('holdfast-vault/') && format !== vaultFormat) throw newerFormat(format);
  const parsed = vaultHeaderSchema.safeParse(value);
  if (!parsed.success) throw new HoldfastError('corrupt', 'The vault’s description (vault.json) is damaged.', { cause: parsed.error });
  return parsed.data;
}
