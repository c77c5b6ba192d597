import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldScanner } from '../../../electron/engine/compare/field-scanner.ts';
import { canonicalJson, parseJson } from '../../../shared/model/record.ts';

describe('the fields of records', () => {
  it('are those that parsing them gives', () => {
    const names = fc.oneof(fc.constantFrom('id', 'name', '__proto__', '', '"', '\\', '\\"', 'a":{"b', '}', ',', 'ü\u2028'), fc.string({ unit: 'binary' }));
    const records = fc.array(fc.dictionary(names, fc.jsonValue()), { maxLength: 12 });
    fc.assert(
      fc.property(records, (given) => {
        const fields = new Set<string>();
        const scanner = new FieldScanner(fields);
        for (const record of given) scanner.add(canonicalJson(record));
        expect(fields).toEqual(new Set(given.flatMap((record) => Object.keys(parseJson(canonicalJson(record)) as object))));
      }),
      { numRuns: 150 },
    );
  });

  it('may hold numbers of any length', () => {
    const fields = new Set<string>();
    new FieldScanner(fields).add(canonicalJson(parseJson('{"a":12345678901234567890,"b":-1e400,"c":[1.5e-7,{"d":"}"}],"e":null}')));
    expect([...fields]).toEqual(['a', 'b', 'c', 'e']);
  });
});
