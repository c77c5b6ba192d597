import { assertNever, HoldfastError } from '../../../shared/model/errors.ts';
import type { Engine, Incident, LongCall, RestorePlan, RestoreReceipt, WantedTable } from '../engine.ts';
import type { IncidentMemory } from './incident-memory.ts';
import { receiptEnded, receiptsEnded, restorePlanEnded } from './restore-results.ts';
import type { Ended } from './results.ts';
import type { RunRequest } from './run.ts';

export type RestoringRequest = Extract<RunRequest, { kind: 'restore-plan' | 'restore' | 'undo' | 'resume' }>;
export type Choice = Extract<RunRequest, { kind: 'restore-plan' }>['choice'];
type Options = Omit<Parameters<Engine['restoring']['plan']>[1], keyof LongCall>;

/** What is to come back of one backup, and which incidents that makes good. */
interface Part {
  readonly selection: Options;
  readonly incidents: readonly Incident[];
}

export interface RestoringParts {
  readonly engine: Pick<Engine, 'restoring' | 'incidents' | 'diff'>;
  readonly incidents: IncidentMemory;
}

export function isRestoring(request: RunRequest): request is RestoringRequest {
  return request.kind === 'restore-plan' || writesIntoApp(request);
}

/** Does it change an app? Then nothing else may be at work on that one. */
export function writesIntoApp({ kind }: Pick<RunRequest, 'kind'>): boolean {
  return kind === 'restore' || kind === 'undo' || kind === 'resume';
}

/** The app that is changed, or backed up; not always the one whose backups are read. */
export function changedApp(request: RunRequest): string {
  return 'into' in request && request.into !== undefined ? request.into : request.app;
}

/** Is it about this app, on either side? */
export function touchesApp(request: RunRequest, app: string): boolean {
  return request.app === app || changedApp(request) === app;
}

/** Does what was asked. @param call.gate awaited before each change. @throws what the engine throws. */
export async function performRestoring(parts: RestoringParts, request: RestoringRequest, call: LongCall & { readonly gate: () => Promise<void> }): Promise<Ended> {
  const { restoring } = parts.engine;
  switch (request.kind) {
    case 'restore-plan':
      return restorePlanEnded(await plansOf(parts, request, call));
    case 'restore': {
      const receipts: RestoreReceipt[] = [];
      for (const [index, { plan, without = [] }] of request.plans.entries()) {
        const options = { ...inPart(call, index + 1, request.plans.length), plan, without: without.map(({ table, ids, fields }) => ({ entity: table, ids, fields })) };
        // One after the other: each begins with a backup of what the one before left.
        const { receipt } = await restoring.restore(request.app, options);
        if (receipt !== undefined) receipts.push(receipt);
      }
      return receiptsEnded(receipts);
    }
    case 'undo':
      return receiptEnded('undo', await restoring.undo(request.app, request.restore, call));
    case 'resume':
      return receiptEnded('resume', await restoring.resume(request.app, request.restore, call));
    default:
      return assertNever(request);
  }
}

/** Progress that says which of several it is of. */
function inPart<T extends LongCall>(call: T, at: number, of: number): T {
  const { onProgress } = call;
  return of < 2 || onProgress === undefined ? call : { ...call, onProgress: (progress) => onProgress({ ...progress, part: { at, of } }) };
}

type PlanRequest = Extract<RunRequest, { kind: 'restore-plan' }>;

async function plansOf(parts: RestoringParts, { app, choice, into, overwrite = [] }: PlanRequest, call: LongCall): Promise<readonly { readonly plan: RestorePlan; readonly incidents: readonly Incident[] }[]> {
  const chosen = await partsOf(parts, app, choice, call);
  const plans: { plan: RestorePlan; incidents: readonly Incident[] }[] = [];
  for (const [index, { selection, incidents }] of chosen.entries()) {
    const tables = selection.tables?.map((table) => withOverwritten(table, overwrite));
    const plan = await parts.engine.restoring.plan(app, { ...inPart(call, index + 1, chosen.length), ...selection, ...(tables === undefined ? {} : { tables }), ...(into === undefined || into === app ? {} : { into }) });
    plans.push({ plan, incidents });
  }
  return plans;
}

function withOverwritten(table: WantedTable, overwrite: NonNullable<PlanRequest['overwrite']>): WantedTable {
  const ids = overwrite.filter((each) => each.table === table.entity).flatMap((each) => each.ids);
  return ids.length === 0 ? table : { ...table, overwrite: ids };
}

/** What a choice means in tables, records and fields of backups. More than one where they cannot be one plan. @throws not-found, invalid-input. */
async function partsOf(parts: RestoringParts, app: string, choice: Choice, call: LongCall): Promise<readonly Part[]> {
  switch (choice.by) {
    case 'incidents':
      return ofIncidents(await foundIncidents(parts, app, choice.incidents, call));
    case 'comparison':
      return [{ selection: { snapshot: choice.backup, include: choice.change === 'deleted' ? ['deleted'] : ['blanked', 'changed'], tables: [await comparedTable(parts, app, choice, call)] }, incidents: [] }];
    case 'tables':
      return [
        {
          selection: {
            snapshot: choice.backup,
            ...(choice.tables === undefined ? {} : { tables: choice.tables.map(({ name, ids, fields }) => ({ entity: name, ids, fields })) }),
            ...(choice.overwrite === undefined ? {} : { overwriteNewer: choice.overwrite }),
          },
          incidents: [],
        },
      ];
    default:
      return assertNever(choice);
  }
}

/** Records of a backup by their ids, table by table; without ids all of a table. */
export interface NamedRecords {
  readonly snapshot: string;
  readonly tables: readonly { readonly entity: string; readonly ids?: readonly string[] | undefined }[] | undefined;
}

/** Which records of which backups a choice names, for taking them out of there. @throws as `performRestoring`. */
export async function recordsOf(parts: RestoringParts, app: string, choice: Choice, call: LongCall): Promise<readonly NamedRecords[]> {
  const chosen = await partsOf(parts, app, choice, call);
  if (choice.by !== 'comparison' || choice.to !== 'live' || choice.records !== undefined) return chosen.map(({ selection: { snapshot, tables } }) => ({ snapshot, tables: tables?.map(({ entity, ids }) => ({ entity, ids })) }));
  // What is not as it was, the app itself says.
  const { entities } = await parts.engine.diff(app, choice.backup, 'live', { ...call, records: true });
  return [{ snapshot: choice.backup, tables: [{ entity: choice.table, ids: entities.find(({ name }) => name === choice.table)?.records?.[choice.change] ?? [] }] }];
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

/**
 * A plan is of one backup, and what it includes holds for each of its records: incidents of another backup, of a table that is in it already, or
 * whose values were overwritten (where the rest must not touch a newer one) make a plan of their own.
 */
function ofIncidents(incidents: readonly Incident[]): readonly Part[] {
  const groups: Incident[][] = [];
  for (const incident of incidents) {
    const group = groups.find((each) => each.every((other) => fitTogether(other, incident)));
    if (group === undefined) groups.push([incident]);
    else group.push(incident);
  }
  return groups.map((group) => ({ selection: selectionOf(group), incidents: group }));
}

function fitTogether(a: Incident, b: Incident): boolean {
  const isOver = (incident: Incident): boolean => incident.kind === 'fields-overwritten';
  return a.snapshot === b.snapshot && isOver(a) === isOver(b) && !a.tables.some(({ name }) => b.tables.some((other) => other.name === name));
}

function selectionOf(incidents: readonly Incident[]): Options {
  const kinds = new Set(incidents.map(({ kind }) => kind));
  const deleted = kinds.has('records-deleted') || kinds.has('table-gone');
  const blanked = kinds.has('fields-blanked') || kinds.has('field-gone');
  const changed = kinds.has('fields-overwritten');
  return {
    snapshot: incidents[0]?.snapshot ?? 'latest',
    include: [...(deleted ? (['deleted'] as const) : []), ...(blanked || changed ? (['blanked'] as const) : []), ...(changed ? (['changed'] as const) : [])],
    tables: incidents.flatMap(({ tables }) =>
      tables.map(({ name, ids, records, fields, edited }) => ({
        entity: name,
        // Ids are kept up to a number: where some are lacking, the whole table is looked through, so that none is forgotten.
        ids: ids?.length === records ? ids : undefined,
        ...(fields.length === 0 ? {} : { fields }),
        // Somebody gave these another value since: shown, and left alone.
        ...(edited === undefined || edited.length === 0 ? {} : { keep: edited }),
      })),
    ),
  };
}

type Comparison = Extract<Choice, { by: 'comparison' }>;

/** With the app as it is now, the plan compares anew; between two backups it is the records that differ there. */
async function comparedTable({ engine }: RestoringParts, app: string, { backup, to, table, change, records, fields }: Comparison, call: LongCall): Promise<WantedTable> {
  const only = fields === undefined || change === 'deleted' ? {} : { fields };
  if (records !== undefined) return { entity: table, ids: records, ...only };
  if (to === 'live') return { entity: table, ...only };
  const { entities } = await engine.diff(app, backup, to, { ...call, records: true });
  return { entity: table, ids: entities.find(({ name }) => name === table)?.records?.[change] ?? [], ...only };
}
