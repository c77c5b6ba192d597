import type { ContentId } from '../vault/crypto/content-id.ts';
import type { DirectoryEntry } from '../vault/format/directory.ts';
import { adoptOrphans, type ChunkLocations, listSegments, loadLocations } from '../vault/locations.ts';
import type { VaultAccess } from '../vault/vault.ts';
import { catchUp, type CaughtUp } from './catch-up.ts';
import type { Damage } from './damage.ts';
import type { Places } from './places.ts';

/** What lies in every place of the run. */
export interface Stock {
  readonly locations: ChunkLocations;
  /** Chunks of runs that were killed before they wrote their directory; they belong into this run's. */
  readonly adopted: readonly DirectoryEntry[];
}

export interface StockOptions {
  readonly damage: Damage;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** So many of the directories that are known are read again all the same: one that was damaged since is found, and what it said written anew. */
const readAgain = 16;

async function someKnown({ known }: VaultAccess, random: () => number): Promise<ReadonlySet<string>> {
  const keys = [...((await known?.read()) ?? new Map<string, unknown>()).keys()];
  if (keys.length <= readAgain) return new Set(keys);
  const from = Math.floor(random() * keys.length);
  return new Set([...keys.slice(from), ...keys.slice(0, from)].slice(0, readAgain));
}

/**
 * Takes stock of the place with the newest backup and brings the others up to it before anything new is read: a place that was
 * away catches up without the source being read again. Only chunks that lie in all of them count. When the place
 * fails in between, the next one is taken stock of.
 */
export async function takeStock(places: Places, { damage, random, signal }: StockOptions): Promise<Stock> {
  await places.preferNewest();
  for (;;) {
    const { place, stock } = await places.ask(async (asked) => ({ place: asked, stock: await stockOf(asked.vault, { damage, random, signal }) }));
    const unnamed = new Set(stock.adopted.map(({ segment }) => segment));
    const others: NonNullable<CaughtUp['has']>[] = [];
    await places.each(async (other) => {
      if (other === place || !places.live.includes(place)) return;
      const { failed, has } = await catchUp({ vault: place.vault, locations: stock.locations, unnamed }, other.vault, signal);
      if (failed?.side === 'from') places.drop(place.name, failed.error);
      else if (failed !== undefined) throw failed.error;
      if (has !== undefined) others.push(has);
    });
    if (!places.live.includes(place)) continue;
    if (others.length === 0) return stock;
    const lieInAll = (chunk: ContentId): boolean => others.every((has) => has(chunk));
    stock.locations.keepChunks(lieInAll);
    return { locations: stock.locations, adopted: stock.adopted.filter(({ chunk }) => lieInAll(chunk)) };
  }
}

async function stockOf(vault: VaultAccess, { damage, random, signal }: StockOptions): Promise<Stock> {
  const present = await listSegments(vault, signal);
  const { locations } = await loadLocations(vault, signal, { segments: present, fresh: await someKnown(vault, random) });
  for (const segment of present.keys()) if (damage.has(segment)) present.delete(segment);
  locations.keepOnly((segment, size) => present.get(segment) === size);
  return { locations, adopted: await adoptOrphans(vault, locations, present, signal) };
}
