import { describe, expect, it } from 'vitest';
import { checkFrom, draftOf, newDraft } from '../../../../renderer/src/screens/proof/golden/draft.ts';
import type { GoldenRule } from '../../../../renderer/src/screens/proof/types.ts';

const rules: readonly (readonly [GoldenRule, string])[] = [
  [{ kind: 'count', table: 'Order', least: 1000 }, 'Order: at least 1,000'],
  [{ kind: 'count', table: 'Order', least: 1, most: 5, where: { field: 'status', is: 'paid' } }, 'Order: 1 to 5, where status is “paid”'],
  [{ kind: 'count', table: 'Order', most: 0, where: { field: 'status', is: null } }, 'Order: at most 0, where status is blank'],
  [{ kind: 'record', table: 'Customer', by: { kind: 'id', id: 'c1' } }, 'The Customer c1 must exist'],
  [{ kind: 'record', table: 'Customer', by: { kind: 'field', field: 'email', is: 'jane@example.com' } }, 'A Customer with email “jane@example.com” must exist'],
  [{ kind: 'reference', table: 'Order', field: 'customer_id', target: 'Customer' }, 'No Order without a Customer in customer_id'],
  [{ kind: 'filled', table: 'Order', field: 'total' }, 'Every Order has total'],
  [{ kind: 'sql', sql: 'SELECT 1', expect: { value: '1' } }, 'A query of your own'],
];

describe('a golden check in the form', () => {
  it.each(rules)('%j comes out as it went in, and is called what it says', (rule, says) => {
    expect(checkFrom(draftOf({ id: 'a', name: says, rule }))).toEqual({ id: 'a', name: says, rule });
    expect(checkFrom(draftOf({ id: 'a', name: 'My own words', rule }))?.name).toBe('My own words');
  });

  it('is none as long as something is lacking', () => {
    const draft = newDraft('a', 'Order');
    expect(checkFrom(draft)).toBeUndefined();
    expect(checkFrom({ ...draft, least: '1,000' })?.rule).toEqual({ kind: 'count', table: 'Order', least: 1000 });
    for (const wrong of [{ least: 'many' }, { least: '5', most: '2' }, { least: '5', onlyWhere: true }, { kind: 'record' as const }, { kind: 'filled' as const }, { kind: 'sql' as const }, { table: '', least: '5' }]) expect(checkFrom({ ...draft, ...wrong })).toBeUndefined();
  });
});
