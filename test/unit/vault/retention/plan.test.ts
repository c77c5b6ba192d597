import { describe, expect, it } from 'vitest';
import { planRetention, type PlannedSnapshot } from '../../../../electron/engine/vault/retention/plan.ts';
import { fewestKept, parsePolicy, type RetentionPolicy, retentionPresets } from '../../../../electron/engine/vault/retention/policy.ts';
import { whyKept } from '../../../../electron/engine/vault/retention/words.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const { standard } = retentionPresets;
const now = new Date('2026-06-15T12:00:00Z');
const day = 86_400_000;

function backup(at: string | number, more: Partial<PlannedSnapshot> = {}): PlannedSnapshot {
  const startedAt = new Date(at);
  return { name: `${startedAt.toISOString()}_${more.kind ?? 'scheduled'}`, startedAt, kind: 'scheduled', state: 'sound', pinned: false, ...more };
}

function daily(count: number, more: Partial<PlannedSnapshot> = {}): PlannedSnapshot[] {
  return Array.from({ length: count }, (_, n) => backup(Date.UTC(2026, 5, 15, 2) - n * day, more));
}

function plan(snapshots: readonly PlannedSnapshot[], policy: RetentionPolicy = standard, timeZone = 'UTC') {
  const made = planRetention(snapshots, policy, { now, timeZone });
  const keptDays = made.kept.map(({ snapshot }) => snapshot.startedAt.toISOString().slice(0, 10));
  return { ...made, keptDays, names: new Set(made.kept.map(({ snapshot }) => snapshot.name)) };
}

describe('what is kept', () => {
  it('of a backup each day: seven days, the Sundays of four weeks, the last days of three months, each with its reasons', () => {
    const { kept, going, keptDays } = plan(daily(200));
    expect(keptDays).toEqual(['2026-06-15', '2026-06-14', '2026-06-13', '2026-06-12', '2026-06-11', '2026-06-10', '2026-06-09', '2026-06-07', '2026-05-31', '2026-04-30']);
    expect(kept[0]?.because).toEqual([{ kind: 'newest' }, { kind: 'daily', of: '2026-06-15' }, { kind: 'weekly', of: '2026-06-15' }, { kind: 'monthly', of: '2026-06' }]);
    expect(kept.at(-2)?.because).toEqual([{ kind: 'weekly', of: '2026-05-25' }, { kind: 'monthly', of: '2026-05' }]);
    expect(going).toHaveLength(190);
    expect(going[0]?.because).toEqual({ kind: 'old' });
  });

  it('of several a day: the last one', () => {
    const [early, noon, late] = ['2026-06-10T01:00Z', '2026-06-10T09:00Z', '2026-06-10T20:00Z'].map((at) => backup(at));
    const { names, going } = plan([early, noon, late, ...daily(3)].filter((each) => each !== undefined));
    expect(names).toContain(late?.name);
    expect(going.map(({ snapshot, because }) => [snapshot, because])).toEqual([noon, early].map((each) => [each, { kind: 'same-day', stays: late?.name }]));
  });

  it('the last five from before a change, however old', () => {
    const before = Array.from({ length: 8 }, (_, n) => backup(Date.UTC(2025, 0, 1) + n * day, { kind: n % 2 === 0 ? 'pre-change' : 'pre-restore' }));
    const { kept } = plan([...daily(100), ...before]);
    expect(kept.filter(({ because }) => because.some(({ kind }) => kind === 'pre-change')).map(({ snapshot }) => snapshot)).toEqual(before.slice(3).toReversed());
  });

  it('every one that a restore of the last thirty days can be taken back with, however many more were made since, and the reason is said', () => {
    const busy = Array.from({ length: 12 }, (_, n) => backup(Date.UTC(2026, 5, 14, n), { kind: 'pre-restore' }));
    const [fresh, old] = [backup('2026-05-17T12:00Z', { kind: 'pre-restore' }), backup('2026-05-15T12:00Z', { kind: 'pre-restore' })];
    const { kept, going } = plan([...daily(100), ...busy, fresh, old, backup('2026-05-17T12:00Z', { kind: 'pre-change' })]);
    const safety = kept.filter(({ because }) => because.some(({ kind }) => kind === 'take-back')).map(({ snapshot }) => snapshot);
    expect(safety).toEqual([...busy.toReversed(), fresh]);
    expect(going.map(({ snapshot }) => snapshot)).toContain(old);
    expect(whyKept(kept.find(({ snapshot }) => snapshot === fresh)?.because ?? [])).toBe('to take back what was brought back, until 2026-06-16');
  });

  it('never fewer than three, never the newest complete one, whatever comes after it', () => {
    const one = { last: 1, daily: 0, weekly: 0, monthly: 0, preChange: 0 };
    expect(plan(daily(10), one).keptDays).toHaveLength(fewestKept);
    const good = backup('2026-01-01T00:00Z');
    const { kept } = plan([good, ...daily(60, { state: 'unsound' })], one);
    expect(kept.find(({ snapshot }) => snapshot === good)?.because).toContainEqual({ kind: 'newest' });
  });

  it('complete ones, though seven days of incomplete ones came after', () => {
    const good = daily(20).slice(8);
    const { kept } = plan([...good, ...daily(8, { state: 'unsound' })]);
    expect(kept.filter(({ snapshot, because }) => snapshot.state === 'sound' && because.some(({ kind }) => kind === 'daily'))).toHaveLength(7);
  });

  it('what is pinned, cannot be read, or is dated in the future, which takes no other one’s place', () => {
    const odd = [backup('2024-01-01T00:00Z', { pinned: true }), backup('2024-01-02T00:00Z', { state: 'unreadable' }), ...Array.from({ length: 20 }, (_, n) => backup(Date.UTC(2031, 0, n + 1)))];
    const { keptDays, going } = plan([...daily(30), ...odd]);
    expect(keptDays).toEqual(expect.arrayContaining(['2024-01-01', '2024-01-02', '2031-01-20', '2026-06-09']));
    expect(going.every(({ snapshot }) => !odd.includes(snapshot))).toBe(true);
  });

  it('a day is a day of the time zone, also where clocks are put forward or back', () => {
    // 2026-03-29 and 2026-10-25 in Oslo have 23 and 25 hours.
    const around = ['2026-03-28T22:59Z', '2026-03-28T23:00Z', '2026-03-29T21:59Z', '2026-03-29T22:00Z'].map((at) => backup(at));
    const days = (timeZone: string) => planRetention(around, { last: 0, daily: 9, weekly: 0, monthly: 0, preChange: 0 }, { now, timeZone }).kept.flatMap(({ because }) => because.flatMap((each) => (each.kind === 'daily' ? [each.of] : [])));
    expect(days('Europe/Oslo')).toEqual(['2026-03-30', '2026-03-29', '2026-03-28']);
    expect(days('UTC')).toEqual(['2026-03-29', '2026-03-28']);
    expect(() => plan(daily(1), standard, 'Mars/Olympus')).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('whatever backups there are', () => {
  const zones = ['UTC', 'Europe/Oslo', 'America/St_Johns', 'Pacific/Apia', 'Australia/Lord_Howe'];
  const kinds = ['scheduled', 'manual', 'pre-change', 'pre-restore'] as const;
  const states = ['sound', 'sound', 'sound', 'unsound', 'unreadable'] as const;

  it.each(Array.from({ length: 60 }, (_, seed) => seed))('the newest complete one and pins stay, larger policies keep more, twice is once (seed %i)', (seed) => {
    const random = seededRandom(seed + 1);
    const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
    const span = 5 + random() * 500;
    const snapshots = Array.from({ length: 1 + Math.floor(random() * 120) }, (_, n) =>
      backup(now.getTime() + (random() < 0.02 ? 40 : 0) * day - Math.floor(random() * span * day), { name: `s${n}`, kind: pick(kinds), state: pick(states), pinned: random() < 0.05 }),
    );
    const policy = { last: 0, daily: 1 + Math.floor(random() * 9), weekly: Math.floor(random() * 5), monthly: Math.floor(random() * 5), preChange: Math.floor(random() * 4) };
    const timeZone = pick(['UTC', ...zones]);
    const { names, kept, going } = plan(snapshots, policy, timeZone);
    expect(kept.length + going.length).toBe(snapshots.length);
    const sound = snapshots.filter(({ state }) => state === 'sound').toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
    for (const snapshot of [...sound.slice(0, 1), ...snapshots.filter(({ pinned }) => pinned)]) expect(names).toContain(snapshot.name);
    expect(kept.filter(({ snapshot }) => snapshot.state === 'sound').length).toBeGreaterThanOrEqual(Math.min(fewestKept, sound.length));
    const larger = Object.fromEntries(Object.entries(policy).map(([rule, count]) => [rule, count + Math.floor(random() * 3)]));
    const more = plan(snapshots, parsePolicy(larger), timeZone).names;
    for (const name of names) expect(more).toContain(name);
    expect(plan(kept.map(({ snapshot }) => snapshot), policy, timeZone).going).toEqual([]);
  });
});

describe('a policy', () => {
  it.each([{ ...standard, daily: 0, weekly: 0, monthly: 0 }, { ...standard, daily: -1 }, { ...standard, daily: 1.5 }, { ...standard, hourly: 3 }, {}, null])('that keeps nothing or is none is refused: %j', (policy) => {
    expect(() => parsePolicy(policy)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});
