import { mapOrdered } from '../../streams/concurrency.ts';
import type { ContentId } from '../crypto/content-id.ts';
import type { ChunkLocation, DirectoryEntry } from '../format/directory.ts';
import { adoptOrphans, ChunkLocations, readDirectory } from '../locations.ts';
import { type CheckRun, damageOf } from './check-run.ts';

/** Where the chunks of a vault lie, with what is wrong about it. */
export interface CheckedPlaces {
  /** Chunks that lie in a segment that is there, with the size it should have. */
  readonly locations: ChunkLocations;
  /** Chunks that do not, and where a directory says they lie. */
  readonly lost: ReadonlyMap<ContentId, ChunkLocation>;
  /** Segments that no readable directory names; what they hold was taken from their heads. */
  readonly rebuilt: ReadonlySet<ContentId>;
  /** Directories that cannot be read, with the reason. */
  readonly damaged: ReadonlyMap<string, string>;
  /** What each directory says of each segment, for comparing it with the segment itself; empty when no data is read. */
  readonly claims: ReadonlyMap<ContentId, readonly Claim[]>;
}

export interface Claim extends DirectoryEntry {
  readonly directory: string;
}

export async function loadPlaces(run: CheckRun): Promise<CheckedPlaces> {
  const { vault, stock, signal } = run;
  const locations = new ChunkLocations();
  const lost = new Map<ContentId, ChunkLocation>();
  const named = new Set<ContentId>();
  const damaged = new Map<string, string>();
  const claims = new Map<ContentId, Claim[]>();
  // In the order in which a reader takes them: where two name the same chunk, the later one counts.
  for await (const { directory, entries } of mapOrdered(stock.directories, vault.store.capabilities.maxConcurrency, (each) => readOne(run, each, damaged))) {
    for (const entry of entries) {
      named.add(entry.segment);
      if (stock.segments.get(entry.segment) === entry.objectSize) locations.add(entry);
      else lost.set(entry.chunk, entry);
      if (run.readData) noteClaim(claims, { ...entry, directory });
    }
  }
  const unnamed = new Map([...stock.segments].filter(([id]) => !named.has(id)));
  const adopted = await adoptOrphans(vault, locations, unnamed, signal);
  for (const chunk of lost.keys()) if (locations.has(chunk)) lost.delete(chunk);
  return { locations, lost, rebuilt: new Set(adopted.map(({ segment }) => segment)), damaged, claims };
}

function noteClaim(claims: Map<ContentId, Claim[]>, claim: Claim): void {
  const known = claims.get(claim.segment);
  if (known === undefined) claims.set(claim.segment, [claim]);
  else known.push(claim);
}

async function readOne(run: CheckRun, [directory, bytes]: readonly [string, number], damaged: Map<string, string>): Promise<{ directory: string; entries: readonly DirectoryEntry[] }> {
  try {
    return { directory, entries: await readDirectory(run.vault, directory, run.signal) };
  } catch (error) {
    damaged.set(directory, damageOf(error));
    return { directory, entries: [] };
  } finally {
    run.looked(bytes);
  }
}
