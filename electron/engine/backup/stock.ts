import { type HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import type { DirectoryEntry } from '../vault/format/directory.ts';
import { directoriesPrefix, filesPrefix, idInKey, segmentsPrefix, snapshotsPrefix } from '../vault/format/names.ts';
import { adoptOrphans, type ChunkLocations, listSegments, loadLocations } from '../vault/locations.ts';
import type { Vault, VaultAccess } from '../vault/vault.ts';
import type { Damage } from './damage.ts';
import type { Places } from './places.ts';

/** What lies in every place of the run. */
export interface Stock {
  readonly locations: ChunkLocations;
  /** Chunks of runs that were killed before they wrote their directory; they belong into this run's. */
  readonly adopted: readonly DirectoryEntry[];
}

/**
 * Takes stock of the place with the newest backup and brings the others up to it before anything new is read: a place that was
 * away catches up without the source being read again, and from then on a chunk that lies in one lies in all. When the place
 * fails in between, the next one is taken stock of.
 */
export async function takeStock(places: Places, damage: Damage, signal: AbortSignal): Promise<Stock> {
  await places.preferNewest();
  for (;;) {
    const { place, stock } = await places.ask(async (asked) => ({ place: asked, stock: await stockOf(asked.vault, damage, signal) }));
    await places.each(async (other) => {
      if (other === place || !places.live.includes(place)) return;
      const { failed } = await catchUp(place.vault, other.vault, stock.locations.segments, signal);
      if (failed?.side === 'from') places.drop(place.name, failed.error);
      else if (failed !== undefined) throw failed.error;
    });
    if (places.live.includes(place)) return stock;
  }
}

async function stockOf(vault: VaultAccess, damage: Damage, signal: AbortSignal): Promise<Stock> {
  const { locations } = await loadLocations(vault, signal);
  const present = await listSegments(vault, signal);
  for (const segment of present.keys()) if (damage.has(segment)) present.delete(segment);
  locations.keepOnly((segment, size) => present.get(segment) === size);
  return { locations, adopted: await adoptOrphans(vault, locations, present, signal) };
}

export interface CaughtUp {
  readonly copied: number;
  /** Which of the two places broke it off. */
  readonly failed?: { readonly side: 'from' | 'to'; readonly error: HoldfastError };
}

/**
 * Copies what one place has and another lacks. Objects are immutable and named by content, so the copy needs no key; what names
 * others (directories, manifests) goes last. Segments are copied only where they have the size that `sound` says, and a manifest
 * is never written over another.
 */
async function catchUp(from: Vault, to: Vault, sound: ReadonlyMap<ContentId, number>, signal: AbortSignal): Promise<CaughtUp> {
  let copied = 0;
  let side: 'from' | 'to' = 'to';
  const reading = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      side = 'from';
      throw error;
    }
  };
  try {
    for (const prefix of [segmentsPrefix, filesPrefix, directoriesPrefix, snapshotsPrefix]) {
      const wanted = await reading(() => Array.fromAsync(from.store.list(prefix, { signal })));
      const present = new Map<string, number>();
      for await (const { key, size } of to.store.list(prefix, { signal })) present.set(key, size);
      for (const { key, size } of wanted) {
        if (present.get(key) === size || (prefix === snapshotsPrefix && present.has(key))) continue;
        if (prefix === segmentsPrefix && sound.get(idInKey(key) ?? '') !== size) continue;
        const body = { size, open: () => readInParts((range) => reading(() => from.store.get(key, { signal, range })), size) };
        await to.store.put(key, body, { signal });
        copied += 1;
      }
    }
    return { copied };
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    return { copied, failed: { side, error: toHoldfastError(error) } };
  }
}

async function* readInParts(read: (range: { start: number; end: number }) => ReturnType<ObjectStore['get']>, size: number): AsyncGenerator<Uint8Array> {
  const part = 4 * 1024 * 1024;
  for (let start = 0; start < size; start += part) yield await read({ start, end: Math.min(size, start + part) });
}
