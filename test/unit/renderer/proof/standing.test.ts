import { describe, expect, it } from 'vitest';
import { standingOf } from '../../../../renderer/src/screens/proof/standing.ts';
import type { DrillSummary } from '../../../../renderer/src/screens/proof/types.ts';

const now = Date.parse('2026-06-01T12:00:00.000Z');
const dayMs = 86_400_000;

function drill(place: string, daysAgo: number, more: Partial<DrillSummary> = {}): DrillSummary {
  return { id: `${place}-${daysAgo}`, app: 'Shop', place, by: 'person', startedAt: new Date(now - daysAgo * dayMs).toISOString(), durationMs: 1000, ok: true, phases: [], passed: 5, failed: 0, notChecked: 0, failures: [], ...more };
}

describe('what drills say about getting back', () => {
  it.each([
    ['nothing without one', [], 'none'],
    ['proven while it is fresh', [drill('Disk', 14)], 'proven'],
    ['due after two weeks', [drill('Disk', 15)], 'due'],
    ['nothing green after 45 days', [drill('Disk', 45.1)], 'old'],
    ['the newest one of a place counts', [drill('Disk', 1, { ok: false, failed: 2 }), drill('Disk', 2)], 'failed'],
    ['one place that fails is not made good by another', [drill('Cloud', 1), drill('Disk', 2, { ok: false, failed: 1 })], 'failed'],
    ['a place that is used no more has no say', [drill('Old', 1, { ok: false, failed: 1 }), drill('Disk', 2)], 'proven'],
    ['one that did not come to its end proves nothing', [drill('Disk', 1, { ok: false }), drill('Disk', 2)], 'broken'],
  ] as const)('%s', (_what, drills, kind) => {
    expect(standingOf(drills, new Set(['Disk', 'Cloud']), now).kind).toBe(kind);
  });
});
