import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import type { SchemaVersions } from './schema-desk.ts';
import { listSnapshots, readManifest, type Vault } from '../vault/vault.ts';

type SchemaVersion = SchemaVersions['versions'][number];

/** What of a backup's description says whether a table is described as before. */
export type Described = Pick<Manifest, 'id' | 'startedAt'> & { readonly entities: readonly Pick<Manifest['entities'][number], 'name' | 'schemaHash' | 'status'>[] };

/** Each has a manifest to read: years of hourly backups are not walked. */
const mostBackups = 400;
const atOnce = 8;

/** The versions that the backups of a vault have, newest first. @throws what the place cannot be listed for. */
export async function listVersions(vault: Vault, known: Map<string, Described>, signal: AbortSignal): Promise<SchemaVersions> {
  const names = (await listSnapshots(vault, signal)).slice(0, mostBackups).map(({ name }) => name);
  const found: Described[] = [];
  let unreadable = 0;
  for (let at = 0; at < names.length; at += atOnce) {
    const some = await Promise.all(names.slice(at, at + atOnce).map(async (name) => known.get(name) ?? read(vault, name, signal)));
    for (const each of some) {
      if (each === undefined) unreadable += 1;
      else {
        found.push(each);
        known.set(each.id, each);
      }
    }
  }
  return { versions: versionsOf(found), backups: found.length, unreadable };
}

/** One that cannot be read has no say. */
async function read(vault: Vault, name: string, signal: AbortSignal): Promise<Described | undefined> {
  try {
    const { id, startedAt, entities } = await readManifest(vault, name, signal);
    return { id, startedAt, entities: entities.map(({ name: table, schemaHash, status }) => ({ name: table, schemaHash, status })) };
  } catch (error) {
    if (isHoldfastError(error, 'corrupt') || isHoldfastError(error, 'not-found') || isHoldfastError(error, 'permission-denied')) return undefined;
    throw error;
  }
}

/** Newest first. A table that could not be read in a backup is described as it was before: nobody knows better. @param backups in any order */
export function versionsOf(backups: readonly Described[]): SchemaVersion[] {
  const versions: SchemaVersion[] = [];
  let last: ReadonlyMap<string, string> | undefined;
  for (const { id, startedAt, entities } of backups.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : a.id < b.id ? -1 : 1))) {
    const now = new Map(entities.map(({ name, schemaHash, status }) => [name, status === 'failed' ? (last?.get(name) ?? schemaHash) : schemaHash]));
    const changed = last === undefined ? [] : changedTables(last, now);
    const newest = versions.at(-1);
    if (newest !== undefined && changed.length === 0) versions[versions.length - 1] = { ...newest, lastBackup: id, lastAt: startedAt };
    else versions.push({ backup: id, at: startedAt, lastBackup: id, lastAt: startedAt, tables: now.size, changed });
    last = now;
  }
  return versions.toReversed();
}

function changedTables(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((table) => before.get(table) !== after.get(table)).toSorted();
}
