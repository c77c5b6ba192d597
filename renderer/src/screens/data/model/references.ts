/**
 * Whether a value may be the id of another record, and in which tables it is to be looked for first. A guess by its looks
 * and its field's name; only looking says whether the record is there.
 */
export function referenceTables(field: string, value: unknown, own: { readonly id: string; readonly table: string }, tables: readonly string[]): readonly string[] {
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const text = String(value);
  if (text === own.id || text.length === 0 || text.length > 100 || /\s/.test(text)) return [];
  const named = tables.filter((table) => namesTable(field, table));
  if (!(shape(text) !== undefined && shape(text) === shape(own.id)) && !(named.length > 0 && isIdField(field))) return [];
  const closest = named.toSorted((a, b) => b.length - a.length);
  // A short number is an id in nearly every table: only the one its field names is meant.
  if (shape(text) === undefined) return closest;
  return [...closest, ...tables.filter((table) => !closest.includes(table))];
}

/** Ids that nobody mistakes for something else. */
function shape(text: string): string | undefined {
  if (/^[0-9a-f]{24}$/i.test(text)) return 'object-id';
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) return 'uuid';
  return undefined;
}

function isIdField(field: string): boolean {
  return /(?:_ids?|Ids?|ID)$/.test(field);
}

/** `customer_id`, `customerId` and `customer` name the tables `Customer`, `customers` and `crm.Customer`. */
function namesTable(field: string, table: string): boolean {
  const subject = plain(field.replace(/(?:_ids?|Ids?|ID)$/, ''));
  const name = plain(table.slice(table.lastIndexOf('.') + 1));
  return subject !== '' && (subject === name || subject.endsWith(name) || `${subject}s` === name || subject.endsWith(name.replace(/s$/, '')));
}

function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}
