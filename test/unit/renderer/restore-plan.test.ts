import { describe, expect, it } from 'vitest';
import { figuresOf, keptOf, nothingLeftOut, type Plan, tickField, tickRecord, tickTable, withoutOf } from '../../../renderer/src/screens/restore/plan/left-out.ts';

const quiet = { webhooks: 'no', automations: 'no' } as const;
const plan: Plan = {
  id: 'p',
  app: 'Shop',
  into: 'Shop',
  backup: 'b',
  steps: [
    { kind: 'untrash', table: 'Order', records: 100, fields: [], effects: { webhooks: 'no', automations: 'unknown' }, requests: 4, seconds: 10 },
    { kind: 'create', table: 'Customer', records: 3, fields: [], effects: { webhooks: 'yes', automations: 'unknown' }, requests: 2, seconds: 2 },
    { kind: 'update', table: 'Product', records: 5, fields: [{ field: 'price', records: 5 }, { field: 'stock', records: 2 }], effects: quiet, requests: 3, seconds: 2 },
    { kind: 'mend', table: 'Invoice', records: 7, fields: [], effects: quiet, requests: 3, seconds: 2 },
  ],
  leftAlone: [],
  cannot: [],
  references: [],
  notes: [],
  tables: [{ name: 'Order', records: 100 }, { name: 'Customer', records: 3 }, { name: 'Product', records: 5 }, { name: 'Invoice', records: 0 }],
  records: 115,
  seconds: 16,
};

describe('a plan in figures', () => {
  it('counts the time of files that are uploaded again, as long as anything comes back', () => {
    const withFiles: Plan = { ...plan, uploads: { files: 30, bytes: 1, effects: quiet, requests: 30, seconds: 30 } };
    expect(figuresOf(withFiles, nothingLeftOut).seconds).toBe(figuresOf(plan, nothingLeftOut).seconds + 30);
    const none = ['Order', 'Customer', 'Product', 'Invoice'].reduce((left, table) => tickTable(left, table, false), nothingLeftOut);
    expect(figuresOf(withFiles, none).seconds).toBe(0);
  });

  it('counts what comes back, and what is set off for certain apart from what may be', () => {
    expect(figuresOf(plan, nothingLeftOut)).toStrictEqual({
      records: 108,
      byKind: { untrash: 100, remove: 0, update: 5, create: 3, mend: 7 },
      webhooks: { surely: 3, maybe: 0 },
      automations: { surely: 0, maybe: 103 },
      seconds: 16,
    });
  });

  it('is without what was unticked, and the same again when it is ticked again', () => {
    const without = tickRecord(tickTable(nothingLeftOut, 'Customer', false), 'Order', { id: '1', step: 0 }, false);
    expect(figuresOf(plan, without)).toMatchObject({ records: 104, byKind: { untrash: 99, create: 0 }, webhooks: { surely: 0 }, automations: { maybe: 99 } });
    expect(withoutOf(without)).toStrictEqual([{ table: 'Customer' }, { table: 'Order', ids: ['1'] }]);
    const again = tickRecord(tickTable(without, 'Customer', true), 'Order', { id: '1', step: 0 }, true);
    expect(figuresOf(plan, again)).toStrictEqual(figuresOf(plan, nothingLeftOut));
    expect(withoutOf(again)).toStrictEqual([]);
  });

  it('has nothing left once every field, record and table is out: links alone bring nothing back', () => {
    const fields = tickField(tickField(nothingLeftOut, 'Product', 'price', false), 'Product', 'stock', false);
    expect(figuresOf(plan, fields).byKind.update).toBe(0);
    const all = tickTable(tickTable(fields, 'Order', false), 'Customer', false);
    expect(figuresOf(plan, all).records).toBe(0);
  });

  it('never counts below nothing', () => {
    const many = ['1', '2', '3', '4'].reduce((left, id) => tickRecord(left, 'Customer', { id, step: 1 }, false), nothingLeftOut);
    expect(keptOf(many, { name: 'Customer', records: 3 })).toBe(0);
  });
});
