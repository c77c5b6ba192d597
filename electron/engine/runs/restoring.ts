import { assertNever, HoldfastError } from '../../../shared/model/errors.ts';
import type { Engine, Incident, LongCall, WantedTable } from '../engine.ts';
import type { IncidentMemory } from './incident-memory.ts';
import { receiptEnded, restorePlanEnded } from './restore-results.ts';
import type { Ended } from './results.ts';
import type { RunRequest } from './run.ts';

export type RestoringRequest = Extract<RunRequest, { kind: 'restore-plan' | 'restore' | 'undo' | 'resume' }>;
type Choice = Extract<RunRequest, { kind: 'restore-plan' }>['choice'];
type Selection = Omit<Parameters<Engine['restoring']['plan']>[1], keyof LongCall>;

export interface RestoringParts {
  readonly engine: Pick<Engine, 'restoring' | 'incidents' | 'diff'>;
  readonly incidents: IncidentMemory;
}

export function isRestoring(request: RunRequest): request is RestoringRequest {
  return request.kind === 'restore-plan' || writesIntoApp(request);
}

/** Does it change the app? Then nothing else may be at work on it. */
export function writesIntoApp({ kind }: RunRequest): boolean {
  return kind === 'restore' || kind === 'undo' || kind === 'resume';
}

/** Does what was asked. @param call.gate awaited before each change. @throws what the engine throws. */
export async function performRestoring(parts: RestoringParts, request: RestoringRequest, call: LongCall & { readonly gate: () => Promise<void> }): Promise<Ended> {
  const { restoring } = parts.engine;
  switch (request.kind) {
    case 'restore-plan':
      return restorePlanEnded(await restoring.plan(request.app, { ...call, ...(await selectionOf(parts, request.app, request.choice, call)) }));
    case 'restore': {
      const without = (request.without ?? []).map(({ table, ids, fields }) => ({ entity: table, ids, fields }));
      return receiptEnded('restore', await restoring.restore(request.app, { ...call, plan: request.plan, without }));
    }
    case 'undo':
      return receiptEnded('undo', await restoring.undo(request.app, request.restore, call));
    case 'resume':
      return receiptEnded('resume', await restoring.resume(request.app, request.restore, call));
    default:
      return assertNever(request);
  }
}

/** What a choice means in tables, records and fields of one backup. @throws not-found, invalid-input. */
async function selectionOf(parts: RestoringParts, app: string, choice: Choice, call: LongCall): Promise<Selection> {
  switch (choice.by) {
    case 'incidents':
      return ofIncidents(await foundIncidents(parts, app, choice.incidents, call));
    case 'comparison':
      return { snapshot: choice.backup, include: choice.change === 'deleted' ? ['deleted'] : ['blanked', 'changed'], tables: [await comparedTable(parts, app, choice, call)] };
    case 'tables':
      return {
        snapshot: choice.backup,
        ...(choice.tables === undefined ? {} : { tables: choice.tables.map(({ name, ids, fields }) => ({ entity: name, ids, fields })) }),
        ...(choice.overwrite === undefined ? {} : { overwriteNewer: choice.overwrite }),
      };
    default:
      return assertNever(choice);
  }
}

/** Those that were found last; looked for again where the engine was started anew since. */
async function foundIncidents({ engine, incidents }: RestoringParts, app: string, ids: readonly string[], call: LongCall): Promise<readonly Incident[]> {
  const known = incidents.find(app, ids);
  if (known !== undefined) return known;
  incidents.remember(app, await engine.incidents(app, call));
  const found = incidents.find(app, ids);
  if (found !== undefined) return found;
  throw new HoldfastError('not-found', 'What was found then is not found any more.', { nextStep: 'Look again: it may have come back meanwhile.' });
}

function ofIncidents(incidents: readonly Incident[]): Selection {
  const [first] = incidents;
  if (first === undefined || incidents.some(({ snapshot }) => snapshot !== first.snapshot)) {
    throw new HoldfastError('invalid-input', 'The last good backups of these are different ones.', { nextStep: 'Bring them back one after the other.' });
  }
  const kinds = new Set(incidents.map(({ kind }) => kind));
  const deleted = kinds.has('records-deleted') || kinds.has('table-gone');
  const blanked = kinds.has('fields-blanked') || kinds.has('field-gone');
  const changed = kinds.has('fields-overwritten');
  return {
    snapshot: first.snapshot,
    include: [...(deleted ? (['deleted'] as const) : []), ...(blanked || changed ? (['blanked'] as const) : []), ...(changed ? (['changed'] as const) : [])],
    // Ids are kept up to a number: where some are lacking, the whole table is looked through, so that none is forgotten.
    tables: incidents.flatMap(({ tables }) => tables.map(({ name, ids, records, fields }) => ({ entity: name, ids: ids?.length === records ? ids : undefined, ...(fields.length === 0 ? {} : { fields }) }))),
  };
}

type Comparison = Extract<Choice, { by: 'comparison' }>;

/** With the app as it is now, the plan compares anew; between two backups it is the records that differ there. */
async function comparedTable({ engine }: RestoringParts, app: string, { backup, to, table, change, record }: Comparison, call: LongCall): Promise<WantedTable> {
  if (record !== undefined) return { entity: table, ids: [record] };
  if (to === 'live') return { entity: table };
  const { entities } = await engine.diff(app, backup, to, { ...call, records: true });
  return { entity: table, ids: entities.find(({ name }) => name === table)?.records?.[change] ?? [] };
}
