import { randomBytes } from 'node:crypto';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
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
  /** The identity is a deputy's: what was stored before they were let in does not open with it, and that is no damage. */
  readonly isDeputy?: boolean;
}

/** The public half of a key, age1… @throws invalid-input when it is no key; without what was given. */
export async function recipientOf(identity: string): Promise<string> {
  try {
    return await identityToRecipient(identity);
  } catch {
    throw new HoldfastError('invalid-input', 'This is not a recovery key (it begins with “AGE-SECRET-KEY-1”).', { nextStep: 'Copy the key from the recovery kit again, the whole line.' });
  }
}

/** A deputy's public key as somebody pasted it. @throws invalid-input. */
export function parseRecipient(text: string): string {
  const recipient = text.trim().toLowerCase();
  if (recipient.startsWith('age-secret-key-')) {
    throw new HoldfastError('invalid-input', 'This is a secret key. A deputy keeps that, and gives only the public half of it away.', {
      nextStep: 'Ask for the line that begins with “age1”. Who has shown their secret key to somebody should make a new one.',
      details: { field: 'recipient' },
    });
  }
  try {
    // Plugins and post-quantum keys begin alike, but not every program that opens backups knows them.
    if (!/^age1[02-9ac-hj-np-z]{58}$/.test(recipient)) throw new Error('not an X25519 recipient');
    new Encrypter().addRecipient(recipient);
    return recipient;
  } catch {
    throw new HoldfastError('invalid-input', 'This is not the public half of an age key (it begins with “age1” and has 62 characters).', {
      nextStep: 'Paste the whole line that the deputy’s own program shows, such as age-keygen.',
      details: { field: 'recipient' },
    });
  }
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
