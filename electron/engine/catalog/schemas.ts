import type { ManifestPart } from '../../../shared/model/snapshot.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { parseObject, readRecords } from '../vault/entity-reader.ts';

/** Table → its schema as the platform gave it. */
export async function readSchemas(reader: ChunkReader, schemas: ManifestPart, signal: AbortSignal): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>();
  for await (const lines of readRecords(reader, schemas, signal)) {
    for (const line of lines) {
      const { name, value } = parseObject(line);
      if (typeof name === 'string') found.set(name, value);
    }
  }
  return found;
}
