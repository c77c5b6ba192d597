import { ChunkReader } from './chunk-reader.ts';
import { adoptOrphans, listSegments, loadLocations } from './locations.ts';
import { SegmentPool } from './segments/pool.ts';
import type { Vault } from './vault.ts';

/** A vault ready to be read: where its chunks lie is known. Close it to let its threads go. */
export interface OpenReader {
  readonly vault: Vault;
  readonly reader: ChunkReader;
  close(): Promise<void>;
}

/** @param threads for opening many segments; 0 (few reads) starts none. Absent = by the computer's cores, started when first needed. */
export async function openReader(vault: Vault, signal: AbortSignal, threads?: number): Promise<OpenReader> {
  const pool = new SegmentPool(vault.keys, threads);
  const { locations } = await loadLocations(vault, signal);
  // A directory that is lost or damaged costs time, nothing else: segments say themselves what they hold.
  const findMore = async (stop: AbortSignal): Promise<unknown> => adoptOrphans(vault, locations, await listSegments(vault, stop), stop);
  return { vault, reader: new ChunkReader(vault, locations, pool, findMore), close: () => pool.close() };
}
