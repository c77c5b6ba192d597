import { compareKeys, type Filter, recordTest, type SortKey, sortKeyOf } from './conditions.ts';
import { matchQuery } from './query-text.ts';
import type { CopyReader, KeptTable } from './reader.ts';

/** Which records of a table are wanted, and in which order; absent parts ask for nothing. */
export interface Selecting {
  readonly sort?: { readonly field: string; readonly descending: boolean } | undefined;
  readonly filters?: readonly Filter[] | undefined;
  readonly words?: string | undefined;
}

/** Lets others have their turn, and throws `cancelled` when nobody waits for the answer any more. */
export type Breathe = () => Promise<void>;

/** Records looked at in one go: some milliseconds. */
const inOneGo = 2000;

/** Is everything wanted, as it lies there? */
export function isPlain({ sort, filters = [], words = '' }: Selecting): boolean {
  return sort === undefined && filters.length === 0 && matchQuery(words) === undefined;
}

/** Rows of the records that pass, in the order asked for; equal ones in the table's own order. */
async function select(reader: CopyReader, table: KeptTable, { sort, filters = [], words = '' }: Selecting, breathe: Breathe): Promise<readonly number[]> {
  const query = matchQuery(words);
  const needsJson = filters.length > 0 || sort !== undefined;
  const columns = needsJson ? 'v.id, v.json' : 'v.id';
  const [rows, of] = [`v_${table.id}`, `w_${table.id}`];
  const sql =
    query === undefined
      ? `SELECT ${columns} FROM ${rows} v WHERE v.since <= ? AND v.until > ? ORDER BY v.key`
      : `SELECT ${columns} FROM ${of} w JOIN ${rows} v ON v.id = w.rowid WHERE v.since <= ? AND v.until > ? AND ${of} MATCH ? ORDER BY v.key`;
  const statement = reader.walk(sql);
  statement.setReturnArrays(true);
  const found = query === undefined ? statement.iterate(table.ord, table.ord) : statement.iterate(table.ord, table.ord, query);
  const passes = recordTest(filters);
  const keyOf = sort === undefined ? undefined : sortKeyOf(sort.field);
  const ids: number[] = [];
  const keys: SortKey[] = [];
  let looked = 0;
  for (const row of found) {
    if (++looked % inOneGo === 0) await breathe();
    const [id, json]: readonly unknown[] = Object.values(row);
    if (needsJson && !passes(String(json))) continue;
    ids.push(Number(id));
    if (keyOf !== undefined) keys.push(keyOf(String(json)));
  }
  if (sort === undefined) return ids;
  const places = ids.map((_, place) => place).toSorted((a, b) => {
    const [first, second] = [keys[a], keys[b]];
    return first === undefined || second === undefined ? 0 : compareKeys(first, second, sort.descending) || a - b;
  });
  return places.map((place) => ids[place] ?? 0);
}

const mostSelections = 8;
const mostRows = 4_000_000;

/** Selections made lately: leafing through one asks for it again with every page. */
export class Selections {
  readonly #kept = new Map<string, Promise<readonly number[]>>();
  #version = Number.NaN;

  async rows(reader: CopyReader, table: KeptTable, selecting: Selecting, breathe: Breathe): Promise<readonly number[]> {
    const { version } = reader;
    if (version !== this.#version) this.#kept.clear();
    this.#version = version;
    const key = JSON.stringify([table.id, table.ord, selecting.sort, selecting.filters, selecting.words]);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      // Whoever asked first may have gone away, and the work with them.
      return known.catch(() => this.rows(reader, table, selecting, breathe));
    }
    const rows = select(reader, table, selecting, breathe);
    this.#kept.set(key, rows);
    rows.then(
      (found) => (found.length > mostRows ? this.#kept.delete(key) : undefined),
      () => this.#kept.delete(key),
    );
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > mostSelections && oldest !== undefined) this.#kept.delete(oldest);
    return rows;
  }
}
