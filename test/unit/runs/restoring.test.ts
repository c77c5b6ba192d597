import { describe, expect, it } from 'vitest';
import type { DiffReport, Incident, IncidentsReport } from '../../../electron/engine/engine.ts';
import type { RestorePlan } from '../../../electron/engine/restore/restore-desk.ts';
import { IncidentMemory } from '../../../electron/engine/runs/incident-memory.ts';
import { performRestoring, type RestoringParts, type RestoringRequest } from '../../../electron/engine/runs/restoring.ts';

const window = { from: '2026-01-14T10:00:00.000Z', to: '2026-01-14T11:00:00.000Z' };
const call = { signal: new AbortController().signal, gate: async () => undefined };

function incident(id: string, more: Partial<Incident>): Incident {
  return { id, kind: 'records-deleted', tables: [{ name: 'Order', records: 2, of: 9, fields: [], ids: ['1', '2'] }], window, snapshot: 'monday', sentence: '', ...more };
}

type PlanRequest = Extract<RestoringRequest, { kind: 'restore-plan' }>;
interface Knowledge {
  readonly known?: readonly Incident[];
  readonly found?: readonly Incident[];
}

/** What the engine was asked to plan, for a choice that needs one plan. */
async function planned(choice: PlanRequest['choice'], knowledge?: Knowledge): Promise<unknown> {
  const all = await allPlanned({ choice }, knowledge);
  expect(all).toHaveLength(1);
  return all[0];
}

async function allPlanned(request: Omit<PlanRequest, 'kind' | 'app'>, { known = [], found = [] }: Knowledge = {}): Promise<readonly unknown[]> {
  const plan: RestorePlan = { id: 'p', app: 'Shop', into: 'Shop', snapshot: 's', steps: [], leftAlone: [], cannot: [], references: [], notes: [], tables: [], records: 0, seconds: 0 };
  const asked: unknown[] = [];
  const incidents = new IncidentMemory();
  incidents.remember('Shop', { incidents: known });
  const unexpected = async (): Promise<never> => Promise.reject(new Error('Not asked for.'));
  const parts: RestoringParts = {
    incidents,
    engine: {
      incidents: async (): Promise<IncidentsReport> => ({ incidents: found }),
      diff: async (): Promise<DiffReport> => ({ from: 'monday', to: 'tuesday', incidents: [], entities: [{ name: 'Order', created: 0, changed: 1, deleted: 2, blankedFields: [], fieldsGone: [], records: { created: [], changed: ['9'], deleted: ['7', '8'] } }] }),
      restoring: {
        plan: async (_app, { signal: _signal, gate: _gate, ...options }) => {
          asked.push(options);
          return plan;
        },
        restore: unexpected,
        resume: unexpected,
        undo: unexpected,
        receipt: unexpected,
        preview: unexpected,
        list: unexpected,
      },
    },
  };
  await performRestoring(parts, { kind: 'restore-plan', app: 'Shop', ...request }, call);
  return asked;
}

const byId = (...incidents: string[]) => ({ by: 'incidents' as const, incidents });

describe('what is to be brought back', () => {
  it('is what an incident befell, of the last backup that has it, and nothing else', async () => {
    expect(await planned(byId('a'), { known: [incident('a', {})] })).toStrictEqual({ snapshot: 'monday', include: ['deleted'], tables: [{ entity: 'Order', ids: ['1', '2'] }] });
    const blank = incident('b', { kind: 'fields-blanked', tables: [{ name: 'Customer', records: 1, of: 5, fields: ['phone'], ids: ['c'] }] });
    expect(await planned(byId('b'), { known: [blank] })).toStrictEqual({ snapshot: 'monday', include: ['blanked'], tables: [{ entity: 'Customer', ids: ['c'], fields: ['phone'] }] });
    expect(await planned(byId('o'), { known: [{ ...blank, id: 'o', kind: 'fields-overwritten' }] })).toMatchObject({ include: ['blanked', 'changed'] });
  });

  it('is looked for in the whole table where not every id was kept', async () => {
    const many = incident('a', { tables: [{ name: 'Order', records: 500_000, of: 600_000, fields: [], ids: ['1', '2'] }] });
    expect(await planned(byId('a'), { known: [many] })).toStrictEqual({ snapshot: 'monday', include: ['deleted'], tables: [{ entity: 'Order', ids: undefined }] });
  });

  it('is found again where nobody remembers it, and refused where it is not there any more', async () => {
    expect(await planned(byId('a'), { found: [incident('a', {})] })).toMatchObject({ snapshot: 'monday' });
    await expect(planned(byId('a'), { found: [incident('b', {})] })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('of several incidents is one plan as far as one backup and one rule hold for all of it, and several otherwise', async () => {
    const orders = incident('a', {});
    const phones = incident('b', { kind: 'fields-blanked', tables: [{ name: 'Customer', records: 1, of: 5, fields: ['phone'], ids: ['c'] }] });
    expect(await planned(byId('a', 'b'), { known: [orders, phones] })).toStrictEqual({ snapshot: 'monday', include: ['deleted', 'blanked'], tables: [{ entity: 'Order', ids: ['1', '2'] }, { entity: 'Customer', ids: ['c'], fields: ['phone'] }] });
    const several = async (...more: Partial<Incident>[]) => allPlanned({ choice: byId('a', 'b') }, { known: [orders, { ...phones, ...more[0] }] });
    // Another last good backup; overwritten values beside those that must not touch a newer one; the same table with another rule.
    expect(await several({ snapshot: 'sunday' })).toMatchObject([{ snapshot: 'monday', include: ['deleted'] }, { snapshot: 'sunday', include: ['blanked'] }]);
    expect(await several({ kind: 'fields-overwritten' })).toMatchObject([{ include: ['deleted'] }, { include: ['blanked', 'changed'] }]);
    expect(await several({ tables: [{ name: 'Order', records: 1, of: 9, fields: ['note'], ids: ['5'] }] })).toMatchObject([{ tables: [{ entity: 'Order', ids: ['1', '2'] }] }, { tables: [{ entity: 'Order', ids: ['5'], fields: ['note'] }] }]);
  });

  it('leaves alone what somebody edited since, unless that was chosen; and goes where it was told', async () => {
    const status = incident('o', { kind: 'fields-overwritten', tables: [{ name: 'Order', records: 1, of: 9, fields: ['status'], ids: ['1'], edited: ['2', '3'] }] });
    const table = { entity: 'Order', ids: ['1'], fields: ['status'], keep: ['2', '3'] };
    expect(await planned(byId('o'), { known: [status] })).toMatchObject({ tables: [table] });
    const [asked] = await allPlanned({ choice: byId('o'), into: 'Staging', overwrite: [{ table: 'Order', ids: ['2'] }, { table: 'Other', ids: ['9'] }] }, { known: [status] });
    expect(asked).toMatchObject({ into: 'Staging', tables: [{ ...table, overwrite: ['2'] }] });
  });

  it('is what differs between two backups; with the app as it is now, the plan compares', async () => {
    const shown = { by: 'comparison', backup: 'monday', table: 'Order' } as const;
    expect(await planned({ ...shown, to: 'tuesday', change: 'deleted' })).toStrictEqual({ snapshot: 'monday', include: ['deleted'], tables: [{ entity: 'Order', ids: ['7', '8'] }] });
    expect(await planned({ ...shown, to: 'tuesday', change: 'changed' })).toStrictEqual({ snapshot: 'monday', include: ['blanked', 'changed'], tables: [{ entity: 'Order', ids: ['9'] }] });
    expect(await planned({ ...shown, to: 'live', change: 'deleted' })).toStrictEqual({ snapshot: 'monday', include: ['deleted'], tables: [{ entity: 'Order' }] });
    expect(await planned({ ...shown, to: 'live', change: 'changed', records: ['5', '6'], fields: ['status'] })).toMatchObject({ tables: [{ entity: 'Order', ids: ['5', '6'], fields: ['status'] }] });
  });
});
