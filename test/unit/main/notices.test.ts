import { describe, expect, it } from 'vitest';
import { alertNotices, maybeBackedUp } from '../../../electron/main/notices.ts';
import type { Status } from '../../../electron/main/status-feed.ts';

const at = '2026-01-14T12:00:00.000Z';
const app = (name: string): Status['apps'][number] => ({ app: name, next: { at: null, why: '' }, needs: [] });

type Alert = Status['alerts'][number];
const overdue = (more: Partial<Alert> = {}): Alert => ({ id: 'a1', cause: { kind: 'overdue', app: 'Shop', since: at }, severity: 'alarm', openedAt: at, title: 'Shop is overdue for a backup', meaning: 'No new backup.', next: 'Back up now.', tell: true, ...more });
const titles = (alerts: readonly Alert[], told: readonly string[]) => {
  const after = alertNotices({ alerts: [...alerts] }, told);
  return { titles: after.notices.map(({ title }) => title), told: after.told };
};

describe('notices of alerts', () => {
  it('tell once that it is open, once that it lasts, once that it is over', () => {
    const first = alertNotices({ alerts: [overdue()] }, []);
    expect(first.notices).toEqual([{ title: 'Shop is overdue for a backup', body: 'Back up now.' }]);
    const again = titles([overdue()], first.told);
    expect(again.titles).toEqual([]);
    const escalated = titles([overdue({ escalatedAt: at })], again.told);
    expect(escalated.titles).toEqual(['Still open: Shop is overdue for a backup']);
    const over = titles([overdue({ escalatedAt: at, resolvedAt: at })], escalated.told);
    expect(over.titles).toEqual(['Over: Shop is overdue for a backup']);
    expect(titles([overdue({ escalatedAt: at, resolvedAt: at })], over.told).titles).toEqual([]);
    expect(titles([overdue({ id: 'a2' })], over.told).titles).toEqual(['Shop is overdue for a backup']);
  });

  it('tell nothing again after a start, when nothing is known yet', () => {
    const { told } = titles([overdue()], []);
    expect(titles([overdue()], titles([], told).told).titles).toEqual([]);
  });

  it('are quiet about what was seen, about what may pass, and about the end of what nobody was told of', () => {
    expect(titles([overdue({ acknowledgedAt: at })], []).titles).toEqual([]);
    expect(titles([overdue({ tell: false })], []).titles).toEqual([]);
    expect(titles([overdue({ resolvedAt: at })], []).titles).toEqual([]);
  });
});

describe('a backup that may have ended', () => {
  const run = (id: string, kind: 'backup' | 'check'): Status['running'][number] => ({ id, request: kind === 'backup' ? { kind, app: 'Shop', reason: 'manual' } : { kind, app: 'Shop', place: 'Disk' }, by: 'person', state: 'running', startedAt: at, phasesDone: [] });

  it('is one that was running and is not any more; other runs are no backups', () => {
    expect(maybeBackedUp({ running: [run('1', 'backup'), run('2', 'check'), run('3', 'backup')], apps: [] }, { running: [run('3', 'backup')], apps: [] })).toEqual(['Shop']);
    expect(maybeBackedUp({ running: [run('2', 'check'), run('3', 'backup')], apps: [] }, { running: [run('3', 'backup')], apps: [] })).toEqual([]);
    expect(maybeBackedUp(undefined, { running: [], apps: [{ ...app('Shop'), lastVerified: at }] })).toEqual([]);
  });

  it('is one that was too short to be seen running', () => {
    const before = { running: [], apps: [{ ...app('Shop'), lastVerified: at }, { ...app('Blog'), lastVerified: at }] };
    expect(maybeBackedUp(before, { running: [], apps: [{ ...app('Shop'), lastVerified: '2026-01-14T13:00:00.000Z' }, { ...app('Blog'), lastVerified: at }] })).toEqual(['Shop']);
  });
});
