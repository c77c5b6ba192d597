import type { EntitySchema } from '../dataset.ts';
import type { AuthenticatedCall } from './call.ts';
import { freshDate } from './dates.ts';
import { RowReader } from './query/values.ts';
import { fieldRules } from './rules.ts';
import { fieldsOf, type Fields, type Row } from './store/row.ts';

/** A record as JSON text for one caller. */
export type Renderer = (row: Row) => string;

/** Leaves out fields that were not asked for and fields the caller may not read. Without either, the stored text is sent as it is. */
export function rendererFor(call: Pick<AuthenticatedCall, 'caller' | 'bypass'>, schema: EntitySchema, fields?: readonly string[]): Renderer {
  const hidden = fieldRules(schema, 'read', call.caller, call.bypass);
  if (fields === undefined && hidden.size === 0) return (row) => row.text;
  if (fields !== undefined && hidden.size === 0 && fields.every((field) => field === 'id')) return (row) => `{"id":${JSON.stringify(row.id)}}`;
  const wanted = fields === undefined ? undefined : new Set(fields);
  return (row) => {
    const reader = new RowReader(row);
    const kept = Object.entries(reader.fields).filter(([field]) => {
      if (wanted !== undefined && !wanted.has(field)) return false;
      const rule = hidden.get(field);
      return rule === undefined || rule(reader);
    });
    return JSON.stringify(Object.fromEntries(kept));
  };
}

/** A record just created: its system dates carry `Z`, which they never do when read back. */
export function renderFresh(call: AuthenticatedCall, schema: EntitySchema, row: Row): string {
  const render = rendererFor(call, schema);
  const shown: Fields = fieldsOf({ ...row, text: render(row) });
  return JSON.stringify({ ...shown, created_date: freshDate(row.created), updated_date: freshDate(row.updated) });
}
