import { describe, expect, it } from 'vitest';

import { fieldsOf, parseJson, recordId } from '../../../../shared/model/record.ts';

describe('the id of a record', () => {
  const idOf = (identity: readonly string[], json: string): string => {
    const record = parseJson(json);
    if (typeof record !== 'object' || record === null) throw new TypeError('not a record');
    return recordId(identity, fieldsOf(record));
  };

  it.for([
    ['text as it is', ['id'], '{"id":"6a5f"}', '6a5f'],
    ['a number', ['id'], '{"id":7}', '7'],
    ['a number no double can hold', ['id'], '{"id":12345678901234567890}', '12345678901234567890'],
    ['several fields', ['order', 'line'], '{"line":2,"order":"A-1"}', 'A-1/2'],
    ['nothing for a field that is null or not there', ['a', 'b'], '{"a":null}', '/'],
    ['an object as JSON', ['id'], '{"id":{"$oid":"6a5f"}}', '{"$oid":"6a5f"}'],
  ] as const)('is %s', ([, identity, json, id]) => {
    expect(idOf(identity, json)).toBe(id);
  });

  it('takes no field from the prototype', () => {
    expect(recordId(['toString'], {})).toBe('');
  });
});
