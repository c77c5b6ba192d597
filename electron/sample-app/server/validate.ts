import type { EntitySchema, FieldSchema } from '../dataset.ts';

import { validationError } from './failure.ts';
import { isRawNumber } from './query/values.ts';
import { isFields, type Fields } from './store/row.ts';

/** What the server sets itself; sent values are ignored without a word. */
const systemFields: ReadonlySet<string> = new Set([
  'id', '_id', 'created_date', 'updated_date', 'created_by', 'created_by_id', 'is_sample', 'is_deleted', 'deleted_date', 'app_id', 'entity_name', 'environment',
]);

/** Whether this can be kept as an entity's schema: an object whose properties are objects. */
export function isSchema(value: unknown): value is EntitySchema {
  return isFields(value) && isFields(value['properties']) && Object.values(value['properties']).every(isFields);
}

/** Only the fields the schema declares are stored; others are dropped without a word. */
export function declaredOnly(fields: Fields, schema: EntitySchema): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== undefined && Object.hasOwn(schema.properties, name) && !systemFields.has(name)),
  );
}

/** @throws Failure 422 for a field that the schema does not declare and the server does not set. */
export function assertDeclared(fields: Fields, schema: EntitySchema): void {
  const unknown = Object.keys(fields).find((name) => !Object.hasOwn(schema.properties, name) && !systemFields.has(name));
  if (unknown !== undefined) throw validationError(`Error in field ${unknown}: Extra inputs are not permitted`);
}

/** Declared defaults, for fields that were not sent. */
export function withDefaults(fields: Fields, schema: EntitySchema): Fields {
  const defaults = Object.entries(schema.properties).filter(([name, property]) => property.default !== undefined && !Object.hasOwn(fields, name));
  return { ...Object.fromEntries(defaults.map(([name, property]) => [name, property.default])), ...fields };
}

/**
 * Checks types and required fields as Base44's development server does: not formats, not enums. `null` stands for "no
 * value" in every field that is not required.
 * @throws Failure 422 naming the first field that is wrong.
 */
export function validate(fields: Fields, schema: EntitySchema, partial: boolean): void {
  for (const name of schema.required ?? []) {
    if (partial && !Object.hasOwn(fields, name)) continue;
    if (!Object.hasOwn(fields, name) || fields[name] === null || fields[name] === undefined) throw validationError(`Error in field ${name}: Field required`);
  }
  for (const [name, value] of Object.entries(fields)) {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (property !== undefined && value !== null) validateValue(value, property, name);
  }
}

function validateValue(value: unknown, property: FieldSchema, path: string): void {
  const { type } = property;
  if (type === undefined) return;
  const types: readonly string[] = Array.isArray(type) ? type : [type];
  if (!types.some((one) => isOfType(value, one))) throw validationError(`Error in field ${path}: Input should be a valid ${types.join(' or ')}`);
  if (Array.isArray(value) && property.items !== undefined) {
    for (const [index, item] of value.entries()) if (item !== null) validateValue(item, property.items, `${path}[${index}]`);
  }
  if (isFields(value) && property.properties !== undefined) {
    for (const [key, inner] of Object.entries(property.properties)) {
      const item = Object.hasOwn(value, key) ? value[key] : undefined;
      if (item !== undefined && item !== null) validateValue(item, inner, `${path}.${key}`);
    }
  }
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'array': {
      return Array.isArray(value);
    }
    case 'object': {
      return isFields(value);
    }
    case 'integer': {
      return Number.isInteger(value) || (isRawNumber(value) && /^-?\d+$/.test(value.rawJSON));
    }
    case 'number': {
      return typeof value === 'number' || isRawNumber(value);
    }
    default: {
      return typeof value === type;
    }
  }
}
