import fc from 'fast-check';
import { canonicalJson, parseJson } from '../../shared/model/record.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom('', 'null', 'true', '1.50', '=1+2', '@x', ' edge ', 'a,b', 'say "hi"', 'two\nlines', 'ret\r', '\u2028', '\ud800', 'x\0y', '{"a":1}', '007', '\ufeff'),
);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom('12345678901234567890', '1e400', '0.1234567890123456789').map((source) => JSON.rawJSON(source)));
const value = fc.oneof(
  { weight: 3, arbitrary: text },
  { weight: 2, arbitrary: number },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false) },
  { weight: 1, arbitrary: fc.array(fc.oneof(text, number, fc.constant(null)), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(text, fc.oneof(text, number), { maxKeys: 3 }) },
);
const field = fc.oneof(fc.constantFrom('name', 'n', 'N', 'list', 'json', 'a,b', '__proto__', 'id (2)', 'sqlite_x'), fc.string({ unit: 'binary', maxLength: 6 })).filter((name) => name !== 'id');

/** Lines of canonical JSON as any platform may give them: fields come and go and change their types; `id` tells them apart. */
export const anyLines: fc.Arbitrary<readonly string[]> = fc
  .record({ fields: fc.uniqueArray(field, { maxLength: 6 }), rows: fc.array(fc.array(fc.option(value, { nil: undefined, freq: 5 }), { minLength: 6, maxLength: 6 }), { maxLength: 12 }) })
  .map(({ fields, rows }) =>
    rows.map((values, row) => {
      const entries = fields.flatMap((name, column) => (values[column] === undefined ? [] : [[name, values[column]] as const]));
      const line = canonicalJson(Object.fromEntries([['id', String(row).padStart(4, '0')], ...entries]));
      // As it is once it was read: `-0` is not told from `0` in JSON.
      return canonicalJson(parseJson(line));
    }),
  );
