import { describe, expect, it } from 'vitest';
import { standingOf } from '../../../../renderer/src/screens/proof/standing.ts';
import type { DrillSummary } from '../../../../renderer/src/screens/proof/types.ts';

const now = Date.parse('2026-06-01T12:00:00.000Z');
const dayMs = 86_400_000;

function drill(place: string, daysAgo: number, more: Partial<DrillSummary> = {}): DrillSummary {
  return { id: `${place}-${daysAgo}`, app: 'Shop', place, by: 'person', startedAt: new Date(now - daysAgo * dayMs).toISOString(), durationMs: 1000, ok: true, phases: [], passed: 5, failed: 0, notChecked: 0, failures: [], ...more };
}

const added = (daysAgo: number): string => new Date(now - daysAgo * dayMs).toISOString();

describe('what drills say about getting back', () => {
  it.each([
    ['nothing without one', [], 'none'],
    ['proven while it is fresh', [drill('Disk', 14)], 'proven'],
    ['due after two weeks', [drill('Disk', 15)], 'due'],
    ['nothing green after 45 days', [drill('Disk', 45.1)], 'old'],
    ['the newest one of a place counts', [drill('Disk', 1, { ok: false, failed: 2 }), drill('Disk', 2)], 'failed'],
    ['one place that fails is not made good by another', [drill('Cloud', 1), drill('Disk', 2, { ok: false, failed: 1 })], 'failed'],
    ['a place that is used no more has no say', [drill('Old', 1, { ok: false, failed: 1 }), drill('Disk', 2)], 'proven'],
    ['a place that was added since, by the name of another, had none', [drill('Cloud', 20)], 'none'],
    ['one of that other place that failed stays said', [drill('Cloud', 20, { ok: false, failed: 1 })], 'failed'],
    ['one of a time that is still to come is of nobody knows when', [drill('Disk', -400)], 'undated'],
    ['one that is known how old it is counts before that', [drill('Cloud', -400), drill('Disk', 15)], 'due'],
    ['one that did not come to its end proves nothing', [drill('Disk', 1, { ok: false }), drill('Disk', 2)], 'broken'],
  ] as const)('%s', (_what, drills, kind) => {
    expect(standingOf(drills, new Map([['Disk', added(100)], ['Cloud', added(10)]]), now).kind).toBe(kind);
  });
});
