import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filesWithKey, filesWithPrefix, keyOf, propertiesOf } from '../../../../electron/engine/destinations/google-drive/object-properties.ts';

const part = fc.stringMatching(/^[A-Za-z0-9_-]{1,200}$/);
const anyKey = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/').slice(0, 512).replace(/\/$/, 'x'));

describe('how a file carries a key', () => {
  it('gives every key back, within what Drive takes', () => {
    fc.assert(
      fc.property(fc.oneof(anyKey, fc.constant(`${'k'.repeat(200)}/${'l'.repeat(200)}/${'m'.repeat(110)}`)), (key) => {
        const properties = propertiesOf(key);
        expect(keyOf(properties)).toBe(key);
        expect(Object.keys(properties).length).toBeLessThanOrEqual(30);
        for (const [name, value] of Object.entries(properties)) expect(Buffer.byteLength(name + value)).toBeLessThanOrEqual(124);
      }),
      { numRuns: 60 },
    );
  });

  it('gives no key for what is no object', () => {
    for (const properties of [undefined, {}, { holdfast: 'place' }, { key0: '' }, { key0: '../up' }, { key0: 'a//b' }, { key1: 'a' }]) expect(keyOf(properties)).toBeUndefined();
  });

  it('asks for one key, and for the deepest folder of a prefix', () => {
    expect(filesWithKey('acme/vault.json')).toBe("appProperties has { key='key0' and value='acme/vault.json' }");
    expect(filesWithPrefix('')).toBe("appProperties has { key='holdfast' and value='object' }");
    expect(filesWithPrefix('acme')).toBe(filesWithPrefix(''));
    expect(filesWithPrefix('acme/segments/0')).toBe("appProperties has { key='in2' and value='acme/segments' }");
  });
});
