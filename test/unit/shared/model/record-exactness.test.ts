import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, parseJson } from '../../../../shared/model/record.ts';

/** Text of a JSON number, the awkward ones included. */
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9]\d{0,24}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,24}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^[eE][+-]?\d{1,3}$/)),
  )
  .map((parts) => parts.join(''));

describe('numbers', () => {
  it('keep their exact value through reading and writing', () => {
    fc.assert(
      fc.property(numberText, fc.constantFrom('', ' ', '\n'), (text, space) => {
        for (const json of [text, `[${space}${text}]`, `{"a":${space}${text}}`, `[1,${text}]`]) {
          const written = canonicalJson(parseJson(json));
          expect(exactValues(written)).toEqual(exactValues(json));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('that a double holds are plain numbers, whatever else the text holds', () => {
    expect(parseJson('{"price":0.30000000000000004,"id":"6a1e5f","when":"2026-06-01T09:23:41.481000"}')).toEqual({
      price: 0.30000000000000004,
      id: '6a1e5f',
      when: '2026-06-01T09:23:41.481000',
    });
  });

  it('in the content of strings are text', () => {
    const text = '{"note":"call, 12345678901234567890 [1e400, 0.1234567890123456789"}';
    expect(canonicalJson(parseJson(text))).toBe(text);
  });
});

describe('depth', () => {
  it.each([10, 3_000, 50_000])('of %i levels is written back as it was', (levels) => {
    const object = `${'{"b":'.repeat(levels)}[1,{},[],{"a":"x\\n","z":null}]${'}'.repeat(levels)}`;
    const array = `${'['.repeat(levels)}true${']'.repeat(levels)}`;
    expect(canonicalJson(parseJson(object)) === object).toBe(true);
    expect(canonicalJson(parseJson(array)) === array).toBe(true);
  });

  it('does not change the order of keys', () => {
    const levels = 20_000;
    const unordered = `${'{"b":1,"a":'.repeat(levels)}0${'}'.repeat(levels)}`;
    const ordered = `${'{"a":'.repeat(levels)}0${',"b":1}'.repeat(levels)}`;
    expect(canonicalJson(parseJson(unordered)) === ordered).toBe(true);
  });
});

/** Every number of a text outside of strings as sign, digits and a power of ten, without going through a double. */
function exactValues(json: string): readonly string[] {
  return [...json.matchAll(/(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?/g)].map(([, sign = '', whole = '', fraction = '', power = '0']) => {
    const digits = BigInt(whole + fraction);
    if (digits === 0n) return '0';
    const zeros = /0*$/.exec(digits.toString())?.[0].length ?? 0;
    return `${sign}${digits.toString().slice(0, digits.toString().length - zeros)}e${BigInt(power) - BigInt(fraction.length) + BigInt(zeros)}`;
  });
}
