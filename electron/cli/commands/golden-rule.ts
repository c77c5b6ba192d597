import { HoldfastError } from '../../../shared/model/errors.ts';
import type { GoldenCheck } from '../../engine/engine.ts';

type Rule = GoldenCheck['rule'];

/**
 * A check as it is typed on the command line. Names of tables may have spaces in them; a table with a dot in its name can be written down in the app.
 * @throws invalid-input.
 */
export function parseRule(text: string): Rule {
  const rule = queryIn(text) ?? countIn(text) ?? referenceIn(text) ?? filledIn(text) ?? recordIn(text);
  if (rule !== undefined) return rule;
  throw new HoldfastError('invalid-input', 'That is no check.', { nextStep: 'Write it as in "Order >= 1000", "Customer has ID", "Customer.email = jane@example.com", "Order.customer_id -> Customer" or "Order.total filled".' });
}

function queryIn(text: string): Rule | undefined {
  if (!/^\s*(?:select|with)\s/i.test(text)) return undefined;
  const answer = /^([\s\S]+?)\s*=>\s*([^=>]+)$/.exec(text);
  if (answer === null) return { kind: 'sql', sql: text.trim(), expect: 'no-rows' };
  return { kind: 'sql', sql: (answer[1] ?? '').trim(), expect: { value: (answer[2] ?? '').trim() } };
}

function countIn(text: string): Rule | undefined {
  const match = /^\s*(\S.*?)\s*(>=|<=)\s*(\d{1,15})\s*$/.exec(text);
  if (match === null) return undefined;
  const [, table = '', sign, digits] = match;
  return { kind: 'count', table, ...(sign === '>=' ? { least: Number(digits) } : { most: Number(digits) }) };
}

function referenceIn(text: string): Rule | undefined {
  const match = /^\s*([^.]*[^.\s])\.(\S.*?)\s*->\s*(\S.*?)\s*$/.exec(text);
  if (match === null) return undefined;
  const [, table = '', field = '', target = ''] = match;
  return { kind: 'reference', table, field, target };
}

function filledIn(text: string): Rule | undefined {
  const match = /^\s*([^.=]*[^.=\s])\.([^\s=][^=]*?)\s+filled\s*$/.exec(text);
  if (match === null) return undefined;
  const [, table = '', field = ''] = match;
  return { kind: 'filled', table, field };
}

function recordIn(text: string): Rule | undefined {
  const byField = /^\s*([^.=]*[^.=\s])\.([^\s=][^=]*?)\s*=\s*(\S[\s\S]*?)\s*$/.exec(text);
  if (byField !== null) {
    const [, table = '', field = '', is = ''] = byField;
    return { kind: 'record', table, by: { kind: 'field', field, is } };
  }
  const byId = /^\s*(\S.*?)\s+has\s+(\S.*?)\s*$/.exec(text);
  if (byId === null) return undefined;
  const [, table = '', id = ''] = byId;
  return { kind: 'record', table, by: { kind: 'id', id } };
}
