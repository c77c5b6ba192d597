import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasEscapedName, parseEscapedNames } from '../../../../shared/model/escaped-names.ts';
import { canonicalJson, parseJson } from '../../../../shared/model/record.ts';

const awkward = fc.constantFrom('\\', '"', '\n', '\t', 'a\\', 'a"', 'a\n', '\\\\', '\\"', '\\a', '__proto__', '', 'é', '\u2028', '0', 'a":', '{', '\ud800');
const names = fc.oneof({ weight: 3, arbitrary: awkward }, fc.string({ maxLength: 3 }));
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.constantFrom<unknown>(null, true, false, 0, -1.5, 1e300, 'text', 'a\\"b: {', '\n'), names, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(names, tie('value'), { maxKeys: 4 })),
}));

describe('names with escapes', () => {
  it('are read as they were written, whatever was read before', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 6 }), (all) => {
        for (const value of all) {
          for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2), canonicalJson(value)]) {
            expect(canonicalJson(parseJson(text))).toBe(canonicalJson(value));
            expect(canonicalJson(parseEscapedNames(text, Number))).toBe(canonicalJson(value));
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('in the order in which V8 mistakes them', () => {
    for (const [before, after] of [['{"\\\\":1}', '{"\\"":1}'], ['{"h":1,"a\\\\":1}', '{"h":1,"a\\n":1}'], ['{"i":{"\\\\\\\\ab":0}}', '{"i":{"\\\\abc":0}}']] as const) {
      parseJson(before);
      expect(JSON.stringify(parseJson(after))).toBe(after);
    }
  });

  it('are told from escapes in values', () => {
    expect(hasEscapedName('{"a":"\\n","b":["\\\\",{"c":"x\\":"}]}')).toBe(false);
    for (const text of ['{"\\n":1}', '{"a":"\\n","b\\"" \n :1}', '[{"a":[{"\\u0041":1}]}]']) expect(hasEscapedName(text)).toBe(true);
  });

  it('beside numbers that a double cannot hold, twice the same, and nested deeply', () => {
    expect(canonicalJson(parseJson('{"\\n":12345678901234567890,"b":[1.50,1e400,-0]}'))).toBe('{"\\n":12345678901234567890,"b":[1.5,1e400,0]}');
    expect(parseJson('{"a":1,"\\u0061":2,"a":3}')).toEqual({ a: 3 });
    const deep = `${'{"\\n":['.repeat(50_000)}${']}'.repeat(50_000)}`;
    expect(canonicalJson(parseJson(deep))).toBe(deep);
  });

  it('in what is no JSON are refused as JSON.parse refuses them', () => {
    const texts = values.chain((value) => {
      const text = JSON.stringify(value);
      return fc.tuple(fc.nat({ max: text.length }), fc.constantFrom('', '"', ',', '}', ']', '{', ':', '\\', 'x', '1', '\n', '\u0000')).map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1));
    });
    fc.assert(
      fc.property(texts, (text) => {
        const refuses = (parse: (text: string) => unknown): boolean => {
          try {
            parse(text);
            return false;
          } catch (error) {
            expect(error).toBeInstanceOf(SyntaxError);
            return true;
          }
        };
        expect(refuses((each) => parseEscapedNames(each, Number))).toBe(refuses((each) => JSON.parse(each) as unknown));
      }),
      { numRuns: 3000 },
    );
  });
});
