import { quoted } from '../export/sqlite-table.ts';
import type { ScratchDatabase } from './scratch.ts';

/** Whether a table of the scratch database has a record with these values in the fields of its id; undefined where it cannot be asked. */
export function idLookup(database: ScratchDatabase, entity: string): ((record: Readonly<Record<string, unknown>>) => boolean) | undefined {
  const table = database.table(entity);
  const columns = table?.identity.map((field) => ({ field, column: table.columns.get(field) }));
  if (table === undefined || columns === undefined || columns.length === 0 || columns.some(({ column }) => column === undefined)) return undefined;
  const sql = `SELECT 1 FROM ${quoted(table.name)} WHERE ${columns.map(({ column }) => `${quoted(column ?? '')} = ?`).join(' AND ')}`;
  return (record) => database.rows(sql, columns.map(({ field }) => valueOf(record[field])), 1).length > 0;
}

function valueOf(value: unknown): string | number | null {
  if (typeof value === 'string' || typeof value === 'number') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}
