/** Bytes that Postgres keeps of a name. */
const maxBytes = 63;
/** Every table has these already. */
const systemColumns = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid', 'oid'];

/** Names that Postgres takes and tells apart, for tables or columns that may be called anything. */
export class PostgresNames {
  readonly #taken: Set<string>;
  readonly #isTable: boolean;

  constructor(kind: 'tables' | 'columns') {
    this.#isTable = kind === 'tables';
    this.#taken = new Set(kind === 'columns' ? systemColumns : []);
  }

  next(name: string): string {
    const clean = name.toWellFormed().replaceAll(/\p{Cc}/gu, '_');
    // Its own tables are called pg_…, and come before any other of the same name.
    const plain = clean === '' ? '_' : this.#isTable && /^pg_/i.test(clean) ? `_${clean}` : clean;
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : ` (${number})`;
      const found = cut(plain, maxBytes - suffix.length) + suffix;
      if (this.#taken.has(found)) continue;
      this.#taken.add(found);
      return found;
    }
  }
}

/** The beginning that fits, in whole characters. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let short = '';
  let used = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    short += character;
  }
  return short;
}

/** A name as it stands in SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as it stands in SQL, where `standard_conforming_strings` is on. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A comment of one line, whatever a name in it holds. */
export function comment(text: string): string {
  return `-- ${text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')}`;
}
