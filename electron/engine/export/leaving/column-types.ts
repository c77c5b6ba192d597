import type { ColumnFacts } from './column-facts.ts';

export type PostgresType = 'text' | 'bigint' | 'numeric' | 'boolean' | 'date' | 'timestamp' | 'timestamptz' | 'jsonb';

/**
 * The type that holds every value of a column: what the schema says where the values agree with it, and otherwise what they are.
 * @param isKey of a key, or of a field that refers to one: dates stay the texts they are.
 */
export function typeOf(facts: ColumnFacts, isKey = false): PostgresType {
  const { texts, booleans, numbers, nested } = facts;
  const numeric = numbers.bigint + numbers.numeric + numbers.beyond;
  if (texts + booleans + numeric + nested === 0) return declaredType(facts.schema, isKey);
  if (texts === facts.values) return isKey ? 'text' : textType(facts);
  if (booleans === facts.values) return 'boolean';
  if (numeric === facts.values) {
    if (numbers.beyond > 0) return 'text';
    return numbers.numeric > 0 || (declared(facts.schema).type === 'number' && !isKey) ? 'numeric' : 'bigint';
  }
  return 'jsonb';
}

/** A field that is declared as a text and no date stays one, whatever stands there by chance. */
function textType({ schema, dates }: ColumnFacts): PostgresType {
  const { type, format } = declared(schema);
  const mayBeDate = type === undefined || format === 'date' || format === 'date-time';
  return !mayBeDate || dates === undefined || dates === 'none' ? 'text' : dates;
}

function declaredType(schema: unknown, isKey: boolean): PostgresType {
  const { type, format } = declared(schema);
  switch (type) {
    case 'integer':
      return 'bigint';
    case 'number':
      return 'numeric';
    case 'boolean':
      return 'boolean';
    case 'array':
    case 'object':
      return 'jsonb';
    default:
      if (isKey) return 'text';
      return format === 'date' ? 'date' : format === 'date-time' ? 'timestamptz' : 'text';
  }
}

function declared(schema: unknown): { readonly type: unknown; readonly format: unknown } {
  if (typeof schema !== 'object' || schema === null) return { type: undefined, format: undefined };
  const said: unknown = 'type' in schema ? schema.type : undefined;
  const types: readonly unknown[] = Array.isArray(said) ? said.filter((one) => one !== 'null') : [said];
  return { type: types.length === 1 ? types[0] : 'several', format: 'format' in schema ? schema.format : undefined };
}

/** What the schema calls required. */
export function requiredFields(schema: unknown): ReadonlySet<string> {
  const required: unknown = typeof schema === 'object' && schema !== null && 'required' in schema ? schema.required : undefined;
  return new Set(Array.isArray(required) ? required.filter((one) => typeof one === 'string') : []);
}
