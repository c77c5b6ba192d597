import { HoldfastError, isHoldfastError, toHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/record.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import type { LongCall } from '../long-call.ts';
import type { Clock } from '../ports/clock.ts';
import { checkPlain } from '../vault/check/check-plain.ts';
import { Problems } from '../vault/check/problems.ts';
import { takeStock } from '../vault/check/stock.ts';
import { parseSnapshotName, statusJsonKey } from '../vault/format/names.ts';
import { schemaHash } from '../vault/format/schema-hash.ts';
import { readLedger } from '../vault/retention/ledger.ts';
import { SegmentPool } from '../vault/segments/pool.ts';
import { readStatus } from '../vault/status.ts';
import type { Vault } from '../vault/vault.ts';
import { checkBackup, checkNewer, checkPlainObjects, checkRollback } from './checks/backup.ts';
import { checkCounts } from './checks/counts.ts';
import { checkFiles } from './checks/files.ts';
import { checkAge } from './checks/fresh.ts';
import { checkObjects } from './checks/objects.ts';
import { checkTypes } from './checks/types.ts';
import type { DrillCheck, DrillReport } from './drill-desk.ts';
import { findBackup, type FoundBackup } from './find-backup.ts';
import { type LoadedBackup, loadBackup } from './load-backup.ts';
import { openUploads } from './open-uploads.ts';
import { sameIds } from './same-ids.ts';
import type { LoadedTables } from './golden/evaluate.ts';
import { Stopwatch } from './stopwatch.ts';
import { TypesTally } from './types-tally.ts';
import { failed, moment, otherPlace } from './words.ts';
import type { DrillWork } from './work.ts';

/** Further looks at a backup that was loaded. */
export type FurtherChecks = (loaded: { readonly work: DrillWork; readonly manifest: Manifest; readonly backup: LoadedBackup }) => Promise<readonly DrillCheck[]>;

export interface DrillTask {
  readonly id: string;
  readonly app: string;
  readonly place: string;
  readonly by: DrillReport['by'];
  readonly vaultId: string;
  /** Opens what lies in the place with nothing but the key. */
  readonly open: (signal: AbortSignal) => Promise<Vault>;
  readonly clock: Clock;
  readonly threads?: number | undefined;
  /** Hours that may lie between two backups; undefined: nothing says. */
  readonly hours: number | undefined;
  /** The newest backup that this computer remembers for this place; only to tell that the place was put back. Nothing is restored by it. */
  readonly seen: string | undefined;
  /** What the founder knows of their data. */
  readonly golden: (vault: Vault, loaded: LoadedTables, signal: AbortSignal) => Promise<readonly DrillCheck[]>;
  /** In turn, after the rest. */
  readonly further: readonly FurtherChecks[];
}

/**
 * Restores the newest backup of a place into a throwaway database and looks through it. Whatever is wrong with the backups is in the report.
 * @throws what keeps the place from being read (away, not allowed, no network), quota-exceeded (this computer's disk), cancelled.
 */
export async function runDrill(task: DrillTask, call: LongCall): Promise<DrillReport> {
  const { clock, id, app, place, by } = task;
  const watch = new Stopwatch(clock);
  const startedAt = clock.now().toISOString();
  const checks: DrillCheck[] = [];
  const report = (more: Pick<DrillReport, 'backup' | 'error'>): DrillReport => ({
    id,
    app,
    place,
    by,
    startedAt,
    durationMs: watch.total,
    ok: more.error === undefined && checks.every(({ state }) => state !== 'failed') && rested.every((kind) => checks.some((check) => check.kind === kind && check.state === 'passed')),
    phases: watch.phases,
    checks,
    ...more,
  });
  try {
    const vault = await watch.during('fetch', () => task.open(call.signal));
    const backup = await drillVault(task, { vault, watch, call }, checks);
    return report(backup === undefined ? {} : { backup });
  } catch (error) {
    const failure = toHoldfastError(error);
    if (failure.code === 'cancelled' || call.signal.aborted) throw isHoldfastError(error, 'cancelled') ? error : new HoldfastError('cancelled', 'Stopped before it was done.', { cause: error });
    const check = ofFailure(failure);
    // A place that is away, or a disk that is full here, says nothing about the backups: what was proven before still is.
    if (check === undefined) throw failure;
    checks.push(check);
    return report({ error: toPlainError(failure) });
  }
}

/** A restore rests on these: where one of them was not made, nothing is proven. */
const rested: readonly DrillCheck['kind'][] = ['backup', 'objects', 'counts'];

async function drillVault(task: DrillTask, { vault, watch, call }: Pick<DrillWork, 'vault' | 'watch' | 'call'>, checks: DrillCheck[]): Promise<DrillReport['backup']> {
  if (vault.header.vaultId !== task.vaultId) throw otherVault(task);
  const stock = await watch.during('fetch', () => takeStock(vault.store, call.signal));
  const pool = new SegmentPool(vault.keys, task.threads);
  const work: DrillWork = { vault, stock, pool, watch, call };
  try {
    const found = await watch.during('fetch', () => findBackup(work, task.clock.now()));
    checks.push(checkBackup(found), ...checkNewer(found), ...(await watch.during('check', () => checksOfPlace(task, work, found))));
    const { manifest } = found;
    if (manifest === undefined) return undefined;
    return await drillBackup(task, work, manifest, checks);
  } finally {
    await pool.close();
  }
}

async function drillBackup(task: DrillTask, work: DrillWork, manifest: Manifest, checks: DrillCheck[]): Promise<DrillReport['backup']> {
  const { watch, call } = work;
  const tallies = new Map<number, TypesTally>();
  const schemas = new Map<string, unknown>();
  const loaded = await loadBackup(work, manifest, {
    begin: (known) => {
      for (const [name, schema] of known) schemas.set(name, schema);
      for (const [at, { name }] of manifest.entities.entries()) tallies.set(at, new TypesTally(known.get(name)));
    },
    look: (at, records) => tallies.get(at)?.add(records),
  });
  const { database } = loaded;
  try {
    const uploads = await openUploads(work, loaded.uploads);
    const counts = new Map(database.tables.map(({ entity, records }) => [entity, records]));
    checks.push(
      ...checkObjects({ damage: loaded.damage, damagedLists: loaded.damagedLists, objects: loaded.objects, backup: moment(manifest.readStartedAt) }),
      ...watch.at('check', () => checkCounts(manifest.entities, counts)),
      ...watch.at('check', () =>
        checkTypes(
          manifest.entities.map((entity, at) => ({
            name: entity.name,
            records: counts.get(entity.name) ?? 0,
            hasSchema: schemas.has(entity.name),
            isItsSchema: !schemas.has(entity.name) || schemaHash(asJson(schemas.get(entity.name))) === entity.schemaHash,
            misfits: tallies.get(at)?.misfits ?? [],
            sameId: sameIds(database, entity.name),
          })),
        ),
      ),
      ...checkFiles(uploads.files, uploads.broken),
    );
    for (const further of task.further) {
      call.onProgress?.({ phase: 'check', done: checks.length, unit: 'objects' });
      checks.push(...(await further({ work, manifest, backup: loaded })));
    }
    const partial = new Set([...manifest.entities.filter(({ status }) => status !== 'complete').map(({ name }) => name), ...loaded.damage.flatMap(({ table }) => table ?? [])]);
    checks.push(...(await watch.during('check', () => task.golden(work.vault, { scratch: database, partial }, call.signal))));
    const records = [...counts.values()].reduce((sum, one) => sum + one, 0);
    return { id: manifest.id, startedAt: manifest.readStartedAt, records, tables: manifest.entities.length, files: uploads.files, bytes: loaded.bytes + uploads.bytes };
  } finally {
    // With it, all that was plain is gone.
    database.close();
  }
}

/** What the place says of itself, against what lies there. */
async function checksOfPlace(task: DrillTask, { vault, stock, pool, call }: DrillWork, found: FoundBackup): Promise<readonly DrillCheck[]> {
  const problems = new Problems();
  await checkPlain({ vault, stock, pool, problems, signal: call.signal, readData: false, looked: () => undefined });
  const status = await readStatus(vault, call.signal);
  const ledger = await readLedger(vault, call.signal);
  const now = task.clock.now();
  const snapshots = [...stock.snapshots.keys()].flatMap((name) => parseSnapshotName(name) ?? []);
  const rollback = checkRollback({
    status: status === undefined ? undefined : { snapshot: status.snapshot, verified: status.verified.map(({ snapshot }) => snapshot) },
    isThere: stock.named.has(statusJsonKey),
    snapshots,
    seen: task.seen,
    removed: ledger.removed,
    now,
  });
  const { manifest } = found;
  const age = manifest === undefined ? [] : [checkAge({ readStartedAt: manifest.readStartedAt, expectedBy: status?.expectedBy, recoveryPoint: status?.recoveryPoint, hours: task.hours, now })];
  return [...checkPlainObjects(problems.list), ...rollback, ...age];
}

/** That nothing would come back, where that is why a drill ended: the key does not open what lies there, or what is to be opened is not there. */
function ofFailure(failure: HoldfastError): DrillCheck | undefined {
  const what = { id: 'backup-opens', kind: 'backup', name: 'The backups open with nothing but the place and the key' } as const;
  const isGone = failure.details['reason'] === 'place-gone';
  const isOtherKey = failure.code === 'permission-denied' && failure.details['reason'] === 'other-key';
  if (failure.code === 'corrupt' || failure.code === 'conflict' || failure.code === 'invalid-input' || isOtherKey || (failure.code === 'not-found' && !isGone)) {
    return failed(what, { detail: failure.message, consequence: 'On another computer nothing would come back from this place.', nextStep: failure.nextStep === '' ? otherPlace : failure.nextStep });
  }
  return undefined;
}

function otherVault({ app, place }: DrillTask): HoldfastError {
  return new HoldfastError('conflict', `“${place}” holds other backups where those of “${app}” should lie.`, { nextStep: 'Find out who changed this place, then back up again, into another place where need be.', details: { reason: 'other-vault' } });
}

function asJson(schema: unknown): JsonValue {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- read from JSON
  return schema as JsonValue;
}
