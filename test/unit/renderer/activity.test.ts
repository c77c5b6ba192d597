import { describe, expect, it } from 'vitest';
import { activityKinds } from '../../../shared/contract/activity.ts';
import { csvOf } from '../../../renderer/src/screens/activity/csv.ts';
import { type ActivityEvent, byDay, groups, withoutBegun } from '../../../renderer/src/screens/activity/kinds.ts';

function event(id: string, kind: ActivityEvent['kind'], more: Partial<ActivityEvent> = {}): ActivityEvent {
  return { id, kind, at: '2026-11-21T12:00:00.000Z', ...more };
}

describe('the file for a spreadsheet', () => {
  it('quotes what would break a row', () => {
    expect(csvOf([['a', 'b,c', 'd"e', 'f\ng']])).toBe('\uFEFFa,"b,c","d""e","f\ng"\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '=cmd|"/c calc"!A1'])('makes no formula of %j', (text) => {
    const [line = ''] = csvOf([[text]]).slice(1).split('\r\n', 1);
    expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
  });
});

describe('what happened', () => {
  it('has every kind of event in exactly one group', () => {
    expect(Object.values(groups).flat().toSorted()).toEqual(activityKinds.toSorted());
  });

  it('leaves out the beginning of a run whose end is listed, and keeps one that goes on', () => {
    const events = [event('3', 'run-started', { runId: 'b' }), event('2', 'run-ended', { runId: 'a' }), event('1', 'run-started', { runId: 'a' })];
    expect(withoutBegun(events).map(({ id }) => id)).toEqual(['3', '2']);
  });

  it('is told day by day', () => {
    const events = [event('3', 'paused', { at: '2026-11-21T12:00:00Z' }), event('2', 'paused', { at: '2026-11-21T01:00:00Z' }), event('1', 'paused', { at: '2026-11-20T12:00:00Z' })];
    const lines = byDay(events, (at) => at.slice(0, 10));
    expect(lines.map((line) => (line.kind === 'day' ? line.day : line.event.id))).toEqual(['2026-11-21', '3', '2', '2026-11-20', '1']);
  });
});
