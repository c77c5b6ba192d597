import type { JsonValue } from '../../../shared/model/record.ts';
import { recordId, recordKey } from '../../../shared/model/record.ts';
import type { Manifest, ManifestEntity } from '../../../shared/model/snapshot.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { ExportOptions, ExportReport } from '../engine.ts';
import { exportPaths, writeExport, type ExportEntity } from '../export/index.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { findById, parseObject, readRecords } from '../vault/entity-reader.ts';
import { openReader } from '../vault/open-reader.ts';
import type { Vault } from '../vault/vault.ts';
import { entityOf, manifestOf } from './find-record.ts';
import { uploadsOf } from './uploads.ts';

export interface ExportRequest extends Omit<ExportOptions, 'destination'> {
  readonly threads?: number | undefined;
}

/** One backup, a table of it, or some records of a table, as plain files. @throws not-found, corrupt, and as `writeExport`. */
export async function exportFrom(vault: Vault, request: ExportRequest): Promise<ExportReport> {
  const { signal, format, out } = request;
  const manifest = await manifestOf(vault, request.snapshot, signal);
  const chosen = request.entity === undefined ? manifest.entities : [entityOf(manifest, request.entity)];
  if (request.ids !== undefined && request.entity === undefined) {
    throw new HoldfastError('invalid-input', 'Ids alone do not say which table they are of.', { nextStep: 'Name the table too.' });
  }
  const opened = await openReader(vault, signal, request.threads);
  try {
    const { reader } = opened;
    const schemas = await readSchemas(reader, manifest, signal);
    const picked = request.ids === undefined ? undefined : await pick(reader, chosen, request.ids, signal);
    const entities = chosen.map((entity): ExportEntity => ({
      name: entity.name,
      schema: schemas.get(entity.name) ?? {},
      key: entity.key,
      identity: entity.identity,
      records: picked === undefined ? readRecords(reader, entity, signal) : batchOf(picked.lines),
    }));
    const warnings = [...chosen.flatMap(incompleteness), ...(picked?.missing ?? [])];
    if (request.dryRun === true) {
      const paths = exportPaths(format, out, entities);
      const files = chosen.map((entity, index) => ({ path: paths[index] ?? out, entity: entity.name, records: picked?.lines.length ?? entity.records }));
      return { snapshot: manifest.id, files, warnings };
    }
    const progress = progressOf(request, chosen);
    const whole = request.entity === undefined;
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

async function readSchemas(reader: ChunkReader, manifest: Manifest, signal: AbortSignal): Promise<ReadonlyMap<string, JsonValue>> {
  const schemas = new Map<string, JsonValue>();
  for await (const lines of readRecords(reader, manifest.schema, signal)) {
    for (const line of lines) {
      const { name, value } = parseObject(line);
      if (typeof name === 'string' && isJson(value)) schemas.set(name, value);
    }
  }
  return schemas;
}

/** What was parsed from JSON is JSON; this tells the compiler so. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

interface Picked {
  /** In the order of the key. */
  readonly lines: readonly string[];
  /** A sentence where some are not in the backup. */
  readonly missing: readonly string[];
}

/** Up to so many records, finding each costs less than reading the table. */
const findAtMost = 200;

async function pick(reader: ChunkReader, chosen: readonly ManifestEntity[], ids: readonly string[], signal: AbortSignal): Promise<Picked> {
  const wanted = new Set(ids);
  const found = new Map<string, { readonly key: string; readonly line: string }>();
  for (const entity of chosen) {
    const keep = (line: string): void => {
      const record = parseObject(line);
      const id = recordId(entity.identity, record);
      if (wanted.has(id)) found.set(id, { key: recordKey(entity.key, record), line });
    };
    if (wanted.size > findAtMost) {
      for await (const lines of readRecords(reader, entity, signal)) for (const line of lines) keep(line);
      continue;
    }
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

function incompleteness({ name, status, reason }: ManifestEntity): string[] {
  if (status === 'complete') return [];
  const what = status === 'failed' ? `“${name}” could not be read when this backup was made` : `“${name}” is not complete in this backup`;
  return [`${what}${reason === undefined ? '.' : `: ${reason}`}`];
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
