import { isRecord } from '../records/write-record.ts';
import type { RawRecord } from '../records/write-record.ts';

/**
 * Row-level rules as Base44 keeps them in an entity's schema (`rls.read`, and for a field `properties.x.rls.read`):
 * `true`, `null`, `''`, `{}` or nothing let everybody read, `false` nobody; a condition is a filter over the record, where
 * `{{user.email}}` stands for the reader's, and `user_condition` is one over the reader. The meaning follows the rules
 * of Base44's own development server; what it does not know either counts as undecided.
 */
export type Rule = unknown;

/** How much of a table a rule leaves to one reader, whatever the records hold. */
export type Reach = 'everything' | 'something' | 'nothing';

/** Yes, no, or not to be decided from here. */
type Verdict = boolean | undefined;

/** @param user who the token belongs to; undefined when that is not known */
export function reachOf(rule: Rule, user: RawRecord | undefined): Reach {
  if (rule === undefined || rule === null || rule === '' || rule === true) return 'everything';
  if (rule === false) return 'nothing';
  if (!isRecord(rule)) return 'something';
  return allOf(Object.entries(rule).map(([key, value]) => reachOfPart(key, value, user)));
}

function reachOfPart(key: string, value: unknown, user: RawRecord | undefined): Reach {
  if (key === 'user_condition') return reachOfVerdict(matchesUser(value, user));
  if (key === '$and' && Array.isArray(value)) return allOf(value.map((part) => reachOf(part, user)));
  if (key === '$or' && Array.isArray(value)) return anyOf(value.map((part) => reachOf(part, user)));
  if (key === '$nor' && Array.isArray(value)) return opposite(anyOf(value.map((part) => reachOf(part, user))));
  return 'something';
}

function allOf(reaches: readonly Reach[]): Reach {
  if (reaches.includes('nothing')) return 'nothing';
  return reaches.includes('something') ? 'something' : 'everything';
}

function anyOf(reaches: readonly Reach[]): Reach {
  if (reaches.includes('everything')) return 'everything';
  return reaches.includes('something') ? 'something' : 'nothing';
}

function opposite(reach: Reach): Reach {
  return reach === 'everything' ? 'nothing' : reach === 'nothing' ? 'everything' : 'something';
}

function reachOfVerdict(verdict: Verdict): Reach {
  return verdict === undefined ? 'something' : verdict ? 'everything' : 'nothing';
}

/** Does the rule let this reader see this record? */
export function lets(rule: Rule, record: RawRecord, user: RawRecord | undefined): Verdict {
  if (rule === undefined || rule === null || rule === '' || rule === true) return true;
  if (rule === false) return false;
  if (!isRecord(rule)) return undefined;
  return every(Object.entries(rule).map(([key, value]) => letsPart(key, value, record, user)));
}

function letsPart(key: string, value: unknown, record: RawRecord, user: RawRecord | undefined): Verdict {
  if (key === 'user_condition') return matchesUser(value, user);
  if (key === '$and' && Array.isArray(value)) return every(value.map((part) => lets(part, record, user)));
  if (key === '$or' && Array.isArray(value)) return some(value.map((part) => lets(part, record, user)));
  if (key === '$nor' && Array.isArray(value)) return not(some(value.map((part) => lets(part, record, user))));
  return matchesValue(fieldOf(record, key), value, user);
}

function matchesUser(condition: unknown, user: RawRecord | undefined): Verdict {
  if (user === undefined || !isRecord(condition)) return undefined;
  return every(Object.entries(condition).map(([key, expected]) => matchesValue(fieldOf(user, key), expected, user)));
}

function matchesValue(actual: unknown, expected: unknown, user: RawRecord | undefined): Verdict {
  if (isRecord(expected)) return every(Object.entries(expected).map(([operator, operand]) => matchesOperator(operator, actual, operand, user)));
  const value = filledIn(expected, user);
  if (value === undefined) return undefined;
  if (Array.isArray(actual)) return some(actual.map((one) => sameValue(one, value)));
  return sameValue(actual ?? null, value);
}

/** Undecided where servers may differ: values of different types, and text that differs in capitals only. */
function sameValue(actual: unknown, expected: unknown): Verdict {
  if (actual === expected) return true;
  if (actual === null || expected === null) return false;
  if (typeof actual !== typeof expected) return undefined;
  if (typeof actual === 'string' && typeof expected === 'string' && actual.toLowerCase() === expected.toLowerCase()) return undefined;
  return typeof actual === 'object' ? undefined : false;
}

function matchesOperator(operator: string, actual: unknown, operand: unknown, user: RawRecord | undefined): Verdict {
  if (operator === '$in' || operator === '$nin') {
    if (!Array.isArray(operand)) return undefined;
    const isIn = some(operand.map((one) => matchesValue(actual, one, user)));
    return operator === '$in' ? isIn : not(isIn);
  }
  if (operator === '$eq') return matchesValue(actual, operand, user);
  if (operator === '$ne') return not(matchesValue(actual, operand, user));
  return undefined;
}

/** A value of a rule with `{{user.x}}` filled in; undefined when that cannot be done, or what is filled in is empty. */
function filledIn(value: unknown, user: RawRecord | undefined): unknown {
  if (typeof value !== 'string' || !value.includes('{{')) return value;
  const path = /^\{\{\s*user\.([\w.]+)\s*\}\}$/.exec(value)?.[1];
  if (user === undefined || path === undefined) return undefined;
  const own = fieldOf(user, path);
  return own === null || own === '' ? undefined : own;
}

/** Fields may be written `data.x` for `x`. */
function fieldOf(source: RawRecord, key: string): unknown {
  const name = key.startsWith('data.') ? key.slice('data.'.length) : key;
  return Object.hasOwn(source, name) ? source[name] : undefined;
}

function every(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function some(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

function not(verdict: Verdict): Verdict {
  return verdict === undefined ? undefined : !verdict;
}

/** The rule for reading an entity's rows. */
export function rowRule(schema: unknown): Rule {
  return readRule(isRecord(schema) ? schema['rls'] : undefined);
}

/** Fields with a rule of their own for reading, nested ones with their path. */
export function fieldRules(schema: unknown): readonly { readonly field: string; readonly rule: Rule }[] {
  const found: { field: string; rule: Rule }[] = [];
  const look = (properties: unknown, path: string, depth: number): void => {
    if (!isRecord(properties) || depth > 8) return;
    for (const [name, definition] of Object.entries(properties)) {
      if (!isRecord(definition)) continue;
      const rule = readRule(definition['rls']);
      if (rule !== undefined) found.push({ field: path + name, rule });
      look(definition['properties'], `${path}${name}.`, depth + 1);
    }
  };
  look(isRecord(schema) ? schema['properties'] : undefined, '', 0);
  return found;
}

function readRule(rules: unknown): Rule {
  return isRecord(rules) && Object.hasOwn(rules, 'read') ? rules['read'] : undefined;
}
