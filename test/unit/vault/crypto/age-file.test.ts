import { randomBytes } from 'node:crypto';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnopenable, leastSealedSize, openFile, openRanged, sealFile, sealStream } from '../../../../electron/engine/vault/crypto/age-file.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { testKeys } from '../../../support/small-app.ts';

const { identity, recipients } = testKeys;
const piece = 64 * 1024;

/** Sizes where one piece ends and another begins, and any others. */
const size = fc.oneof(fc.constantFrom(0, 1, 15, 16, piece - 1, piece, piece + 1, 2 * piece - 1, 2 * piece, 2 * piece + 1, 3 * piece), fc.nat(3 * piece + 100));

async function typageSeal(plain: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(plain);
}

async function typageOpen(sealed: Uint8Array, key = identity): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  return decrypter.decrypt(sealed);
}

async function* inParts(plain: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < plain.length; i += 1) {
    const length = Math.max(1, lengths[i % Math.max(1, lengths.length)] ?? plain.length);
    yield plain.subarray(at, at + length);
    at += length;
  }
}

describe('an age file', () => {
  it('of any size opens with typage, and one that typage made opens here', async () => {
    await fc.assert(
      fc.asyncProperty(size, async (length) => {
        const plain = new Uint8Array(randomBytes(length));
        const sealed = await sealFile(recipients, plain);
        expect(sealed.length).toBe(leastSealedSize(length));
        expect(Buffer.compare(await typageOpen(sealed), plain)).toBe(0);
        expect(Buffer.compare(await openFile(identity, await typageSeal(plain)), plain)).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('made from a stream in parts of any size is the same kind of file', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.array(fc.integer({ min: 1, max: 2 * piece }), { minLength: 1, maxLength: 4 }), async (length, lengths) => {
        const plain = new Uint8Array(randomBytes(length));
        const sealed = Buffer.concat(await Array.fromAsync(sealStream(recipients, inParts(plain, lengths.map((each) => Math.max(each, length >> 6))))));
        expect(sealed.length).toBe((await sealFile(recipients, plain)).length);
        expect(Buffer.compare(await typageOpen(sealed), plain)).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('read in ranges gives just those bytes, fetching only the pieces they lie in', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.array(fc.tuple(fc.nat(3 * piece + 200), fc.nat(piece * 2)), { minLength: 1, maxLength: 5 }), async (length, ranges) => {
        const plain = new Uint8Array(randomBytes(length));
        const sealed = await sealFile(recipients, plain);
        let fetched = 0;
        const file = await openRanged(identity, {
          size: sealed.length,
          read: async ({ start, end }) => {
            fetched += end - start;
            return sealed.slice(start, end);
          },
        });
        expect(file.plainSize).toBe(length);
        for (const [start, wanted] of ranges) {
          fetched = 0;
          const part = await file.read({ start, end: start + wanted });
          expect(Buffer.compare(part, plain.subarray(start, start + wanted))).toBe(0);
          expect(fetched).toBeLessThanOrEqual(wanted + 2 * (piece + 16));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('opens with any of several keys', async () => {
    const others = await Promise.all(Array.from({ length: 12 }, () => generateX25519Identity()));
    const everybody = [...recipients, ...(await Promise.all(others.map((other) => identityToRecipient(other))))];
    const plain = new Uint8Array(randomBytes(100_000));
    const sealed = await sealFile(everybody, plain);
    for (const key of [identity, others[11] ?? '']) {
      expect(Buffer.compare(await openFile(key, sealed), plain)).toBe(0);
      // Its header is longer than what is read of it at first.
      const ranged = await openRanged(key, { size: sealed.length, read: async ({ start, end }) => sealed.slice(start, end) });
      expect(Buffer.compare(await ranged.read({ start: 70_000, end: 70_010 }), plain.subarray(70_000, 70_010))).toBe(0);
      expect(Buffer.compare(await typageOpen(sealed, key), plain)).toBe(0);
    }
  });
});

describe('a damaged age file', () => {
  it('cut off anywhere is refused', async () => {
    for (const length of [0, 5, piece, piece + 5]) {
      const sealed = await sealFile(recipients, new Uint8Array(randomBytes(length)));
      const cuts = length < 100 ? Array.from({ length: sealed.length }, (_, at) => at) : [0, 100, 183, 184, 200, 201, sealed.length - piece, sealed.length - 17, sealed.length - 16, sealed.length - 1];
      for (const at of cuts) await expect(openFile(identity, sealed.slice(0, at))).rejects.toSatisfy((error) => isHoldfastError(error, 'corrupt'));
    }
  });

  it('with something appended is refused', async () => {
    for (const length of [0, 5, piece, 2 * piece]) {
      const sealed = await sealFile(recipients, new Uint8Array(length));
      for (const more of [1, 16, 17]) await expect(openFile(identity, Buffer.concat([sealed, Buffer.alloc(more)]))).rejects.toSatisfy((error) => isHoldfastError(error, 'corrupt'));
    }
  });

  it('with any bit turned over is refused, in its header and in its content', async () => {
    const sealed = await sealFile(recipients, new TextEncoder().encode('{"id":1}\n'));
    for (let at = 0; at < sealed.length; at += 1) {
      const flipped = sealed.slice();
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await expect(openFile(identity, flipped), `byte ${at}`).rejects.toSatisfy(isUnopenable);
    }
  });

  it('with two pieces exchanged, or its last piece left out, is refused', async () => {
    const sealed = await sealFile(recipients, new Uint8Array(randomBytes(3 * piece)));
    const start = sealed.length - 3 * (piece + 16);
    const pieces = [0, 1, 2].map((i) => sealed.slice(start + i * (piece + 16), start + (i + 1) * (piece + 16)));
    const head = sealed.slice(0, start);
    const [a, b, c] = pieces;
    for (const wrong of [[b, a, c], [a, b], [a, c], [a, b, b]]) {
      await expect(openFile(identity, Buffer.concat([head, ...wrong.flatMap((each) => (each === undefined ? [] : [each]))]))).rejects.toSatisfy((error) => isHoldfastError(error, 'corrupt'));
    }
  });

  it('shorter than it was said to be is refused, whatever part is read', async () => {
    const plain = new Uint8Array(randomBytes(3 * piece));
    const sealed = await sealFile(recipients, plain);
    // At the end of a piece too, where what is left would look whole.
    for (const left of [10, 100, 150, 1000, sealed.length - 2 * (piece + 16), sealed.length - (piece + 16), sealed.length - 1]) {
      const short = sealed.slice(0, left);
      const reading = openRanged(identity, { size: sealed.length, read: async ({ start, end }) => short.slice(start, end) }).then((file) => file.read({ start: 0, end: plain.length }));
      await expect(reading, `${left} bytes left`).rejects.toSatisfy((error) => isHoldfastError(error, 'corrupt'));
    }
  });

  it.each([['nothing', ''], ['text', 'not encrypted at all'], ['only a beginning', 'age-encryption.org/v1\n'], ['a page', '<!doctype html><html>']])('that is %s is refused', async (_what, text) => {
    await expect(openFile(identity, new TextEncoder().encode(text))).rejects.toSatisfy((error) => isHoldfastError(error, 'corrupt'));
  });
});

describe('keys', () => {
  it('of another vault are told apart from damage', async () => {
    const other = await generateX25519Identity();
    const sealed = await sealFile(recipients, new Uint8Array(10));
    await expect(openFile(other, sealed)).rejects.toMatchObject({ code: 'permission-denied', details: { reason: 'other-key' } });
  });

  it('that are none are invalid input, and appear in no error', async () => {
    const secret = 'AGE-SECRET-KEY-1NOTAKEY';
    const error: unknown = await openFile(secret, await sealFile(recipients, new Uint8Array(1))).catch((each: unknown) => each);
    expect(isHoldfastError(error, 'invalid-input')).toBe(true);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('NOTAKEY');
    await expect(sealFile(['age1nonsense'], new Uint8Array(1))).rejects.toSatisfy((each) => isHoldfastError(each, 'invalid-input'));
  });
});
