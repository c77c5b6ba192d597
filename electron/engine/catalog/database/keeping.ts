import { existsSync, mkdirSync, chmodSync, openSync, closeSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { earliest, isOurs, latest, removeFile } from './file.ts';
import { buildingPath } from './writer.ts';

/** What a copy holds. */
export interface Kept {
  /** Names of backups, oldest first. */
  readonly backups: readonly string[];
  /** Names of backups that could not be read whole. */
  readonly leftOut: readonly string[];
}

/** What lies there; a file that is damaged, of another vault or of another version is removed. What a killed writer left is removed too. */
export function lookAt(file: string, vaultId: string): Kept | undefined {
  removeFile(buildingPath(file));
  if (!existsSync(file)) return undefined;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 10_000 });
    if (isOurs(database, vaultId)) {
      return {
        backups: namesOf(database.prepare('SELECT name FROM backups ORDER BY ord').all()),
        leftOut: namesOf(database.prepare('SELECT name FROM left_out').all()),
      };
    }
  } catch {
    // Whatever is wrong with it: it can be made anew.
  } finally {
    database?.close();
  }
  removeFile(file);
  return undefined;
}

/** Makes the folder and an empty file that nobody but its owner can read, before anything is written into it. */
export function prepareFile(file: string): void {
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  removeFile(buildingPath(file));
  closeSync(openSync(buildingPath(file), 'wx', 0o600));
}

export function leaveOut(file: string, name: string): void {
  withDatabase(file, (database) => database.prepare('INSERT OR IGNORE INTO left_out VALUES (?)').run(name));
}

/** Forgets backups that are no more. What only they had is gone with them; the others stay as they are. */
export function forgetBackups(file: string, names: readonly string[]): void {
  withDatabase(file, (database) => {
    database.exec('BEGIN IMMEDIATE');
    for (const name of names) forgetBackup(database, name);
    database.exec('DELETE FROM marks WHERE NOT EXISTS (SELECT 1 FROM contents c WHERE c.table_id = marks.table_id AND c.marks = marks.layout)');
    database.exec('COMMIT');
  });
}

function forgetBackup(database: DatabaseSync, name: string): void {
  const ord = numberOf(database.prepare('SELECT ord FROM backups WHERE name = ?').get(name)?.['ord']);
  if (ord === undefined) return;
  const older = numberOf(database.prepare('SELECT max(ord) AS ord FROM backups WHERE ord < ?').get(ord)?.['ord']);
  const newer = numberOf(database.prepare('SELECT min(ord) AS ord FROM backups WHERE ord > ?').get(ord)?.['ord']);
  for (const { id } of database.prepare('SELECT id FROM tables').all()) {
    const rows = `v_${Number(id)}`;
    // Rows of this backup alone begin behind the one before it, or with it as the oldest, and end likewise.
    const begins = older === undefined ? `since = ${earliest}` : from(ord);
    const ends = newer === undefined ? `until = ${latest}` : to(newer);
    database.exec(`DELETE FROM w_${Number(id)} WHERE rowid IN (SELECT id FROM ${rows} WHERE ${begins} AND ${ends})`);
    database.exec(`DELETE FROM ${rows} WHERE ${begins} AND ${ends}`);
    if (older === undefined) database.exec(`UPDATE ${rows} SET since = ${earliest} WHERE ${from(newer ?? ord)}`);
    else if (newer !== undefined) database.exec(`UPDATE ${rows} SET since = ${newer} WHERE ${from(ord)}`);
    if (older !== undefined) database.exec(`UPDATE ${rows} SET until = ${newer ?? latest} WHERE ${to(ord)}`);
  }
  database.prepare('DELETE FROM contents WHERE backup = ?').run(ord);
  database.prepare('DELETE FROM backups WHERE ord = ?').run(ord);
}

// Said twice, because SQLite uses an index of some rows only where its condition stands in the query.
const from = (ord: number): string => `since = ${ord} AND since > ${earliest}`;
const to = (ord: number): string => `until = ${ord} AND until < ${latest}`;

function withDatabase(file: string, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file, { timeout: 10_000 });
  try {
    work(database);
  } finally {
    database.close();
  }
}

function namesOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return rows.map(({ name }) => String(name));
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
