import { describe, expect, it } from 'vitest';
import type { Run } from '../../../electron/engine/runs/run.ts';
import type { IntendedRun, ScheduleRule, SkipReason } from '../../../electron/engine/schedule/rule.ts';
import { type CheckedRule, windowsByCalendar } from '../../support/schedule-windows.ts';
import { type Epoch, live, type Lived, type Truth } from '../../support/simulated-computer.ts';

const minute = 60_000;
/** A window may begin so late, and a look at the clock comes within a minute here. */
const graceMs = 10 * minute + minute;

/** The same four schedules, for the program and for somebody with a calendar. */
function schedules(start: string): Readonly<Record<string, { readonly rule: ScheduleRule; readonly byHand: CheckedRule }>> {
  return {
    Hourly: { rule: { kind: 'every', hours: 1 }, byHand: { kind: 'every', hours: 1, from: Date.parse(start) } },
    Nightly: { rule: { kind: 'daily', times: ['02:30', '14:00'], zone: 'Europe/Berlin' }, byHand: { kind: 'clock', times: ['02:30', '14:00'], zone: 'Europe/Berlin' } },
    Weekly: { rule: { kind: 'weekly', days: ['sun', 'thu'], times: ['01:30'], zone: 'America/New_York' }, byHand: { kind: 'clock', times: ['01:30'], days: [0, 4], zone: 'America/New_York' } },
    Office: { rule: { kind: 'cron', expression: '*/30 9-17 * * 1-5', zone: 'Asia/Kolkata' }, byHand: { kind: 'minutes', every: 30, hours: [9, 17], days: [1, 2, 3, 4, 5], zone: 'Asia/Kolkata' } },
  };
}

describe('ninety days of a computer that sleeps, is switched off, loses the network and has its clock set', () => {
  // From before the clocks go forward in America and Europe, and from before they go back.
  it.each([
    ['2026-02-20T00:00:00.000Z', 1],
    ['2026-09-01T00:00:00.000Z', 4],
  ])('from %s, seed %i: no window without a recorded reason', async (start, seed) => {
    const wanted = schedules(start);
    const lived = await live(Object.fromEntries(Object.entries(wanted).map(([name, { rule }]) => [name, rule])), { start, days: 90, seed });
    for (const [app, { byHand }] of Object.entries(wanted)) {
      const rows = await lived.rows(app);
      const runs = lived.runs.filter(({ request }) => request.app === app);
      expect(problemsOf({ app, rows, runs, byHand }, lived)).toEqual([]);
    }
    expect([...lived.endings.values()].every((count) => count === 1)).toBe(true);
    // It was put to the test.
    const reasons = new Set((await Promise.all(Object.keys(wanted).map((app) => lived.rows(app)))).flat().flatMap(({ end }) => (end?.kind === 'skipped' ? [end.reason.kind] : end === undefined ? [] : [end.kind])));
    expect([...reasons]).toEqual(expect.arrayContaining(['done', 'failed', 'interrupted', 'asleep', 'not-running', 'no-network', 'paused', 'still-running']));
  }, 120_000);
});

interface Checked {
  readonly app: string;
  readonly rows: readonly IntendedRun[];
  readonly runs: readonly Run[];
  readonly byHand: CheckedRule;
}

function problemsOf({ app, rows, runs, byHand }: Checked, { epochs, truths }: Lived): string[] {
  return [...lacking(rows, runs, byHand, epochs), ...untrue(rows, runs, truths), ...overlapping(runs), ...notMadeGood(rows, runs, epochs), ...late(rows, truths)].map((problem) => `${app}: ${problem}`);
}

/** Windows that have no row of their own, or rows that are no windows. */
function lacking(rows: readonly IntendedRun[], runs: readonly Run[], byHand: CheckedRule, epochs: readonly Epoch[]): string[] {
  const expected = new Map<number, number>();
  for (const { from, to } of epochs) for (const at of windowsByCalendar(byHand, from, to)) expected.set(at, (expected.get(at) ?? 0) + 1);
  const found = new Map<number, number>();
  const last = epochs.at(-1)?.to ?? 0;
  const problems: string[] = [];
  const going = new Set(runs.flatMap(({ id, state }) => (state === 'running' ? [id] : [])));
  for (const { kind, dueAt, end, run } of rows) {
    const at = Date.parse(dueAt);
    const isSuperseded = end?.kind === 'skipped' && end.reason.kind === 'clock';
    if (kind !== 'window' || isSuperseded || at > last) continue;
    found.set(at, (found.get(at) ?? 0) + 1);
    if (end === undefined && !going.has(run?.id ?? '') && [...expected.keys()].some((later) => later > at)) problems.push(`${dueAt} has no end`);
  }
  for (const [at, times] of expected) {
    const there = found.get(at) ?? 0;
    // Once for each time the clock showed it; one that had not begun when the clock was set back is still the same.
    if (there < 1 || there > times) problems.push(`${new Date(at).toISOString()} is there ${there} times, expected ${times}`);
  }
  for (const at of found.keys()) if (!expected.has(at)) problems.push(`${new Date(at).toISOString()} is no window`);
  return problems;
}

/** Rows whose reason is not what was. */
function untrue(rows: readonly IntendedRun[], runs: readonly Run[], truths: readonly Truth[]): string[] {
  return rows.flatMap((row) => {
    const { dueAt, createdAt, end } = row;
    const due = Date.parse(dueAt);
    if (end?.kind !== 'skipped') {
      const isPlanned = Date.parse(createdAt) - due <= 2 * minute || end === undefined;
      return isPlanned ? [] : [`${dueAt} took place and was not noted before`];
    }
    return wasSo(end.reason, due, Date.parse(end.at)) ? [] : [`${dueAt} says ${JSON.stringify(end.reason)}`];
  });

  function wasSo(reason: SkipReason, due: number, ended: number): boolean {
    // It may have waited for other backups first.
    const was = (what: Truth['what']): boolean => truths.some((truth) => truth.what === what && truth.from <= Math.max(due + graceMs, ended) && truth.to >= due);
    switch (reason.kind) {
      case 'asleep':
        return was('asleep');
      case 'not-running':
        return was('off');
      case 'no-network':
        return was('offline');
      case 'paused':
        return was('paused');
      case 'still-running':
        return runs.some(({ startedAt, endedAt }) => Date.parse(startedAt) <= due + graceMs && (endedAt === undefined || Date.parse(endedAt) >= due - minute));
      case 'caught-up':
      case 'clock':
      case 'others-running':
        return true;
      default:
        return false;
    }
  }
}

/** Two at once; a run that was set back in time is let be. */
function overlapping(runs: readonly Run[]): string[] {
  return runs.flatMap((run, index) => {
    const before = runs[index - 1];
    return before !== undefined && (before.endedAt === undefined || before.state === 'running') ? [`${run.startedAt} began while ${before.startedAt} went on`] : [];
  });
}

const passes: ReadonlySet<string> = new Set(['still-running', 'clock', 'changed', 'caught-up', 'others-running']);

/** What was missed and never made good; what was made good and never missed. */
function notMadeGood(rows: readonly IntendedRun[], runs: readonly Run[], epochs: readonly Epoch[]): string[] {
  const problems: string[] = [];
  const last = runs.at(-1);
  let missed = 0;
  // By the order in which they were ended or begun.
  const order = rows.flatMap((row): { at: string; what: 'missed' | 'catch-up'; row: IntendedRun }[] => {
    if (row.kind === 'window' && row.end?.kind === 'skipped' && !passes.has(row.end.reason.kind)) return [{ at: row.end.at, what: 'missed', row }];
    return row.kind === 'catch-up' && row.run !== undefined ? [{ at: row.run.at, what: 'catch-up', row }] : [];
  });
  for (const epoch of epochs) {
    for (const { at, what, row } of order.filter((event) => Date.parse(event.at) >= epoch.from && Date.parse(event.at) <= epoch.to + minute).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.what === 'missed' ? -1 : 1))) {
      if (what === 'missed') {
        missed += 1;
        continue;
      }
      // Of hours that the clock showed twice nobody can tell which came first.
      const isOnce = epochs.filter(({ from, to }) => Date.parse(at) >= from && Date.parse(at) <= to + minute).length === 1;
      if (missed === 0 && isOnce) problems.push(`${row.dueAt} makes nothing good`);
      missed = 0;
    }
  }
  const final = epochs.at(-1);
  const open = rows.findLast(({ kind, end }) => kind === 'window' && end?.kind === 'skipped' && !passes.has(end.reason.kind));
  if (open !== undefined && final !== undefined && Date.parse(open.dueAt) >= final.from && (last === undefined || last.startedAt < open.dueAt)) problems.push(`${open.dueAt} was not made good`);
  return problems;
}

/** Windows that began later than they may. */
function late(rows: readonly IntendedRun[], truths: readonly Truth[]): string[] {
  return rows.flatMap(({ kind, dueAt, run }) => {
    // What waited for others when the computer fell asleep goes on waiting after that.
    if (run !== undefined && truths.some(({ what, from, to }) => what === 'asleep' && to >= Date.parse(dueAt) && from <= Date.parse(run.at))) return [];
    const lateMs = run === undefined || kind !== 'window' ? 0 : Date.parse(run.at) - Date.parse(dueAt);
    // Others hold it back for ten minutes each at most.
    return lateMs > 4 * graceMs ? [`${dueAt} began ${Math.round(lateMs / minute)} minutes late`] : [];
  });
}
