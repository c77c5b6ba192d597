import type { PlainError } from '../../../shared/model/errors.ts';
import type { RememberedBackup } from '../activity/event.ts';
import type { Anomaly } from '../alerts/cause.ts';
import type { KeyState } from '../keys/key-health.ts';
import type { Run } from '../runs/run.ts';
import type { NextRun } from '../schedule/next-run.ts';
import type { ListedBackup, PlaceListing } from './place-listing.ts';

/** What is known of an app when its state is told. */
export interface AppFacts {
  readonly name: string;
  /** Known only from its backups: nothing can be backed up, so nothing is missing. */
  readonly isOpened: boolean;
  readonly isSample: boolean;
  readonly addedAt: string;
  readonly objectiveHours: number | undefined;
  readonly everyHours: number | null;
  readonly kitProvedAt: string | undefined;
  /** What the kit says wrong that was saved last; undefined where it is right, or nobody knows what it says. */
  readonly kitErrors: { readonly gone: readonly string[]; readonly lacking: readonly string[]; readonly people: boolean } | undefined;
  /** How many deputies' keys open what is written now. */
  readonly deputies: number;
  /** Names of places whose backups some deputy opens, the old ones too. */
  readonly openToDeputies?: readonly string[] | undefined;
  /** The computer says that it is connected; undefined where it does not say. */
  readonly online?: boolean | undefined;
  readonly pausedUntil: Date | undefined;
  readonly next: NextRun;
  /** Its places in their order; `listing` is undefined until a place was looked at. `addedAt`: what was noted before that is of another place that had the name. */
  readonly places: readonly { readonly name: string; readonly path: string; readonly addedAt?: string; readonly listing: PlaceListing | undefined }[];
  /** Backup runs, oldest first, the one that goes on included. */
  readonly backupRuns: readonly Run[];
  /** What runs remembered of their backups, oldest first, by the run's id. */
  readonly remembered: ReadonlyMap<string, RememberedBackup>;
  /** The last check that found problems which none found gone since, and of which place. */
  readonly lastCheck: { readonly at: string; readonly runId: string; readonly problems: number; readonly place?: string } | undefined;
  /** When a check last read every byte of a place and found nothing wrong, by place; one that named none read the first that answered. */
  readonly allRead?: readonly { readonly at: string; readonly place?: string | undefined }[] | undefined;
  /** Why old backups were not removed the last time that this was tried by itself; undefined where it went well or a person did it since. */
  readonly removal: { readonly runId: string; readonly at: string; readonly asks: number; readonly error: PlainError | undefined } | undefined;
  /** A restore that was begun and did not end, where nobody is at it. */
  readonly stoppedRestore?: { readonly id: string; readonly at: string; readonly asked: number; readonly written: number } | undefined;
  /** Records are being brought back, or that is being taken back, just now. */
  readonly isRestoring?: boolean;
  /** How long backup runs took, in milliseconds, by the run's id. */
  readonly durations?: ReadonlyMap<string, number>;
  /** Alarms of watching the data that stand open; undefined while nobody knows. */
  readonly anomalies?: readonly Anomaly[] | undefined;
  /** What drills came to; undefined while nobody knows. */
  readonly drills?: DrillStanding | undefined;
  /** Why the key of the backups cannot be had, where it cannot. */
  readonly keychain: { readonly state: Exclude<KeyState, 'ok'>; readonly error: PlainError } | undefined;
  /** The emergency that is open. */
  readonly emergency?: { readonly id: string; readonly startedAt: string } | undefined;
  readonly now: Date;
  readonly timeZone: string;
}

/** How it stands with the drills of an app. */
export interface DrillStanding {
  /** The last drill of each place, where it found something wrong. */
  readonly failed: readonly {
    readonly drill: string;
    readonly at: string;
    readonly place: string;
    readonly failed: number;
    readonly failures: readonly { readonly name: string; readonly table?: string; readonly consequence: string; readonly nextStep: string }[];
  }[];
  /** How often one begins by itself; null: only by button. */
  readonly everyDays: number | null;
  /** When the last one began that came to its end. */
  readonly lastAt: string | undefined;
}

/** What is known of a backup over all places. */
export interface KnownBackup extends Omit<ListedBackup, 'verified' | 'coverage'> {
  /** What it leaves out; undefined where it is only remembered, for then nobody knows. */
  readonly coverage: ListedBackup['coverage'] | undefined;
  /** The places from which it was read back. */
  readonly verifiedIn: readonly string[];
}

/**
 * Every backup, newest first. A place that cannot be looked at now is taken to hold what was read back from it by the runs this
 * computer remembers; that it is away is told for itself.
 */
export function knownBackups(facts: Pick<AppFacts, 'places' | 'remembered'>): readonly KnownBackup[] {
  const last = worked.get(facts.remembered);
  if (last !== undefined && restsOnTheSame(last.places, facts.places)) return last.value;
  const value = backupsKnownOf(facts);
  worked.set(facts.remembered, { places: facts.places, value });
  return value;
}

/** Facts are made anew at each look at the clock; what runs remembered and places listed is the same from one backup to the next, and there may be thousands. */
const worked = new WeakMap<AppFacts['remembered'], { readonly places: AppFacts['places']; readonly value: readonly KnownBackup[] }>();

function restsOnTheSame(before: AppFacts['places'], now: AppFacts['places']): boolean {
  return (
    before.length === now.length &&
    now.every(({ name, addedAt, listing }, index) => {
      const other = before[index];
      return other?.name === name && other.addedAt === addedAt && other.listing?.backups === listing?.backups && isLookedInto(other.listing) === isLookedInto(listing);
    })
  );
}

function backupsKnownOf({ places, remembered }: Pick<AppFacts, 'places' | 'remembered'>): readonly KnownBackup[] {
  const known = new Map<string, KnownBackup>();
  for (const { name, listing } of places) {
    for (const { verified, ...backup } of listing?.backups ?? []) {
      const other = known.get(backup.id);
      const verifiedIn = [...(other?.verifiedIn ?? []), ...(verified && backup.outcome !== 'unreadable' ? [name] : [])];
      // Where one place cannot read it and another can, it can be read; where they disagree on whether it is whole, it is not.
      const better = other === undefined || other.outcome === 'unreadable' || backup.outcome === 'incomplete' ? backup : other;
      known.set(backup.id, { ...better, storedBytes: Math.max(backup.storedBytes, other?.storedBytes ?? 0), verifiedIn });
    }
  }
  for (const backup of remembered.values()) {
    const away = places.filter(({ name, listing, addedAt }) => !isLookedInto(listing) && (addedAt === undefined || backup.startedAt >= addedAt) && backup.places.some((place) => place.name === name && place.verified));
    if (away.length === 0) continue;
    const names = away.map(({ name }) => name);
    const other = known.get(backup.id);
    const { id, startedAt, complete, records, tables, storedBytes, lacking } = backup;
    known.set(
      id,
      other === undefined
        ? { id, startedAt, outcome: complete ? 'complete' : 'incomplete', records, tables, files: 0, storedBytes, lacking, coverage: undefined, verifiedIn: names }
        : { ...other, verifiedIn: [...other.verifiedIn, ...names] },
    );
  }
  return [...known.values()].toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.id < b.id ? 1 : -1));
}

export function isLookedInto(listing: PlaceListing | undefined): boolean {
  return listing !== undefined && listing.problem === undefined;
}
