import { describe, expect, it } from 'vitest';
import { maybeBackedUp, needNotices } from '../../../electron/main/notices.ts';
import type { Need, Status } from '../../../electron/main/status-feed.ts';

const at = '2026-01-14T12:00:00.000Z';
const error = { code: 'not-found', message: 'The drive is away.', nextStep: 'Connect it.' } as const;
const app = (name: string, ...needs: readonly Need[]): Status['apps'][number] => ({ app: name, next: { at: null, why: '' }, needs: [...needs] });
const overdue = (name: string): Need => ({ kind: 'overdue', app: name, since: at });

describe('notices of what needs a person', () => {
  it('tell the same need once, and again when it came back', () => {
    const first = needNotices({ tray: 'needs-you', apps: [app('Shop', overdue('Shop'))], needs: [] }, []);
    expect(first.notices).toEqual([{ title: 'Holdfast needs you', body: 'Shop is overdue for a backup' }]);
    const second = needNotices({ tray: 'needs-you', apps: [app('Shop', overdue('Shop'))], needs: [] }, first.told);
    expect(second.notices).toEqual([]);
    const over = needNotices({ tray: 'needs-you', apps: [app('Shop')], needs: [] }, second.told);
    expect(needNotices({ tray: 'needs-you', apps: [app('Shop', overdue('Shop'))], needs: [] }, over.told).notices).toHaveLength(1);
  });

  it('tell nothing again after a start, when nothing is known yet, or after a backup that put nothing right', () => {
    const { told } = needNotices({ tray: 'needs-you', apps: [app('Shop', overdue('Shop'))], needs: [] }, []);
    const unknown = needNotices({ tray: 'working', apps: [], needs: [] }, told);
    expect(needNotices({ tray: 'needs-you', apps: [app('Shop', overdue('Shop'))], needs: [] }, unknown.told).notices).toEqual([]);
  });

  it('tell a restore that was cut off, and the next one again', () => {
    const half = (restore: string): Need => ({ kind: 'restore-stopped', app: 'Shop', restore, at, asked: 143, written: 100 });
    const first = needNotices({ tray: 'needs-you', apps: [app('Shop', half('one'))], needs: [] }, []);
    expect(first.notices).toEqual([{ title: 'Holdfast needs you', body: 'Bringing back records of Shop was interrupted: go on, or take it back' }]);
    expect(needNotices({ tray: 'needs-you', apps: [app('Shop', half('one'))], needs: [] }, first.told).notices).toEqual([]);
    expect(needNotices({ tray: 'needs-you', apps: [app('Shop', half('two'))], needs: [] }, first.told).notices).toHaveLength(1);
  });

  it('tell another occurrence of the same kind', () => {
    const away: Need = { kind: 'place-behind', app: 'Shop', place: 'Disk', error };
    const { told } = needNotices({ tray: 'needs-you', apps: [app('Shop', away)], needs: [] }, []);
    const gone: Need = { kind: 'place-behind', app: 'Shop', place: 'Disk', removed: at };
    expect(needNotices({ tray: 'needs-you', apps: [app('Shop', gone)], needs: [] }, told).notices.map(({ body }) => body)).toEqual(['A backup of Shop is gone from Disk']);
  });

  it('tell what is wrong with Holdfast itself, and the same of several apps once', () => {
    const locked: Need = { kind: 'keychain', app: 'Shop', state: 'locked', error: { code: 'permission-denied', message: 'The keychain is locked.', nextStep: '' } };
    const settings: Need = { kind: 'settings', error: { code: 'corrupt', message: 'The settings cannot be read.', nextStep: '' } };
    expect(needNotices({ tray: 'needs-you', apps: [app('Shop', locked), app('Blog', locked)], needs: [settings] }, []).notices.map(({ body }) => body)).toEqual(['The settings cannot be read.', 'The keychain is locked.']);
  });

  it('leave for the screen what can wait', () => {
    expect(needNotices({ tray: 'needs-you', apps: [app('Shop', { kind: 'kit-not-proved', app: 'Shop' }, { kind: 'no-place', app: 'Shop' })], needs: [] }, [])).toEqual({ notices: [], told: [] });
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
