import { recordId, recordKey } from '../../../shared/model/record.ts';
import type { ManifestEntity } from '../../../shared/model/snapshot.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { ExportOptions, ExportReport } from '../engine.ts';
import { exportPaths, writeExport, type ExportEntity } from '../export/index.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { findById, parseObject, readRecords } from '../vault/entity-reader.ts';
import { openReader } from '../vault/open-reader.ts';
import type { Vault } from '../vault/vault.ts';
import { entityOf, manifestOf } from './find-record.ts';
import { incompleteness } from './incompleteness.ts';
import { leaveFrom } from './leave.ts';
import { schemasIn } from './schemas-in.ts';
import { uploadsOf } from './uploads.ts';

export interface ExportRequest extends Omit<ExportOptions, 'destination'> {
  readonly threads?: number | undefined;
}

/** One backup, a table of it, or some records of a table, as plain files. @throws not-found, corrupt, and as `writeExport`. */
export async function exportFrom(vault: Vault, request: ExportRequest): Promise<ExportReport> {
  const { signal, format, out } = request;
  if (format === 'everything' || format === 'postgres') return leaveFrom(vault, { ...request, format });
  const manifest = await manifestOf(vault, request.snapshot, signal);
  const tables = request.tables ?? (request.entity === undefined ? undefined : [{ entity: request.entity, ids: request.ids }]);
  const wanted = tables === undefined ? manifest.entities.map((entity) => ({ entity, ids: undefined })) : tables.map(({ entity, ids }) => ({ entity: entityOf(manifest, entity), ids }));
  const chosen = wanted.map(({ entity }) => entity);
  if (request.ids !== undefined && tables === undefined) {
    throw new HoldfastError('invalid-input', 'Ids alone do not say which table they are of.', { nextStep: 'Name the table too.' });
  }
  const opened = await openReader(vault, signal, request.threads);
  try {
    const { reader } = opened;
    const schemas = await schemasIn(readRecords(reader, manifest.schema, signal));
    const picked = new Map<ManifestEntity, Picked>();
    for (const { entity, ids } of wanted) if (ids !== undefined) picked.set(entity, await pick(reader, entity, ids, signal));
    const entities = chosen.map((entity): ExportEntity => ({
      name: entity.name,
      schema: schemas.get(entity.name) ?? {},
      key: entity.key,
      identity: entity.identity,
      records: picked.has(entity) ? batchOf(picked.get(entity)?.lines ?? []) : readRecords(reader, entity, signal),
    }));
    const warnings = [...chosen.flatMap(incompleteness), ...[...picked.values()].flatMap(({ missing }) => missing)];
    if (request.dryRun === true) {
      const paths = exportPaths(format, out, entities);
      const files = chosen.map((entity, index) => ({ path: paths[index] ?? out, entity: entity.name, records: picked.get(entity)?.lines.length ?? entity.records }));
      return { snapshot: manifest.id, files, warnings };
    }
    const progress = progressOf(request, chosen);
    const whole = tables === undefined;
    const exported = await writeExport({
      format,
      out,
      entities,
      ...(whole
        ? {
            uploads: uploadsOf(vault, reader, manifest, signal, (warning) => void warnings.push(warning)),
            definition: { schema: readRecords(reader, manifest.schema, signal), config: readRecords(reader, manifest.config, signal) },
          }
        : {}),
      app: manifest.app.name,
      backup: manifest.id,
      signal,
      onRecords: progress,
    });
    return { snapshot: manifest.id, files: exported.files, warnings: [...warnings, ...exported.warnings] };
  } finally {
    await opened.close();
  }
}

interface Picked {
  /** In the order of the key. */
  readonly lines: readonly string[];
  /** A sentence where some are not in the backup. */
  readonly missing: readonly string[];
}

/** Up to so many records, finding each costs less than reading the table. */
const findAtMost = 200;

async function pick(reader: ChunkReader, entity: ManifestEntity, ids: readonly string[], signal: AbortSignal): Promise<Picked> {
  const wanted = new Set(ids);
  const found = new Map<string, { readonly key: string; readonly line: string }>();
  const keep = (line: string): void => {
    const record = parseObject(line);
    const id = recordId(entity.identity, record);
    if (wanted.has(id)) found.set(id, { key: recordKey(entity.key, record), line });
  };
  if (wanted.size > findAtMost) {
    for await (const lines of readRecords(reader, entity, signal)) for (const line of lines) keep(line);
  } else {
    for (const id of wanted) {
      const line = await findById(reader, entity, id, signal);
      if (line !== undefined) keep(line);
    }
  }
  const lines = [...found.values()].toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ line }) => line);
  return { lines, missing: missingSentence([...wanted].filter((id) => !found.has(id))) };
}

function missingSentence(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const named = ids.slice(0, 5).map((id) => id.slice(0, 60)).join(', ');
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : '';
  return [ids.length === 1 ? `This backup has no record ${named}.` : `This backup does not have ${ids.length} of the records: ${named}${more}.`];
}

async function* batchOf(lines: readonly string[]): AsyncGenerator<readonly string[]> {
  yield lines;
}

function progressOf({ onProgress }: ExportRequest, entities: readonly ManifestEntity[]): (entity: string, done: number) => void {
  const total = entities.reduce((sum, entity) => sum + entity.records, 0);
  const done = new Map<string, number>();
  let sum = 0;
  return (entity, records) => {
    sum += records - (done.get(entity) ?? 0);
    done.set(entity, records);
    onProgress?.({ phase: 'export', subject: entity, done: sum, total, unit: 'records' });
  };
}
