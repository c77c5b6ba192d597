import { randomBytes } from 'node:crypto';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { openFile, sealFile } from './age-file.ts';
import type { ChunkKey } from './content-id.ts';

/** What opens a vault, and what writes to it. */
export interface VaultKeys {
  /** AGE-SECRET-KEY-1…; absent on a computer that may add backups but not read them. */
  readonly identity: string;
  /** Everybody whose key opens what is written from now on: age1…. */
  readonly recipients: readonly string[];
  readonly chunkKey: ChunkKey;
}

/** A new vault key and chunk key. */
export async function generateKeys(): Promise<VaultKeys> {
  const identity = await generateX25519Identity();
  return { identity, recipients: [await identityToRecipient(identity)], chunkKey: new Uint8Array(randomBytes(32)) };
}

/** The key in the text of an age identity file: comments and empty lines are passed over. @throws invalid-input. */
export function parseIdentity(text: string): string {
  const line = text.split(/\r?\n/).find((each) => each.trim().toUpperCase().startsWith('AGE-SECRET-KEY-'));
  if (line === undefined) {
    throw new HoldfastError('invalid-input', 'There is no recovery key in this file.', {
      nextStep: 'The key is the line of the recovery kit that begins with “AGE-SECRET-KEY-1”.',
    });
  }
  return line.trim().toUpperCase();
}

/** The chunk key as it lies in vault.json: an age file, base64. */
export async function wrapChunkKey(recipients: readonly string[], chunkKey: ChunkKey): Promise<string> {
  return Buffer.from(await sealFile(recipients, chunkKey)).toString('base64');
}

/** @throws permission-denied with another vault's key; corrupt. */
export async function unwrapChunkKey(identity: string, wrapped: string): Promise<ChunkKey> {
  const key = await openFile(identity, Buffer.from(wrapped, 'base64'));
  if (key.length !== 32) throw new HoldfastError('corrupt', 'The vault’s description (vault.json) is damaged.');
  return key;
}
