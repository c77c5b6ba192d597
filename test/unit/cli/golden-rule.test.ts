import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../electron/cli/commands/golden-rule.ts';

describe('a golden check as it is typed', () => {
  it.each([
    ['Order >= 1000', { kind: 'count', table: 'Order', least: 1000 }],
    ['Line items<=5', { kind: 'count', table: 'Line items', most: 5 }],
    ['Customer has c-17', { kind: 'record', table: 'Customer', by: { kind: 'id', id: 'c-17' } }],
    [' Customer.email = jane@example.com ', { kind: 'record', table: 'Customer', by: { kind: 'field', field: 'email', is: 'jane@example.com' } }],
    ['Order.customer_id -> Customer', { kind: 'reference', table: 'Order', field: 'customer_id', target: 'Customer' }],
    ['Order.total filled', { kind: 'filled', table: 'Order', field: 'total' }],
    ['SELECT * FROM "Order" WHERE total < 0', { kind: 'sql', sql: 'SELECT * FROM "Order" WHERE total < 0', expect: 'no-rows' }],
    ['select count(*) from "Order" where total >= 5 => 15', { kind: 'sql', sql: 'select count(*) from "Order" where total >= 5', expect: { value: '15' } }],
  ])('%s', (text, rule) => {
    expect(parseRule(text)).toEqual(rule);
  });

  it.each(['', 'Order', 'Order > 5', 'Order >= many', 'drop table x'])('refuses %j, with what it could be', (text) => {
    expect(() => parseRule(text)).toThrow(expect.objectContaining({ code: 'invalid-input', nextStep: expect.stringContaining('Order >= 1000') }));
  });
});
