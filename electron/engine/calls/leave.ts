import { join } from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import type { ExportOptions, ExportReport } from '../engine.ts';
import { type LeavingEntity, type Left, writeLeaving } from '../export/index.ts';
import { IdOwners } from '../restore/references/id-owners.ts';
import { chunkLines, learnReferences } from '../restore/references/learn.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import type { StoredRecords } from '../vault/entity-reader.ts';
import { openReader } from '../vault/open-reader.ts';
import type { Vault } from '../vault/vault.ts';
import { manifestOf } from './find-record.ts';
import { incompleteness } from './incompleteness.ts';
import { schemasIn } from './schemas-in.ts';
import { uploadsOf } from './uploads.ts';

export interface LeaveRequest extends Omit<ExportOptions, 'destination' | 'format'> {
  readonly format: 'everything' | 'postgres';
  readonly threads?: number | undefined;
}

/**
 * Everything of one backup in open formats. What is damaged in this place, or was not read when the backup was made, does not
 * stop it: the rest is written, and `lacking` says what is not there.
 * @throws not-found, corrupt when not even the list of tables can be read, and as `writeLeaving`.
 */
export async function leaveFrom(vault: Vault, request: LeaveRequest): Promise<ExportReport> {
  const { signal, format, out } = request;
  if (request.entity !== undefined || request.ids !== undefined || request.tables !== undefined || request.dryRun === true) {
    throw new HoldfastError('invalid-input', 'This writes all tables with what they refer to; it cannot be asked for a part.', { nextStep: 'Leave the table out, or choose one of the other formats.' });
  }
  const manifest = await manifestOf(vault, request.snapshot, signal);
  const opened = await openReader(vault, signal, request.threads);
  try {
    const { reader } = opened;
    const lacking = manifest.entities.flatMap(incompleteness);
    const damaged = new Set<string>();
    const readable = (what: string, stored: StoredRecords): AsyncGenerator<readonly string[]> => readableLines(reader, stored, signal, () => void damaged.add(what));
    request.onProgress?.({ phase: 'export', done: 0, total: recordsOf(manifest), unit: 'records' });
    const { references } = await learnReferences(reader, manifest, { signal });
    const schemas = await schemasIn(readable('what the platform says about its tables', manifest.schema));
    const left = await writeLeaving({
      format,
      out,
      entities: manifest.entities.map((entity): LeavingEntity => ({
        name: entity.name,
        schema: schemas.get(entity.name) ?? {},
        key: entity.key,
        identity: entity.identity,
        records: readableLines(reader, entity, signal, () => undefined),
        expected: entity.records,
      })),
      references: references.map(({ entity, path, targets, from }) => ({ entity, path, targets: targets.map((target) => target.entity), from })),
      uploads: uploadsOf(vault, reader, manifest, signal, (sentence) => void lacking.push(sentence), readable('the list of uploaded files', manifest.files)),
      definition: { schema: readable('what the platform says about its tables', manifest.schema), config: readable('the settings, functions and agents of the app', manifest.config) },
      app: manifest.app.name,
      backup: manifest.id,
      ids: new IdOwners(),
      signal,
      onProgress: (subject, done, total) => request.onProgress?.({ phase: 'export', subject, done, total, unit: 'records' }),
      onDamagedUpload: (name) => void lacking.push(`The uploaded file “${name}” is damaged in this place and was left out.`),
      lacking: (tables) => [...lacking, ...Array.from(damaged, partlyDamaged), ...tables.flatMap(recordsMissing)],
    });
    return reportOf(manifest, out, left);
  } finally {
    await opened.close();
  }
}

function reportOf(manifest: Manifest, out: string, left: Left): ExportReport {
  return {
    snapshot: manifest.id,
    files: left.files.map((file) => ({ ...file, path: join(out, file.path) })),
    warnings: [...left.lacking, ...left.warnings],
    everything: {
      tables: left.tables.map(({ entity, records, missing = 0 }) => ({ name: entity, records, missing })),
      uploads: { files: left.uploads.count, bytes: left.uploads.bytes },
      bytes: left.bytes,
      references: { kept: left.kept, loose: left.loose },
      changed: left.changed,
      load: join(out, left.load),
      lacking: left.lacking,
    },
  };
}

function recordsMissing({ entity, records, missing }: Left['tables'][number]): string[] {
  if (missing === undefined) return [];
  return [`“${entity}” is damaged in this place: ${missing} of its ${records + missing} records could not be read.`];
}

function partlyDamaged(what: string): string {
  return `A part of ${what} is damaged in this place.`;
}

/** Everything that can be read of it, in order. */
async function* readableLines(reader: ChunkReader, stored: StoredRecords, signal: AbortSignal, onDamage: () => void): AsyncGenerator<readonly string[]> {
  for await (const lines of chunkLines(reader, stored, signal)) {
    if (lines === 'damaged') onDamage();
    else yield lines;
  }
}

function recordsOf({ entities }: Manifest): number {
  return entities.reduce((sum, { records }) => sum + records, 0);
}
