import { mapOrdered } from '../../streams/concurrency.ts';
import { takeStock, type Stock } from '../check/stock.ts';
import { isUnopenable } from '../crypto/age-file.ts';
import type { ContentId } from '../crypto/content-id.ts';
import type { DirectoryEntry } from '../format/directory.ts';
import { adoptOrphans, ChunkLocations, readDirectory } from '../locations.ts';
import type { Vault } from '../vault.ts';

/** What lies in a place, and where in it each chunk lies. */
export interface Holdings {
  readonly stock: Stock;
  /** Only chunks in segments that are there with the right size. */
  readonly locations: ChunkLocations;
  /** The chunks of each segment that is there, whatever its size, as directories and heads tell, with the bytes that each takes. */
  readonly chunks: ReadonlyMap<ContentId, ReadonlyMap<ContentId, number>>;
  /** Key of each directory that opens → the segments it names. */
  readonly directories: ReadonlyMap<string, ReadonlySet<ContentId>>;
}

/** @throws what the place throws. */
export async function takeHoldings(vault: Vault, signal: AbortSignal): Promise<Holdings> {
  const stock = await takeStock(vault.store, signal);
  const locations = new ChunkLocations();
  const chunks = new Map<ContentId, Map<ContentId, number>>();
  const directories = new Map<string, ReadonlySet<ContentId>>();
  const note = ({ segment, chunk, length }: DirectoryEntry): void => {
    const known = chunks.get(segment);
    if (known === undefined) chunks.set(segment, new Map([[chunk, length]]));
    else known.set(chunk, length);
  };
  // In the order in which a reader takes them: where two name the same chunk, the later one counts.
  for await (const { key, entries } of mapOrdered(stock.directories.keys(), vault.store.capabilities.maxConcurrency, (each) => entriesOf(vault, each, signal))) {
    if (entries === undefined) continue;
    directories.set(key, new Set(entries.map(({ segment }) => segment)));
    for (const entry of entries) {
      const size = stock.segments.get(entry.segment);
      if (size !== undefined) note(entry);
      if (size === entry.objectSize) locations.add(entry);
    }
  }
  for (const entry of await adoptOrphans(vault, locations, stock.segments, signal)) note(entry);
  return { stock, locations, chunks, directories };
}

async function entriesOf(vault: Vault, key: string, signal: AbortSignal): Promise<{ readonly key: string; readonly entries: readonly DirectoryEntry[] | undefined }> {
  try {
    return { key, entries: await readDirectory(vault, key, signal) };
  } catch (error) {
    if (!isUnopenable(error)) throw error;
    return { key, entries: undefined };
  }
}
