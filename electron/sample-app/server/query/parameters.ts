import { isFields } from '../store/row.ts';
import { type AuthenticatedCall, type Call } from '../call.ts';
import { badRequest } from '../failure.ts';
import type { EntitySchema } from '../../dataset.ts';
import { rowRule, type RuleOperation } from '../rules.ts';
import { compileFilter, type Test } from './filter.ts';
import { parseSort, type Sort } from './select.ts';

/** What the query string of a listing asks for. */

const ownParameters = new Set(['q', 'sort', 'limit', 'skip', 'fields', 'cursor', 'distinct']);

export interface Wanted {
  /** The query as an object, for what is looked up by id. */
  readonly query: { readonly [key: string]: unknown };
  readonly test: Test | undefined;
  readonly ids: ReadonlySet<string> | undefined;
}

/**
 * `q`, and every parameter of an unknown name, which Base44 reads as a filter on the field of that name.
 * @throws Failure 400 when `q` is no JSON object.
 */
export function wantedIn(call: Call, schema: EntitySchema, q: string | null = call.query.get('q')): Wanted {
  return wanted({ ...parseQuery(q), ...parameterFilters(call, schema) });
}

export function wanted(query: { readonly [key: string]: unknown }): Wanted {
  const test = Object.keys(query).length === 0 ? undefined : compileFilter(query);
  return { query, test, ids: idsIn(query) };
}

function parseQuery(q: string | null): { readonly [key: string]: unknown } {
  if (q === null || q === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(q);
  } catch {
    throw badRequest("Invalid query parameter 'q'");
  }
  if (!isFields(value)) throw badRequest("Invalid query parameter 'q'");
  return value;
}

function parameterFilters(call: Call, schema: EntitySchema): { readonly [key: string]: unknown } {
  const filters = [...call.query].filter(([name]) => !ownParameters.has(name));
  return Object.fromEntries(filters.map(([name, text]) => [name, typed(text, schema, name)]));
}

function typed(text: string, schema: EntitySchema, field: string): unknown {
  const type = Object.hasOwn(schema.properties, field) ? schema.properties[field]?.type : undefined;
  if (type === 'number' || type === 'integer') return text.trim() === '' ? text : Number(text);
  return type === 'boolean' && (text === 'true' || text === 'false') ? text === 'true' : text;
}

function idsIn(query: { readonly [key: string]: unknown }): ReadonlySet<string> | undefined {
  const condition = Object.hasOwn(query, 'id') ? query['id'] : undefined;
  const named = isFields(condition) && Object.keys(condition).length === 1 ? condition['$in'] : condition;
  if (typeof named === 'string') return new Set([named]);
  return Array.isArray(named) && named.every((id) => typeof id === 'string') ? new Set(named) : undefined;
}

export function sortIn(call: Call): Sort | undefined {
  const text = call.query.get('sort');
  return text === null || text === '' ? undefined : parseSort(text);
}

export function fieldsIn(text: string | null): readonly string[] | undefined {
  const fields = (text ?? '').split(',').map((field) => field.trim()).filter((field) => field !== '');
  return fields.length === 0 ? undefined : fields;
}

/** Adds the row rule of an operation to what is wanted. */
export function permitted(test: Test | undefined, call: AuthenticatedCall, schema: EntitySchema, operation: RuleOperation): Test | undefined {
  const rule = rowRule(schema, operation, call.caller, call.bypass);
  if (rule === undefined) return test;
  return test === undefined ? rule : (reader) => test(reader) && rule(reader);
}
