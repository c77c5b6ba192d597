import { expect, it } from 'vitest';
import { expectedToGo } from '../../../../electron/engine/vault/retention/expected.ts';
import { planRetention, type PlannedSnapshot } from '../../../../electron/engine/vault/retention/plan.ts';
import { retentionPresets } from '../../../../electron/engine/vault/retention/policy.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const { standard } = retentionPresets;
const hour = 3_600_000;

it('a policy that runs after every few backups never has to ask, over a year and every turn of a week and month', () => {
  const random = seededRandom(5);
  let snapshots: readonly PlannedSnapshot[] = [];
  let applied: Parameters<typeof expectedToGo>[0] = null;
  for (let hours = 0; hours < 365 * 24; hours += 6 + Math.floor(random() * 30)) {
    const now = new Date(Date.UTC(2026, 0, 1) + hours * hour);
    const made: PlannedSnapshot = { name: now.toISOString(), startedAt: now, kind: random() < 0.1 ? 'pre-change' : 'scheduled', state: random() < 0.1 ? 'unsound' : 'sound', pinned: false };
    snapshots = snapshots.concat(made);
    if (random() < 0.4) continue;
    const at = new Date(now.getTime() + hour);
    const { kept, going } = planRetention(snapshots, standard, { now: at, timeZone: 'Europe/Oslo' });
    const expected: number = expectedToGo(applied, standard, snapshots.map(({ startedAt }) => startedAt));
    if (applied !== null) expect(going.length).toBeLessThanOrEqual(1 + expected);
    snapshots = kept.map(({ snapshot }) => snapshot);
    applied = { at: at.toISOString(), policy: standard };
  }
  expect(snapshots.length).toBeGreaterThan(12);
});

it('expects nothing to go of a policy that nobody has seen at work', () => {
  const many = Array.from({ length: 9 }, (_, n) => new Date(n));
  expect(expectedToGo(null, standard, many)).toBe(0);
  expect(expectedToGo({ at: '1969-01-01T00:00:00.000Z', policy: { ...standard, daily: 8 } }, standard, many)).toBe(0);
  expect(expectedToGo({ at: '1969-01-01T00:00:00.000Z', policy: standard }, standard, many)).toBeGreaterThanOrEqual(9);
});
