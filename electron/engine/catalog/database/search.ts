import { parseObject } from '../../vault/entity-reader.ts';
import { recordId } from '../../../../shared/model/record.ts';
import { matchQuery } from './query-text.ts';
import type { CopyReader, KeptBackup } from './reader.ts';
import type { Breathe } from './selection.ts';

export interface Hit {
  readonly table: string;
  readonly id: string;
  readonly json: string;
  readonly gone: boolean;
}

export interface Searching {
  readonly query: string;
  readonly limit: number;
  readonly everywhen?: boolean | undefined;
}

/** Versions of records looked at for one search, in all: a word that millions of them hold must not cost more than one that few do. */
const mostLooked = 50_000;

interface Found {
  readonly row: number;
  readonly since: number;
  readonly here: boolean;
}

/**
 * The records that hold all the words, of every table some: a table with many hits leaves room for those with few. The latest of each
 * table come first. Nothing is ranked.
 */
export async function search(reader: CopyReader, backup: KeptBackup, { query: typed, limit, everywhen = false }: Searching, breathe: Breathe): Promise<{ hits: Hit[]; more: boolean }> {
  const query = matchQuery(typed);
  if (query === undefined) return { hits: [], more: false };
  const tables: { readonly name: string; readonly id: number; readonly identity: readonly string[] }[] = reader.tables(backup.ord);
  if (everywhen) {
    const known = new Set(tables.map(({ id }) => id));
    tables.push(...reader.everyTable().flatMap(({ id, name }) => (known.has(id) ? [] : [{ id, name, identity: reader.identity(id) }])));
  }
  const found: { readonly name: string; readonly id: number; readonly identity: readonly string[]; readonly rows: readonly Found[] }[] = [];
  let more = false;
  let left = mostLooked;
  for (const { id, name, identity } of tables) {
    await breathe();
    // Of what is left every table may have its share, so that the last ones are not passed over.
    const share = Math.ceil(left / (tables.length - found.length));
    const { rows, looked, isCut } = everywhen ? everyVersion(reader, id, backup.ord, query, limit, share) : atBackup(reader, id, backup.ord, query, limit, share);
    left -= looked;
    more ||= isCut;
    found.push({ name, id, identity, rows });
  }
  const shares = fairShares(found.map(({ rows }) => rows.length), limit);
  const hits: Hit[] = [];
  for (const [at, { name, id, identity, rows }] of found.entries()) {
    const share = shares[at] ?? 0;
    more ||= rows.length > share;
    const one = reader.statement(`SELECT json FROM v_${id} WHERE id = ?`);
    for (const { row, here } of rows.slice(0, share)) {
      const json = String(one.get(row)?.['json']);
      hits.push({ table: name, id: recordId(identity, parseObject(json)), json, gone: !here });
    }
  }
  return { hits, more };
}

interface TableHits {
  readonly rows: readonly Found[];
  readonly looked: number;
  /** There may be more than those. */
  readonly isCut: boolean;
}

function atBackup(reader: CopyReader, id: number, ord: number, query: string, limit: number, share: number): TableHits {
  const rows: Found[] = [];
  let looked = 0;
  const matches = reader.walk(`SELECT v.id, v.since, v.until FROM w_${id} w JOIN v_${id} v ON v.id = w.rowid WHERE w_${id} MATCH ? ORDER BY w.rowid DESC`);
  for (const { id: row, since, until } of matches.iterate(query)) {
    if (rows.length > limit || looked >= share) return { rows, looked, isCut: true };
    looked += 1;
    if (Number(since) <= ord && ord < Number(until)) rows.push({ row: Number(row), since: Number(since), here: true });
  }
  return { rows, looked, isCut: false };
}

/** One hit for each record: as the chosen backup has it, or as it was last. */
function everyVersion(reader: CopyReader, id: number, ord: number, query: string, limit: number, share: number): TableHits {
  const best = new Map<string, Found>();
  let looked = 0;
  let isCut = false;
  const matches = reader.walk(`SELECT v.id, v.since, v.until, v.rid FROM w_${id} w JOIN v_${id} v ON v.id = w.rowid WHERE w_${id} MATCH ? ORDER BY w.rowid DESC`);
  for (const { id: row, since, until, rid } of matches.iterate(query)) {
    if (looked >= share) {
      isCut = true;
      break;
    }
    looked += 1;
    const here = Number(since) <= ord && ord < Number(until);
    const known = best.get(String(rid));
    if (known === undefined || (!known.here && (here || Number(since) > known.since))) best.set(String(rid), { row: Number(row), since: Number(since), here });
    else continue;
  }
  return { rows: [...best.values()].slice(0, limit + 1), looked, isCut };
}

/** How many of each are taken when there is room for `limit`: those with few hits are shown whole, the others alike. */
function fairShares(counts: readonly number[], limit: number): number[] {
  const shares = counts.map(() => 0);
  let left = limit;
  let open = counts.flatMap((count, at) => (count > 0 ? [at] : []));
  while (left > 0 && open.length > 0) {
    const each = Math.max(1, Math.floor(left / open.length));
    for (const at of open) {
      const more = Math.min(each, (counts[at] ?? 0) - (shares[at] ?? 0), left);
      shares[at] = (shares[at] ?? 0) + more;
      left -= more;
    }
    open = open.filter((at) => (shares[at] ?? 0) < (counts[at] ?? 0));
  }
  return shares;
}
