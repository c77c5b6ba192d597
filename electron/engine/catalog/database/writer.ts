import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { recordId, recordKey } from '../../../../shared/model/record.ts';
import { parseObject } from '../../vault/entity-reader.ts';
import { linesOf } from '../../vault/format/lines.ts';
import { FieldCounts } from '../columns.ts';
import { DamagedFile, describeFile, earliest, latest, makeIndexes, makeTable } from './file.ts';
import { orderedText } from './ordered-text.ts';
import type { BackupAbout, Direction, KeyRange, Marks, TableAbout, TablePlan } from './plan.ts';
import { recordText } from './record-text.ts';

/** What becomes of the rows of the neighbour and of new rows. */
interface Frame {
  readonly ord: number;
  /** The neighbour's number; with none, no row is of it. */
  readonly neighbour: number;
  readonly since: number;
  readonly until: number;
  /** Ends a row of the neighbour that this backup does not have. */
  readonly end: string;
  readonly endAt: number;
}

interface TableWork {
  readonly id: number;
  readonly about: TableAbout;
  readonly counts: FieldCounts;
  readonly plan: TablePlan['kind'];
  readonly insert: StatementSync;
  readonly insertWords: StatementSync;
  readonly endRow: StatementSync;
  readonly between: StatementSync;
  readonly all: StatementSync;
  nextId: number;
  records: number;
}

/**
 * Takes one backup into the copy, whole or not at all. The first is written to a file of its own that takes its name when it is
 * done; all others in one transaction. Whoever is killed on the way leaves the copy as it was.
 */
export class BackupWriter {
  readonly #path: string;
  readonly #direction: Direction;
  readonly #database: DatabaseSync;
  readonly #backup: BackupAbout;
  readonly #frame: Frame;
  readonly #fresh: number[] = [];
  readonly #present = new Set<number>();
  #table: TableWork | undefined;

  constructor(path: string, vaultId: string, direction: Direction, backup: BackupAbout) {
    this.#path = path;
    this.#direction = direction;
    this.#backup = backup;
    this.#database = new DatabaseSync(direction === 'first' ? buildingPath(path) : path, { timeout: 10_000 });
    try {
      if (direction === 'first') {
        this.#database.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; BEGIN');
        describeFile(this.#database, vaultId);
      } else {
        this.#database.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; BEGIN IMMEDIATE');
      }
      this.#frame = this.#makeFrame();
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  #makeFrame(): Frame {
    const { lowest, highest } = this.#database.prepare('SELECT min(ord) AS lowest, max(ord) AS highest FROM backups').get() ?? {};
    if (typeof lowest !== 'number' || typeof highest !== 'number') return { ord: 0, neighbour: Number.NaN, since: earliest, until: latest, end: 'until', endAt: 0 };
    return this.#direction === 'newer'
      ? { ord: highest + 1, neighbour: highest, since: highest + 1, until: latest, end: 'until', endAt: highest + 1 }
      : { ord: lowest - 1, neighbour: lowest, since: earliest, until: lowest, end: 'since', endAt: lowest };
  }

  startTable(about: TableAbout, plan: TablePlan): void {
    const name = JSON.stringify(about.name);
    const database = this.#database;
    const known = database.prepare('SELECT id FROM tables WHERE name = ?').get(name)?.['id'];
    const id = typeof known === 'number' ? known : Number(database.prepare('INSERT INTO tables (name) VALUES (?)').run(name).lastInsertRowid);
    if (typeof known !== 'number') {
      makeTable(database, id);
      this.#fresh.push(id);
    }
    this.#present.add(id);
    const before = database.prepare('SELECT records, fields FROM contents WHERE backup = ? AND table_id = ?').get(numberOrNull(this.#frame.neighbour), id);
    const table: TableWork = {
      id,
      about,
      plan: plan.kind,
      counts: before === undefined ? new FieldCounts() : FieldCounts.parse(String(before['fields'])),
      records: Number(before?.['records'] ?? 0),
      nextId: Number(database.prepare(`SELECT ifnull(max(id), 0) AS highest FROM v_${id}`).get()?.['highest']) + 1,
      insert: database.prepare(`INSERT INTO v_${id} (id, since, until, key, rid, json) VALUES (?, ?, ?, ?, ?, ?)`),
      insertWords: database.prepare(`INSERT INTO w_${id} (rowid, text) VALUES (?, ?)`),
      endRow: database.prepare(`UPDATE v_${id} SET ${this.#frame.end} = ? WHERE id = ?`),
      between: database.prepare(`SELECT id, key, json FROM v_${id} WHERE key >= ? AND key <= ? AND since <= ? AND until > ?`),
      all: database.prepare(`SELECT id, key, json FROM v_${id} WHERE since <= ? AND until > ?`),
    };
    this.#table = table;
    if (plan.kind === 'whole' && before !== undefined) this.#end(table, rowsOf(table.all.all(this.#frame.neighbour, this.#frame.neighbour)));
    if (plan.kind === 'changes') for (const range of plan.empty) this.#empty(table, range);
  }

  /** The lines of one chunk of the table at work. Chunks come in the order of their keys. */
  addChunk(bytes: Uint8Array): void {
    const table = this.#working();
    const records = linesOf(bytes).map((json) => {
      const record = parseObject(json);
      return { json, record, key: orderedText(recordKey(table.about.key, record)) };
    });
    const first = records[0];
    const last = records.at(-1);
    if (first === undefined || last === undefined) return;
    const known = table.plan === 'whole' ? new Map<string, Row>() : this.#known(table, first.key, last.key);
    for (const { json, record, key } of records) {
      const row = known.get(key);
      if (row?.json === json) {
        known.delete(key);
        continue;
      }
      const { since, until } = this.#frame;
      table.insert.run(table.nextId, since, until, key, orderedText(recordId(table.about.identity, record)), json);
      table.insertWords.run(table.nextId, recordText(record));
      table.nextId += 1;
      table.counts.count(record, 1);
      table.records += 1;
    }
    this.#end(table, known.values());
  }

  /** @throws corrupt, DamagedFile: when it is not what the backup's description says, nothing of it must be shown. */
  endTable(marks: Marks | undefined): void {
    const { id, about, plan, counts, records } = this.#working();
    if (records !== about.records && plan !== 'whole') throw new DamagedFile('The rows of a table are not as many as they must be.');
    if (records !== about.records) throw new HoldfastError('corrupt', `The table “${about.name.slice(0, 100)}” of this backup does not hold the records that it should.`);
    this.#database
      .prepare('INSERT INTO contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(this.#frame.ord, id, about.place, records, about.status, about.reason ?? null, JSON.stringify(about.declared), counts.stringify(), JSON.stringify(about.key), JSON.stringify(about.identity), about.layout);
    if (marks !== undefined) {
      const ordered = marks.map(([record, key]) => [record, orderedText(key)]);
      this.#database.prepare('INSERT OR IGNORE INTO marks VALUES (?, ?, ?)').run(id, about.layout, JSON.stringify(ordered));
    }
    this.#table = undefined;
  }

  commit(): void {
    const database = this.#database;
    const { ord, neighbour } = this.#frame;
    // Tables that the neighbour has and this backup has not.
    for (const { table_id: id } of database.prepare('SELECT table_id FROM contents WHERE backup = ?').all(numberOrNull(neighbour))) {
      if (!this.#present.has(Number(id))) database.prepare(`UPDATE v_${Number(id)} SET ${this.#frame.end} = ? WHERE since <= ? AND until > ?`).run(this.#frame.endAt, neighbour, neighbour);
    }
    for (const id of this.#fresh) makeIndexes(database, id);
    database.prepare('INSERT INTO backups VALUES (?, ?, ?, ?)').run(ord, this.#backup.name, this.#backup.startedAt, this.#backup.outcome);
    database.exec('COMMIT');
    if (this.#direction !== 'first') return this.close();
    database.exec('PRAGMA journal_mode = WAL');
    this.close();
    const building = buildingPath(this.#path);
    const file = openSync(building, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(building, this.#path);
  }

  /** What is not committed is gone with it. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #working(): TableWork {
    if (this.#table === undefined) throw new HoldfastError('bug', 'Records came for no table.');
    return this.#table;
  }

  #known(table: TableWork, low: string, high: string): Map<string, Row> {
    const { neighbour } = this.#frame;
    return new Map(rowsOf(table.between.all(low, high, neighbour, neighbour)).map((row) => [row.key, row]));
  }

  #empty(table: TableWork, { low, lowOpen, high, highOpen }: KeyRange): void {
    const { neighbour } = this.#frame;
    const [from, to] = [orderedText(low), orderedText(high)];
    const rows = rowsOf(table.between.all(from, to, neighbour, neighbour));
    this.#end(table, rows.filter(({ key }) => !(lowOpen && key === from) && !(highOpen && key === to)));
  }

  #end(table: TableWork, rows: Iterable<Row>): void {
    for (const { id, json } of rows) {
      table.endRow.run(this.#frame.endAt, id);
      table.counts.count(parseObject(json), -1);
      table.records -= 1;
    }
  }
}

interface Row {
  readonly id: number;
  readonly key: string;
  readonly json: string;
}

function rowsOf(found: readonly Readonly<Record<string, unknown>>[]): Row[] {
  return found.map(({ id, key, json }) => ({ id: Number(id), key: String(key), json: String(json) }));
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

export function buildingPath(path: string): string {
  return `${path}.building`;
}
