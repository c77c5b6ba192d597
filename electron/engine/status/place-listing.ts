import { isHoldfastError, type PlainError, toPlainError } from '../../../shared/model/errors.ts';
import type { CoverageGap } from '../../../shared/model/app.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { openAppVault, type VaultFinder } from '../calls/app-vault.ts';
import { mapLimited } from '../streams/concurrency.ts';
import { snapshotsPrefix, statusJsonKey } from '../vault/format/names.ts';
import { readLedger } from '../vault/retention/ledger.ts';
import { readStatus } from '../vault/status.ts';
import { listSnapshots, readManifest, type Vault } from '../vault/vault.ts';

/** A backup as it was found in one place. */
export interface ListedBackup {
  readonly id: string;
  readonly startedAt: string;
  readonly outcome: 'complete' | 'incomplete' | 'unreadable';
  /** The place's sealed status says that it was read back from there. */
  readonly verified: boolean;
  readonly records: number;
  readonly tables: number;
  readonly files: number;
  /** Known of verified ones. */
  readonly storedBytes: number;
  /** Tables that are not whole. */
  readonly lacking: readonly { readonly name: string; readonly reason: string }[];
  readonly coverage: readonly CoverageGap[];
}

/** What a place held of an app when it was last looked at. */
export interface PlaceListing {
  /** `Clock.monotonic` of the look. */
  readonly lookedAt: number;
  /** Newest first; empty where the place could not be looked at. */
  readonly backups: readonly ListedBackup[];
  readonly problem?: PlainError;
  /** Names of backups that were removed from it on purpose, as far as it remembers. */
  readonly removed?: readonly string[];
  /** When a backup was last read back from it, as its sealed status says. */
  readonly readBackAt?: string;
  /** What keeps backups from being deleted there for good; absent where nothing does, or it does not say. */
  readonly protection?: 'lock' | 'versions';
  /** Where there is a vault: what it listed when its backups were last read. */
  readonly seen?: Seen;
}

interface Seen {
  /** `Clock.monotonic`. */
  readonly readAt: number;
  /** Names and sizes. */
  readonly objects: string;
  /** As the place says of itself. */
  readonly nearby: boolean;
}

const sideBySide = 8;
/** As long as a place lists what it listed before, its backups are read this often. */
const readMs = 60 * 60_000;

interface Look {
  readonly known: PlaceListing | undefined;
  readonly lookedAt: number;
  /** Read the newest backups, whatever the place lists. */
  readonly read: boolean;
  readonly signal: AbortSignal;
}

/**
 * Looks into a place. As long as it lists what it listed before, that is all that is asked of it; otherwise, within the hour, and where
 * `read` is set, the newest two backups are read too, so that what safety rests on was seen to be there. What is known of earlier ones is taken over, because a
 * backup never changes. A place that cannot be looked at is a result.
 * @throws cancelled.
 */
export async function listPlace(finder: VaultFinder, app: string, place: string, { known, lookedAt, read, signal }: Look): Promise<PlaceListing> {
  try {
    const { vault } = await openAppVault(finder, app, { destination: place, signal });
    if (vault === undefined) return { lookedAt, backups: [] };
    const objects = await listedObjects(vault, signal);
    if (!read && known?.seen?.objects === objects && known.problem === undefined && lookedAt - known.seen.readAt < readMs) return { ...known, lookedAt };
    const { nearby, versioned, lock } = vault.store.capabilities;
    const { removed } = await readLedger(vault, signal);
    const { backups, readBackAt } = await listVault(vault, known?.backups ?? [], signal);
    const protection = lock !== undefined ? { protection: 'lock' as const } : versioned ? { protection: 'versions' as const } : {};
    return { lookedAt, backups, removed, ...(readBackAt === undefined ? {} : { readBackAt }), ...protection, seen: { readAt: lookedAt, objects, nearby } };
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    return { lookedAt, backups: [], problem: toPlainError(error), ...(known?.seen === undefined ? {} : { seen: known.seen }) };
  }
}

/** Names and sizes of what makes up the list of backups. */
async function listedObjects({ store }: Pick<Vault, 'store'>, signal: AbortSignal): Promise<string> {
  const found: string[] = [];
  for await (const { key, size } of store.list(snapshotsPrefix, { signal })) found.push(`${key} ${size}`);
  const status = await store.stat(statusJsonKey, { signal });
  return [...found, `${statusJsonKey} ${status?.size ?? 'absent'}`].join('\n');
}

async function listVault(vault: Vault, known: readonly ListedBackup[], signal: AbortSignal): Promise<{ readonly backups: readonly ListedBackup[]; readonly readBackAt: string | undefined }> {
  const names = await listSnapshots(vault, signal);
  const status = await readStatus(vault, signal);
  const verified = new Map(status?.verified.map(({ snapshot, storedBytes }) => [snapshot, storedBytes]));
  const before = new Map(known.map((backup) => [backup.id, backup]));
  const numbered = names.map((name, index) => ({ ...name, index }));
  const backups = await mapLimited(numbered, sideBySide, async ({ name, startedAt, index }): Promise<ListedBackup> => {
    const storedBytes = verified.get(name);
    const noted = { verified: storedBytes !== undefined, storedBytes: storedBytes ?? 0 };
    const earlier = before.get(name);
    if (index > 1 && earlier !== undefined && earlier.outcome !== 'unreadable') return { ...earlier, ...noted };
    const manifest = await readable(vault, name, signal);
    if (manifest !== undefined) return { ...described(manifest), ...noted };
    return { id: name, startedAt: startedAt.toISOString(), outcome: 'unreadable', verified: false, storedBytes: 0, records: 0, tables: 0, files: 0, lacking: [], coverage: [] };
  });
  return { backups, readBackAt: status?.verifiedAt };
}

async function readable(vault: Vault, name: string, signal: AbortSignal): Promise<Manifest | undefined> {
  try {
    return await readManifest(vault, name, signal);
  } catch (error) {
    if (isHoldfastError(error, 'corrupt') || isHoldfastError(error, 'permission-denied')) return undefined;
    if (isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone') return undefined;
    throw error;
  }
}

function described(manifest: Manifest): Omit<ListedBackup, 'verified' | 'storedBytes'> {
  const { id, startedAt, outcome, entities, files, coverage } = manifest;
  return {
    id,
    startedAt,
    outcome,
    records: entities.reduce((sum, entity) => sum + entity.records, 0),
    tables: entities.length,
    files: files.records,
    lacking: entities.flatMap(({ name, status, reason }) => (status === 'complete' ? [] : [{ name, reason: reason ?? 'It could not be read whole.' }])),
    coverage: coverage.map(({ what, why, nextStep }) => ({ what, why, ...(nextStep === undefined ? {} : { nextStep }) })),
  };
}
