import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import type { CheckReport, LongCall } from '../engine.ts';
import { mapLimited } from '../streams/concurrency.ts';
import { checkFileLists, verifyFiles } from './check/check-files.ts';
import { checkIndexes } from './check/check-indexes.ts';
import { type CheckedPlaces, loadPlaces } from './check/check-places.ts';
import { checkPlain } from './check/check-plain.ts';
import { asTold, type CheckedVault, checkProgress, type CheckRun, damageOf } from './check/check-run.ts';
import { verifySegments } from './check/check-segments.ts';
import { Needs } from './check/needs.ts';
import { Problems } from './check/problems.ts';
import { takeStock } from './check/stock.ts';
import { directoriesPrefix, headerKey, segmentKey, snapshotKey } from './format/names.ts';
import { SegmentPool } from './segments/pool.ts';
import { readManifest } from './vault.ts';

export interface CheckVaultOptions extends LongCall {
  /** Every byte, not only that everything is there. */
  readonly readData?: boolean | undefined;
  /** Threads that decrypt; absent = by the computer's cores; 0 = none. */
  readonly threads?: number | undefined;
}

/**
 * Checks a vault in its place. Damage is a result, not an error.
 *
 * - **Structure**: vault.json, README.txt and status.* are as Holdfast wrote them, every backup that was once verified is still there, every manifest opens and is sealed with the vault's key, every chunk that a snapshot leads to
 *   lies in a segment that is there with the right size, every uploaded file likewise.
 * - **Every byte** (`readData`): also, every segment and file is decrypted, the id of each and of every chunk is computed again,
 *   and what the directories say is compared with the segments.
 *
 * Objects that are not ours are passed over; so are segments and files that no backup needs, as long as they are not damaged.
 * @throws what the place throws when it cannot be read at all; cancelled.
 */
export async function checkVault(vault: CheckedVault, options: CheckVaultOptions): Promise<CheckReport> {
  const { signal } = options;
  const readData = options.readData === true;
  const stock = await takeStock(vault.store, signal);
  const pool = new SegmentPool(vault.keys, options.threads);
  const problems = new Problems();
  const run: CheckRun = { vault, stock, problems, pool, signal, readData, looked: checkProgress(options, stock, readData) };
  try {
    await checkPlain(run);
    const places = await loadPlaces(run);
    const manifests = await readManifests(run);
    const needs = new Needs();
    await checkIndexes(run, places, manifests, needs);
    reportDirectories(run, places, needs);
    const files = await checkFileLists(run, places, manifests, needs);
    if (readData) {
      await verifySegments(run, places, needs);
      await verifyFiles(run, files);
    }
    const told = asTold(run, problems.list);
    return { ok: told.length === 0, objects: stock.objects, bytes: stock.bytes, problems: told };
  } finally {
    await pool.close();
  }
}

async function readManifests(run: CheckRun): Promise<Manifest[]> {
  let unsealed = 0;
  const manifests = await mapLimited([...run.stock.snapshots], run.vault.store.capabilities.maxConcurrency, async ([name, bytes]) => {
    try {
      return await readManifest(run.vault, name, run.signal);
    } catch (error) {
      run.problems.add(snapshotKey(name), damageOf(error), [{ snapshot: name, entity: null }]);
      if (isHoldfastError(error) && error.details['reason'] === 'seal') unsealed += 1;
      return undefined;
    } finally {
      run.looked(bytes);
    }
  });
  if (unsealed > 0 && unsealed === run.stock.snapshots.size) reportReplacedKey(run);
  return manifests.filter((manifest) => manifest !== undefined);
}

/** A vault.json that was replaced together with its chunk key is under a seal of its own: only the backups show it. */
function reportReplacedKey({ problems, stock }: CheckRun): void {
  const problem = 'Not one backup here was made with the key that it holds: it was probably replaced.';
  problems.add(headerKey, problem, [...stock.snapshots.keys()].map((snapshot) => ({ snapshot, entity: null })));
}

/** A directory that is damaged or missing costs nothing but time: segments say themselves what they hold. It is said all the same. */
function reportDirectories(run: CheckRun, places: CheckedPlaces, needs: Needs): void {
  const needers = [...places.rebuilt].flatMap((segment) => needs.of(segmentKey(segment)));
  const rest = 'Nothing is lost: what it said was found in the segments themselves.';
  for (const [directory, problem] of places.damaged) run.problems.add(directory, needers.length > 0 ? `${problem} ${rest}` : problem, needers);
  if (places.damaged.size === 0 && needers.length > 0) run.problems.add(directoriesPrefix, `A list of where things lie is missing. ${rest} The next backup writes it again.`, needers);
}
