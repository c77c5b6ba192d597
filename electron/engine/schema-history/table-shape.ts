import { canonicalJson } from '../../../shared/model/record.ts';

/** One field as a table's schema describes it. */
export interface FieldShape {
  /** `string (date)`, `string or number`; '' where the schema does not say. */
  readonly type: string;
  readonly isRequired: boolean;
  /** The only values it takes, as JSON; undefined = any. */
  readonly choices: readonly string[] | undefined;
  /** As canonical JSON; '' = none. */
  readonly default: string;
  /** Action → condition as canonical JSON. */
  readonly rules: ReadonlyMap<string, string>;
  /** Everything else of it, as canonical JSON. */
  readonly rest: string;
}

/** A table as its schema (JSON Schema, in the platform's dialect) describes it. */
export interface TableShape {
  /** Undefined where the schema names no fields: it says nothing then. */
  readonly fields: ReadonlyMap<string, FieldShape> | undefined;
  readonly rules: ReadonlyMap<string, string>;
  readonly rest: string;
}

const none: ReadonlyMap<string, string> = new Map();

/** Takes any JSON: what is not as expected says nothing, or counts as the rest. */
export function tableShape(schema: unknown): TableShape {
  if (!isObject(schema)) return { fields: undefined, rules: none, rest: json(schema) };
  const { properties, required, rls, ...rest } = schema;
  const names = new Set(Array.isArray(required) ? required.filter((each) => typeof each === 'string') : []);
  const fields = isObject(properties) && Object.keys(properties).length > 0 ? new Map(Object.entries(properties).map(([name, field]) => [name, fieldShape(field, names.has(name))])) : undefined;
  return { fields, rules: rulesOf(rls), rest: json(rest) };
}

function fieldShape(field: unknown, isRequired: boolean): FieldShape {
  if (!isObject(field)) return { type: '', isRequired, choices: undefined, default: '', rules: none, rest: json(field) };
  const { type, format, enum: choices, default: fallback, rls, required: _said, ...rest } = field;
  return {
    type: typeOf(type, format),
    isRequired: isRequired || field['required'] === true,
    choices: Array.isArray(choices) ? choices.map(json) : undefined,
    default: fallback === undefined ? '' : json(fallback),
    rules: rulesOf(rls),
    rest: json(rest),
  };
}

function typeOf(type: unknown, format: unknown): string {
  const name = Array.isArray(type) ? type.filter((each) => typeof each === 'string' && each !== 'null').join(' or ') : typeof type === 'string' ? type : '';
  return typeof format === 'string' && name !== '' ? `${name} (${format})` : name;
}

/** An absent rule is no other than one that was never set. */
function rulesOf(rules: unknown): ReadonlyMap<string, string> {
  if (!isObject(rules)) return none;
  return new Map(Object.entries(rules).flatMap(([action, condition]) => (condition === null || condition === undefined || condition === '' ? [] : [[action, json(condition)] as const])));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

function json(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}
