import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Raised with every change of what lies in the file: an older file is made anew. */
const catalogFormat = '1';

/** A version of a record reaches from the backup `since` to before the backup `until`; these stand for "as far back as is known" and "still so". */
export const earliest = -(2 ** 40);
export const latest = 2 ** 40;

/**
 * Tables have tables of their own, `v_<id>` for the versions of their records and `w_<id>` for the words in them: a search in one does not
 * wade through all others. `ord` numbers backups by age. Texts that come from outside are kept as JSON (no half characters) or ordered
 * text, so that nothing in them is lost or means anything.
 */
const description = `
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE backups (ord INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, started_at TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE TABLE left_out (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE tables (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE contents (
  backup INTEGER NOT NULL, table_id INTEGER NOT NULL, place INTEGER NOT NULL, records INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT,
  declared TEXT NOT NULL, fields TEXT NOT NULL, order_rule TEXT NOT NULL, identity TEXT NOT NULL, marks TEXT NOT NULL,
  PRIMARY KEY (backup, table_id)
) WITHOUT ROWID;
-- Every so manieth record of a table: where to begin when a window far down is asked for.
CREATE TABLE marks (table_id INTEGER NOT NULL, layout TEXT NOT NULL, marks TEXT NOT NULL, PRIMARY KEY (table_id, layout)) WITHOUT ROWID;
`;

export function describeFile(database: DatabaseSync, vaultId: string): void {
  database.exec(description);
  const about = database.prepare('INSERT INTO about VALUES (?, ?)');
  about.run('format', catalogFormat);
  about.run('vault', vaultId);
}

export function makeTable(database: DatabaseSync, id: number): void {
  database.exec(`
CREATE TABLE v_${id} (id INTEGER PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL, key TEXT NOT NULL, rid TEXT NOT NULL, json TEXT NOT NULL);
CREATE VIRTUAL TABLE w_${id} USING fts5(text, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2");`);
}

/** Made after the first records are in: one sorting is cheaper than a million insertions. */
export function makeIndexes(database: DatabaseSync, id: number): void {
  database.exec(`
CREATE INDEX v_${id}_key ON v_${id} (key, since, until);
CREATE INDEX v_${id}_rid ON v_${id} (rid);
CREATE INDEX v_${id}_since ON v_${id} (since) WHERE since > ${earliest};
CREATE INDEX v_${id}_until ON v_${id} (until) WHERE until < ${latest};`);
}

/** Was it made by this version, and for that vault? */
export function isOurs(database: DatabaseSync, vaultId?: string): boolean {
  const about = new Map(database.prepare('SELECT name, value FROM about').all().map(({ name, value }) => [name, value]));
  return about.get('format') === catalogFormat && (vaultId === undefined || about.get('vault') === vaultId);
}

/** The file does not hold what it must, whatever SQLite thinks of it. */
export class DamagedFile extends Error {}

const damageCodes = new Set([11, 26, 10]);

/** Says SQLite that the file is damaged, no database at all, or cannot be read? */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedFile) return true;
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false;
  return damageCodes.has(error.errcode & 0xff) || error.message.startsWith('no such table');
}

export function removeFile(path: string): void {
  for (const end of ['-wal', '-shm', '-journal', '']) rmSync(`${path}${end}`, { force: true });
}
