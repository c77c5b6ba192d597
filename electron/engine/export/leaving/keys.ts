import { recordId } from '../../../../shared/model/record.ts';
import { parseRecord } from '../records.ts';
import { typeOf } from './column-types.ts';
import type { ColumnFacts } from './column-facts.ts';
import type { WrittenTable } from './written-table.ts';
import { writtenRecords } from './written-table.ts';

/** Where ids of other records stand, as the schema says or the data show. */
export interface KnownReference {
  readonly entity: string;
  /** Steps from the record inwards: `.name` a field, `[]` each item of a list. */
  readonly path: readonly string[];
  /** Tables whose ids stand there. */
  readonly targets: readonly string[];
  readonly from: 'schema' | 'data';
}

export interface ForeignKey {
  readonly entity: string;
  readonly field: string;
  readonly target: string;
  readonly targetField: string;
  readonly from: 'schema' | 'data';
}

/** A reference that a database cannot be told to keep. */
export interface LooseReference {
  readonly entity: string;
  readonly path: readonly string[];
  readonly targets: readonly string[];
  readonly from: 'schema' | 'data';
  /** `dangling`: `values` of it lead to no record. `inside`: in lists or nested. `several`: to more than one table. `unlike`: ids of another kind than the table's. */
  readonly why: 'dangling' | 'inside' | 'several' | 'unlike';
  readonly values: number;
}

export interface Keys {
  /** Fields of the primary key by table; absent where there is none that holds. */
  readonly primary: ReadonlyMap<string, readonly string[]>;
  readonly foreign: readonly ForeignKey[];
  readonly loose: readonly LooseReference[];
}

/** Which tables have a record with this id. */
export interface IdIndex {
  add(id: string, table: number): void;
  ownersOf(id: string): readonly number[];
}

/** Bytes that an index of Postgres takes at most are 2,704. */
const longestKey = 2000;

/**
 * The keys that hold over every record that was written: each is looked at, nothing is taken for granted.
 * @param pass called once for each time a batch of a table was read
 */
export async function findKeys(tables: readonly WrittenTable[], references: readonly KnownReference[], ids: IdIndex, signal: AbortSignal, pass: (records: number) => void): Promise<Keys> {
  const numbers = new Map(tables.map(({ entity }, number) => [entity.name, number]));
  const primary = new Map<string, readonly string[]>();
  for (const [number, table] of tables.entries()) {
    if (!mayBeKey(table)) pass(table.facts.records);
    else if (await isUnique(table, number, ids, signal, pass)) primary.set(table.entity.name, table.entity.identity);
  }
  const foreign: ForeignKey[] = [];
  const loose: LooseReference[] = [];
  for (const table of tables) {
    const { name } = table.entity;
    const candidates: ForeignKey[] = [];
    for (const { path, targets, from } of references.filter(({ entity }) => entity === name)) {
      const why = whyLoose(table, tables, path, targets, primary);
      const [target = ''] = targets;
      const field = path[0]?.slice(1) ?? '';
      const targetField = primary.get(target)?.[0] ?? '';
      if (why === undefined) candidates.push({ entity: name, field, target, targetField, from });
      else loose.push({ entity: name, path, targets, from, why, values: 0 });
    }
    if (candidates.length === 0) {
      pass(table.facts.records);
      continue;
    }
    const dangling = await countDangling(table, candidates, numbers, ids, signal, pass);
    for (const [at, candidate] of candidates.entries()) {
      const values = dangling[at] ?? 0;
      if (values === 0) foreign.push(candidate);
      else loose.push({ entity: name, path: [`.${candidate.field}`], targets: [candidate.target], from: candidate.from, why: 'dangling', values });
    }
  }
  return { primary, foreign, loose };
}

function mayBeKey({ entity: { identity }, facts }: WrittenTable): boolean {
  const columns = identity.map((field) => facts.columns.get(field));
  if (columns.length === 0) return false;
  const bytes = columns.reduce((sum, column) => sum + (column?.longest ?? 0), 0);
  return bytes <= longestKey && columns.every((column) => column !== undefined && column.values === facts.records && column.unstorable === 0 && isKeyType(column));
}

function isKeyType(column: ColumnFacts): boolean {
  const type = typeOf(column, true);
  return (type === 'text' && column.numbers.beyond === 0) || type === 'bigint';
}

async function isUnique(table: WrittenTable, number: number, ids: IdIndex, signal: AbortSignal, pass: (records: number) => void): Promise<boolean> {
  let unique = true;
  for await (const lines of writtenRecords(table, signal)) {
    for (const line of unique ? lines : []) {
      const id = recordId(table.entity.identity, parseRecord(line));
      if (ids.ownersOf(id).includes(number)) unique = false;
      ids.add(id, number);
    }
    pass(lines.length);
  }
  return unique;
}

function whyLoose(table: WrittenTable, tables: readonly WrittenTable[], path: readonly string[], targets: readonly string[], primary: ReadonlyMap<string, readonly string[]>): LooseReference['why'] | undefined {
  const [step = ''] = path;
  if (path.length !== 1 || !step.startsWith('.')) return 'inside';
  const [name = ''] = targets;
  if (targets.length !== 1) return 'several';
  const target = tables.find(({ entity }) => entity.name === name);
  const key = primary.get(name);
  const column = table.facts.columns.get(step.slice(1));
  const targetColumn = key?.length === 1 ? target?.facts.columns.get(key[0] ?? '') : undefined;
  if (column === undefined || targetColumn === undefined || column.unstorable > 0 || !isKeyType(column)) return 'unlike';
  return typeOf(column, true) === typeOf(targetColumn, true) ? undefined : 'unlike';
}

async function countDangling(table: WrittenTable, keys: readonly ForeignKey[], numbers: ReadonlyMap<string, number>, ids: IdIndex, signal: AbortSignal, pass: (records: number) => void): Promise<readonly number[]> {
  const counts = keys.map(() => 0);
  const wanted = keys.map(({ field, target }) => ({ field, target: numbers.get(target) ?? -1 }));
  for await (const lines of writtenRecords(table, signal)) {
    for (const line of lines) {
      const record = parseRecord(line);
      for (const [at, { field, target }] of wanted.entries()) {
        const value = Object.hasOwn(record, field) ? record[field] : undefined;
        if (value === undefined || value === null) continue;
        if (!ids.ownersOf(recordId([field], record)).includes(target)) counts[at] = (counts[at] ?? 0) + 1;
      }
    }
    pass(lines.length);
  }
  return counts;
}
