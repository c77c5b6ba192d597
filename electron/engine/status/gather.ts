import type { RememberedBackup, StoredEvent } from '../activity/event.ts';
import { runsOf } from '../runs/history.ts';
import type { Run } from '../runs/run.ts';
import type { AppFacts } from './facts.ts';
import { isToCome } from './safety.ts';

type Damage = NonNullable<AppFacts['lastCheck']>;

export interface FromJournal extends Pick<AppFacts, 'backupRuns' | 'remembered' | 'durations' | 'allRead' | 'removal'> {
  /** What checks found and none found gone since, oldest first: one for each place. */
  readonly damage: readonly Damage[];
}

/** What the journal tells of one app's backups and checks. Pure. @param own events of the app since it was last added, oldest first */
export function backupsInJournal(own: readonly StoredEvent[]): FromJournal {
  const runs = runsOf(own);
  const remembered = new Map(own.flatMap(({ runId, backup }): [string, RememberedBackup][] => (runId === undefined || backup === undefined ? [] : [[runId, backup]])));
  const durations = new Map(own.flatMap(({ runId, kind, durationMs }): [string, number][] => (kind === 'run-ended' && runId !== undefined && durationMs !== undefined ? [[runId, durationMs]] : [])));
  return { backupRuns: runs.filter(({ request }) => request.kind === 'backup'), remembered, durations, damage: openDamage(own, runs), allRead: lastAllRead(own, runs), removal: openRemoval(own, runs) };
}

/** The newest that lies in a place as they are now: what was found in one that nobody uses any more, or that had the name of another before, is gone with it. */
export function damageIn({ places, now }: Pick<AppFacts, 'places' | 'now'>, damage: readonly Damage[]): AppFacts['lastCheck'] {
  const isIn = ({ name, addedAt }: AppFacts['places'][number], { at, place }: Damage): boolean => name === place && (addedAt === undefined || at >= addedAt || isToCome(addedAt, now));
  return damage.findLast((each) => each.place === undefined || places.some((place) => isIn(place, each)));
}

/** Damage that a check found, until one that looks as closely at the same place finds none. */
function openDamage(events: readonly StoredEvent[], runs: readonly Run[]): readonly Damage[] {
  const requests = new Map(runs.map(({ id, request }) => [id, request]));
  const open = new Map<string, Damage & { readonly readData: boolean }>();
  for (const { at, runId, problems, checkedPlace } of events) {
    const request = runId === undefined ? undefined : requests.get(runId);
    if (runId === undefined || problems === undefined || request?.kind !== 'check') continue;
    const named = checkedPlace ?? request.place;
    const place = named ?? '';
    const readData = request.readData === true;
    if (problems > 0) {
      // Behind those of other places.
      open.delete(place);
      open.set(place, { at, runId, problems, readData, ...(named === undefined ? {} : { place }) });
    } else if (readData || open.get(place)?.readData !== true) open.delete(place);
  }
  return [...open.values()];
}

/** The last check of every byte of each place that found nothing wrong. */
function lastAllRead(events: readonly StoredEvent[], runs: readonly Run[]): AppFacts['allRead'] {
  const thorough = new Map(runs.flatMap(({ id, request }) => (request.kind === 'check' && request.readData === true ? [[id, request.place]] : [])));
  const last = new Map<string | undefined, string>();
  for (const { at, kind, runId, problems, outcome, checkedPlace } of events) {
    if (kind === 'run-ended' && runId !== undefined && thorough.has(runId) && problems === 0 && outcome === 'done') last.set(checkedPlace ?? thorough.get(runId), at);
  }
  return Array.from(last, ([place, at]) => ({ at, place }));
}

/** What kept the last removal of old backups from being done, until one is done or the rule is changed. A run that was stopped says nothing. */
function openRemoval(events: readonly StoredEvent[], runs: readonly Run[]): AppFacts['removal'] {
  const requests = new Map(runs.map(({ id, request }) => [id, request]));
  let open: AppFacts['removal'];
  for (const { at, kind, runId, outcome, error, removal } of events) {
    if (kind === 'retention-changed') open = undefined;
    const request = runId === undefined ? undefined : requests.get(runId);
    if (kind !== 'run-ended' || runId === undefined || request?.kind !== 'retention' || request.preview === true) continue;
    if (outcome === 'cancelled' || outcome === 'interrupted') continue;
    const asks = removal?.asks ?? 0;
    open = asks > 0 || error !== undefined ? { runId, at, asks, error: asks > 0 ? undefined : error } : undefined;
  }
  return open;
}
