import { describe, expect, it } from 'vitest';
import { type TrayItem, pauseEnd, trayModel } from '../../../electron/main/tray-menu.ts';
import type { Status } from '../../../electron/main/status-feed.ts';

const now = new Date(2026, 0, 14, 12, 0);
const shop: Status['apps'][number] = { app: 'Shop', lastVerified: new Date(2026, 0, 14, 9, 5).toISOString(), next: { at: new Date(2026, 0, 15, 9, 5).toISOString(), why: '' }, needs: [] };
const status = (more: Partial<Status> = {}): Status => ({ tray: 'safe', apps: [shop], needs: [], alerts: [], pausedUntil: null, running: [], ...more });
const backup: Status['running'][number] = { id: 'r', request: { kind: 'backup', app: 'Shop', reason: 'manual' }, by: 'person', state: 'running', startedAt: now.toISOString(), phasesDone: [] };

function labels(items: readonly TrayItem[]): readonly unknown[] {
  return items.map((item) => (item.kind === 'separator' ? '—' : item.kind === 'submenu' ? [item.label, ...labels(item.items)] : item.label));
}
const shown = (given: Status): readonly unknown[] => labels(trayModel({ kind: 'status', status: given }, now).items).slice(0, -3);

describe('the menu of the tray', () => {
  it('says of one app when it was last verified and when it is next backed up', () => {
    expect(shown(status())).toEqual([expect.stringMatching(/^Last verified: today, \d/), expect.stringMatching(/^Next backup: tomorrow, \d/), 'Back up now', 'Change guard: back up and watch', '—', ['Pause backups', 'For 1 hour', 'Until tomorrow']]);
  });

  it('gives each of several apps a menu of its own', () => {
    expect(shown(status({ apps: [shop, { ...shop, app: 'Blog', next: { at: null, why: '' } }] }))).toEqual([['Shop', expect.anything(), expect.anything(), 'Back up now', 'Change guard: back up and watch'], ['Blog', expect.anything(), 'No backup is planned', 'Back up now', 'Change guard: back up and watch'], '—', expect.anything()]);
  });

  it('has nothing to start while that app is being backed up', () => {
    const { items } = trayModel({ kind: 'status', status: status({ tray: 'working', running: [backup] }) }, now);
    expect(items.find((item) => item.kind === 'action' && item.action.kind === 'back-up')).toMatchObject({ enabled: false });
    expect(labels(items)).toContain('Backing up Shop…');
  });

  it('says while a change is watched, until when, and ends it; another one cannot begin meanwhile', () => {
    const watched = { ...shop, guard: { phase: 'watching', until: new Date(2026, 0, 14, 13).toISOString() } as const };
    const { items, tooltip } = trayModel({ kind: 'status', status: status({ apps: [watched] }) }, now);
    expect(labels(items)).toEqual(expect.arrayContaining([expect.stringMatching(/^Watching your change until today, /), 'End watching, with a last look']));
    expect(items.some((item) => item.kind === 'action' && item.action.kind === 'guard')).toBe(false);
    expect(tooltip).toBe('Holdfast: watching a change');
    expect(trayModel({ kind: 'status', status: status({ tray: 'needs-you', apps: [watched] }) }, now).tooltip).toBe('Holdfast: something needs you');
  });

  it('says until when it is paused, and offers to go on; a pause that is over is none', () => {
    const until = (hour: number): readonly unknown[] => shown(status({ tray: 'paused', pausedUntil: new Date(2026, 0, 14, hour).toISOString() })).slice(-2);
    expect(until(13)).toEqual([expect.stringMatching(/^Paused until today, /), 'Go on with backups']);
    expect(until(11)).toEqual(['—', ['Pause backups', 'For 1 hour', 'Until tomorrow']]);
  });

  it('names what an app needs first, and what Holdfast itself needs before that', () => {
    const error = { code: 'corrupt', message: 'The settings cannot be read.', nextStep: '' } as const;
    const needy = { ...shop, needs: [{ kind: 'overdue', app: 'Shop', since: now.toISOString() } as const, { kind: 'kit-not-proved', app: 'Shop' } as const] };
    expect(shown(status({ tray: 'needs-you', apps: [needy], needs: [{ kind: 'settings', error }] })).slice(0, 3)).toEqual(['The settings cannot be read.', 'Shop is overdue for a backup', expect.stringMatching(/^Last verified/)]);
    // Nobody knows whether there is an app.
    expect(shown(status({ tray: 'needs-you', apps: [], needs: [{ kind: 'settings', error }] }))).toEqual(['The settings cannot be read.']);
  });

  it('says that there is no app only when that is known', () => {
    expect(shown(status({ tray: 'needs-you', apps: [] }))).toEqual(['No app is protected yet']);
    expect(shown(status({ tray: 'working', apps: [] }))).toEqual(['Starting…']);
  });

  it('is never green without an engine', () => {
    expect(trayModel({ kind: 'starting' }, now)).toMatchObject({ state: 'working', tooltip: 'Holdfast' });
    expect(trayModel({ kind: 'trouble', message: 'It stopped.' }, now)).toMatchObject({ state: 'needs-you', items: [{ kind: 'fact', label: 'It stopped.' }, { kind: 'action', label: 'Save a report…' }, {}, { label: 'Open Holdfast' }, { label: 'Quit Holdfast' }] });
  });
});

it('an update that is ready is a way to quit, whatever the engine does; one that a person waits for is a fact', () => {
  const known = [{ kind: 'status', status: status() }, { kind: 'starting' }, { kind: 'trouble', message: 'It stopped.' }] as const;
  for (const what of known) {
    expect(trayModel(what, now, { version: '0.2.0', isAskedFor: false }).items.slice(-3)).toMatchObject([{ label: 'Open Holdfast' }, { label: 'Restart to update to 0.2.0', enabled: true, action: { kind: 'update' } }, { label: 'Quit Holdfast' }]);
    expect(trayModel(what, now, { version: '0.2.0', isAskedFor: true }).items.at(-2)).toEqual({ kind: 'fact', label: '0.2.0 is installed when nothing runs' });
    expect(labels(trayModel(what, now).items)).not.toContain('Restart to update to 0.2.0');
  }
});

it('a pause until tomorrow ends in the morning, over the end of a month too', () => {
  expect(pauseEnd('tomorrow', new Date(2026, 0, 31, 23, 59))).toEqual(new Date(2026, 1, 1, 8));
  expect(pauseEnd('in-an-hour', now)).toEqual(new Date(2026, 0, 14, 13));
});
