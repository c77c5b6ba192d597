import { describe, expect, test } from 'vitest';
import { type RememberedUpdates, rememberedUpdates, startedAs, wouldNotStart } from '../../../../electron/main/updates/memory.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const fresh = rememberedUpdates.parse({});
const installing = { from: '0.1.0', to: '0.2.0', at: '2026-11-20T11:59:00.000Z', hidden: true };

/** What is remembered after a start. */
function started(memory: RememberedUpdates, version: string): RememberedUpdates {
  return rememberedUpdates.parse({ ...memory, ...startedAs(memory, version, now).change });
}
const past = (memory: RememberedUpdates): unknown => memory.past.map(({ kind, version, from }) => [kind, version, from]);

describe('what a start tells of updates', () => {
  test('the first one, and one like the last: nothing', () => {
    const first = started(fresh, '0.1.0');
    expect(first).toMatchObject({ lastRun: '0.1.0', past: [] });
    expect(started(first, '0.1.0').past).toEqual([]);
  });

  test('an update came, and goes back to where nobody looked', () => {
    const memory = { ...fresh, lastRun: '0.1.0', installing };
    expect(past(started(memory, '0.2.0'))).toEqual([['updated', '0.2.0', '0.1.0']]);
    expect(started(memory, '0.2.0').installing).toBeUndefined();
    expect(startedAs(memory, '0.2.0', now).quietly).toBe(true);
    expect(startedAs({ ...memory, installing: { ...installing, hidden: false } }, '0.2.0', now).quietly).toBe(false);
    // Started by a person the next day.
    expect(startedAs({ ...memory, installing: { ...installing, at: '2026-11-19T11:59:00.000Z' } }, '0.2.0', now).quietly).toBe(false);
  });

  test('an update did not come', () => {
    expect(past(started({ ...fresh, lastRun: '0.1.0', installing }, '0.1.0'))).toEqual([['not-installed', '0.2.0', '0.1.0']]);
  });

  test('an older version was put back, and the newer one is known as taken back', () => {
    const memory = started({ ...fresh, lastRun: '0.2.0' }, '0.1.0');
    expect(past(memory)).toEqual([['taken-back', '0.2.0', '0.1.0']]);
    expect(memory.takenBack).toEqual(['0.2.0']);
    expect(past(started(memory, '0.3.0'))).toEqual([['updated', '0.3.0', '0.1.0'], ['taken-back', '0.2.0', '0.1.0']]);
  });

  test('a new version whose engine does not stay up is noted once; one that ran before is not blamed on an update', () => {
    const memory = started({ ...fresh, lastRun: '0.1.0', installing }, '0.2.0');
    const noted = { ...memory, ...wouldNotStart(memory, '0.2.0', now) };
    expect(past(noted)).toEqual([['would-not-start', '0.2.0', '0.1.0'], ['updated', '0.2.0', '0.1.0']]);
    expect(wouldNotStart(noted, '0.2.0', now)).toBeUndefined();
    expect(wouldNotStart(started(fresh, '0.1.0'), '0.1.0', now)).toBeUndefined();
  });

  test('a file that was spoilt counts as none', () => {
    expect(rememberedUpdates.parse({ automatic: 'no', lastRun: 7, newest: { version: '../..' }, past: [{}], takenBack: 'x', installing: null })).toEqual(fresh);
  });
});
