import type { EntityDescription } from '../../../shared/model/app.ts';
import { parseJson } from '../../../shared/model/record.ts';
import type { Manifest, ManifestEntity } from '../../../shared/model/snapshot.ts';
import { quoted } from '../export/sqlite-table.ts';
import type { Source } from '../ports/source.ts';
import { changedSince, countRecords } from '../streams/source-calls.ts';
import { parseObject } from '../vault/entity-reader.ts';
import { checkSource, type LiveTable, sourceAway } from './checks/source.ts';
import type { DrillCheck } from './drill-desk.ts';
import { type LiveApp, whyNot } from './live-app.ts';
import type { LoadedBackup } from './load-backup.ts';
import { idLookup } from './lookup.ts';
import type { ScratchSqlite } from './scratch-sqlite.ts';
import type { DrillWork } from './work.ts';

/** What was changed since is held in memory. */
const changedLimit = 16 * 1024 * 1024;
/** The platform's clock and this computer's may differ by so much. */
const clocksMs = 10 * 60_000;
const dayMs = 86_400_000;

/** Holds the backup against the app as it is now: counts, and whether what was there before it was read is in it. Not a part of getting back, so no phase has its time. */
export async function compareWithApp({ call }: DrillWork, manifest: Manifest, { database }: LoadedBackup, ask: () => Promise<LiveApp>): Promise<readonly DrillCheck[]> {
  const live = await ask();
  if (live.kind === 'away') return [sourceAway(live.why)];
  const tables: LiveTable[] = [];
  try {
    for (const entity of live.tables.values()) {
      const stored = manifest.entities.find(({ name }) => name === entity.name);
      const table = await tableOf(live.source, entity, stored, { manifest, database, signal: call.signal });
      if (table !== undefined) tables.push(table);
    }
  } catch (error) {
    return [...checkSource(manifest.readStartedAt, tables), sourceAway(whyNot(error))];
  }
  return checkSource(manifest.readStartedAt, tables);
}

interface Beside {
  readonly manifest: Manifest;
  readonly database: ScratchSqlite;
  readonly signal: AbortSignal;
}

async function tableOf(source: Source, entity: EntityDescription, stored: ManifestEntity | undefined, { manifest, database, signal }: Beside): Promise<LiveTable | undefined> {
  const records = database.table(entity.name)?.records ?? 0;
  const basics = { table: entity.name, isInBackup: stored !== undefined, records };
  if (entity.unreadable !== undefined) return stored === undefined ? undefined : { ...basics, now: undefined, since: undefined, why: `the app does not let this access token read it: ${entity.unreadable.message}` };
  const hidden = entity.hiddenRows === undefined ? {} : { why: entity.hiddenRows.reason };
  const call = { source, signal };
  const now = await countRecords(call, entity);
  if (!source.capabilities.changedSince || entity.changedAt === undefined) return { ...basics, now, since: undefined, ...hidden };
  const readStartedAt = stored?.readStartedAt ?? manifest.readStartedAt;
  const newest = newestChange(database, entity.name, entity.changedAt);
  const since = new Date(Math.min(newest ?? Number.POSITIVE_INFINITY, Date.parse(readStartedAt) - (newest === undefined ? dayMs : 0)));
  const changed = await changedSince(call, entity, since, changedLimit);
  if (changed === undefined) return { ...basics, now, since: undefined, ...hidden };
  return { ...basics, now, since: overlookedIn(changed.values(), entity, database, Date.parse(readStartedAt) - clocksMs), ...hidden };
}

/** Among what the app changed of late: what the backup lacks, and what of it was changed so long before it was read that it should have it. */
function overlookedIn(changed: Iterable<string>, { name, identity, changedAt }: EntityDescription, database: ScratchSqlite, before: number): { readonly created: number; readonly overlooked: number } {
  const isThere = idLookup(database, name);
  const storedAt = changeLookup(database, name, identity, changedAt ?? '');
  let created = 0;
  let overlooked = 0;
  for (const json of changed) {
    const record = parseObject(json);
    const known = isThere?.(record) ?? false;
    if (!known) created += 1;
    const at = instantOf(record[changedAt ?? '']);
    if (at === undefined || at >= before) continue;
    const stored = known ? storedAt(record) : undefined;
    if (!known || (stored !== undefined && stored < at)) overlooked += 1;
  }
  return { created, overlooked };
}

/** When the newest record of a table was changed, in milliseconds. */
function newestChange(database: ScratchSqlite, entity: string, field: string): number | undefined {
  const table = database.table(entity);
  const column = table?.columns.get(field);
  if (table === undefined || column === undefined) return undefined;
  const [row] = database.rows(`SELECT max(${quoted(column)}) FROM ${quoted(table.name)}`);
  return instantOf(row?.[0]);
}

function changeLookup(database: ScratchSqlite, entity: string, identity: readonly string[], field: string): (record: Readonly<Record<string, unknown>>) => number | undefined {
  const table = database.table(entity);
  const columns = identity.map((each) => table?.columns.get(each));
  if (table === undefined || columns.includes(undefined)) return () => undefined;
  const sql = `SELECT ${quoted(table.jsonColumn)} FROM ${quoted(table.name)} WHERE ${columns.map((column) => `${quoted(column ?? '')} = ?`).join(' AND ')}`;
  return (record) => {
    const [row] = database.rows(sql, identity.map((each) => (typeof record[each] === 'string' || typeof record[each] === 'number' ? record[each] : null)), 1);
    const json = row?.[0];
    const stored = typeof json === 'string' ? parseJson(json) : undefined;
    return typeof stored === 'object' && stored !== null && Object.hasOwn(stored, field) ? instantOf(Reflect.get(stored, field)) : undefined;
  };
}

/** Base44 writes times without a zone and means UTC. */
function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const at = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
  return Number.isNaN(at) ? undefined : at;
}
