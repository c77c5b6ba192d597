import { describe, expect, test } from 'vitest';
import { rememberedUpdates } from '../../../../electron/main/updates/memory.ts';
import { runOf } from '../../../support/updates/runs.ts';
import { type InstallMoment, atWorkOn, checkIsDue, held, laterUntil, mayInstallQuietly } from '../../../../electron/main/updates/policy.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const fresh = rememberedUpdates.parse({});

describe('looking for updates by itself', () => {
  const moment = { now, startedAt: ago(10), jitter: 0.5, failed: false };

  test('once a day, not at the very start, and not where it was switched off', () => {
    expect(checkIsDue(fresh, moment)).toBe(true);
    expect(checkIsDue(fresh, { ...moment, startedAt: ago(1 / 60) })).toBe(false);
    expect(checkIsDue({ ...fresh, automatic: false }, moment)).toBe(false);
    expect(checkIsDue({ ...fresh, lastChecked: ago(20).toISOString() }, moment)).toBe(false);
    expect(checkIsDue({ ...fresh, lastChecked: ago(27).toISOString() }, moment)).toBe(true);
  });

  test('sooner where nobody answered, but not at once', () => {
    expect(checkIsDue({ ...fresh, lastChecked: ago(1).toISOString() }, { ...moment, failed: true })).toBe(false);
    expect(checkIsDue({ ...fresh, lastChecked: ago(6).toISOString() }, { ...moment, failed: true })).toBe(true);
  });

  test('a clock that was put back does not end it', () => {
    expect(checkIsDue({ ...fresh, lastChecked: ago(-1000).toISOString() }, moment)).toBe(true);
  });
});

type Status = Exclude<InstallMoment['status'], 'gone' | undefined>;
const idle: Status = { running: [], apps: [{ app: 'Shop', next: { at: null, why: '' }, needs: [] }] };
const running = (kind: Parameters<typeof runOf>[0]): Status => ({ ...idle, running: [runOf(kind)] });
const guarded = (phase: 'watching' | 'ended'): Status => ({ ...idle, apps: idle.apps.map((app) => ({ ...app, guard: { phase } })) });

describe('installing', () => {
  test.each([
    ['backup', 'backup'],
    ['restore', 'restore'],
    ['undo', 'restore'],
    ['resume', 'restore'],
    ['undo', 'restore'],
    ['resume', 'restore'],
    ['drill', 'drill'],
    ['check', 'other'],
    ['rekey', 'other'],
  ] as const)('waits for a run: %s', (kind, what) => {
    expect(atWorkOn(running(kind))).toBe(what);
  });

  test('waits for a change that is watched, and for the engine to say what it is at; not for one that does not run', () => {
    expect(atWorkOn(guarded('watching'))).toBe('guard');
    expect(atWorkOn(guarded('ended'))).toBeUndefined();
    expect(atWorkOn(undefined)).toBe('starting');
    expect(atWorkOn('gone')).toBeUndefined();
    expect(atWorkOn(idle)).toBeUndefined();
  });

  test('by itself only while nobody looks and nothing runs', () => {
    const moment = { now, status: idle, windowIsOpen: false, asksPassword: false };
    expect(mayInstallQuietly(fresh, '0.2.0', moment)).toBe(true);
    expect(mayInstallQuietly(fresh, '0.2.0', { ...moment, windowIsOpen: true })).toBe(false);
    expect(mayInstallQuietly(fresh, '0.2.0', { ...moment, asksPassword: true })).toBe(false);
    expect(mayInstallQuietly(fresh, '0.2.0', { ...moment, status: running('backup') })).toBe(false);
    expect(mayInstallQuietly(fresh, '0.2.0', { ...moment, status: undefined })).toBe(false);
    expect(mayInstallQuietly(fresh, '0.2.0', { ...moment, status: 'gone' })).toBe(false);
    expect(mayInstallQuietly(fresh, '0.2.0', { ...moment, status: { ...idle, apps: idle.apps.map((app) => ({ ...app, emergency: { id: 'e', startedAt: now.toISOString() } })) } })).toBe(false);
    expect(mayInstallQuietly({ ...fresh, automatic: false }, '0.2.0', moment)).toBe(false);
    expect(mayInstallQuietly({ ...fresh, skipped: '0.2.0' }, '0.2.0', moment)).toBe(false);
    expect(mayInstallQuietly({ ...fresh, skipped: '0.2.0' }, '0.3.0', moment)).toBe(true);
    expect(mayInstallQuietly({ ...fresh, laterUntil: laterUntil('day', now) }, '0.2.0', moment)).toBe(false);
    expect(mayInstallQuietly({ ...fresh, laterUntil: laterUntil('day', ago(25)) }, '0.2.0', moment)).toBe(true);
    expect(mayInstallQuietly({ ...fresh, laterUntil: laterUntil('week', ago(25)) }, '0.2.0', moment)).toBe(false);
  });

  test('not a third time what could not be installed twice', () => {
    const failed = { at: now.toISOString(), kind: 'not-installed', version: '0.2.0' } as const;
    expect(held({ ...fresh, past: [failed] }, '0.2.0')).toBeUndefined();
    expect(held({ ...fresh, past: [failed, failed] }, '0.2.0')).toBe('not-installed');
    expect(held({ ...fresh, past: [failed, failed] }, '0.3.0')).toBeUndefined();
  });
});
