import { describe, expect, it } from 'vitest';
import { leaveOut } from '../../../electron/engine/restore/plan/leave-out.ts';
import type { StoredPlan } from '../../../electron/engine/restore/plan/plan.ts';

const plan: StoredPlan = {
  format: 'holdfast-restore/1',
  id: 'p',
  app: 'Shop',
  into: 'Shop',
  vaultId: 'v',
  intoVaultId: 'v',
  snapshot: 's',
  at: '2026-01-14T12:00:00.000Z',
  steps: [
    { kind: 'untrash', entity: 'Order', records: [{ id: '1' }, { id: '2' }] },
    { kind: 'create', entity: 'Customer', records: [{ id: 'a' }] },
    { kind: 'update', entity: 'Order', records: [{ id: '2', fields: ['total'], seen: 'x' }, { id: '3', fields: ['total', 'note'], seen: 'y' }] },
  ],
  leftAlone: [],
  cannot: [],
  notes: [],
  references: [],
  known: [],
  knownAddresses: [],
  uploads: [],
  uploadBytes: 0,
};

describe('what is taken out of a plan', () => {
  it('is nothing when nothing is named', () => {
    expect(leaveOut(plan, [])).toBe(plan);
  });

  it('is a whole table, in every step', () => {
    expect(leaveOut(plan, [{ entity: 'Order' }]).steps).toStrictEqual([plan.steps[1]]);
  });

  it('is a record, in every step, and a step without records goes', () => {
    const { steps } = leaveOut(plan, [{ entity: 'Order', ids: ['2'] }, { entity: 'Customer', ids: ['a'] }]);
    expect(steps.map(({ kind, records }) => [kind, records.map(({ id }) => id)])).toStrictEqual([['untrash', ['1']], ['update', ['3']]]);
  });

  it('is a field of records that are there; what the app had is still known by all the planned fields', () => {
    const { steps } = leaveOut(plan, [{ entity: 'Order', fields: ['total'] }]);
    expect(steps.map(({ kind }) => kind)).toStrictEqual(['untrash', 'create', 'update']);
    expect(steps[2]?.records).toStrictEqual([{ id: '3', fields: ['note'], seen: 'y', seenOf: ['total', 'note'] }]);
  });

  it('is nothing of another table', () => {
    expect(leaveOut(plan, [{ entity: 'Invoice' }, { entity: 'Customer', ids: ['1'] }]).steps).toStrictEqual(plan.steps);
  });
});
