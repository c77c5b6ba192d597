import { isRecord } from '../records/write-record.ts';
import type { RawRecord } from '../records/write-record.ts';

/** An entity of which perhaps only the name is known. */
export interface FoundEntity {
  readonly name: string;
  readonly schema: RawRecord | undefined;
}

/** Names under which an envelope may hold the schemas. */
const wrappers = ['entity_schemas', 'entitySchemas', 'entityNameToSchema', 'schemas', 'entities', 'items', 'data', 'results'] as const;

/**
 * The list of schemas in whatever envelope it comes; Base44 documents that each entry pairs a name with a JSON Schema, and
 * not how: an array of pairs, an array of schemas that hold their name, a map, or one of these in an object of its own.
 * Undefined when it is none of them.
 */
export function namedSchemas(value: unknown): readonly FoundEntity[] | undefined {
  if (Array.isArray(value)) return fromArray(value);
  if (!isRecord(value)) return undefined;
  for (const wrapper of wrappers) {
    const inner = Object.hasOwn(value, wrapper) ? value[wrapper] : undefined;
    if (Array.isArray(inner)) return fromArray(inner);
    // A table may be called like a wrapper; then what it holds is a schema.
    if (isRecord(inner) && !looksLikeSchema(inner)) return fromMap(inner);
  }
  return fromMap(value);
}

function fromArray(items: readonly unknown[]): readonly FoundEntity[] | undefined {
  const found: FoundEntity[] = [];
  for (const item of items) {
    if (typeof item === 'string') found.push({ name: item, schema: undefined });
    if (!isRecord(item)) continue;
    const schema = firstRecord(item, ['schema', 'json_schema', 'jsonSchema', 'definition']) ?? (looksLikeSchema(item) ? item : undefined);
    const name = firstText(item, ['name', 'entity_name', 'entityName']) ?? (schema === undefined ? undefined : firstText(schema, ['name', 'title']));
    if (name !== undefined) found.push({ name, schema });
  }
  return found.length === 0 && items.length > 0 ? undefined : found;
}

function fromMap(map: RawRecord): readonly FoundEntity[] | undefined {
  const entries = Object.entries(map);
  const found = entries.flatMap(([name, schema]): FoundEntity[] => {
    if (!isRecord(schema)) return [];
    return [{ name, schema: firstRecord(schema, ['schema', 'json_schema', 'jsonSchema']) ?? schema }];
  });
  return found.length === 0 && entries.length > 0 ? undefined : found;
}

function looksLikeSchema(value: RawRecord): boolean {
  return isRecord(value['properties']) || value['type'] === 'object';
}

function firstRecord(source: RawRecord, names: readonly string[]): RawRecord | undefined {
  for (const name of names) {
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (isRecord(value)) return value;
  }
  return undefined;
}

function firstText(source: RawRecord, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** Entities in an OpenAPI description: the names in paths `…/entities/{Name}`, with their schemas where it has them. */
export function entitiesOfApi(value: unknown): readonly FoundEntity[] | undefined {
  if (!isRecord(value) || !isRecord(value['paths'])) return undefined;
  const names = new Set<string>();
  for (const path of Object.keys(value['paths'])) {
    const encoded = /\/entities\/([^/{}]+)(?:\/|$)/.exec(path)?.[1];
    if (encoded !== undefined && encoded !== 'versions') names.add(decoded(encoded));
  }
  const components = isRecord(value['components']) ? value['components'] : {};
  const schemas = isRecord(components['schemas']) ? components['schemas'] : {};
  if (names.size === 0) return undefined;
  return [...names].map((name) => {
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    return { name, schema: isRecord(schema) ? schema : undefined };
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Entities in the definition of the app itself; empty when it answers and names none. */
export function entitiesOfApp(value: unknown): readonly FoundEntity[] | undefined {
  if (!isRecord(value)) return undefined;
  return namedSchemas(value['entities']) ?? [];
}
