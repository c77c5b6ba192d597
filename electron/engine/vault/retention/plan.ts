import type { SnapshotKind } from '../../../../shared/model/snapshot.ts';
import { type CalendarDay, calendarOf } from './calendar.ts';
import { fewestKept, type RetentionPolicy } from './policy.ts';

/** What a plan needs to know of a backup. */
export interface PlannedSnapshot {
  readonly name: string;
  readonly startedAt: Date;
  readonly kind: SnapshotKind;
  /** `sound`: complete and read back from this place. `unreadable`: its description does not open. */
  readonly state: 'sound' | 'unsound' | 'unreadable';
  readonly pinned: boolean;
}

export type KeptBecause =
  | { readonly kind: 'newest' | 'fewest' | 'last' | 'pre-change' | 'pinned' | 'unreadable' | 'future' }
  /** The policy would let it go, but it was not among those that a person saw; backups were named, and not this one. */
  | { readonly kind: 'unseen' | 'not-named' }
  /** Something happened to the data, and nobody said yet whether it was meant. */
  | { readonly kind: 'alarm' }
  /** A person declared an emergency. */
  | { readonly kind: 'emergency' }
  /** Made before something was brought back, which can be taken back with it until this day. */
  | { readonly kind: 'take-back'; readonly until: string }
  /** The last backup of this day, week or month. */
  | { readonly kind: 'daily' | 'weekly' | 'monthly'; readonly of: string };

export type GoingBecause =
  /** A later backup of the same day stays. */
  | { readonly kind: 'same-day'; readonly stays: string }
  /** More days, weeks and months have a newer one than are to be kept. */
  | { readonly kind: 'old' }
  /** Somebody named it. */
  | { readonly kind: 'named' };

export interface RetentionPlan {
  /** Newest first. */
  readonly kept: readonly { readonly snapshot: PlannedSnapshot; readonly because: readonly KeptBecause[] }[];
  readonly going: readonly { readonly snapshot: PlannedSnapshot; readonly because: GoingBecause }[];
}

export interface PlanOptions {
  readonly now: Date;
  /** Where days begin, as `Europe/Oslo`. */
  readonly timeZone: string;
}

// A little ahead is another computer's clock; more is a wrong date.
const aheadMs = 24 * 60 * 60 * 1000;

/** So long a restore can be taken back, whatever the policy says and however many others were made since. */
const takeBackMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Which backups stay and which go, and why. Never goes: the newest sound backup and the newest of all, the newest `fewestKept` sound
 * ones, what is pinned, what a restore of the last 30 days would be taken back with, what cannot be read, and what is dated in the future (which takes nobody's place either). Sound and unsound backups are counted apart: a month of
 * incomplete ones pushes no complete one out.
 *
 * What a policy keeps, one with larger numbers keeps too; what is left after a plan was carried out, the same policy keeps whole.
 * @throws invalid-input for a time zone that is not known.
 */
export function planRetention(snapshots: readonly PlannedSnapshot[], policy: RetentionPolicy, { now, timeZone }: PlanOptions): RetentionPlan {
  const newestFirst = snapshots.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (a.name < b.name ? 1 : -1));
  const calendar = calendarOf(timeZone);
  const days = new Map(newestFirst.map((snapshot) => [snapshot, calendar(snapshot.startedAt)]));
  const reasons = new Map<PlannedSnapshot, KeptBecause[]>(newestFirst.map((snapshot) => [snapshot, []]));
  const keep = (snapshot: PlannedSnapshot | undefined, because: KeptBecause): void => {
    if (snapshot !== undefined) reasons.get(snapshot)?.push(because);
  };

  const dated = newestFirst.filter((snapshot) => !isFuture(snapshot, now));
  const sound = dated.filter(({ state }) => state === 'sound');
  keep(sound[0] ?? dated[0], { kind: 'newest' });
  if (sound.length > 0 && sound[0] !== dated[0]) keep(dated[0], { kind: 'newest' });
  for (const snapshot of newestFirst) {
    if (snapshot.pinned) keep(snapshot, { kind: 'pinned' });
    if (snapshot.state === 'unreadable') keep(snapshot, { kind: 'unreadable' });
    if (isFuture(snapshot, now)) keep(snapshot, { kind: 'future' });
    const until = new Date(snapshot.startedAt.getTime() + takeBackMs);
    if (snapshot.kind === 'pre-restore' && until > now) keep(snapshot, { kind: 'take-back', until: calendar(until).day });
  }
  for (const some of [sound, dated.filter(({ state }) => state === 'unsound')]) {
    for (const snapshot of some.slice(0, policy.last)) keep(snapshot, { kind: 'last' });
    keepPeriods(some, days, policy, keep);
    for (const snapshot of some.filter(isBeforeChange).slice(0, policy.preChange)) keep(snapshot, { kind: 'pre-change' });
  }
  for (const snapshot of sound.slice(0, fewestKept)) if (reasons.get(snapshot)?.length === 0) keep(snapshot, { kind: 'fewest' });

  const kept = newestFirst.flatMap((snapshot) => {
    const because = reasons.get(snapshot) ?? [];
    return because.length === 0 ? [] : [{ snapshot, because }];
  });
  const staying = kept.map(({ snapshot }) => snapshot);
  const going = newestFirst.filter((snapshot) => reasons.get(snapshot)?.length === 0).map((snapshot) => ({ snapshot, because: whyGoing(snapshot, staying, days) }));
  return { kept, going };
}

/** The last of each day, week and month, as many of them as the policy says. @param some newest first */
function keepPeriods(some: readonly PlannedSnapshot[], days: ReadonlyMap<PlannedSnapshot, CalendarDay>, policy: RetentionPolicy, keep: (snapshot: PlannedSnapshot, because: KeptBecause) => void): void {
  const rules = [
    { kind: 'daily', period: 'day' },
    { kind: 'weekly', period: 'week' },
    { kind: 'monthly', period: 'month' },
  ] as const;
  for (const { kind, period } of rules) {
    const seen = new Set<string>();
    for (const snapshot of some) {
      const of = days.get(snapshot)?.[period] ?? '';
      if (seen.has(of)) continue;
      if (seen.size === policy[kind]) break;
      seen.add(of);
      keep(snapshot, { kind, of });
    }
  }
}

function whyGoing(snapshot: PlannedSnapshot, staying: readonly PlannedSnapshot[], days: ReadonlyMap<PlannedSnapshot, CalendarDay>): GoingBecause {
  const day = days.get(snapshot)?.day;
  const later = staying.find((other) => other.startedAt >= snapshot.startedAt && other.state === snapshot.state && days.get(other)?.day === day);
  return later === undefined ? { kind: 'old' } : { kind: 'same-day', stays: later.name };
}

function isBeforeChange({ kind }: PlannedSnapshot): boolean {
  return kind === 'pre-change' || kind === 'pre-restore';
}

function isFuture({ startedAt }: PlannedSnapshot, now: Date): boolean {
  return startedAt.getTime() > now.getTime() + aheadMs;
}
