import { HoldfastError, isHoldfastError, toHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { RetainedSnapshot, RetentionAtPlace, RetentionOptions, RetentionReport } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoredApp } from '../settings/schema.ts';
import { thisComputer } from '../system/this-computer.ts';
import { moreThanExpected, type Preview, previewThinning, type Thinning, thinOut } from '../vault/retention/apply.ts';
import { listPins } from '../vault/retention/pins.ts';
import type { RetentionPlan } from '../vault/retention/plan.ts';
import { parsePolicy, retentionPresets, type RetentionPolicy } from '../vault/retention/policy.ts';
import { whyGoing, whyKept } from '../vault/retention/words.ts';
import { openEveryVault, type VaultAtPlace, type VaultFinder } from './app-vault.ts';
import type { HomeKeeper } from './home-keeper.ts';

export interface ThinOutParts extends VaultFinder {
  readonly clock: Clock;
  /** The home directory. */
  readonly directory: string;
  readonly home: HomeKeeper;
}

/** What came of one place, or would. */
interface Thinned {
  readonly plan: RetentionPlan;
  readonly at: RetentionAtPlace;
  readonly asks: boolean;
}

type OpenAtPlace = Extract<VaultAtPlace, { readonly vault: unknown }>;

const refusedShown = 100;

/** Thins out an app's backups in each of its places. The home is this process's own meanwhile. */
export async function thinOutApp(parts: ThinOutParts, wanted: string, options: RetentionOptions): Promise<RetentionReport> {
  const policy = policyOf(options);
  if (options.dryRun === true) return run(parts, wanted, policy, options);
  return parts.home.keep({ program: `removing old backups of ${wanted.slice(0, 60)}`, signal: options.signal, waitMs: 0 }, () => run(parts, wanted, policy, options));
}

async function run(parts: ThinOutParts, wanted: string, policy: RetentionPolicy, options: RetentionOptions): Promise<RetentionReport> {
  const { signal } = options;
  const { app, places } = await openEveryVault(parts, wanted, options);
  refuseOpened(app);
  const pinnedElsewhere = await pinsEverywhere(parts, app.name, signal);
  const thinning = ({ vault }: OpenAtPlace): Thinning => ({ vault, policy, clock: parts.clock, timeZone: options.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone, pinnedElsewhere, signal });
  const asked = options.dryRun === true || options.confirmed !== true ? await eachPlace(places, async (place) => previewed(place.name, await previewThinning(thinning(place)))) : [];
  if (options.dryRun === true) return report(policy, asked, true);
  // Before anything goes anywhere: no place is thinned out while another one asks.
  const most = asked.filter(({ asks }) => asks).toSorted((a, b) => b.plan.going.length - a.plan.going.length)[0];
  if (most !== undefined) throw moreThanExpected(most.plan);
  const owner = thisComputer(parts.directory);
  const thinned = await eachPlace(places, async (place): Promise<Thinned> => {
    const done = await thinOut({ ...thinning(place), owner, confirmed: options.confirmed === true });
    const { freedBytes, waitingBytes, refused, notes } = done;
    const at = { name: place.name, outcome: refused.length > 0 ? 'partly' : 'done', deleted: namesOf(done.plan), freedBytes, waitingBytes, refused: refused.slice(0, refusedShown), refusedCount: refused.length, notes } as const;
    return { plan: done.plan, at, asks: false };
  });
  return report(policy, thinned, false);
}

/** @throws cancelled, and what concerns no place but the call. */
async function eachPlace(places: readonly VaultAtPlace[], work: (place: OpenAtPlace) => Promise<Thinned>): Promise<readonly Thinned[]> {
  const all: Thinned[] = [];
  for (const place of places) {
    if ('error' in place) {
      all.push(failed(place.name, place.error));
      continue;
    }
    try {
      all.push(await work(place));
    } catch (error) {
      if (isHoldfastError(error, 'cancelled') || isHoldfastError(error, 'invalid-input')) throw error;
      all.push(failed(place.name, toHoldfastError(error)));
    }
  }
  return all;
}

function failed(name: string, error: HoldfastError): Thinned {
  const at = { name, outcome: 'failed', error: toPlainError(error), deleted: [], freedBytes: 0, waitingBytes: 0, refused: [], refusedCount: 0, notes: [] } as const;
  return { plan: { kept: [], going: [] }, at, asks: false };
}

function previewed(name: string, { plan, asks, bytes }: Preview): Thinned {
  const notes = bytes === undefined ? ['A backup here is damaged, so how much space would become free is not known. Run a check.'] : [];
  return { plan, asks, at: { name, outcome: 'done', deleted: namesOf(plan), freedBytes: bytes ?? 0, waitingBytes: 0, refused: [], refusedCount: 0, notes } };
}

function report(policy: RetentionPolicy, places: readonly Thinned[], dryRun: boolean): RetentionReport {
  const kept = places.flatMap(({ plan }) => plan.kept.map(({ snapshot, because }) => ({ name: snapshot.name, why: whyKept(because) })));
  const deleted = places.flatMap(({ plan }) => plan.going.map(({ snapshot, because }) => ({ name: snapshot.name, why: whyGoing(because, policy) })));
  return {
    dryRun,
    policy,
    kept: onceEach(kept),
    deleted: onceEach(deleted),
    freedBytes: places.reduce((sum, { at }) => sum + at.freedBytes, 0),
    waitingBytes: places.reduce((sum, { at }) => sum + at.waitingBytes, 0),
    asks: places.some(({ asks }) => asks),
    places: places.map(({ at }) => at),
  };
}

function onceEach(snapshots: readonly RetainedSnapshot[]): readonly RetainedSnapshot[] {
  const byName = new Map<string, RetainedSnapshot>();
  for (const each of snapshots) if (!byName.has(each.name)) byName.set(each.name, each);
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? 1 : -1));
}

function namesOf({ going }: RetentionPlan): readonly string[] {
  return going.map(({ snapshot }) => snapshot.name);
}

/** A pin in one place counts in all, whichever place is asked for: another may have been away when it was set. */
async function pinsEverywhere(parts: ThinOutParts, app: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const pins = new Set<string>();
  for (const place of (await openEveryVault(parts, app, { signal })).places) {
    if (!('vault' in place)) continue;
    try {
      for (const pin of await listPins(place.vault, signal)) pins.add(pin);
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      // What fails here fails again, and is told, when the place itself is thinned out.
    }
  }
  return pins;
}

function policyOf({ preset, keep }: RetentionOptions): RetentionPolicy {
  const told = Object.fromEntries(Object.entries(keep ?? {}).filter(([, count]) => count !== undefined));
  return parsePolicy({ ...retentionPresets[preset ?? 'standard'], ...told });
}

function refuseOpened({ name, connection }: StoredApp): void {
  if (connection.platform !== 'opened') return;
  throw new HoldfastError('invalid-input', `“${name}” is known here only from its backups: nothing is changed in them.`, {
    nextStep: 'Remove old backups on the computer that makes them.',
    details: { reason: 'opened' },
  });
}
