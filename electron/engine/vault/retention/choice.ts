import { HoldfastError } from '../../../../shared/model/errors.ts';
import { planRetention, type PlannedSnapshot, type PlanOptions, type RetentionPlan } from './plan.ts';
import type { RetentionPolicy } from './policy.ts';

/** What is to go: what a policy does not keep, or backups that somebody named. */
export type Choice =
  | {
      readonly kind: 'policy';
      readonly policy: RetentionPolicy;
      /** Backups that a person saw going: others stay this time, whatever the policy says. Absent = whatever the policy says. */
      readonly seen?: ReadonlySet<string>;
    }
  | { readonly kind: 'named'; readonly names: ReadonlySet<string> };

/** @throws conflict when a backup was named that must stay (details.reason = `newest` | `no-newest` | `pinned`); invalid-input for an unknown time zone. */
export function planOf(choice: Choice, snapshots: readonly PlannedSnapshot[], options: PlanOptions): RetentionPlan {
  if (choice.kind === 'named') return planNamed(choice.names, snapshots);
  const plan = planRetention(snapshots, choice.policy, options);
  const { seen } = choice;
  if (seen === undefined) return plan;
  const unseen = plan.going.filter(({ snapshot }) => !seen.has(snapshot.name)).map(({ snapshot }) => ({ snapshot, because: [{ kind: 'unseen' as const }] }));
  return { kept: newestFirst([...plan.kept, ...unseen]), going: plan.going.filter(({ snapshot }) => seen.has(snapshot.name)) };
}

function planNamed(names: ReadonlySet<string>, snapshots: readonly PlannedSnapshot[]): RetentionPlan {
  const going = snapshots.filter(({ name }) => names.has(name));
  const newest = newestFirst(snapshots.map((snapshot) => ({ snapshot }))).find(({ snapshot }) => snapshot.state === 'sound')?.snapshot;
  const [first] = going;
  if (newest === undefined && first !== undefined) throw mustStay('no-newest', first);
  for (const snapshot of going) {
    if (snapshot.pinned) throw mustStay('pinned', snapshot);
    if (snapshot === newest) throw mustStay('newest', snapshot);
  }
  const kept = snapshots.filter(({ name }) => !names.has(name)).map((snapshot) => ({ snapshot, because: [snapshot === newest ? { kind: 'newest' as const } : { kind: 'not-named' as const }] }));
  return { kept: newestFirst(kept), going: newestFirst(going.map((snapshot) => ({ snapshot, because: { kind: 'named' as const } }))) };
}

function newestFirst<T extends { readonly snapshot: PlannedSnapshot }>(entries: readonly T[]): readonly T[] {
  return entries.toSorted((a, b) => b.snapshot.startedAt.getTime() - a.snapshot.startedAt.getTime() || (a.snapshot.name < b.snapshot.name ? 1 : -1));
}

function mustStay(reason: 'newest' | 'no-newest' | 'pinned', { name }: PlannedSnapshot): HoldfastError {
  const details = { reason, snapshot: name };
  if (reason === 'no-newest') return new HoldfastError('conflict', 'There is no complete backup here that was read back, so nothing is removed.', { nextStep: 'Make a backup first.', details });
  return reason === 'pinned'
    ? new HoldfastError('conflict', 'This backup is pinned, so it stays.', { nextStep: 'Take its pin away first, if you are sure.', details })
    : new HoldfastError('conflict', 'This is the newest backup that is complete and was read back: everything falls back on it, so it stays.', { nextStep: 'Make a newer backup first.', details });
}
