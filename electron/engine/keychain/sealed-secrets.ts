import { Decrypter, Encrypter } from 'age-encryption';
import { z } from 'zod';
import { passphraseIdentity, passphraseRecipient } from '../vault/crypto/age-passphrase.ts';

/**
 * 2^15 (32 MB and about a tenth of a second for each guess): every command of a server pays it once,
 * and its passphrase is one made up for a machine to read, not one that a person must remember, which would deserve 2^18.
 */
const workFactor = 15;
/** The file is our own, and somebody may have made it with age. */
const mostWorkFactor = 20;

const contentSchema = z.object({ format: z.literal(1), secrets: z.array(z.tuple([z.string(), z.string()])) });

/** An age file that opens with the passphrase, also with the stock `age -d`. */
export async function sealSecrets(secrets: ReadonlyMap<string, string>, passphrase: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(passphraseRecipient(passphrase, workFactor));
  return encrypter.encrypt(JSON.stringify({ format: 1, secrets: [...secrets] } satisfies z.input<typeof contentSchema>));
}

export type Opened = { readonly kind: 'opened'; readonly secrets: ReadonlyMap<string, string> } | { readonly kind: 'no-match' } | { readonly kind: 'damaged'; readonly cause: unknown };

/** `no-match`: the passphrase is another, or the few bytes that depend on it were damaged; the file alone cannot tell. */
export async function openSecrets(sealed: Uint8Array, passphrase: string): Promise<Opened> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(passphraseIdentity(passphrase, mostWorkFactor));
  try {
    const content = contentSchema.parse(JSON.parse(await decrypter.decrypt(sealed, 'text')));
    return { kind: 'opened', secrets: new Map(content.secrets) };
  } catch (error) {
    if (error instanceof Error && /no identity matched/i.test(error.message)) return { kind: 'no-match' };
    // Not the parser's own error: it could quote what the file holds.
    return { kind: 'damaged', cause: error instanceof z.ZodError || error instanceof SyntaxError ? new Error('not the content of a file of secrets') : error };
  }
}
