import { fieldsOf } from '../../../shared/model/record.ts';
import { schemaProperties } from '../export/schema-fields.ts';
import type { ParsedRecord } from '../export/records.ts';

/** Records of a table that do not fit what its schema says of a field. */
export interface Misfit {
  readonly field: string;
  readonly kind: 'required' | 'type';
  /** What the schema says it holds; of a type. */
  readonly expected?: string;
  readonly records: number;
}

type Fits = (value: unknown) => boolean;

/** Deeper than this nothing is looked at. */
const maxDepth = 20;

/** Holds records against the schema of their table as they come by. What the schema does not say, or says in words that are not known here, fits. */
export class TypesTally {
  readonly #types: readonly { readonly field: string; readonly expected: string; readonly fits: Fits }[];
  readonly #required: readonly string[];
  readonly #misfits = new Map<string, { readonly field: string; readonly kind: 'required' | 'type'; readonly expected?: string; records: number }>();

  constructor(schema: unknown) {
    this.#types = schemaProperties(schema).flatMap(([field, property]) => {
      const fits = fitsOf(property, 0);
      return fits === undefined ? [] : [{ field, expected: typesOf(property).join(' or '), fits }];
    });
    this.#required = requiredOf(schema);
  }

  add(records: readonly ParsedRecord[]): void {
    for (const record of records) {
      for (const { field, expected, fits } of this.#types) {
        const value = Object.hasOwn(record, field) ? record[field] : undefined;
        if (value !== undefined && value !== null && !fits(value)) this.#note(field, 'type', expected);
      }
      for (const field of this.#required) if (!Object.hasOwn(record, field) || record[field] === null || record[field] === undefined) this.#note(field, 'required');
    }
  }

  get misfits(): readonly Misfit[] {
    return [...this.#misfits.values()];
  }

  #note(field: string, kind: 'required' | 'type', expected?: string): void {
    const key = `${kind} ${field}`;
    const known = this.#misfits.get(key);
    if (known === undefined) this.#misfits.set(key, { field, kind, ...(expected === undefined ? {} : { expected }), records: 1 });
    else known.records += 1;
  }
}

function requiredOf(schema: unknown): readonly string[] {
  const required: unknown = typeof schema === 'object' && schema !== null && Object.hasOwn(schema, 'required') ? Reflect.get(schema, 'required') : undefined;
  return Array.isArray(required) ? required.filter((field): field is string => typeof field === 'string') : [];
}

function typesOf(property: unknown): readonly string[] {
  const type = typeof property === 'object' && property !== null ? fieldsOf(property)['type'] : undefined;
  return (Array.isArray(type) ? type : [type]).filter((one): one is string => typeof one === 'string');
}

/** Undefined where the schema says nothing that a value could fail to fit. */
function fitsOf(property: unknown, depth: number): Fits | undefined {
  if (typeof property !== 'object' || property === null || depth > maxDepth) return undefined;
  const types = typesOf(property);
  const items = fitsOf(fieldsOf(property)['items'], depth + 1);
  const inner = schemaProperties(property).flatMap(([name, one]) => {
    const fits = fitsOf(one, depth + 1);
    return fits === undefined ? [] : [{ name, fits }];
  });
  if (types.length === 0 && items === undefined && inner.length === 0) return undefined;
  return (value) => {
    if (types.length > 0 && !types.some((type) => isOfType(value, type))) return false;
    if (Array.isArray(value)) return items === undefined || value.every((item) => item === null || items(item));
    if (!isObject(value)) return true;
    const fields = fieldsOf(value);
    return inner.every(({ name, fits }) => !Object.hasOwn(fields, name) || fields[name] === null || fits(fields[name]));
  };
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'number':
      return isNumber(value);
    case 'integer':
      return typeof value === 'number' ? Number.isInteger(value) : isNumber(value);
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    default:
      return true;
  }
}

/** Also one that a double does not hold. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' || JSON.isRawJSON(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}
