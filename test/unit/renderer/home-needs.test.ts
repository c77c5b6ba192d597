import { describe, expect, it } from 'vitest';
import { navigation, needsOf } from '../../../renderer/src/app/shell/navigation.ts';
import { actionsOf } from '../../../renderer/src/screens/home/need-actions.ts';
import { whyKeyOf, titleKeyOf } from '../../../renderer/src/screens/home/need-words.ts';
import type { Overview } from '../../../renderer/src/screens/home/situation.ts';
import { en } from '../../../renderer/src/strings/en/index.ts';
import { need } from '../../../shared/contract/need.ts';

type Need = Overview['needs'][number];

const app = 'Shop';
const at = '2026-03-10T09:00:00.000Z';
const error = { code: 'server', message: 'It said no.', nextStep: 'Wait.' } as const;
const samples: { readonly [K in Need['kind']]: readonly Extract<Need, { readonly kind: K }>[] } = {
  'emergency-open': [{ kind: 'emergency-open', app, emergency: 'e1', since: at }],
  'no-place': [{ kind: 'no-place', app }],
  'no-backup': [{ kind: 'no-backup', app }],
  'kit-not-proved': [{ kind: 'kit-not-proved', app }],
  damaged: [{ kind: 'damaged', app, runId: 'r', at, problems: 2, place: 'Disk' }],
  'run-failed': [
    { kind: 'run-failed', app, runId: 'r', at, error },
    { kind: 'run-failed', app, runId: 'r', at, error, over: 'place-away', nextAt: at },
    { kind: 'run-failed', app, runId: 'r', at, error, over: 'network', nextAt: null },
    { kind: 'run-failed', app, runId: 'r', at, error: { ...error, code: 'auth-expired' } },
  ],
  'run-interrupted': [{ kind: 'run-interrupted', app, runId: 'r', at }],
  incomplete: [
    { kind: 'incomplete', app, at, tables: [] },
    { kind: 'incomplete', app, at, tables: [{ name: 'Order', reason: 'Rows are hidden.' }] },
  ],
  'place-behind': [
    { kind: 'place-behind', app, place: 'Disk' },
    { kind: 'place-behind', app, place: 'Disk', error },
    { kind: 'place-behind', app, place: 'Disk', error, back: true },
    { kind: 'place-behind', app, place: 'Disk', removed: at },
  ],
  'retention-asks': [{ kind: 'retention-asks', app, runId: 'r', at, backups: 12 }],
  'retention-stopped': [{ kind: 'retention-stopped', app, runId: 'r', at, error }],
  overdue: [{ kind: 'overdue', app, since: at }],
  'restore-stopped': [{ kind: 'restore-stopped', app, restore: 'r', at, asked: 143, written: 100 }],
  'kit-proof-due': [{ kind: 'kit-proof-due', app, provedAt: at }],
  'kit-outdated': [{ kind: 'kit-outdated', app, gone: ['Disk'], lacking: [], people: true }],
  keychain: (['locked', 'missing', 'changed', 'unavailable'] as const).map((state) => ({ kind: 'keychain', app, state, error })),
  unusual: (['slow', 'large', 'small'] as const).map((what) => ({ kind: 'unusual', app, what, runId: 'r', at, value: 4_000_000, usual: 1_000_000 })),
  anomaly: [{ kind: 'anomaly', app, alarm: 'x', at, backup: 'b', says: 'Order lost 40 of 50 records.' }],
  'drill-failed': [{ kind: 'drill-failed', app, drill: 'd', at, place: 'Disk', failed: 2, failures: [{ name: 'Orders: at least 1,000', consequence: 'Orders would be missing.', nextStep: 'Back up again.' }] }],
  'drill-overdue': [{ kind: 'drill-overdue', app, since: at }],
  'channel-failing': [{ kind: 'channel-failing', channel: 'c', name: 'Mail', since: at, error }],
  settings: [{ kind: 'settings', error }],
};
const kinds = need.options.map(({ shape }) => shape.kind.value);

describe('every need that the engine can tell', () => {
  it.each(kinds)('%s has words, and a button that does something about it', (kind) => {
    for (const sample of samples[kind]) {
      expect(en).toHaveProperty([titleKeyOf(sample)]);
      const why = whyKeyOf(sample);
      // Where there is no sentence of the catalogue, the engine's own says why and what to do.
      if (why === undefined) expect(sample).toHaveProperty(sample.kind === 'anomaly' ? 'says' : 'error.nextStep');
      else expect(en).toHaveProperty([why]);
      const actions = actionsOf(sample);
      expect(actions.length).toBeGreaterThan(0);
      for (const { label } of actions) expect(en).toHaveProperty([label]);
    }
  });

  it.each(kinds)('%s is counted at exactly one screen', (kind) => {
    expect(navigation.filter(({ needs }) => needs.includes(kind))).toHaveLength(1);
  });

  it('says different things of a place that does not answer, lacks the newest backup, or lost one', () => {
    expect(new Set(samples['place-behind'].map(titleKeyOf)).size).toBe(3);
  });

  it('damage can be looked for again where it was found: nothing else ends it', () => {
    expect(actionsOf(samples.damaged[0] ?? { kind: 'no-place', app })).toContainEqual({ kind: 'check', label: 'home.need.damaged.check', place: 'Disk' });
  });

  it('a key that is gone is given again; one that is only locked away is not asked for', () => {
    expect(samples.keychain.map((each) => actionsOf(each)[0]?.kind)).toEqual(['go', 'kit', 'kit', 'go']);
    expect(new Set(samples.keychain.map(titleKeyOf)).size).toBe(4);
  });

  it('a token that is no longer taken is replaced, and nothing else helps', () => {
    expect(actionsOf({ kind: 'run-failed', app, runId: 'r', at, error: { ...error, code: 'auth-revoked' } })).toEqual([{ kind: 'reconnect', label: 'home.need.reconnect' }]);
  });
});

describe('the numbers beside the screens', () => {
  const count = (to: string, status: Parameters<typeof needsOf>[1], shown?: string) => {
    const entry = navigation.find((each) => each.to === to);
    return entry === undefined ? undefined : needsOf(entry, status, shown);
  };

  it('count what is wrong with Holdfast itself', () => {
    expect(count('/settings', { apps: [], needs: samples.settings })).toBe(1);
  });

  it('count one trouble of the keychain once, however many apps have it', () => {
    const apps = ['Shop', 'Blog'].map((name) => ({ app: name, needs: samples.keychain.slice(0, 1) }));
    expect(count('/settings', { apps, needs: [] }, 'Shop')).toBe(1);
  });

  it('count for an app’s own screens only what concerns that app', () => {
    const apps = [{ app: 'Shop', needs: samples['kit-not-proved'] }, { app: 'Blog', needs: samples['no-backup'] }];
    expect([count('/app/$app/home', { apps, needs: [] }, 'Shop'), count('/app/$app/home', { apps, needs: [] }, 'Blog'), count('/app/$app/home', undefined, 'Shop')]).toEqual([1, 1, 0]);
  });
});
