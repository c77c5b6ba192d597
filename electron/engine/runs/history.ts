import type { NewEvent, StoredEvent } from '../activity/event.ts';
import type { Journal } from '../activity/journal.ts';
import { newsIn } from '../activity/news.ts';
import type { Run, RunRequest } from './run.ts';

const namesRemembered = 20;

/** A request as it is remembered: an export or a restore may name thousands of records, and those are not for the journal. */
export function rememberedRequest(request: RunRequest): RunRequest {
  switch (request.kind) {
    case 'export': {
      const { ids: _ids, choice: _choice, ...rest } = request;
      return rest;
    }
    case 'retention': {
      const { seen: _seen, ...rest } = request;
      return rest;
    }
    case 'restore':
      return { ...request, plans: request.plans.map(({ plan }) => ({ plan })) };
    case 'restore-plan': {
      const { overwrite: _overwrite, ...asked } = request;
      const { choice } = asked;
      if (choice.by === 'incidents') return asked;
      if (choice.by === 'comparison') {
        const { records: _records, ...rest } = choice;
        return { ...asked, choice: rest };
      }
      const { tables: _tables, ...rest } = choice;
      return { ...asked, choice: rest };
    }
    case 'delete':
      return { ...request, backups: request.backups.slice(0, namesRemembered) };
    default:
      return request;
  }
}

/** Runs as the journal tells them, by the order of their starts, oldest first. */
export function runsOf(events: readonly StoredEvent[]): Run[] {
  const runs = new Map<string, Run>();
  for (const event of events) takeIn(runs, event);
  return [...runs.values()];
}

function takeIn(runs: Map<string, Run>, { at, runId, kind, request, by, outcome, error, stoppedBy }: StoredEvent): void {
  if (runId === undefined) return;
  if (kind === 'run-started' && request !== undefined) runs.set(runId, { id: runId, request, by: by ?? 'person', state: 'running', startedAt: at, phasesDone: [] });
  const known = runs.get(runId);
  if (kind === 'run-ended' && known !== undefined && outcome !== undefined) {
    runs.set(runId, { ...known, state: outcome, endedAt: at, ...(error === undefined ? {} : { error }), ...(stoppedBy === undefined ? {} : { stoppedBy }) });
  }
}

/** The runs of a journal: they are asked for at every look at the clock, so only what was noted since the last time is gone through. */
export function runHistory(journal: Pick<Journal, 'events'>): () => readonly Run[] {
  let seen: readonly StoredEvent[] = [];
  const known = new Map<string, Run>();
  let runs: readonly Run[] = [];
  return () => {
    const events = journal.events();
    if (events === seen) return runs;
    const news = newsIn(events, seen);
    if (news === undefined) known.clear();
    for (const event of news ?? events) takeIn(known, event);
    seen = events;
    runs = [...known.values()];
    return runs;
  };
}

const none: readonly Run[] = [];

/** The backups of each app, oldest first, told apart anew only when something was noted: with many apps, going through all runs for each of them at every look would cost more with every week. */
export function backupsByApp(history: () => readonly Run[]): (app: string) => readonly Run[] {
  let seen: readonly Run[] | undefined;
  let backups: ReadonlyMap<string, readonly Run[]> = new Map();
  return (app) => {
    const runs = history();
    if (runs !== seen) {
      seen = runs;
      backups = Map.groupBy(runs.filter(({ request }) => request.kind === 'backup'), ({ request }) => request.app);
    }
    return backups.get(app) ?? none;
  };
}

/**
 * Notes as interrupted what was begun and has no end: its engine was killed, or the computer lost power. Only for the engine that
 * has the home to itself.
 * @param own what goes on here
 */
export async function closeInterrupted(journal: Journal, own: ReadonlySet<string> = new Set()): Promise<void> {
  for (const run of runsOf(journal.events())) if (run.state === 'running' && !own.has(run.id)) await journal.append(endOf(run, 'interrupted'));
}

/** What a run is called in the journal: looking at what would be removed is another thing than removing it. */
export function runKindOf(request: RunRequest): NonNullable<StoredEvent['runKind']> {
  return 'preview' in request && request.preview === true ? 'preview' : request.kind;
}

/** The end of a run as an event. */
export function endOf({ id, request }: Pick<Run, 'id' | 'request'>, outcome: NonNullable<StoredEvent['outcome']>): NewEvent {
  return { kind: 'run-ended', app: request.app, runId: id, runKind: runKindOf(request), outcome };
}
