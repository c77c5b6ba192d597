import { type HoldfastError, isHoldfastError, toHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { HeldBackups, PlaceState } from '../engine.ts';
import { destinationsOf, findDestination } from '../registry/lookup.ts';
import type { StoredApp, StoredDestination } from '../settings/schema.ts';
import { mapLimited } from '../streams/concurrency.ts';
import type { SnapshotName } from '../vault/format/names.ts';
import { readLedger } from '../vault/retention/ledger.ts';
import { wasRemoved } from '../vault/retention/removed.ts';
import { readStatus } from '../vault/status.ts';
import { listSnapshots, readManifest, type Vault } from '../vault/vault.ts';
import { openAppVault, type VaultFinder } from './app-vault.ts';

/** Apps that are looked at side by side: each is a list of a folder and a few small objects. */
const sideBySide = 4;

/** What of an app is in a place: nothing opened yet beyond the names and the sealed status. */
interface Held {
  readonly vault: Vault;
  readonly names: readonly SnapshotName[];
  readonly verified: readonly SnapshotName[];
  readonly readBackAt: string | undefined;
}

/** @throws not-found when no place is called so; cancelled. */
export async function lookAtPlace(finder: VaultFinder, wanted: string, signal: AbortSignal): Promise<PlaceState> {
  const settings = await finder.settings.read();
  const place = findDestination(settings, wanted);
  const unreachable = (problem: HoldfastError, freeSpace: number | null = null): PlaceState => ({ name: place.name, reachable: false, ...described(problem), freeSpace, holds: [] });
  let reached: Reached;
  try {
    reached = await reach(finder, place, signal);
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    return unreachable(toHoldfastError(error));
  }
  const users = settings.apps.filter((app) => destinationsOf(settings, app).some(({ name }) => name === place.name));
  const problems: HoldfastError[] = [];
  const holds = await mapLimited(users, sideBySide, async (app): Promise<readonly HeldBackups[]> => {
    try {
      return [await heldOf(finder, app, place, destinationsOf(settings, app), signal)];
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      problems.push(toHoldfastError(error));
      return [];
    }
  });
  const [problem] = problems;
  if (problem !== undefined && isPlaceGone(problem)) return unreachable(problem, reached.freeSpace);
  return { name: place.name, reachable: true, ...(problem === undefined ? {} : described(problem)), ...reached, holds: holds.flat() };
}

/** With what a page can offer against it. */
function described(problem: HoldfastError): Pick<PlaceState, 'problem' | 'remedy'> {
  return { problem: toPlainError(problem), ...(problem.details['remedy'] === 'sign-in' ? { remedy: 'sign-in' } : {}) };
}

type Reached = Pick<PlaceState, 'freeSpace' | 'protection'>;

/** Is it there, and what does it tell of itself? @throws as the place does. */
async function reach(finder: VaultFinder, place: StoredDestination, signal: AbortSignal): Promise<Reached> {
  // Any name does: whether it is there is an answer, a place that is gone an error.
  const store = await finder.connector.vault(place, 'holdfast');
  await store.stat('vault.json', { signal });
  const { versioned, lock } = store.capabilities;
  const freeSpace = (await store.capabilities.freeSpace?.({ signal })) ?? null;
  return { freeSpace, ...(versioned ? { protection: lock === undefined ? {} : { lock } } : {}) };
}

async function heldOf(finder: VaultFinder, app: StoredApp, place: StoredDestination, places: readonly StoredDestination[], signal: AbortSignal): Promise<HeldBackups> {
  const here = await look(finder, app, place, signal);
  const elsewhere = await verifiedElsewhere(finder, app, places.filter(({ name }) => name !== place.name), signal);
  // What was removed here on purpose is not lacking.
  const memory = here === undefined || elsewhere.length === 0 ? undefined : await readLedger(here.vault, signal);
  const lacking = elsewhere.filter((name) => (here?.verified.every((each) => each.name !== name) ?? true) && (memory === undefined || !wasRemoved(memory, name)));
  const newest = here === undefined ? undefined : await newestWhole(here, signal);
  return {
    app: app.name,
    backups: here?.names.length ?? 0,
    ...(newest === undefined ? {} : { newestVerified: newest }),
    ...(here?.readBackAt === undefined ? {} : { lastReadBack: here.readBackAt }),
    storedBytes: here === undefined ? 0 : await bytesOf(here.vault, signal),
    behindBy: lacking.length,
  };
}

async function look(finder: VaultFinder, app: StoredApp, place: StoredDestination, signal: AbortSignal): Promise<Held | undefined> {
  const { vault } = await openAppVault(finder, app.name, { destination: place.name, signal });
  if (vault === undefined) return undefined;
  const names = await listSnapshots(vault, signal);
  const status = await readStatus(vault, signal);
  const verified = new Set(status?.verified.map(({ snapshot }) => snapshot));
  return { vault, names, verified: names.filter(({ name }) => verified.has(name)), readBackAt: status?.verifiedAt };
}

/** When the newest complete, verified backup that can be opened began: nothing less may be called safe. */
async function newestWhole({ vault, verified }: Held, signal: AbortSignal): Promise<string | undefined> {
  for (const { name } of verified) {
    try {
      const { outcome, startedAt } = await readManifest(vault, name, signal);
      if (outcome === 'complete') return startedAt;
    } catch (error) {
      if (!isHoldfastError(error, 'corrupt') && !isHoldfastError(error, 'permission-denied')) throw error;
    }
  }
  return undefined;
}

/** Names of verified backups in the other places, each once. A place that is away says nothing. */
async function verifiedElsewhere(finder: VaultFinder, app: StoredApp, others: readonly StoredDestination[], signal: AbortSignal): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const place of others) {
    try {
      for (const { name } of (await look(finder, app, place, signal))?.verified ?? []) names.add(name);
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
    }
  }
  return [...names];
}

async function bytesOf(vault: Vault, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for await (const { size } of vault.store.list('', { signal })) bytes += size;
  return bytes;
}

function isPlaceGone(error: HoldfastError): boolean {
  return error.details['reason'] === 'place-gone';
}
