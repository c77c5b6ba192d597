import { type CoverageGap, partsOfAnApp } from '../../../shared/model/app.ts';
import type { WhereItLies } from '../calls/where-it-lies.ts';
import type { IntendedRun } from '../schedule/rule.ts';
import type { StoredApp, StoredDestination } from '../settings/schema.ts';
import { type AppFacts, isLookedInto, type KnownBackup, knownBackups } from '../status/facts.ts';
import { type Need, needsOf } from '../status/needs.ts';
import { isProven, isToCome, newestProven } from '../status/safety.ts';
import type { CoverageEvidence, DrillEvidence, Evidence, MeasuredTime, PlaceEvidence, RunbookEvidence } from './evidence.ts';
import { isInsidePlatform, loginOf } from './place-identity.ts';
import { windowsOf } from './windows-kept.ts';

/** What evidence is made of. */
export interface EvidenceParts {
  readonly app: StoredApp;
  /** Its places as they are set, by name. */
  readonly places: readonly StoredDestination[];
  readonly facts: AppFacts;
  readonly lies: ReadonlyMap<string, WhereItLies>;
  /** Runs that were to be, of the last month; undefined while nobody knows. */
  readonly intended: Iterable<IntendedRun> | undefined;
  /** Newest first. */
  readonly drills: readonly DrillEvidence[];
  readonly runbook: RunbookEvidence | undefined;
  readonly measured: MeasuredTime | undefined;
  /** Hours until the founder means to be back. */
  readonly backWithinHours: number | undefined;
}

/** Everything that is known of an app now, as one value. What was noted under a clock that was ahead counts as if its time were not known. Pure. */
export function evidenceOf({ app, places, facts, lies, intended, drills, runbook, measured, backWithinHours }: EvidenceParts): Evidence {
  const { now } = facts;
  const past = (at: string | undefined): string | undefined => (at === undefined || isToCome(at, now) ? undefined : at);
  const own = new Set(places.filter((place) => !isInsidePlatform(place, app.connection)).map(({ name }) => name));
  const backups = knownBackups(facts);
  // What lies inside the platform only is lost with it.
  const newest = newestProven(backups.map((backup) => ({ ...backup, verifiedIn: backup.verifiedIn.filter((name) => own.has(name)) })), now);
  const isAged = newest !== undefined && !isToCome(newest.startedAt, now);
  return {
    app: facts.name,
    isOpened: facts.isOpened,
    newest: newest === undefined || !isAged ? undefined : { at: newest.startedAt, records: newest.records, tables: newest.tables, verifiedIn: newest.verifiedIn },
    coverage: coverageOf(backups, newest, now),
    alarms: facts.anomalies?.map(({ says }) => says),
    everyHours: facts.everyHours,
    paused: facts.pausedUntil !== undefined && facts.pausedUntil > now,
    objectiveHours: facts.objectiveHours,
    backWithinHours,
    windows: intended === undefined ? undefined : windowsOf(intended, now),
    places: facts.places.map((place) => placeEvidence(place, { settings: places, own, lies, backups, newest, now })),
    kitProvedAt: past(facts.kitProvedAt),
    kitOutdated: facts.kitErrors !== undefined,
    keyAnswers: facts.keychain === undefined,
    deputies: facts.deputies,
    openToDeputies: facts.openToDeputies,
    // One that failed did, whenever it was.
    drills: drills.flatMap((drill) => (!isToCome(drill.at, now) ? [drill] : drill.ok ? [] : [{ ...drill, at: now.toISOString() }])),
    allReadAt: allReadAt(facts, places),
    measured: past(measured?.at) === undefined ? undefined : measured,
    runbook: runbook === undefined ? undefined : { ...runbook, rereadAt: past(runbook.rereadAt), deputyProvedAt: past(runbook.deputyProvedAt) },
    troubles: troublesOf(facts),
  };
}

/** Of the places as they are now: one that nobody uses any more, or that had the name of another before, says nothing of them. */
function allReadAt({ allRead = [], now }: AppFacts, places: readonly StoredDestination[]): string | undefined {
  const isOfThese = ({ at, place: name }: { readonly at: string; readonly place?: string | undefined }): boolean => {
    const named = name === undefined ? places : places.filter((place) => place.name === name);
    return named.length > 0 && named.every(({ addedAt }) => at >= addedAt || isToCome(addedAt, now));
  };
  return allRead.filter((each) => !isToCome(each.at, now) && isOfThese(each)).map(({ at }) => at).toSorted().at(-1);
}

/**
 * What Home lists, but for one thing: that a backup is on its way says nothing yet, and takes nothing away. What was wrong before it began is wrong until it is done. Of what
 * it has made already, only the state beside it can tell.
 */
function troublesOf(facts: AppFacts): readonly Need[] {
  const running = new Set(facts.backupRuns.flatMap(({ id, state }) => (state === 'running' ? [id] : [])));
  if (running.size === 0) return needsOf(facts);
  const before = { ...facts, backupRuns: facts.backupRuns.filter(({ id }) => !running.has(id)), remembered: new Map([...facts.remembered].filter(([id]) => !running.has(id))) };
  return [...needsOf(before).filter(({ kind }) => kind !== 'incomplete'), ...needsOf(facts).filter(({ kind }) => kind === 'incomplete')];
}

/** Whether all that a grade rests on was looked at since the start: what is only not known yet must not go down in history as lost. */
export function isSettled({ places, anomalies }: AppFacts): boolean {
  return places.every(({ listing }) => listing !== undefined) && (anomalies !== undefined || places.every(({ listing }) => listing?.backups.length === 0));
}

/** Of the newest backup of any outcome, for what is lacking must show at once; what it leaves out is known from the newest that could be opened. */
function coverageOf(backups: readonly KnownBackup[], newest: KnownBackup | undefined, now: Date): CoverageEvidence | undefined {
  const first = backups.find(({ startedAt, outcome }) => outcome !== 'unreadable' && !isToCome(startedAt, now)) ?? newest;
  if (first === undefined) return undefined;
  // What is only remembered of a place that is away says nothing of what it leaves out.
  const described = first.coverage !== undefined && (first.coverage.length > 0 || isProven(first)) ? first : isProven(first) ? undefined : newest;
  const gaps = described?.coverage?.map(({ what }) => what);
  return {
    listedAt: first.startedAt,
    tables: first.tables,
    lacking: first.lacking.map(({ name }) => name),
    gaps,
    lacksFiles: gaps?.some((what) => what === 'uploaded files' || what.startsWith('file ')) ?? true,
    lacksSettings: described?.coverage?.some(isOfSettings) ?? true,
  };
}

const parts: ReadonlySet<string> = new Set(Object.values(partsOfAnApp));

/** What the platform gives to nobody has no next step: then all that can be read is there. */
function isOfSettings({ what, nextStep }: CoverageGap): boolean {
  return what === 'settings, functions and agents' || what === 'the rest of the app' || (parts.has(what) && nextStep !== undefined);
}

interface PlacesAre {
  readonly settings: readonly StoredDestination[];
  readonly own: ReadonlySet<string>;
  readonly lies: ReadonlyMap<string, WhereItLies>;
  readonly backups: readonly KnownBackup[];
  readonly newest: KnownBackup | undefined;
  readonly now: Date;
}

function placeEvidence({ name, listing }: AppFacts['places'][number], { settings, own, lies, backups, newest, now }: PlacesAre): PlaceEvidence {
  const set = settings.find((each) => each.name === name);
  const held = backups.filter((backup) => isProven(backup) && backup.verifiedIn.includes(name));
  const readBackAt = listing?.readBackAt ?? held[0]?.startedAt;
  const protection = listing?.protection;
  return {
    name,
    ...(set === undefined || isToCome(set.addedAt, now) ? {} : { since: set.addedAt }),
    insidePlatform: !own.has(name),
    login: set === undefined ? name : loginOf(set, lies.get(name)),
    lies: lies.get(name) ?? 'unknown',
    reachable: isLookedInto(listing),
    holdsNewest: newest !== undefined && newest.verifiedIn.includes(name),
    holdsSome: held.length > 0,
    ...(readBackAt === undefined || isToCome(readBackAt, now) ? {} : { readBackAt }),
    ...(protection === undefined ? {} : { protection }),
  };
}
