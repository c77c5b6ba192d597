import { randomBytes, scrypt, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { type Identity, type Recipient, Stanza } from 'age-encryption';
import { pieceCipher, tagLength } from './stream-cipher.ts';

/**
 * age's passphrases ("scrypt", https://age-encryption.org/v1) for typage's Encrypter and Decrypter. Its own do the hard work in JavaScript, which for a second holds up everything else that
 * this process does; here it is done beside, in one of Node's threads.
 */
const label = 'age-encryption.org/v1/scrypt';
const saltLength = 16;
const fileKeyLength = 16;
/** Each key of it seals one file key, ever. */
const nonce = new Uint8Array(12);
const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

/** @param workFactor the base-2 logarithm of scrypt's N: 18 takes 256 MB and about a second. */
export function passphraseRecipient(passphrase: string, workFactor: number): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(saltLength);
      const sealed = new Uint8Array(fileKey.length + tagLength);
      pieceCipher.seal(await keyOf(passphrase, salt, workFactor), nonce, fileKey, sealed);
      return [new Stanza(['scrypt', salt.toString('base64').replace(/=+$/, ''), String(workFactor)], sealed)];
    },
  };
}

/**
 * Opens what a passphrase opens; null where it is another one, or nothing here is for a passphrase.
 * @param mostWorkFactor a file that asks for more is refused: it would hold this computer up for as long as its maker likes
 */
export function passphraseIdentity(passphrase: string, mostWorkFactor: number): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const stanza = stanzas.find(({ args: [kind] }) => kind === 'scrypt');
      if (stanza === undefined) return null;
      const [, salt = '', factor = '', ...more] = stanza.args;
      const workFactor = /^[1-9]\d?$/.test(factor) ? Number(factor) : Number.POSITIVE_INFINITY;
      // age allows it no other recipient beside: whoever knows the passphrase vouches for the file.
      if (stanzas.length !== 1 || more.length > 0 || !/^[A-Za-z0-9+/]{22}$/.test(salt) || stanza.body.length !== fileKeyLength + tagLength) throw new Error('invalid scrypt stanza');
      if (workFactor > mostWorkFactor) throw new Error('scrypt work factor is too high');
      const fileKey = new Uint8Array(fileKeyLength);
      return pieceCipher.open(await keyOf(passphrase, Buffer.from(salt, 'base64'), workFactor), nonce, stanza.body, fileKey) ? fileKey : null;
    },
  };
}

async function keyOf(passphrase: string, salt: Uint8Array, workFactor: number): Promise<Uint8Array> {
  const [N, r] = [2 ** workFactor, 8];
  return derive(passphrase, Buffer.concat([Buffer.from(label), salt]), 32, { N, r, p: 1, maxmem: 2 * 128 * r * (N + 2) });
}
