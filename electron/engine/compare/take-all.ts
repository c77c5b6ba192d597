import type { ManifestEntity } from '../../../shared/model/snapshot.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { readRecords } from '../vault/entity-reader.ts';
import type { EntityTally } from './entity-tally.ts';
import { makeRow } from './merge-rows.ts';

/** Counts every record of a stored entity as created or deleted. They are read only where somebody looks at them. */
export async function takeAll(reader: ChunkReader, entity: ManifestEntity, tally: EntityTally, kind: 'created' | 'deleted', signal: AbortSignal): Promise<void> {
  if (!tally.wantsRows(kind)) {
    tally.count(kind, entity.records);
    return;
  }
  for await (const lines of readRecords(reader, entity, signal)) {
    for (const json of lines) tally[kind](makeRow(json, entity.key));
  }
}
