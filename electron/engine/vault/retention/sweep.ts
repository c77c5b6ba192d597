import type { Clock } from '../../ports/clock.ts';
import { directoriesPrefix, filesPrefix, segmentsPrefix } from '../format/names.ts';
import { listSnapshots, type Vault } from '../vault.ts';
import { type Holdings, takeHoldings } from './holdings.ts';
import type { HeldLease } from './lease.ts';
import type { Ledger } from './ledger.ts';
import { deleteAll } from './place-delete.ts';
import { type Reach, ReachFinder } from './reach.ts';
import { rewriteSegments } from './rewrite.ts';
import { readManifests } from './survey.ts';
import { graceMs, onlyGoodCopies, since, unreachedObjects } from './unreached.ts';

export interface Swept {
  /** Objects that went. */
  readonly deleted: number;
  readonly freedBytes: number;
  /** Needed by no backup, but left for a day. */
  readonly waitingBytes: number;
  /** Keys of what the place did not let go. */
  readonly refused: readonly string[];
  /** What is to be remembered of it all. */
  readonly unreached: Ledger['unreached'];
  /** A plain sentence when nothing could be swept. */
  readonly note?: string;
}

export interface Sweeping {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** With how many objects of how many are behind. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Rewrites segments that are mostly dead, then deletes what no backup needs and none needed a day ago. What is to be deleted is announced, and
 * only then are new backups looked for: a backup that this look misses sees the announcement (`beingDeleted`) and is not called verified.
 * @throws what the place throws.
 */
export async function sweep({ vault, clock, signal, onProgress }: Sweeping, lease: HeldLease): Promise<Swept> {
  const names = await namesOf(vault, signal);
  const manifests = await readManifests(vault, names, signal);
  const holdings = await takeHoldings(vault, signal);
  const finder = new ReachFinder(vault, holdings.locations, signal);
  const followed = manifests.size === names.length && (await finder.addAll(manifests.values())) === undefined;
  if (!followed) {
    const note = 'A backup here is damaged, so what it needs is not known: only whole backups were removed, and none of the parts that they may share. Run a check.';
    return { deleted: 0, freedBytes: 0, waitingBytes: 0, refused: [], unreached: lease.ledger.unreached, note };
  }
  // Where nothing goes, a segment that is packed anew only takes more room.
  const rewritten = lease.ledger.letsNothingGo ? { entries: [] } : await rewriteSegments(vault, holdings, finder.reach, clock.now(), signal);
  for (const entry of rewritten.entries) holdings.locations.add(entry);

  const unreached = unreachedObjects(holdings, finder.reach);
  const noted = since(unreached.keys(), lease.ledger, clock.now());
  const ripe = new Set(noted.filter((each) => clock.now().getTime() - Date.parse(each.since) >= graceMs).map(({ key }) => key));
  await lease.announce(noted, [...ripe]);
  const spared = ripe.size === 0 ? new Set<string>() : await sparedObjects({ vault, clock, signal }, { holdings, reach: finder.reach, seen: new Set(names), ripe });

  const going = [...unreached.keys()].filter((key) => ripe.has(key) && !spared.has(key));
  const deleted = new Set<string>();
  const refused: string[] = [];
  let behind = 0;
  // What names others first, and all of it before what it names.
  for (const sort of [directoriesPrefix, segmentsPrefix, filesPrefix]) {
    const keys = going.filter((key) => key.startsWith(sort));
    const gone = await deleteAll(vault.store, keys, {
      signal,
      letsGo: deleted.size > 0,
      before: async () => {
        await lease.keep();
        return nothing;
      },
      after: (done) => onProgress?.(behind + done, going.length),
    });
    behind += keys.length;
    for (const key of gone.deleted) deleted.add(key);
    refused.push(...gone.refused);
  }
  let freedBytes = 0;
  for (const key of deleted) freedBytes += unreached.get(key) ?? 0;
  let waitingBytes = 0;
  for (const [key, size] of unreached) if (!ripe.has(key)) waitingBytes += size;
  return { deleted: deleted.size, freedBytes, waitingBytes, refused, unreached: noted.filter(({ key }) => !deleted.has(key) && !spared.has(key)) };
}

const nothing: ReadonlySet<string> = new Set();

interface Announced {
  readonly holdings: Holdings;
  readonly reach: Reach;
  /** Backups that were looked at. */
  readonly seen: ReadonlySet<string>;
  readonly ripe: ReadonlySet<string>;
}

/** What must stay after all: backups were made since the first look, or another copy of it turns out to be damaged. */
async function sparedObjects({ vault, signal }: Sweeping, { holdings, reach, seen, ripe }: Announced): Promise<ReadonlySet<string>> {
  const fresh = (await namesOf(vault, signal)).filter((name) => !seen.has(name));
  const manifests = await readManifests(vault, fresh, signal);
  if (manifests.size < fresh.length) return ripe;
  // Their chunks may lie where nobody had written when the holdings were taken.
  const now = fresh.length === 0 ? holdings : await takeHoldings(vault, signal);
  const finder = new ReachFinder(vault, now.locations, signal);
  if ((await finder.addAll(manifests.values())) !== undefined) return ripe;
  const needed: Reach = { chunks: reach.chunks.union(finder.reach.chunks), files: reach.files.union(finder.reach.files) };
  const unreached = unreachedObjects(now, needed);
  const neededAfterAll = [...ripe].filter((key) => !unreached.has(key));
  return new Set([...neededAfterAll, ...(await onlyGoodCopies(vault, now, needed, ripe, signal))]);
}

async function namesOf(vault: Vault, signal: AbortSignal): Promise<readonly string[]> {
  return (await listSnapshots(vault, signal)).map(({ name }) => name);
}

/** What backups with certain names need not: bytes of objects that were noted so a day ago, and of all others. */
export interface Waste {
  readonly ripeBytes: number;
  readonly otherBytes: number;
}

/** What can be known of a vault's waste without changing anything: what the backups with these names need not. Undefined where one of them is damaged. */
export async function wasteBeside({ vault, signal }: Pick<Sweeping, 'vault' | 'signal'>, names: readonly string[], ripe: ReadonlySet<string> = nothing): Promise<Waste | undefined> {
  const manifests = await readManifests(vault, names, signal);
  const holdings = await takeHoldings(vault, signal);
  const finder = new ReachFinder(vault, holdings.locations, signal);
  if (manifests.size < names.length || (await finder.addAll(manifests.values())) !== undefined) return undefined;
  let ripeBytes = 0;
  let otherBytes = 0;
  for (const [key, size] of unreachedObjects(holdings, finder.reach)) {
    if (ripe.has(key)) ripeBytes += size;
    else otherBytes += size;
  }
  // A backup that goes takes its description with it at once.
  const staying = new Set(names);
  for (const [name, size] of holdings.stock.snapshots) if (!staying.has(name)) ripeBytes += size;
  return { ripeBytes, otherBytes };
}
