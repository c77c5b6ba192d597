
import { badRequest, validationError } from './failure.ts';
import { compileFilter } from './query/filter.ts';
import { asNumber, compareValues, RowReader, sameValue } from './query/values.ts';
import { isFields, makeRow, type Fields } from './store/row.ts';

/** MongoDB's update operators, as `updateMany` takes them. */

const operators = ['$set', '$rename', '$unset', '$inc', '$mul', '$min', '$max', '$currentDate', '$addToSet', '$push', '$pull'] as const;
type Operator = (typeof operators)[number];

export interface FieldOperation {
  readonly operator: Operator;
  readonly field: string;
  readonly operand: unknown;
}

/** @throws Failure 400 for an unknown operator or a field in more than one. */
export function parseOperators(data: unknown): readonly FieldOperation[] {
  if (!isFields(data) || Object.keys(data).length === 0) throw badRequest('The update needs at least one operator such as $set.');
  const operations: FieldOperation[] = [];
  for (const [name, fields] of Object.entries(data)) {
    const operator = operators.find((one) => one === name);
    if (operator === undefined) throw badRequest(`Unsupported update operator: ${name}`);
    if (!isFields(fields)) throw badRequest(`${operator} needs an object.`);
    for (const [field, operand] of Object.entries(fields)) {
      if (operations.some((one) => one.field === field)) throw badRequest(`Field ${field} may only appear in one operator.`);
      operations.push({ operator, field, operand });
    }
  }
  return operations;
}

export interface FieldChanges {
  readonly set: Fields;
  readonly unset: readonly string[];
}

/**
 * What these operators change in a record.
 * @throws Failure 422 when an operator does not fit the value it meets.
 */
export function applyOperators(fields: Fields, operations: readonly FieldOperation[], now: string): FieldChanges {
  const set = new Map<string, unknown>();
  const unset: string[] = [];
  for (const { operator, field, operand } of operations) {
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (operator === '$unset' || operator === '$rename') unset.push(field);
    if (operator === '$rename') {
      if (typeof operand !== 'string') throw validationError(`Error in field ${field}: $rename needs the new name`);
      if (value !== undefined) set.set(operand, value);
    } else if (operator !== '$unset') {
      set.set(field, newValue(operator, field, value, operand, now));
    }
  }
  return { set: Object.fromEntries(set), unset };
}

function newValue(operator: Exclude<Operator, '$rename' | '$unset'>, field: string, value: unknown, operand: unknown, now: string): unknown {
  switch (operator) {
    case '$set': {
      return operand;
    }
    case '$inc': {
      return numberOf(field, value, 0) + numberOf(field, operand, 0);
    }
    case '$mul': {
      return numberOf(field, value, 0) * numberOf(field, operand, 0);
    }
    case '$min': {
      return value === undefined || compareValues(operand, value) < 0 ? operand : value;
    }
    case '$max': {
      return value === undefined || compareValues(operand, value) > 0 ? operand : value;
    }
    case '$currentDate': {
      return now;
    }
    case '$push': {
      return [...listOf(field, value), ...eachOf(operand)];
    }
    case '$addToSet': {
      const list = [...listOf(field, value)];
      for (const item of eachOf(operand)) if (!list.some((one) => sameValue(one, item))) list.push(item);
      return list;
    }
    case '$pull': {
      return listOf(field, value).filter((item) => !isPulled(item, operand));
    }
  }
}

function numberOf(field: string, value: unknown, missing: number): number {
  const number = value === undefined || value === null ? missing : asNumber(value);
  if (number === undefined) throw validationError(`Error in field ${field}: Input should be a valid number`);
  return number;
}

function listOf(field: string, value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw validationError(`Error in field ${field}: Input should be a valid array`);
  return value;
}

function eachOf(operand: unknown): readonly unknown[] {
  return isFields(operand) && Array.isArray(operand['$each']) ? operand['$each'] : [operand];
}

function isPulled(item: unknown, operand: unknown): boolean {
  if (!isFields(operand)) return sameValue(item, operand);
  const isOperators = Object.keys(operand).some((key) => key.startsWith('$'));
  const row = makeRow(isOperators ? { id: '-', item } : { ...(isFields(item) ? item : {}), id: '-' });
  return compileFilter(isOperators ? { item: operand } : operand)(new RowReader(row));
}
