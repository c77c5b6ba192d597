import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../../electron/engine/watch/alarms/alarm.ts';
import { alarmSentence } from '../../../../electron/engine/watch/alarms/alarm.ts';
import { findCauses } from '../../../../electron/engine/watch/alarms/find-causes.ts';
import { raise } from '../../../../electron/engine/watch/alarms/raise.ts';
import { defaultThreshold, defaultThresholds, exceeds, highestShare, raised } from '../../../../electron/engine/watch/alarms/thresholds.ts';
import { type BackupFigures, noMachineMade, type TableFigures } from '../../../../electron/engine/watch/figures/figures.ts';

const none = new Map<string, typeof defaultThresholds>();

type Shown = Partial<TableFigures> & { readonly name: string };

function figures(...tables: readonly Shown[]): BackupFigures {
  return {
    snapshot: 'b2',
    startedAt: '2026-06-01T00:00:00.000Z',
    comparedWith: 'b1',
    outcome: 'complete',
    size: { records: 0, bytes: 0, durationMs: 0 },
    incidents: [],
    tables: tables.map((table) => ({ state: 'compared', before: 1000, after: 1000, created: 0, changed: 0, deleted: 0, isWhole: true, sawAllItMay: true, blanked: [], appeared: [], vanished: [], typeChanges: [], machineMade: noMachineMade, ...table })),
  };
}

const kinds = (...tables: readonly Shown[]): readonly string[] => findCauses(figures(...tables), none).map(({ kind, field }) => (field === undefined ? kind : `${kind} ${field}`));

describe('a threshold', () => {
  it.each([
    [50, 1000, false],
    [51, 1000, true],
    [19, 100, false],
    [20, 100, true],
    [20, 400, false],
    [21, 400, true],
    [5, 10, true],
    [4, 10, false],
    [1, 1, true],
    [0, 0, false],
    [0, 10, false],
  ])('%i of %i: %s', (records, of, told) => expect(exceeds({ records, of }, defaultThreshold)).toBe(told));

  it('learns from “expected”: as much again is quiet, much more is told', () => {
    const after = raised(defaultThreshold, { records: 200, of: 1000 });
    expect([200, 250, 251, 300].map((records) => exceeds({ records, of: 1000 }, after))).toEqual([false, false, true, true]);
    const half = raised(defaultThreshold, { records: 6, of: 10 });
    expect([6, 7, 8].map((records) => exceeds({ records, of: 10 }, half))).toEqual([false, false, true]);
  });

  it('is never lowered, and never so high that a table may go unnoticed', () => {
    const after = [1, 1, 0.9].reduce((threshold, part) => raised(threshold, { records: part * 100, of: 100 }), defaultThreshold);
    expect(after).toMatchObject({ share: highestShare, anyway: highestShare });
    expect(exceeds({ records: 100, of: 100 }, after)).toBe(true);
    expect(raised(after, { records: 1, of: 1000 })).toEqual(after);
  });
});

describe('what is found', () => {
  it('is a loss, a field that went blank, a table or field that is gone; nothing else', () => {
    expect(kinds({ name: 'A', deleted: 51 }, { name: 'B', blanked: [{ field: 'phone', records: 60 }, { field: 'note', records: 9 }] }, { name: 'C', state: 'gone', after: null, deleted: 1000 }, { name: 'D', vanished: ['vat'], blanked: [{ field: 'vat', records: 900 }] })).toEqual([
      'table-gone',
      'field-gone vat',
      'field-blanked phone',
      'records-lost',
    ]);
    expect(kinds({ name: 'A', deleted: 50, created: 5000, changed: 1000 }, { name: 'N', state: 'new', before: null, created: 10 })).toEqual([]);
  });

  it('is not what a reading that broke off lacks, but is what a token does not see any more', () => {
    const lacks = { name: 'A', deleted: null, isWhole: false, unsure: { created: 0, deleted: 400 } };
    expect(kinds({ ...lacks, sawAllItMay: false })).toEqual([]);
    expect(kinds({ ...lacks, sawAllItMay: true })).toEqual(['records-lost']);
  });

  it('in a table with a raised threshold is told from there on', () => {
    const thresholds = new Map([['A', { ...defaultThresholds, lost: raised(defaultThreshold, { records: 300, of: 1000 }) }]]);
    expect(findCauses(figures({ name: 'A', deleted: 300 }, { name: 'B', deleted: 300 }), thresholds).map(({ table }) => table)).toEqual(['B']);
  });

  it('has a sentence of names and figures', () => {
    expect(alarmSentence({ kind: 'records-lost', table: 'Order', records: 1143, of: 12000 })).toBe('“Order” lost 1,143 of 12,000 records.');
  });
});

describe('an alarm', () => {
  const cause = { kind: 'records-lost', table: 'A', records: 100, of: 1000 } as const;
  const first = raise([], { causes: [cause], snapshot: 'b2', healthy: 'b1', at: '2026-06-01T00:00:00.000Z' }).alarms;

  it('is raised once for one cause, and tells when it goes on', () => {
    const again = raise(first, { causes: [cause], snapshot: 'b2', healthy: 'b1', at: '2026-06-01T01:00:00.000Z' });
    expect([again.alarms, again.fresh]).toEqual([first, []]);
    const more = raise(first, { causes: [{ ...cause, records: 60, of: 900 }], snapshot: 'b3', healthy: 'b2', at: '2026-06-01T01:00:00.000Z' });
    expect(more).toMatchObject({ fresh: [], alarms: [{ id: first[0]?.id, records: 160, of: 1000, healthy: 'b1', snapshot: 'b2', latest: 'b3' }] });
    const same = raise(first, { causes: [{ ...cause, records: 120 }], snapshot: 'b3', healthy: 'b1', at: '2026-06-01T01:00:00.000Z' });
    expect(same.alarms).toMatchObject([{ records: 120, healthy: 'b1' }]);
  });

  it('is raised anew after it was answered', () => {
    const answered = first.map((alarm): Alarm => ({ ...alarm, answer: { as: 'expected', at: alarm.raisedAt } }));
    const { alarms, fresh } = raise(answered, { causes: [cause], snapshot: 'b9', healthy: 'b8', at: '2026-06-02T00:00:00.000Z' });
    expect([alarms.length, fresh.length]).toEqual([2, 1]);
    expect(fresh[0]?.id).not.toBe(first[0]?.id);
  });

  it('that was seen in the app takes its numbers from the first backup that has it', () => {
    const live = raise([], { causes: [{ ...cause, records: 80 }], snapshot: undefined, healthy: 'b1', at: '2026-06-01T00:00:00.000Z' });
    const { alarms, fresh } = raise(live.alarms, { causes: [{ ...cause, records: 130 }], snapshot: 'b2', healthy: 'b1', at: '2026-06-01T00:10:00.000Z' });
    expect([alarms, fresh]).toMatchObject([[{ records: 130, snapshot: 'b2', healthy: 'b1', id: live.alarms[0]?.id }], []]);
  });
});
