import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { snapshotKey } from '../format/names.ts';
import type { Vault } from '../vault.ts';
import { deleteManifests, restoreVerified } from './delete-manifests.ts';
import { expectedToGo } from './expected.ts';
import { HeldLease, type LeaseOwner } from './lease.ts';
import { type Ledger, readLedger } from './ledger.ts';
import { planRetention, type RetentionPlan } from './plan.ts';
import type { RetentionPolicy } from './policy.ts';
import { type Survey, survey } from './survey.ts';
import { sweep, wasteBeside } from './sweep.ts';

/** The backups of one app in one place, and what is to be kept of them. */
export interface Thinning {
  readonly vault: Vault;
  readonly policy: RetentionPolicy;
  readonly clock: Clock;
  /** Where days begin, as `Europe/Oslo`. */
  readonly timeZone: string;
  /** Pins of the app's other places: they count here too. */
  readonly pinnedElsewhere: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

export interface ThinOut extends Thinning {
  readonly owner: LeaseOwner;
  /** A person saw what goes and wants it, however much it is. */
  readonly confirmed: boolean;
}

export interface Preview {
  readonly plan: RetentionPlan;
  /** More backups would go than those made since the last time explain: a person has to say yes. */
  readonly asks: boolean;
  /** Bytes of all objects that no backup would need any more; undefined where a damaged backup keeps that from being known. */
  readonly bytes: number | undefined;
}

export interface ThinnedOut {
  /** As it was carried out. */
  readonly plan: RetentionPlan;
  readonly freedBytes: number;
  /** Bytes that no backup needs, but which are left for a day because a backup may be running. */
  readonly waitingBytes: number;
  /** Keys of what the place did not let go. */
  readonly refused: readonly string[];
  /** Plain sentences about what else happened. */
  readonly notes: readonly string[];
}

/** What thinning out would do; changes nothing. @throws what the place throws. */
export async function previewThinning(work: Thinning): Promise<Preview> {
  const ledger = await readLedger(work.vault, work.signal);
  const found = await surveyWith(work, ledger.removing.map(({ snapshot }) => snapshot));
  const plan = planOf(work, found);
  return { plan, asks: isUnexpected(work, plan, found, ledger), bytes: await wasteBeside(work, plan.kept.map(({ snapshot }) => snapshot.name)) };
}

/**
 * Thins out the backups of one place by the policy (docs/design.md, "Write order of a thinning out"): status.json, then manifests, then what no
 * backup needs and none needed a day ago; segments that are mostly dead are rewritten before they go. It can be stopped anywhere and finishes
 * the next time. What the place refuses to delete stays and is named.
 * @throws conflict when more would go than is expected and nobody confirmed it (details.reason = `more-than-expected`), or while another
 *   computer is at it (`leased`); corrupt when the newest backup cannot be followed to its parts; permission-denied where not even
 *   retention.json can be written; what else the place throws.
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
  const { vault, signal, clock, policy } = work;
  const began = clock.now();
  // Somebody was killed between forgetting backups and removing them.
  await restoreVerified(vault, lease.ledger.removing, signal);
  const found = await surveyWith(work, []);
  const plan = planOf(work, found);
  if (!work.confirmed && isUnexpected(work, plan, found, lease.ledger)) throw moreThanExpected(plan);
  if (plan.going.length > 0) await requireNewest(work, plan);
  const manifests = await deleteManifests(vault, plan.going.map(({ snapshot }) => snapshot.name), lease, signal);
  const swept = await sweep(work, lease);
  await lease.finish({ applied: { at: began.toISOString(), policy }, unreached: swept.unreached });

  const { takenOverFrom } = lease;
  const taken = takenOverFrom === undefined ? [] : [`Removing old backups was begun on ${takenOverFrom.name} at ${takenOverFrom.takenAt} and stopped halfway; it was taken up again.`];
  const gone = new Set(manifests.deleted);
  const pinned = new Set(manifests.pinned);
  const pinnedMeanwhile = plan.going.filter(({ snapshot }) => pinned.has(snapshot.name)).map(({ snapshot }) => ({ snapshot, because: [{ kind: 'pinned' as const }] }));
  return {
    plan: { kept: [...plan.kept, ...pinnedMeanwhile], going: plan.going.filter(({ snapshot }) => gone.has(snapshot.name)) },
    freedBytes: manifests.bytes + swept.freedBytes,
    waitingBytes: swept.waitingBytes,
    refused: [...manifests.refused.map(snapshotKey), ...swept.refused],
    notes: [...taken, ...(swept.note === undefined ? [] : [swept.note])],
  };
}

function surveyWith({ vault, pinnedElsewhere, signal }: Thinning, alsoVerified: readonly string[]): Promise<Survey> {
  return survey(vault, { pinnedElsewhere, alsoVerified, signal });
}

function planOf({ policy, clock, timeZone }: Thinning, { snapshots }: Survey): RetentionPlan {
  return planRetention(snapshots, policy, { now: clock.now(), timeZone });
}

function isUnexpected({ policy }: Thinning, { going }: RetentionPlan, { snapshots }: Survey, { applied }: Ledger): boolean {
  return going.length > 1 + expectedToGo(applied, policy, snapshots.map(({ startedAt }) => startedAt));
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
