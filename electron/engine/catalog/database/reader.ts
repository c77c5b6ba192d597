import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { recordId } from '../../../../shared/model/record.ts';
import type { EntityStatus } from '../../../../shared/model/snapshot.ts';
import { parseObject } from '../../vault/entity-reader.ts';
import { type Column, columnsOf, FieldCounts } from '../columns.ts';
import type { ShownBackup, ShownRecord } from '../shown.ts';
import { DamagedFile, isOurs } from './file.ts';
import { type HistoryEntry, lifeOf } from './history.ts';
import type { Marks } from './plan.ts';

/** A backup in the copy. */
export interface KeptBackup {
  readonly ord: number;
  readonly name: string;
  readonly startedAt: string;
}

/** A table of a backup in the copy. */
export interface KeptTable {
  readonly id: number;
  readonly name: string;
  readonly ord: number;
  readonly records: number;
  readonly status: EntityStatus;
  readonly reason: string | null;
  readonly identity: readonly string[];
  readonly layout: string;
}

export type Row = Readonly<Record<string, unknown>>;

/** Statements and answers that are used again and again are kept, up to so many. */
const mostKept = 64;

/** One app's copy, opened for reading. Another thread may be writing into it. */
export class CopyReader {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #marks = new Map<string, Marks>();

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: 10_000 });
    if (!isOurs(this.#database)) {
      this.#database.close();
      throw new DamagedFile('Another version made this file.');
    }
    // Not opened as read-only, which would need files beside it that only a writer makes.
    this.#database.exec('PRAGMA query_only = ON; PRAGMA cache_size = -16384');
  }

  close(): void {
    this.#database.close();
  }

  /** Another number whenever another thread has changed the file. */
  get version(): number {
    return Number(this.statement('PRAGMA data_version').get()?.['data_version']);
  }

  statement(sql: string): StatementSync {
    return kept(this.#statements, sql, () => this.#database.prepare(sql));
  }

  /** A statement of its own, for a walk that others may interrupt. */
  walk(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  /** Oldest first. */
  backups(): KeptBackup[] {
    return this.statement('SELECT ord, name, started_at FROM backups ORDER BY ord')
      .all()
      .map((row) => ({ ord: Number(row['ord']), name: String(row['name']), startedAt: String(row['started_at']) }));
  }

  /** Names of backups that could not be read whole. */
  leftOut(): string[] {
    return this.statement('SELECT name FROM left_out').all().map(({ name }) => String(name));
  }

  backup(name: string): KeptBackup | undefined {
    return this.backups().find((each) => each.name === name);
  }

  /** In the order that the platform gave. */
  tables(ord: number): KeptTable[] {
    return this.statement('SELECT t.id, t.name, c.* FROM contents c JOIN tables t ON t.id = c.table_id WHERE c.backup = ? ORDER BY c.place').all(ord).map(toTable);
  }

  /** @throws not-found. */
  table(ord: number, name: string): KeptTable {
    const row = this.statement('SELECT t.id, t.name, c.* FROM contents c JOIN tables t ON t.id = c.table_id WHERE c.backup = ? AND t.name = ?').get(ord, JSON.stringify(name));
    if (row !== undefined) return toTable(row);
    throw new HoldfastError('not-found', `That backup has no table called “${name.slice(0, 100)}”.`, { nextStep: 'Choose one of its tables.' });
  }

  /** Names of all tables that some backup has or had. */
  everyTable(): { readonly id: number; readonly name: string }[] {
    return this.statement('SELECT id, name FROM tables ORDER BY id').all().map(({ id, name }) => ({ id: Number(id), name: textOf(name) }));
  }

  show(backup: KeptBackup): ShownBackup {
    const rows = this.statement('SELECT t.name, c.records, c.status, c.reason, c.declared, c.fields FROM contents c JOIN tables t ON t.id = c.table_id WHERE c.backup = ? ORDER BY c.place').all(backup.ord);
    const tables = rows.map(({ name, records, status, reason, declared, fields }) => ({
      name: textOf(name),
      records: Number(records),
      status: statusOf(status),
      ...(typeof reason === 'string' ? { reason } : {}),
      fields: columnsOf(columnsIn(declared), FieldCounts.parse(String(fields))),
    }));
    return { backup: backup.name, startedAt: backup.startedAt, tables };
  }

  /** A window of a table in its own order, whatever lies before it. */
  window({ id, ord, layout }: KeptTable, offset: number, limit: number): string[] {
    const marks = kept(this.#marks, `${id} ${layout}`, () => marksIn(this.statement('SELECT marks FROM marks WHERE table_id = ? AND layout = ?').get(id, layout)?.['marks'] ?? '[]'));
    const [before, key] = markBefore(marks, offset);
    return this.statement(`SELECT json FROM v_${id} WHERE key >= ? AND since <= ? AND until > ? ORDER BY key LIMIT ? OFFSET ?`)
      .all(key, ord, ord, limit, offset - before)
      .map(({ json }) => String(json));
  }

  /** The records in these rows, in this order. */
  rows({ id, identity }: Pick<KeptTable, 'id' | 'identity'>, rows: readonly number[]): ShownRecord[] {
    const one = this.statement(`SELECT json FROM v_${id} WHERE id = ?`);
    return rows.flatMap((row) => {
      const json = one.get(row)?.['json'];
      return typeof json === 'string' ? [shownRecord(identity, json)] : [];
    });
  }

  record(table: KeptTable, rid: string): string | undefined {
    const json = this.statement(`SELECT json FROM v_${table.id} WHERE rid = ? AND since <= ? AND until > ?`).get(rid, table.ord, table.ord)?.['json'];
    return typeof json === 'string' ? json : undefined;
  }

  /** @param table its name @param rid ordered text */
  history(table: string, rid: string): HistoryEntry[] {
    const id = this.statement('SELECT id FROM tables WHERE name = ?').get(JSON.stringify(table))?.['id'];
    if (typeof id !== 'number') return [];
    const versions = this.statement(`SELECT since, until, json FROM v_${id} WHERE rid = ? ORDER BY since`).all(rid);
    const moments = this.statement('SELECT b.ord, b.name, b.started_at, b.outcome, c.status FROM backups b LEFT JOIN contents c ON c.backup = b.ord AND c.table_id = ? ORDER BY b.ord').all(id);
    return lifeOf(
      moments.map(({ ord, name, started_at: startedAt, outcome, status }) => ({
        backup: String(name),
        startedAt: String(startedAt),
        outcome: outcome === 'complete' ? 'complete' : 'incomplete',
        status: typeof status === 'string' ? statusOf(status) : undefined,
        json: versions.flatMap(({ since, until, json }) => (Number(since) <= Number(ord) && Number(ord) < Number(until) ? [String(json)] : []))[0],
      })),
    );
  }

  /** Names of the fields that make up an id, as the newest backup has them that has the table. */
  identity(id: number): readonly string[] {
    return namesIn(this.statement('SELECT identity FROM contents WHERE table_id = ? ORDER BY backup DESC LIMIT 1').get(id)?.['identity'] ?? '[]');
  }
}

export function shownRecord(identity: readonly string[], json: string): ShownRecord {
  return { id: recordId(identity, parseObject(json)), json };
}

/** The last mark at or before a record's number. */
function markBefore(marks: Marks, record: number): Marks[number] {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.[0] ?? 0) <= record) low = middle + 1;
    else high = middle;
  }
  return marks[low - 1] ?? [0, ''];
}

function kept<V>(store: Map<string, V>, key: string, make: () => V): V {
  const value = store.get(key) ?? make();
  store.delete(key);
  store.set(key, value);
  const oldest = store.keys().next().value;
  if (store.size > mostKept && oldest !== undefined) store.delete(oldest);
  return value;
}

function toTable(row: Row): KeptTable {
  return {
    id: Number(row['id']),
    name: textOf(row['name']),
    ord: Number(row['backup']),
    records: Number(row['records']),
    status: statusOf(row['status']),
    reason: typeof row['reason'] === 'string' ? row['reason'] : null,
    identity: namesIn(row['identity']),
    layout: String(row['marks']),
  };
}

function statusOf(value: unknown): EntityStatus {
  return value === 'complete' || value === 'incomplete' ? value : 'failed';
}

function textOf(json: unknown): string {
  return String(JSON.parse(String(json)));
}

/* What follows was written by our own writer, in a file that no one else writes. */

function namesIn(json: unknown): readonly string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return JSON.parse(String(json)) as string[];
}

function columnsIn(json: unknown): readonly Column[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return JSON.parse(String(json)) as Column[];
}

function marksIn(json: unknown): Marks {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return JSON.parse(String(json)) as Marks;
}
