import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPayload, sealedSize, sealPayload } from '../../../../electron/engine/vault/crypto/age-payload.ts';
import { nodeCipher, portableCipher } from '../../../../electron/engine/vault/crypto/stream-cipher.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';

const sizes = fc.oneof(fc.constantFrom(0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 128 * 1024), fc.nat(200_000));

describe('the two ciphers', () => {
  it('give the same bytes, and each opens what the other sealed', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const key = new Uint8Array(randomBytes(32));
        const plain = new Uint8Array(randomBytes(size));
        const [a, b] = [nodeCipher, portableCipher].map((cipher) => {
          const out = new Uint8Array(sealedSize(size));
          sealPayload(key, plain, out, cipher);
          return out;
        });
        if (a === undefined || b === undefined) throw new Error('two ciphers');
        expect(Buffer.compare(a, b)).toBe(0);
        expect(Buffer.compare(openPayload(key, a, portableCipher), plain)).toBe(0);
        expect(Buffer.compare(openPayload(key, b, nodeCipher), plain)).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it.each([['node', nodeCipher], ['portable', portableCipher]] as const)('refuse what was changed (%s)', (_name, cipher) => {
    const key = new Uint8Array(randomBytes(32));
    const out = new Uint8Array(sealedSize(100));
    sealPayload(key, new Uint8Array(100), out, cipher);
    for (let at = 0; at < out.length; at += 1) {
      const flipped = out.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 0x80;
      expect(() => openPayload(key, flipped, cipher)).toThrow(expect.toSatisfy((error: unknown) => isHoldfastError(error, 'corrupt')));
    }
    expect(() => openPayload(new Uint8Array(32), out, cipher)).toThrow(expect.toSatisfy((error: unknown) => isHoldfastError(error, 'corrupt')));
  });
});
