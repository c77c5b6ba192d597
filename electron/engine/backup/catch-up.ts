import { type HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { ObjectInfo } from '../ports/object-store.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { isUnopenable } from '../vault/crypto/age-file.ts';
import { directoriesPrefix, filesPrefix, idInKey, nameInKey, segmentsPrefix, snapshotKey, snapshotsPrefix } from '../vault/format/names.ts';
import { type ChunkLocations, listSegments, loadLocations, readDirectory } from '../vault/locations.ts';
import { listPins } from '../vault/retention/pins.ts';
import { ReachFinder } from '../vault/retention/reach.ts';
import { readLedger } from '../vault/retention/ledger.ts';
import { remembersRemoving, wasRemoved } from '../vault/retention/removed.ts';
import { readManifests } from '../vault/retention/survey.ts';
import type { Vault } from '../vault/vault.ts';
import { readInParts } from './read-in-parts.ts';
import { payloadSize } from './same-content.ts';

/** The place that is copied from, and what of it is known. */
export interface Complete {
  readonly vault: Vault;
  /** Of segments that are sound there. */
  readonly locations: ChunkLocations;
  /** Segments that no directory names yet: the work of a run that was killed, which this one goes on with. */
  readonly unnamed: ReadonlySet<ContentId>;
}

export interface CaughtUp {
  /** Whether the other place has a chunk that this one has; absent where it has them all. */
  readonly has?: (chunk: ContentId) => boolean;
  /** Which of the two places broke it off. */
  readonly failed?: { readonly side: 'from' | 'to'; readonly error: HoldfastError };
}

/**
 * Copies what one place has and another lacks. Objects are immutable and named by content, so the copies are the same; what names
 * others (directories, manifests) goes last. Segments are copied only where they are sound, and a manifest is never written over another.
 *
 * What was removed from the other place on purpose (its retention.json remembers) does not come back: neither backups, unless one is
 * pinned here, nor what only they need. A place that was away, or that lets nothing go, would undo the removal with every backup.
 */
export async function catchUp(from: Complete, to: Vault, signal: AbortSignal): Promise<CaughtUp> {
  let side: 'from' | 'to' = 'to';
  const reading = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      side = 'from';
      throw error;
    }
  };
  const source = from.vault.store;
  const lackingIn = async (prefix: string): Promise<readonly ObjectInfo[]> => {
    const wanted = await reading(() => Array.fromAsync(source.list(prefix, { signal })));
    const present = new Map<string, number>();
    for await (const { key, size } of to.store.list(prefix, { signal })) present.set(key, size);
    const lacking: ObjectInfo[] = [];
    for (const object of wanted) {
      const size = present.get(object.key);
      if (size === object.size || (prefix === snapshotsPrefix && size !== undefined)) continue;
      if (size === undefined || !(await isAsGood(object, size, prefix))) lacking.push(object);
    }
    return lacking;
  };
  const isAsGood = async (object: ObjectInfo, size: number, prefix: string): Promise<boolean> => {
    const there = await payloadSize(to.store, { key: object.key, size }, signal);
    const here = await reading(() => payloadSize(source, object, signal));
    // The same content, encrypted to others: in one of the places it was written anew when a deputy came or went. Each keeps its own.
    if (there === undefined || there === here) return there !== undefined;
    // Of the others nobody knows here how long they should be: the shorter one is cut off, and must not go over the other.
    return prefix !== segmentsPrefix && (here === undefined || here < there);
  };
  const copy = async ({ key, size }: ObjectInfo): Promise<void> => {
    const body = { size, open: () => readInParts((range) => reading(() => source.get(key, { signal, range })), size) };
    await to.store.put(key, body, { signal });
  };
  const copyManifest = async ({ key }: ObjectInfo): Promise<void> => {
    const object = await reading(() => source.get(key, { signal }));
    try {
      await to.store.put(key, object, { signal, ifAbsent: true });
    } catch (error) {
      // Another computer put it there since it was listed, or a backup of its own under this name.
      if (!isHoldfastError(error, 'conflict')) throw error;
    }
  };
  try {
    const segments = await lackingIn(segmentsPrefix);
    const files = await lackingIn(filesPrefix);
    const directories = await lackingIn(directoriesPrefix);
    const manifests = await lackingIn(snapshotsPrefix);
    if (segments.length + files.length + directories.length + manifests.length === 0) return {};
    const ledger = await readLedger(to, signal);
    const remembers = remembersRemoving(ledger);
    const pinned = remembers ? await reading(() => listPins(from.vault, signal)) : new Set<string>();
    const comes = ({ key }: ObjectInfo): boolean => {
      const name = nameInKey(key) ?? '';
      return !wasRemoved(ledger, name) || pinned.has(name);
    };
    const coming = manifests.filter(comes);
    const held = remembers && segments.length > 0 ? await locationsIn(to, signal) : undefined;
    const needed = remembers ? await reading(() => neededOf(from, held, manifests.filter((each) => !comes(each)), signal)) : everything;
    const left = new Set<ContentId>();
    for (const object of segments) {
      const id = idInKey(object.key) ?? '';
      if (from.locations.segments.get(id) === object.size && needed.segment(id)) await copy(object);
      else left.add(id);
    }
    for (const object of files) if (needed.file(idInKey(object.key) ?? '')) await copy(object);
    for (const object of directories) if (!remembers || (await reading(() => leadsAnywhere(from, object.key, left, signal)))) await copy(object);
    for (const object of coming) await copyManifest(object);
    if (left.size === 0) return {};
    return { has: (chunk) => held?.has(chunk) === true || from.locations.all(chunk).some(({ segment }) => !left.has(segment)) };
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    return { failed: { side, error: toHoldfastError(error) } };
  }
}

interface Needed {
  segment(id: ContentId): boolean;
  file(id: ContentId): boolean;
}

const everything: Needed = { segment: () => true, file: () => true };

/** Where chunks lie in a place, of segments that are there with the right size. */
async function locationsIn(vault: Vault, signal: AbortSignal): Promise<ChunkLocations> {
  const present = await listSegments(vault, signal);
  const { locations } = await loadLocations(vault, signal, { segments: present });
  locations.keepOnly((segment, size) => present.get(segment) === size);
  return locations;
}

/**
 * What the other place lacks of what the backups need that `from` has, but for those that stay away. Of a damaged one nobody knows what it needs: then all is.
 * The newest one is counted in any case, because the backup that is being made builds on it.
 */
async function neededOf({ vault, locations, unnamed }: Complete, held: ChunkLocations | undefined, staysAway: readonly ObjectInfo[], signal: AbortSignal): Promise<Needed> {
  const away = new Set(staysAway.map(({ key }) => key));
  const names = (await Array.fromAsync(vault.store.list(snapshotsPrefix, { signal }))).flatMap(({ key }) => nameInKey(key) ?? []).toSorted();
  const staying = names.filter((name) => !away.has(snapshotKey(name)) || name === names.at(-1));
  const manifests = await readManifests(vault, staying, signal);
  const finder = new ReachFinder(vault, locations, signal);
  if ((await finder.addAll(manifests.values())) !== undefined) return everything;
  const { chunks, files } = finder.reach;
  // A chunk may lie elsewhere there: where old backups are removed, segments are packed anew.
  const segments = new Set([...chunks].flatMap((chunk) => (held?.has(chunk) === true ? [] : (locations.get(chunk)?.segment ?? []))));
  return { segment: (id) => segments.has(id) || unnamed.has(id), file: (id) => files.has(id) };
}

/** Whether a directory names a segment that the other place has too: one that leads nowhere there is waste. One that does not open is no use to anybody. */
async function leadsAnywhere({ vault, locations }: Complete, key: string, left: ReadonlySet<ContentId>, signal: AbortSignal): Promise<boolean> {
  try {
    return (await readDirectory(vault, key, signal)).some(({ segment }) => locations.segments.has(segment) && !left.has(segment));
  } catch (error) {
    if (isUnopenable(error)) return false;
    throw error;
  }
}
