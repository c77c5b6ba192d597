import type { EntitySchema, RowRule } from '../dataset.ts';
import { compileFilter, type Test } from './query/filter.ts';
import { sameValue, valueAt } from './query/values.ts';
import { isFields, type Fields } from './store/row.ts';
import type { Caller } from './tokens.ts';

export type RuleOperation = 'create' | 'read' | 'update' | 'delete';

/** What a rule comes to for one caller: undefined lets every record pass. */
export type CompiledRule = Test | undefined;

/** The rule of an entity for one operation, for this caller. `bypass` and the service token stand above all rules. */
export function rowRule(schema: EntitySchema, operation: RuleOperation, caller: Caller, bypass: boolean): CompiledRule {
  if (bypass || caller.kind === 'service') return undefined;
  const own = schema.rls?.[operation];
  return compileRule(own === undefined && operation !== 'read' ? schema.rls?.write : own, caller);
}

/** The fields of an entity that this caller may not read or write, each with what would let it pass for a given record. */
export function fieldRules(
  schema: EntitySchema,
  operation: 'read' | 'write',
  caller: Caller,
  bypass: boolean,
): ReadonlyMap<string, Test> {
  const rules = new Map<string, Test>();
  if (bypass || caller.kind === 'service') return rules;
  for (const [field, property] of Object.entries(schema.properties)) {
    const rule = compileRule(property.rls?.[operation], caller);
    if (rule !== undefined) rules.set(field, rule);
  }
  return rules;
}

function compileRule(rule: RowRule | undefined, caller: Caller): CompiledRule {
  if (rule === undefined || rule === null || rule === '' || rule === true) return undefined;
  if (rule === false) return () => false;
  if (Object.keys(rule).length === 0) return undefined;
  return compileCondition(rule, caller.user);
}

const never: Test = () => false;

function compileCondition(condition: Fields, user: Fields): Test {
  const tests = Object.entries(condition).map(([key, value]): Test => {
    if (key === 'user_condition') return userMatches(value, user) ? () => true : never;
    if (key === '$or' || key === '$and' || key === '$nor') {
      const parts = Array.isArray(value) ? value.map((part) => (isFields(part) ? compileCondition(part, user) : never)) : [never];
      if (key === '$and') return (reader) => parts.every((part) => part(reader));
      const any: Test = (reader) => parts.some((part) => part(reader));
      return key === '$or' ? any : (reader) => !any(reader);
    }
    return compileFilter({ [key]: fillIn(value, user) });
  });
  return (reader) => tests.every((test) => test(reader));
}

/** `user_condition` compares the caller's own fields: plain values for equality, `$in`, `$nin`, `$ne`. */
function userMatches(condition: unknown, user: Fields): boolean {
  if (typeof condition !== 'object' || condition === null) return false;
  return Object.entries(condition).every(([key, expected]: [string, unknown]) => {
    const actual = userField(key, user);
    if (typeof expected !== 'object' || expected === null) return sameValue(actual, expected);
    return Object.entries(expected).every(([operator, operand]: [string, unknown]) => {
      if (operator === '$ne') return !sameValue(actual, operand);
      if (!Array.isArray(operand)) return false;
      const within = operand.some((item) => sameValue(item, actual));
      return operator === '$in' ? within : operator === '$nin' && !within;
    });
  });
}

function userField(path: string, user: Fields): unknown {
  return valueAt(user, path.startsWith('data.') ? path.slice('data.'.length) : path);
}

const wholeTemplate = /^\{\{\s*user\.([\w.]+)\s*\}\}$/;
const template = /\{\{\s*user\.([\w.]+)\s*\}\}/g;

/** Puts the caller's values in for `{{user.…}}`; a value that is nothing but a template keeps its type. */
function fillIn(value: unknown, user: Fields): unknown {
  if (typeof value === 'string') {
    const whole = wholeTemplate.exec(value)?.[1];
    if (whole !== undefined) return userField(whole, user) ?? '';
    return value.replaceAll(template, (_all, path: string) => {
      const filled = userField(path, user) ?? '';
      return typeof filled === 'string' ? filled : JSON.stringify(filled);
    });
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, user));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, user)]));
}
