import type { RememberedBackup, StoredEvent } from '../activity/event.ts';
import { runsOf } from '../runs/history.ts';
import type { Run } from '../runs/run.ts';
import type { AppFacts } from './facts.ts';

export type FromJournal = Pick<AppFacts, 'backupRuns' | 'remembered' | 'durations' | 'lastCheck' | 'allRead' | 'removal'>;

/** What the journal tells of one app's backups and checks. Pure. @param own events of the app since it was last added, oldest first */
export function backupsInJournal(own: readonly StoredEvent[]): FromJournal {
  const runs = runsOf(own);
  const remembered = new Map(own.flatMap(({ runId, backup }): [string, RememberedBackup][] => (runId === undefined || backup === undefined ? [] : [[runId, backup]])));
  const durations = new Map(own.flatMap(({ runId, kind, durationMs }): [string, number][] => (kind === 'run-ended' && runId !== undefined && durationMs !== undefined ? [[runId, durationMs]] : [])));
  return { backupRuns: runs.filter(({ request }) => request.kind === 'backup'), remembered, durations, lastCheck: openDamage(own, runs), allRead: lastAllRead(own, runs), removal: openRemoval(own, runs) };
}

/** Damage that a check found, until one that looks as closely at the same place finds none. */
function openDamage(events: readonly StoredEvent[], runs: readonly Run[]): AppFacts['lastCheck'] {
  const requests = new Map(runs.map(({ id, request }) => [id, request]));
  const open = new Map<string, NonNullable<AppFacts['lastCheck']> & { readonly readData: boolean }>();
  for (const { at, runId, problems } of events) {
    const request = runId === undefined ? undefined : requests.get(runId);
    if (runId === undefined || problems === undefined || request?.kind !== 'check') continue;
    const place = request.place ?? '';
    const readData = request.readData === true;
    if (problems > 0) open.set(place, { at, runId, problems, readData, ...(request.place === undefined ? {} : { place }) });
    else if (readData || open.get(place)?.readData !== true) open.delete(place);
  }
  return [...open.values()].at(-1);
}

/** The last check of every byte of each place that found nothing wrong. */
function lastAllRead(events: readonly StoredEvent[], runs: readonly Run[]): AppFacts['allRead'] {
  const thorough = new Map(runs.flatMap(({ id, request }) => (request.kind === 'check' && request.readData === true ? [[id, request.place]] : [])));
  const last = new Map<string | undefined, string>();
  for (const { at, kind, runId, problems, outcome } of events) {
    if (kind === 'run-ended' && runId !== undefined && thorough.has(runId) && problems === 0 && outcome === 'done') last.set(thorough.get(runId), at);
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
