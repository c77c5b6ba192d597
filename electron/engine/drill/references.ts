import type { Manifest } from '../../../shared/model/snapshot.ts';
import { quoted } from '../export/sqlite-table.ts';
import { learnFromLines } from '../restore/references/learn.ts';
import { pathText, type Reference } from '../restore/references/reference.ts';
import { type CheckedReference, checkReferences } from './checks/references.ts';
import type { DrillCheck } from './drill-desk.ts';
import { type LiveApp, whereabouts } from './live-app.ts';
import type { LoadedBackup } from './load-backup.ts';
import type { ScratchSqlite } from './scratch-sqlite.ts';
import type { DrillWork } from './work.ts';

/** So many records that lead nowhere are asked for in the app, of each field. */
const mostAsked = 20;

/** Looks for links between records in what was loaded, as a restore does, and follows each. */
export async function drillReferences({ watch, call }: DrillWork, manifest: Manifest, { database, schemas, damage }: LoadedBackup, live: () => Promise<LiveApp>): Promise<readonly DrillCheck[]> {
  const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const references = await watch.during('check', () => learnFromLines(manifest.entities, schemas, (at) => database.lines(manifest.entities[at]?.name ?? ''), breathe));
  const hurt = new Set([...manifest.entities.filter(({ status }) => status !== 'complete').map(({ name }) => name), ...damage.flatMap(({ table }) => table ?? [])]);
  const checked: CheckedReference[] = [];
  for (const reference of references) {
    const dangling = danglingOf(reference);
    const targets = reference.targets.map(({ entity }) => entity);
    const facts = { table: reference.entity, field: pathText(reference.path), targets, dangling, isTargetWhole: !targets.some((name) => hurt.has(name)) };
    checked.push(dangling === 0 ? { ...facts, lost: 0, isAsked: true } : { ...facts, ...(await ask(database, reference, await live(), call.signal)) });
  }
  return watch.at('check', () => checkReferences(checked));
}

/** Where the schema says what stands there, also ids that may be anything. */
function danglingOf({ from, values, dangling, targets }: Reference): number {
  return from === 'schema' ? Math.max(dangling, values - targets.reduce((sum, { hits }) => sum + hits, 0)) : dangling;
}

async function ask(database: ScratchSqlite, reference: Reference, live: LiveApp, signal: AbortSignal): Promise<Pick<CheckedReference, 'lost' | 'isAsked'>> {
  const ids = leadingNowhere(database, reference);
  let lost = 0;
  let isAsked = ids.length > 0;
  for (const { entity } of ids.length === 0 ? [] : reference.targets) {
    const answer = await whereabouts(live, entity, ids, signal);
    if ('why' in answer) isAsked = false;
    else lost += [...answer.states.values()].filter((state) => state === 'there').length;
  }
  return { lost, isAsked };
}

/** Some ids that lead nowhere, of a field that is not inside of another. */
function leadingNowhere(database: ScratchSqlite, { entity, path, targets }: Reference): readonly string[] {
  const [step, ...inner] = path;
  const table = database.table(entity);
  const column = step === undefined || inner.length > 0 ? undefined : table?.columns.get(step.slice(1));
  if (table === undefined || column === undefined) return [];
  const elsewhere = targets.flatMap((target) => {
    const other = database.table(target.entity);
    const [idField, ...more] = other?.identity ?? [];
    const id = idField === undefined || more.length > 0 ? undefined : other?.columns.get(idField);
    return other === undefined || id === undefined ? [] : [`NOT EXISTS (SELECT 1 FROM ${quoted(other.name)} AS target WHERE target.${quoted(id)} = own.${quoted(column)})`];
  });
  if (elsewhere.length < targets.length) return [];
  const sql = `SELECT DISTINCT own.${quoted(column)} FROM ${quoted(table.name)} AS own WHERE own.${quoted(column)} <> '' AND ${elsewhere.join(' AND ')} LIMIT ${mostAsked}`;
  return database.rows(sql, [], mostAsked).flatMap(([id]) => (typeof id === 'string' ? [id] : []));
}
