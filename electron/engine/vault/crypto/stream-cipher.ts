import { createCipheriv, createDecipheriv, getCiphers } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';

/**
 * ChaCha20-Poly1305 over one piece, in whichever form this runtime has: Node's own is some ten times as fast, but the
 * OpenSSL replacement inside Electron's main process has no such cipher in node:crypto (electron/electron#24024).
 * A test proves both give the same bytes.
 */
export interface PieceCipher {
  /** Plaintext → ciphertext followed by the 16-byte tag, written into `out` (plaintext length + 16 bytes). */
  seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, out: Uint8Array): void;
  /** The reverse. Returns false when the tag does not fit: damaged, or not ours. */
  open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, out: Uint8Array): boolean;
}

export const tagLength = 16;

export const nodeCipher: PieceCipher = {
  seal(key, nonce, plain, out) {
    const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: tagLength });
    out.set(cipher.update(plain), 0);
    cipher.final();
    out.set(cipher.getAuthTag(), plain.length);
  },
  open(key, nonce, sealed, out) {
    const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: tagLength });
    decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
    out.set(decipher.update(sealed.subarray(0, sealed.length - tagLength)), 0);
    try {
      decipher.final();
      return true;
    } catch {
      return false;
    }
  },
};

export const portableCipher: PieceCipher = {
  seal(key, nonce, plain, out) {
    out.set(chacha20poly1305(key, nonce).encrypt(plain), 0);
  },
  open(key, nonce, sealed, out) {
    try {
      out.set(chacha20poly1305(key, nonce).decrypt(sealed), 0);
      return true;
    } catch {
      return false;
    }
  },
};

export const pieceCipher: PieceCipher = getCiphers().includes('chacha20-poly1305') ? nodeCipher : portableCipher;
