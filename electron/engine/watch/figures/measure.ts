import type { Manifest, ManifestEntity } from '../../../../shared/model/snapshot.ts';
import type { CompareOptions } from '../../compare/compare-options.ts';
import { diffSnapshots } from '../../compare/diff-snapshots.ts';
import { readSchema } from '../../compare/fields-gone.ts';
import type { EntityDiff } from '../../engine.ts';
import type { ChunkReader } from '../../vault/chunk-reader.ts';
import { declaredChanges, type DeclaredChanges } from './declared.ts';
import { type BackupFigures, noMachineMade, type TableFigures, type TypeChange } from './figures.ts';
import { RowFigures } from './row-figures.ts';
import { type BackupSize, sizeFigures, sizeOf } from './usual.ts';

export interface MeasureOptions extends Pick<CompareOptions, 'signal' | 'scratch' | 'onProgress'> {
  /** What backups before it came to, newest first, for what is usual. */
  readonly earlier: readonly BackupSize[];
}

/**
 * What changed from one backup to another, table by table; costs what changed, not what exists. `from` undefined: the first backup, of which
 * nothing is said but its size.
 * @throws corrupt (`details.object`) when a part that must be opened is damaged or missing.
 */
export async function measureFigures(reader: ChunkReader, from: Manifest | undefined, to: Manifest, options: MeasureOptions): Promise<BackupFigures> {
  const { earlier, ...call } = options;
  const common = { snapshot: to.id, startedAt: to.startedAt, comparedWith: from?.id ?? null, outcome: to.outcome, size: sizeFigures(sizeOf(to), earlier) };
  if (from === undefined) return { ...common, tables: to.entities.map(firstFigures), incidents: [] };
  const rows = new Map<string, RowFigures>();
  const observe: CompareOptions['observe'] = (table) => {
    const figures = new RowFigures(table);
    rows.set(table.name, figures);
    return figures;
  };
  const report = await diffSnapshots(reader, from, to, { ...call, observe });
  const older = new Map(from.entities.map((entity) => [entity.name, entity]));
  const newer = new Map(to.entities.map((entity) => [entity.name, entity]));
  const tables: TableFigures[] = [];
  for (const diff of report.entities) {
    const pair = { from: older.get(diff.name), to: newer.get(diff.name) };
    const declared = await declaredBetween(reader, { from, to }, pair, options.signal);
    tables.push(figuresOf(diff, pair, rows.get(diff.name), declared));
  }
  const incidents = report.incidents.map((each) => ({ id: each.id, kind: each.kind, tables: each.tables.map(({ name, fields }) => ({ name, fields })) }));
  return { ...common, tables, incidents };
}

interface Pair {
  readonly from: ManifestEntity | undefined;
  readonly to: ManifestEntity | undefined;
}

const nothingDeclared: DeclaredChanges = { appeared: [], vanished: [], types: [] };

async function declaredBetween(reader: ChunkReader, sides: { readonly from: Manifest; readonly to: Manifest }, { from, to }: Pair, signal: AbortSignal): Promise<DeclaredChanges> {
  if (from === undefined || to === undefined || from.schemaHash === to.schemaHash) return nothingDeclared;
  const [before, after] = await Promise.all([readSchema(reader, sides.from.schema, from, signal), readSchema(reader, sides.to.schema, to, signal)]);
  return declaredChanges(before, after);
}

function figuresOf(diff: EntityDiff, { from, to }: Pair, rows: RowFigures | undefined, declared: DeclaredChanges): TableFigures {
  const isWhole = (from?.status ?? 'complete') === 'complete' && (to?.status ?? 'complete') === 'complete';
  const unsure = diff.unsure ?? { created: 0, deleted: 0 };
  return {
    name: diff.name,
    state: from === undefined ? 'new' : to === undefined ? 'gone' : to.status === 'failed' ? 'unread' : 'compared',
    before: recordsOf(from),
    after: recordsOf(to),
    created: known(diff.created, unsure.created > 0 || from?.status === 'failed'),
    // Where records are missing on a side, nobody compared them: a number is the least it can be, and none is no number.
    changed: known(diff.changed, !isWhole && diff.changed === 0),
    deleted: known(diff.deleted, unsure.deleted > 0 || to?.status === 'failed'),
    isWhole,
    ...(diff.unsure === undefined ? {} : { unsure }),
    sawAllItMay: sawAll(from) && sawAll(to),
    blanked: diff.blankedFields,
    appeared: declared.appeared,
    vanished: [...new Set([...diff.fieldsGone, ...declared.vanished])].toSorted(),
    typeChanges: typeChanges(rows?.typeChanges ?? [], declared),
    machineMade: rows?.machineMade ?? noMachineMade,
    ...(diff.note === undefined ? {} : { note: diff.note }),
  };
}

/** Of the first backup: there is nothing to compare with. */
function firstFigures(entity: ManifestEntity): TableFigures {
  return {
    name: entity.name,
    state: entity.status === 'failed' ? 'unread' : 'new',
    before: null,
    after: recordsOf(entity),
    created: null,
    changed: null,
    deleted: null,
    isWhole: entity.status === 'complete',
    sawAllItMay: sawAll(entity),
    blanked: [],
    appeared: [],
    vanished: [],
    typeChanges: [],
    machineMade: noMachineMade,
  };
}

function recordsOf(entity: ManifestEntity | undefined): number | null {
  return entity === undefined || entity.status === 'failed' ? null : entity.records;
}

/** Row rules may hide records from the token; what it may see was read to the last, as the platform counts it. */
export function sawAll(entity: ManifestEntity | undefined): boolean {
  return entity === undefined || entity.status === 'complete' || (entity.status === 'incomplete' && entity.sourceRecords === entity.records);
}

function known(count: number, isUnknown: boolean): number | null {
  return isUnknown ? null : count;
}

/** Those of the records, the most first, then those that only the schema tells of. */
function typeChanges(seen: readonly TypeChange[], declared: DeclaredChanges): readonly TypeChange[] {
  const fields = new Set(seen.map(({ field }) => field));
  const onlyDeclared = declared.types.filter(({ field }) => !fields.has(field)).map((each) => ({ ...each, records: 0 }));
  return [...seen.toSorted((a, b) => b.records - a.records || (a.field < b.field ? -1 : 1)), ...onlyDeclared];
}
