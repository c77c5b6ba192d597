import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { snapshotKey } from '../format/names.ts';
import type { Vault } from '../vault.ts';
import { type Choice, planOf } from './choice.ts';
import { deleteManifests, restoreVerified } from './delete-manifests.ts';
import { expectedToGo, knownToGo } from './expected.ts';
import { HeldLease, type LeaseOwner } from './lease.ts';
import { type Ledger, readLedger } from './ledger.ts';
import type { PlannedSnapshot, RetentionPlan } from './plan.ts';
import { type Survey, survey } from './survey.ts';
import { sweep, type Waste, wasteBeside } from './sweep.ts';
import { graceMs } from './unreached.ts';

/** The backups of one app in one place, and what is to be kept of them. */
export interface Thinning {
  readonly vault: Vault;
  readonly choice: Choice;
  readonly clock: Clock;
  /** Where days begin, as `Europe/Oslo`. */
  readonly timeZone: string;
  /** Pins of the app's other places: they count here too. */
  readonly pinnedElsewhere: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** How far it is: backups, then objects that no backup needs. */
export type ThinningProgress = (unit: 'backups' | 'objects', done: number, total: number) => void;

export interface ThinOut extends Thinning {
  readonly owner: LeaseOwner;
  /** A person saw what goes and wants it, however much it is. */
  readonly confirmed: boolean;
  /** No person is there: nothing goes while the newest backup is not complete and verified. */
  readonly unattended?: boolean;
  readonly onProgress?: ThinningProgress | undefined;
}

export interface Preview {
  readonly plan: RetentionPlan;
  /** More backups would go than those made since the last time explain: a person has to say yes. */
  readonly asks: boolean;
  /** Bytes of all objects that no backup would need any more; undefined where a damaged backup keeps that from being known. */
  readonly waste: Waste | undefined;
}

export interface ThinnedOut {
  /** As it was carried out. */
  readonly plan: RetentionPlan;
  readonly freedBytes: number;
  /** Bytes that no backup needs, but which are left for a day because a backup may be running. */
  readonly waitingBytes: number;
  /** Keys of what the place did not let go. */
  readonly refused: readonly string[];
  /** Nothing could be deleted, as it was the last time: nothing new. */
  readonly refusesAsBefore: boolean;
  /** Plain sentences about what else happened. */
  readonly notes: readonly string[];
}

/** What would go; changes nothing. @throws conflict when a backup was named that must stay; what the place throws. */
export async function planThinning(work: Thinning): Promise<Pick<Preview, 'plan' | 'asks'>> {
  const { plan, asks } = await planned(work);
  return { plan, asks };
}

async function planned(work: Thinning): Promise<Pick<Preview, 'plan' | 'asks'> & { readonly ledger: Ledger }> {
  const ledger = await readLedger(work.vault, work.signal);
  const found = await surveyWith(work, ledger.removing.map(({ snapshot }) => snapshot));
  const plan = planFor(work, found);
  return { plan, asks: isUnexpected(work, plan, found, ledger), ledger };
}

/** The same, with what it would free. */
export async function previewThinning(work: Thinning): Promise<Preview> {
  const { plan, asks, ledger } = await planned(work);
  const ripe = new Set(ledger.unreached.filter(({ since }) => work.clock.now().getTime() - Date.parse(since) >= graceMs).map(({ key }) => key));
  return { plan, asks, waste: await wasteBeside(work, plan.kept.map(({ snapshot }) => snapshot.name), ripe) };
}

/**
 * Removes backups of one place, by a policy or those that were named (docs/design.md, "Write order of a thinning out"): status.json, then manifests, then what no
 * backup needs and none needed a day ago; segments that are mostly dead are rewritten before they go. It can be stopped anywhere and finishes
 * the next time. What the place refuses to delete stays and is named.
 * @throws conflict when more would go than is expected and nobody confirmed it (details.reason = `more-than-expected`), while another
 *   computer is at it (`leased`), or when a backup was named that must stay (`newest`, `pinned`); corrupt when the newest backup cannot be
 *   followed to its parts; permission-denied where not even retention.json can be written; what else the place throws.
 */
export async function thinOut(work: ThinOut): Promise<ThinnedOut> {
  const lease = await HeldLease.take(work.vault, work.clock, work.owner, work.signal);
  try {
    return await thinOutHeld(work, lease);
  } catch (error) {
    await lease.giveUp();
    throw error;
  }
}

async function thinOutHeld(work: ThinOut, lease: HeldLease): Promise<ThinnedOut> {
  const { vault, signal, clock, choice, onProgress } = work;
  const began = clock.now();
  // Somebody was killed between forgetting backups and removing them.
  await restoreVerified(vault, lease.ledger.removing, signal);
  const found = await surveyWith(work, []);
  const wanted = planFor(work, found);
  const waits = work.unattended === true && !endsSoundly(wanted);
  const plan = waits ? { kept: [...wanted.kept, ...wanted.going.map(({ snapshot }) => ({ snapshot, because: [{ kind: 'unseen' as const }] }))], going: [] } : wanted;
  if (!work.confirmed && isUnexpected(work, plan, found, lease.ledger)) throw moreThanExpected(plan);
  if (plan.going.length > 0) await requireNewest(work, plan);
  const total = plan.going.length;
  const manifests = await deleteManifests(plan.going.map(({ snapshot }) => snapshot.name), { vault, lease, signal, onProgress: (done) => onProgress?.('backups', done, total) });
  const swept = await sweep({ vault, clock, signal, onProgress: (done, objects) => onProgress?.('objects', done, objects) }, lease);

  const gone = new Set(manifests.deleted);
  const refused = [...manifests.refused.map(snapshotKey), ...swept.refused];
  const letGo = gone.size + swept.deleted;
  const { letsNothingGo: before, applied } = lease.ledger;
  const letsNothingGo = letGo > 0 ? false : refused.length > 0 || before;
  const present = new Set(found.snapshots.map(({ name }) => name).filter((name) => !gone.has(name)));
  // What a person has seen only in part, or what was put off, was not carried out.
  const isApplied = choice.kind === 'policy' && plan.kept.every(({ because }) => because.every(({ kind }) => kind !== 'unseen'));
  await lease.finish({ applied: isApplied ? { at: began.toISOString(), policy: choice.policy } : applied, unreached: swept.unreached, letsNothingGo, present });

  const { takenOverFrom } = lease;
  const taken = takenOverFrom === undefined ? [] : [`Removing old backups was begun on ${takenOverFrom.name} at ${takenOverFrom.takenAt} and stopped halfway; it was taken up again.`];
  const put = waits ? ['The newest backup here is not complete and verified, so no older one was removed.'] : [];
  const pinned = new Set(manifests.pinned);
  const pinnedMeanwhile = plan.going.filter(({ snapshot }) => pinned.has(snapshot.name)).map(({ snapshot }) => ({ snapshot, because: [{ kind: 'pinned' as const }] }));
  return {
    plan: { kept: [...plan.kept, ...pinnedMeanwhile], going: plan.going.filter(({ snapshot }) => gone.has(snapshot.name)) },
    freedBytes: manifests.bytes + swept.freedBytes,
    waitingBytes: swept.waitingBytes,
    refused,
    refusesAsBefore: before && letsNothingGo && refused.length > 0,
    notes: [...taken, ...put, ...(swept.note === undefined ? [] : [swept.note])],
  };
}

function surveyWith({ vault, pinnedElsewhere, signal }: Thinning, alsoVerified: readonly string[]): Promise<Survey> {
  return survey(vault, { pinnedElsewhere, alsoVerified, signal });
}

function planFor({ choice, clock, timeZone }: Thinning, { snapshots }: Survey): RetentionPlan {
  return planOf(choice, snapshots, { now: clock.now(), timeZone });
}

function isUnexpected({ choice, timeZone }: Thinning, { going }: RetentionPlan, { snapshots }: Survey, { applied }: Ledger): boolean {
  // Whoever named backups, or saw which go, expects just that.
  if (choice.kind === 'named' || choice.seen !== undefined) return false;
  const known = knownToGo(applied, choice.policy, snapshots, { timeZone });
  const news = going.filter(({ snapshot }) => !known.has(snapshot.name));
  return news.length > 1 + expectedToGo(applied, choice.policy, snapshots.map(({ startedAt }) => startedAt));
}

/** Is the newest backup one to fall back on? What is dated in the future says nothing of that. */
function endsSoundly({ kept, going }: RetentionPlan): boolean {
  const dated = kept.filter(({ because }) => because.every(({ kind }) => kind !== 'future')).map(({ snapshot }) => snapshot);
  const newest = [...dated, ...going.map(({ snapshot }) => snapshot)].reduce<PlannedSnapshot | undefined>((latest, each) => (latest === undefined || each.startedAt > latest.startedAt ? each : latest), undefined);
  return newest === undefined || newest.state === 'sound';
}

/** For whoever asks before all of an app's places are thinned out. */
export function moreThanExpected({ going }: Pick<RetentionPlan, 'going'>): HoldfastError {
  return new HoldfastError('conflict', `${going.length} backups would go, which is more than usual. Nothing was removed.`, {
    nextStep: 'Look at what would go and why (--dry-run); if that is what you want, say so (--yes).',
    details: { reason: 'more-than-expected', going: going.length },
  });
}

/** Nothing goes while the backup that everything falls back on cannot be followed to its parts. @throws corrupt. */
async function requireNewest(work: Thinning, plan: RetentionPlan): Promise<void> {
  const newest = plan.kept.filter(({ snapshot, because }) => snapshot.state !== 'unreadable' && because.some(({ kind }) => kind === 'newest')).map(({ snapshot }) => snapshot.name);
  if (newest.length > 0 && (await wasteBeside(work, newest)) !== undefined) return;
  throw new HoldfastError('corrupt', 'The newest backup here is damaged, so no older one is removed.', { nextStep: 'Back up again, and run a check of every byte.' });
}
