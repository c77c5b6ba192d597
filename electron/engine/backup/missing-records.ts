import type { EntityDescription } from '../../../shared/model/app.ts';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import { recordId } from '../../../shared/model/record.ts';
import type { Manifest, ManifestEntity } from '../../../shared/model/snapshot.ts';
import { findDifferingChunks } from '../compare/differing-chunks.ts';
import { mergeRows, type Row } from '../compare/merge-rows.ts';
import { openLines, sameOrder } from '../compare/stored-lines.ts';
import type { Whereabouts } from '../ports/source.ts';
import type { FindableEntity } from '../vault/entity-reader.ts';
import { listSnapshots, type Vault } from '../vault/vault.ts';
import { readIfThere } from '../vault/read-if-there.ts';
import type { EntityResult } from './read-entity.ts';
import type { Run } from './run.ts';

/** Records of a table that an earlier backup has and this one lacks, though nobody deleted them. */
export interface MissingRecords {
  readonly table: string;
  readonly records: number;
  /** How many the table had. */
  readonly of: number;
  /** Plain sentence. */
  readonly reason: string;
}

/** So many of those that are missing are asked for: a listing that leaves records out leaves out more than one in so many. */
const mostAsked = 40;
const mostRemembered = 100_000;
/** So far back a whole reading of a table is looked for. */
const mostLooks = 50;

/**
 * The tripwire of a backup: every record that the last whole reading of a table had must be there again, unless the platform says that it was deleted.
 * That reading lies in the vault, encrypted, where any computer finds it; nothing of a record is kept anywhere else. Costs what changed, and one or
 * two requests where records are missing.
 * @param settledAt from which backup on a table's records must all be there, where a person said that what was missing before is meant to be
 */
export async function findMissing(run: Run, vault: Vault, previous: Manifest | undefined, results: readonly EntityResult[], settledAt: ReadonlyMap<string, string>): Promise<readonly MissingRecords[]> {
  if (run.source.whereabouts === undefined || previous === undefined) return [];
  const checked = results.filter(({ status }) => status === 'complete');
  const bases = await wholeReadings(run, vault, previous, checked.map(({ entity }) => entity.name));
  const missing: MissingRecords[] = [];
  for (const result of checked) {
    const base = bases.get(result.entity.name);
    const settled = settledAt.get(result.entity.name);
    if (base === undefined || (settled !== undefined && base.snapshot < settled) || !sameOrder(base.table, result.entity)) continue;
    const found = await unlessDamaged(run, result.entity.name, () => missingIn(run, base.table, result));
    if (found !== undefined) missing.push(found);
  }
  return missing;
}

interface WholeReading {
  readonly snapshot: string;
  readonly table: ManifestEntity;
}

/** The newest whole reading of each table. Mostly those of the backup before. */
async function wholeReadings(run: Run, vault: Vault, previous: Manifest, tables: readonly string[]): Promise<ReadonlyMap<string, WholeReading>> {
  const found = new Map<string, WholeReading>();
  const take = (manifest: Manifest | undefined): void => {
    for (const table of manifest?.entities ?? []) {
      if (manifest !== undefined && table.status === 'complete' && !found.has(table.name)) found.set(table.name, { snapshot: manifest.id, table });
    }
  };
  take(previous);
  // A table that no backup has is new; one that was never whole is not looked for again and again.
  const known = new Set(previous.entities.map(({ name }) => name));
  const lacks = (): boolean => tables.some((name) => known.has(name) && !found.has(name));
  if (!lacks()) return found;
  const older = (await listSnapshots(vault, run.signal)).filter(({ name }) => name < previous.id).slice(0, mostLooks);
  for (const { name } of older) {
    take(await unlessCorrupt(() => readIfThere(vault, name, run.signal)));
    if (!lacks()) break;
  }
  return found;
}

/** What an earlier backup can no longer tell must not keep a new one from being made: that is what is needed most then. */
async function unlessDamaged<T>(run: Run, table: string, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!isHoldfastError(error, 'corrupt')) throw error;
    run.damage.add(error);
    run.warn(`A part of an earlier backup is damaged, so it could not be seen whether this one lacks records of “${table}” that were in it.`);
    return undefined;
  }
}

/** One that is damaged is passed over: an older one may do. */
async function unlessCorrupt<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isHoldfastError(error, 'corrupt')) return undefined;
    throw error;
  }
}

async function missingIn(run: Run, base: ManifestEntity, { entity, written }: EntityResult): Promise<MissingRecords | undefined> {
  const ids = await lostIds(run, base, { index: written.index, key: base.key, identity: base.identity });
  if (ids.length === 0) return undefined;
  const asked = sample(ids, mostAsked, run.random);
  const states = await ask(run, entity, asked);
  if (states === undefined) return undefined;
  const count = (state: Whereabouts): number => asked.filter((id) => states.get(id) === state).length;
  const common = { table: entity.name, of: base.records };
  const isAll = (some: number): boolean => some === asked.length;
  const there = count('there');
  if (there > 0) return { ...common, records: isAll(there) ? ids.length : there, reason: `${said(there, isAll(there) ? ids.length : there)} in the last whole backup and ${there === 1 ? 'was' : 'were'} not in the platform’s list this time, though it still has ${there === 1 ? 'it' : 'them'}.` };
  const untold = count('untold');
  if (untold > 0) return { ...common, records: isAll(untold) ? ids.length : untold, reason: `${said(untold, isAll(untold) ? ids.length : untold)} in the last whole backup and ${untold === 1 ? 'is' : 'are'} now neither in the app nor in its trash: the platform may hide ${untold === 1 ? 'it' : 'them'} from this access token.` };
  return undefined;
}

function said(one: number, records: number): string {
  return one === 1 && records === 1 ? '1 record was' : `${records} records were`;
}

/** Ids that the older reading has and the newer one has not, under whatever key. */
async function lostIds(run: Run, older: ManifestEntity, newer: FindableEntity): Promise<readonly string[]> {
  if (older.index.length === newer.index.length && older.index.every((id, at) => id === newer.index[at])) return [];
  const { reader, signal } = run;
  const differing = await findDifferingChunks(reader, older, newer, { from: true, to: true }, signal);
  const lost = new Set<string>();
  const come = new Set<string>();
  const take = (set: Set<string>) => (row: Row) => {
    if (set.size < mostRemembered) set.add(recordId(newer.identity, row.record()));
  };
  await mergeRows(openLines(reader, differing.from, signal), openLines(reader, differing.to, signal), newer.key, { deleted: take(lost), created: take(come), changed: () => undefined });
  // A record that only lies elsewhere now (its date was written otherwise) is there.
  return [...lost].filter((id) => !come.has(id));
}

/** Undefined when it cannot be had: then nothing is said. @throws what ends the whole run. */
async function ask({ source, signal, warn }: Run, entity: EntityDescription, ids: readonly string[]): Promise<ReadonlyMap<string, Whereabouts> | undefined> {
  try {
    return await source.whereabouts?.(entity, ids, { signal });
  } catch (error) {
    if (!isHoldfastError(error) || error.code === 'cancelled' || error.code === 'bug') throw error;
    warn(`What became of ${ids.length} ${ids.length === 1 ? 'record' : 'records'} of “${entity.name}” that the last backup has could not be asked: ${error.message}`);
    return undefined;
  }
}

function sample(ids: readonly string[], most: number, random: () => number): readonly string[] {
  if (ids.length <= most) return ids;
  const step = ids.length / most;
  const offset = random() * step;
  return Array.from({ length: most }, (_, at) => ids[Math.min(ids.length - 1, Math.floor(offset + at * step))]).filter((id) => id !== undefined);
}
