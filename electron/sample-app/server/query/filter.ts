import { badRequest } from '../failure.ts';
import { isFields, type Fields } from '../store/row.ts';
import { compareWithin, operandFor, RowReader, sameValue } from './values.ts';

/** A compiled filter: does the record match? */
export type Test = (reader: RowReader) => boolean;

type Check = (value: unknown) => boolean;

/**
 * Compiles a query in the form the SDK's `filter` takes: field values, `null`, an array for any-of, operator objects,
 * `$and`, `$or`, `$nor`.
 * @throws Failure 400 for an operator it does not know or an operand of the wrong shape.
 */
export function compileFilter(query: unknown): Test {
  if (typeof query !== 'object' || query === null || Array.isArray(query)) throw badRequest('A query must be an object.');
  const tests = Object.entries(query).map(([key, condition]) => compileEntry(key, condition));
  return (reader) => tests.every((test) => test(reader));
}

function compileEntry(key: string, condition: unknown): Test {
  if (key === '$and') return every(branches(key, condition));
  if (key === '$or') return some(branches(key, condition));
  if (key === '$nor') return not(some(branches(key, condition)));
  if (key.startsWith('$')) throw badRequest(`Unsupported query operator: ${key}`);
  // Some rules name a field of the record as data.x; records are flat.
  const field = key.startsWith('data.') ? key.slice('data.'.length) : key;
  const check = compileCondition(field, condition);
  return (reader) => check(reader.value(field));
}

function branches(key: string, condition: unknown): readonly Test[] {
  if (!Array.isArray(condition)) throw badRequest(`${key} needs an array of queries.`);
  return condition.map(compileFilter);
}

const every = (tests: readonly Test[]): Test => (reader) => tests.every((test) => test(reader));
const some = (tests: readonly Test[]): Test => (reader) => tests.some((test) => test(reader));
const not = (test: Test): Test => (reader) => !test(reader);

function compileCondition(field: string, condition: unknown): Check {
  if (Array.isArray(condition)) return anyOf(field, condition);
  if (!isOperators(condition)) return equalTo(operandFor(field, condition));
  const checks = Object.entries(condition).map(([operator, operand]) => compileOperator(field, operator, operand, condition));
  return (value) => checks.every((check) => check(value));
}

function isOperators(condition: unknown): condition is { readonly [operator: string]: unknown } {
  return typeof condition === 'object' && condition !== null && Object.keys(condition).some((key) => key.startsWith('$'));
}

function compileOperator(field: string, operator: string, operand: unknown, all: { readonly [operator: string]: unknown }): Check {
  const value = operandFor(field, operand);
  switch (operator) {
    case '$eq': {
      return equalTo(value);
    }
    case '$ne': {
      return negate(equalTo(value));
    }
    case '$gt': {
      return range(value, (order) => order > 0);
    }
    case '$gte': {
      return range(value, (order) => order >= 0);
    }
    case '$lt': {
      return range(value, (order) => order < 0);
    }
    case '$lte': {
      return range(value, (order) => order <= 0);
    }
    case '$in': {
      return anyOf(field, list(operator, operand));
    }
    case '$nin': {
      return negate(anyOf(field, list(operator, operand)));
    }
    case '$not': {
      return negate(compileCondition(field, operand));
    }
    case '$exists': {
      return (found) => (found !== undefined) === Boolean(operand);
    }
    case '$regex': {
      return matches(operand, all['$options']);
    }
    case '$options': {
      return () => true;
    }
    case '$all': {
      const checks = list(operator, operand).map((item) => equalTo(operandFor(field, item)));
      return (found) => checks.length > 0 && checks.every((check) => check(found));
    }
    case '$size': {
      return (found) => Array.isArray(found) && found.length === operand;
    }
    case '$elemMatch': {
      return elementMatches(field, operand);
    }
    default: {
      throw badRequest(`Unsupported query operator: ${operator}`);
    }
  }
}

function list(operator: string, operand: unknown): readonly unknown[] {
  if (!Array.isArray(operand)) throw badRequest(`${operator} needs an array.`);
  return operand;
}

/** An array field matches when it is the operand or holds it. */
function equalTo(operand: unknown): Check {
  return (value) => sameValue(value, operand) || (Array.isArray(value) && value.some((item) => sameValue(item, operand)));
}

function anyOf(field: string, operands: readonly unknown[]): Check {
  const converted = operands.map((operand) => operandFor(field, operand));
  const simple = new Set<unknown>(converted.filter((operand) => typeof operand === 'string' || typeof operand === 'number' || typeof operand === 'boolean'));
  const others = converted.filter((operand) => !simple.has(operand)).map(equalTo);
  return (value) => {
    if (simple.has(value)) return true;
    if (Array.isArray(value) && value.some((item) => simple.has(item))) return true;
    return others.some((check) => check(value));
  };
}

function range(operand: unknown, holds: (order: number) => boolean): Check {
  const check = (value: unknown): boolean => {
    const order = compareWithin(value, operand);
    return order !== undefined && holds(order);
  };
  return (value) => check(value) || (Array.isArray(value) && value.some(check));
}

function negate(check: Check): Check {
  return (value) => !check(value);
}

function matches(pattern: unknown, options: unknown): Check {
  if (typeof pattern !== 'string') throw badRequest('$regex needs a string.');
  let regex: RegExp;
  try {
    regex = new RegExp(pattern, typeof options === 'string' ? options.replaceAll(/[^ims]/g, '') : '');
  } catch {
    throw badRequest('$regex is not a valid regular expression.');
  }
  const check = (value: unknown): boolean => typeof value === 'string' && regex.test(value);
  return (value) => check(value) || (Array.isArray(value) && value.some(check));
}

function elementMatches(field: string, operand: unknown): Check {
  if (isOperators(operand)) {
    const check = compileCondition(field, operand);
    return (value) => Array.isArray(value) && value.some(check);
  }
  const test = compileFilter(operand);
  return (value) =>
    Array.isArray(value) &&
    value.some((item) => isFields(item) && test(readerOf(item)));
}

/** A reader over an object inside a record, which has no row of its own. */
function readerOf(fields: Fields): RowReader {
  const text = JSON.stringify(fields);
  const system = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  return new RowReader({ id: system('id'), created: system('created_date'), updated: system('updated_date'), createdBy: system('created_by'), text });
}
