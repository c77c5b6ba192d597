import { isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { HoldfastError } from '../../../shared/model/errors.ts';
import { mapOrdered } from '../streams/concurrency.ts';
import type { ObjectInfo } from '../ports/object-store.ts';
import { isUnopenable, openFile, openRanged } from './crypto/age-file.ts';
import type { ContentId } from './crypto/content-id.ts';
import { type ChunkLocation, decodeDirectory, type DirectoryEntry } from './format/directory.ts';
import { directoriesPrefix, idInKey, segmentKey, segmentsPrefix } from './format/names.ts';
import { decompress } from './format/zstd.ts';
import { decodeDirectoryFrame, directorySize } from './segments/directory-frame.ts';
import type { KnownDirectory } from './known-directories.ts';
import type { VaultAccess } from './vault.ts';

/** Where every chunk of a vault lies. A chunk may lie in several segments: stored anew after damage, or by two computers at once. */
export class ChunkLocations {
  readonly #chunks = new Map<ContentId, ChunkLocation>();
  /** Earlier places of chunks that have several, newest first. */
  readonly #earlier = new Map<ContentId, readonly ChunkLocation[]>();
  readonly #segments = new Map<ContentId, number>();

  /** What is added last counts most. */
  add(entry: DirectoryEntry): void {
    const { chunk, ...location } = entry;
    const known = this.#chunks.get(chunk);
    if (known !== undefined && known.segment !== location.segment) {
      const earlier = (this.#earlier.get(chunk) ?? []).filter(({ segment }) => segment !== location.segment);
      this.#earlier.set(chunk, [known, ...earlier]);
    }
    this.#chunks.set(chunk, location);
    this.#segments.set(entry.segment, entry.objectSize);
  }

  get(chunk: ContentId): ChunkLocation | undefined {
    return this.#chunks.get(chunk);
  }

  /** Every place the chunk may be read from, the best first. */
  all(chunk: ContentId): readonly ChunkLocation[] {
    const first = this.#chunks.get(chunk);
    return first === undefined ? [] : [first, ...(this.#earlier.get(chunk) ?? [])];
  }

  has(chunk: ContentId): boolean {
    return this.#chunks.has(chunk);
  }

  /** Known segments with the size of their objects. */
  get segments(): ReadonlyMap<ContentId, number> {
    return this.#segments;
  }

  /** Forgets what lies in segments that are not there (or have another size). */
  keepOnly(present: (segment: ContentId, objectSize: number) => boolean): void {
    const lies = ({ segment, objectSize }: ChunkLocation): boolean => present(segment, objectSize);
    for (const chunk of this.#chunks.keys()) {
      const [first, ...earlier] = this.all(chunk).filter(lies);
      if (first === undefined) this.#chunks.delete(chunk);
      else this.#chunks.set(chunk, first);
      if (earlier.length > 0) this.#earlier.set(chunk, earlier);
      else this.#earlier.delete(chunk);
    }
    for (const [segment, size] of this.#segments) {
      if (!present(segment, size)) this.#segments.delete(segment);
    }
  }

  /** Forgets where other chunks lie. */
  keepChunks(wanted: (chunk: ContentId) => boolean): void {
    for (const chunk of this.#chunks.keys()) {
      if (wanted(chunk)) continue;
      this.#chunks.delete(chunk);
      this.#earlier.delete(chunk);
    }
  }
}

const directoryLimit = 512 * 1024 * 1024;

export interface LoadedLocations {
  readonly locations: ChunkLocations;
  /** Directories that could not be read; what they say is taken from the segments' heads when asked for. */
  readonly damaged: readonly { readonly key: string; readonly error: HoldfastError }[];
}

export interface LoadOptions {
  /** What lies in the place under `segments/`, as `listSegments` gives it, where somebody listed it just now. */
  readonly segments?: ReadonlyMap<ContentId, number>;
  /** Directories that are read from the place in any case. */
  readonly fresh?: ReadonlySet<string>;
}

/**
 * What every run's directory says. Where this computer knows what one said, and the place lists it and every segment it names with the same size, it is not read
 * again. @throws what the store throws; a damaged directory is a value.
 */
export async function loadLocations(vault: VaultAccess, signal: AbortSignal, { segments, fresh }: LoadOptions = {}): Promise<LoadedLocations> {
  const { store, known: memory } = vault;
  const locations = new ChunkLocations();
  const damaged: { key: string; error: HoldfastError }[] = [];
  const known = (await memory?.read()) ?? new Map<string, KnownDirectory>();
  const present = memory === undefined ? undefined : (segments ?? (await listSegments(vault, signal)));
  const lies = ({ entries }: Pick<KnownDirectory, 'entries'>): boolean => present !== undefined && entries.every(({ segment, objectSize }) => present.get(segment) === objectSize);
  const there = new Set<string>();
  const news = new Map<string, KnownDirectory>();
  const read = async ({ key, size }: ObjectInfo): Promise<readonly DirectoryEntry[]> => {
    there.add(key);
    const remembered = known.get(key);
    if (fresh?.has(key) !== true && remembered?.size === size && lies(remembered)) return remembered.entries;
    try {
      const entries = await readDirectory(vault, key, signal);
      if (lies({ entries })) news.set(key, { size, entries });
      return entries;
    } catch (error) {
      if (!isUnopenable(error)) throw error;
      damaged.push({ key, error: toHoldfastError(error) });
      return [];
    }
  };
  // One for each backup that stored something: fetched side by side, taken in the order of their names.
  const directories = mapOrdered(store.list(directoriesPrefix, { signal }), store.capabilities.maxConcurrency, read);
  for await (const entries of directories) for (const entry of entries) locations.add(entry);
  await memory?.note(news, there, known);
  return { locations, damaged };
}

/** One run's directory. @throws corrupt, permission-denied (encrypted to another key), and what the store throws. */
export async function readDirectory(vault: VaultAccess, key: string, signal: AbortSignal): Promise<DirectoryEntry[]> {
  return decodeDirectory(decompress(await openFile(vault.keys.identity, await vault.store.get(key, { signal })), directoryLimit));
}

/** What lies in the place under `segments/`: id → size of the object. */
export async function listSegments(vault: VaultAccess, signal: AbortSignal): Promise<Map<ContentId, number>> {
  const found = new Map<ContentId, number>();
  for await (const { key, size } of vault.store.list(segmentsPrefix, { signal })) {
    const id = idInKey(key);
    if (id !== undefined) found.set(id, size);
  }
  return found;
}

/**
 * Adds the segments that are in the place but in no directory: those of a run that was killed before it wrote its own. Each
 * describes itself; only its head is read. Returns the entries found, for the next directory. Damaged ones are left alone.
 */
export async function adoptOrphans(vault: VaultAccess, locations: ChunkLocations, present: ReadonlyMap<ContentId, number>, signal: AbortSignal): Promise<DirectoryEntry[]> {
  const adopted: DirectoryEntry[] = [];
  for (const [segment, size] of present) {
    if (locations.segments.has(segment)) continue;
    for (const entry of await readSegmentHead(vault, segment, size, signal)) {
      if (locations.has(entry.chunk)) continue;
      locations.add(entry);
      adopted.push(entry);
    }
  }
  return adopted;
}

/** A segment's own directory, from its first bytes. An unreadable one gives nothing. */
async function readSegmentHead(vault: VaultAccess, segment: ContentId, objectSize: number, signal: AbortSignal): Promise<DirectoryEntry[]> {
  try {
    const file = await openRanged(vault.keys.identity, {
      size: objectSize,
      read: (range) => vault.store.get(segmentKey(segment), { signal, range }),
    });
    const size = directorySize(await file.read({ start: 0, end: 8 }));
    const { frames } = decodeDirectoryFrame(await file.read({ start: 0, end: size }));
    const last = frames.at(-1);
    // Cut off behind its head: what it says it holds is not there.
    if (last !== undefined && last.offset + last.length !== file.plainSize) return [];
    return frames.map(({ chunk, offset, length, bytes }) => ({ chunk, segment, offset, length, bytes, objectSize }));
  } catch (error) {
    if (isUnopenable(error) || (isHoldfastError(error, 'not-found') && error.details['reason'] === 'no-such-object')) return [];
    throw error;
  }
}
