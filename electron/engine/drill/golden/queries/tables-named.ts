import { sqlName } from '../../../export/sqlite-table.ts';

/** Of these tables, by the names that the platform gives them, all that the queries could read, and perhaps some more: a table that is not written in a query is not read by it. */
export function tablesNamed(queries: readonly string[], entities: readonly string[]): ReadonlySet<string> {
  const texts = queries.map(asSqliteReads);
  // A sign that is written twice within a name would hide it.
  return new Set(entities.filter((entity) => /["`\]]/.test(entity) || texts.some((text) => text.includes(asSqliteReads(sqlName(entity))))));
}

/** SQLite ignores the case of ASCII letters, and of no others. */
function asSqliteReads(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
