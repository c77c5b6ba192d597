import { expect, test } from 'vitest';
import { changeLine, type ChangeNote, readChangeLine, TableTraces } from '../../../../electron/engine/readiness/measures/change-notes.ts';
import { lossMeterOf } from '../../../../electron/engine/readiness/measures/loss-meter.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Hourly backups for so many days: each table with what happens to it in an hour. */
function hourly(days: number, rates: Readonly<Record<string, readonly [number, number, number] | null>>): TableTraces {
  const traces = new TableTraces();
  for (let at = 0; at < days * day; at += hour) {
    const tables = new Map(Object.entries(rates).map(([name, counts]) => [name, counts === null ? null : ([...counts, 1000] as const)]));
    // As it is read from the disk.
    const note = readChangeLine(JSON.parse(JSON.stringify(changeLine({ snapshot: `s${at}`, durationMs: 1000, from: at, to: at + hour, tables }))));
    if (note !== undefined) traces.add(note);
  }
  return traces;
}

test('says it in the app’s own units, the largest loss first, names as the platform has them', () => {
  const traces = hourly(20, { 'Order Items': [3, 1, 0], Order: [30, 6, 1], User: [0, 0, 0], Invoice: null });
  const loss = lossMeterOf(traces, { from: 20 * day, to: 20 * day + hour, hasBackup: true });
  expect(loss.says).toBe('About 37 records in Order and about 4 in Order Items; hardly anything in one other.');
  expect(loss).toMatchObject({ unknown: ['Invoice'], backups: 480, tables: [{ name: 'Order', least: 37, most: 37, newLeast: 30, newMost: 30 }, { name: 'Order Items' }, { name: 'User', least: 0, most: 1 }] });
});

test('never says that nothing would be lost', () => {
  expect(lossMeterOf(hourly(3, { Order: [0, 0, 0], User: [0, 0, 0] }), { from: 3 * day, to: 3 * day + hour, hasBackup: true }).says).toBe('Hardly anything: one record at most in each of 2 tables.');
  expect(lossMeterOf(new TableTraces(), { from: 0, to: hour, hasBackup: true }).says).toContain('Not known yet');
  expect(lossMeterOf(hourly(3, { Order: [1, 0, 0] }), { from: undefined, to: hour, hasBackup: false })).toMatchObject({ says: 'Everything: there is no backup to fall back on.', tables: [], unknown: ['Order'] });
  expect(lossMeterOf(hourly(3, { Order: [1, 0, 0] }), { from: undefined, to: hour, hasBackup: true }).says).toContain('Not known');
});

test('a line that is damaged, or of a newer program, is passed over', () => {
  const note: ChangeNote = { snapshot: 's', durationMs: 5, from: null, to: 9, tables: new Map([['../../x', [1, 2, 3, 4]], ['__proto__', [0, 0, 0, 7]], ['?', null]]) };
  expect(readChangeLine(JSON.parse(JSON.stringify(changeLine(note))))).toEqual(note);
  for (const line of [null, {}, [], ['d', 's', 5, null, 9, [['x', [1, 2]]]], ['d', 's', -1, null, 9, []], ['d', 's', 5, 'x', 9, []], ['e', 's', 5, null, 9, []]]) expect(readChangeLine(line)).toBeUndefined();
});
