import { isHoldfastError } from '../../../shared/model/errors.ts';
import { recordId } from '../../../shared/model/record.ts';
import type { Manifest, ManifestEntity } from '../../../shared/model/snapshot.ts';
import { findDifferingChunks } from '../compare/differing-chunks.ts';
import { openLines, sameOrder } from '../compare/stored-lines.ts';
import { isUnopenable } from '../vault/crypto/age-file.ts';
import { parseObject } from '../vault/entity-reader.ts';
import { readManifest } from '../vault/vault.ts';
import { checkTripwire, type TripwireTable } from './checks/tripwire.ts';
import type { DrillCheck } from './drill-desk.ts';
import { type LiveApp, whereabouts } from './live-app.ts';
import type { LoadedBackup } from './load-backup.ts';
import { idLookup } from './lookup.ts';
import type { DrillWork } from './work.ts';

const mostLooks = 20;
const mostAsked = 40;
const mostMissing = 50_000;

/** Holds the backup against the complete one before it in the same place: what is missing must have been deleted. Costs what changed between the two. */
export async function drillTripwire(work: DrillWork, manifest: Manifest, backup: LoadedBackup, live: () => Promise<LiveApp>): Promise<readonly DrillCheck[]> {
  const earlier = await completeBefore(work, manifest);
  if (earlier === undefined) return [];
  const tables: TripwireTable[] = [];
  for (const older of earlier.entities) {
    const newer = manifest.entities.find(({ name }) => name === older.name);
    if (newer === undefined || !sameOrder(older, newer) || backup.damage.some(({ table }) => table === older.name)) continue;
    tables.push(await tableOf(work, older, newer, backup, live));
  }
  return tables.length === 0 ? [] : checkTripwire(earlier.readStartedAt, tables);
}

async function tableOf(work: DrillWork, older: ManifestEntity, newer: ManifestEntity, backup: LoadedBackup, live: () => Promise<LiveApp>): Promise<TripwireTable> {
  const { watch, call } = work;
  let missing: readonly string[];
  try {
    missing = await watch.during('check', () => missingIds(work, older, newer, backup));
  } catch (error) {
    if (!isHoldfastError(error, 'corrupt')) throw error;
    return { table: older.name, missing: 0, unexplained: 0, why: `The earlier backup cannot be read there: ${error.message}` };
  }
  if (missing.length === 0) return { table: older.name, missing: 0, unexplained: 0 };
  const step = Math.max(1, Math.floor(missing.length / mostAsked));
  const asked = missing.filter((_, at) => at % step === 0).slice(0, mostAsked);
  const answer = await whereabouts(await live(), older.name, asked, call.signal);
  if ('why' in answer) return { table: older.name, missing: missing.length, unexplained: 0, why: answer.why };
  const unexplained = asked.filter((id) => answer.states.get(id) === 'there' || answer.states.get(id) === 'untold').length;
  return { table: older.name, missing: missing.length, unexplained };
}

async function missingIds({ call }: DrillWork, older: ManifestEntity, newer: ManifestEntity, { reader, database }: LoadedBackup): Promise<readonly string[]> {
  if (older.index.length === newer.index.length && older.index.every((id, at) => id === newer.index[at])) return [];
  const isThere = idLookup(database, newer.name);
  if (isThere === undefined) return [];
  const differing = await findDifferingChunks(reader, older, newer, { from: true, to: false }, call.signal);
  const missing: string[] = [];
  for await (const { lines } of openLines(reader, differing.from, call.signal)) {
    for (const line of lines) {
      const record = parseObject(line);
      if (!isThere(record)) missing.push(recordId(older.identity, record));
    }
    if (missing.length > mostMissing) break;
  }
  return missing;
}

async function completeBefore({ vault, stock, call }: DrillWork, { id }: Manifest): Promise<Manifest | undefined> {
  const names = [...stock.snapshots.keys()].filter((name) => name < id).toSorted().toReversed();
  for (const name of names.slice(0, mostLooks)) {
    try {
      const manifest = await readManifest(vault, name, call.signal);
      if (manifest.outcome === 'complete') return manifest;
    } catch (error) {
      if (!isUnopenable(error) && !isHoldfastError(error, 'not-found')) throw error;
    }
  }
  return undefined;
}
