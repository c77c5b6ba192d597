import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentId, contentIdOf, encodeKeys, keysHash } from '../../../../electron/engine/vault/crypto/content-id.ts';

const key = new Uint8Array(32).fill(3);
const hashOf = (keys: readonly string[]): string => keysHash(key, encodeKeys(keys));

describe('a content id', () => {
  it('is the HMAC-SHA256 of the content, in one part or many', () => {
    const content = new TextEncoder().encode('{"id":1}\n');
    const expected = createHmac('sha256', key).update(content).digest('hex');
    const inParts = contentIdOf(key);
    for (const byte of content) inParts.add(Uint8Array.of(byte));
    expect([contentId(key, content), inParts.id()]).toEqual([expected, expected]);
    expect(contentId(new Uint8Array(32), content)).not.toBe(expected);
  });
});

describe('the hash over sort keys', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.array(fc.constantFrom('\0', '\u0001', '\u00FF', 'ÿ', '\uFFFD', '\uD800', '\uDC00', '\uD800\uDC00', 'a', ''), { maxLength: 4 }).map((parts) => parts.join('')));

  it('tells any two lists of keys apart, and knows the same one again', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.array(text, { maxLength: 4 }), (a, b) => {
        expect(hashOf(a) === hashOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
        expect(hashOf([...a])).toBe(hashOf(a));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    [['a\0'], ['a', '\u0001']],
    [['\uD800'], ['\uDFFF']],
    [['\uD800'], ['\uFFFD']],
    [['a', 'b'], ['ab']],
    [[''], []],
    [['', ''], ['']],
  ])('tells %j from %j', (a, b) => {
    expect(hashOf(a)).not.toBe(hashOf(b));
  });
});
