import { quoted } from '../export/sqlite-table.ts';
import type { ScratchDatabase } from './scratch.ts';

/** Records of a table that have no id, or one that another has, too. */
export function sameIds(database: ScratchDatabase, entity: string): number {
  const table = database.table(entity);
  const columns = table?.identity.map((field) => table.columns.get(field));
  if (table === undefined || columns === undefined || columns.length === 0 || columns.includes(undefined)) return 0;
  const names = columns.map((column) => quoted(column ?? ''));
  const isNamed = names.map((name) => `${name} IS NOT NULL`).join(' AND ');
  const [row] = database.rows(`SELECT count(*) FROM (SELECT DISTINCT ${names.join(', ')} FROM ${quoted(table.name)} WHERE ${isNamed})`);
  return table.records - Number(row?.[0] ?? 0);
}
