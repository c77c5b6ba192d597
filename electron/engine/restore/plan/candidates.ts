import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { EntityDescription } from '../../../../shared/model/app.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { Manifest } from '../../../../shared/model/snapshot.ts';
import { diffLive } from '../../compare/diff-live.ts';
import type { LongCall } from '../../long-call.ts';
import type { AppDescription, Source } from '../../ports/source.ts';
import type { ChunkReader } from '../../vault/chunk-reader.ts';

export interface FindCandidates extends LongCall {
  readonly reader: ChunkReader;
  readonly manifest: Manifest;
  readonly source: Source;
  readonly description: AppDescription;
  /** The home directory, for what must be sorted. */
  readonly home: string;
  readonly now: () => Date;
}

/** Records of a table that may have to be brought back. */
export interface Candidates {
  /** In the backup and not in the app. */
  readonly deleted: readonly string[];
  /** In both, and not the same. */
  readonly changed: readonly string[];
  /** Records of the backup of which nobody knows whether they are in the app, and why, in a plain sentence. */
  readonly unsure: { readonly records: number; readonly why: string } | undefined;
}

/** Compares these tables of a backup with the app as it is now: by what the app says has changed, where it says. `damaged`: it cannot be compared so. */
export async function findCandidates(parts: FindCandidates, tables: readonly EntityDescription[]): Promise<ReadonlyMap<string, Candidates | 'damaged'>> {
  if (tables.length === 0) return new Map();
  try {
    return await compare(parts, tables);
  } catch (error) {
    if (!isHoldfastError(error, 'corrupt')) throw error;
  }
  // Somewhere the backup is damaged: the tables where it is not must not be lost for it.
  const found = new Map<string, Candidates | 'damaged'>();
  for (const table of tables) {
    try {
      for (const [name, candidates] of await compare(parts, [table])) found.set(name, candidates);
    } catch (error) {
      if (!isHoldfastError(error, 'corrupt')) throw error;
      found.set(table.name, 'damaged');
    }
  }
  return found;
}

async function compare(parts: FindCandidates, tables: readonly EntityDescription[]): Promise<ReadonlyMap<string, Candidates>> {
  const { reader, manifest, source, description, home, signal, onProgress, now } = parts;
  const names = new Set(tables.map(({ name }) => name));
  const some: Manifest = { ...manifest, entities: manifest.entities.filter(({ name }) => names.has(name)) };
  const scratch = path.join(home, 'scratch', `restore-${randomUUID()}`);
  const report = await diffLive(reader, some, onlyTables(source, description, names), { signal, records: true, scratch, now, ...(onProgress === undefined ? {} : { onProgress }) });
  return new Map(report.entities.map(({ name, records, unsure, note }) => [name, { deleted: records?.deleted ?? [], changed: records?.changed ?? [], unsure: unsure === undefined || unsure.deleted === 0 ? undefined : { records: unsure.deleted, why: note ?? '' } }]));
}

/** The same app, as if it had no other tables; described once. */
function onlyTables(source: Source, description: AppDescription, names: ReadonlySet<string>): Source {
  return {
    capabilities: source.capabilities,
    describe: async () => ({ ...description, entities: description.entities.filter(({ name }) => names.has(name)) }),
    records: (entity, options) => source.records(entity, options),
    keys: (entity, options) => source.keys(entity, options),
    count: (entity, options) => source.count(entity, options),
    fileReferences: (json) => source.fileReferences(json),
    openFile: (address, options) => source.openFile(address, options),
    config: (options) => source.config(options),
  };
}
