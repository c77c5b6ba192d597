import { expect, it } from 'vitest';
import { readSettings } from '../../../electron/engine/settings/migrate.ts';
import { emptySettings } from '../../../electron/engine/settings/schema.ts';

const shop = {
  name: 'Shop',
  slug: 'shop',
  connection: { platform: 'csv-folder', path: '/exports' },
  secrets: { identity: 'i', chunkKey: 'c' },
  destinations: 'all',
  vault: { id: '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21', recipient: 'age1x' },
  addedAt: '2026-01-14T02:00:00.000Z',
};
const { alertChannels: _alertChannels, canary: _canary, ...early } = emptySettings;

it.each([
  ['every six hours, of version 3', { ...early, version: 3 }, { everyHours: 6 }, { rule: { kind: 'every', hours: 6 } }],
  ['by hand, of version 3', { ...early, version: 3 }, { everyHours: null }, undefined],
  ['none, of version 2', { ...early, version: 2 }, undefined, undefined],
  ['every two days, of the fourth before it was finished', emptySettings, { everyHours: 48 }, { rule: { kind: 'every', hours: 48 } }],
  ['one of today', emptySettings, { rule: { kind: 'daily', times: ['14:00'], zone: 'Europe/Berlin' }, since: '2026-01-15T00:00:00.000Z', from: '2026-01-15T00:00:00.000Z' }, { rule: { kind: 'daily', times: ['14:00'], zone: 'Europe/Berlin' }, since: '2026-01-15T00:00:00.000Z', from: '2026-01-15T00:00:00.000Z' }],
])('a schedule %s is taken on', (_what, content, schedule, taken) => {
  const { apps } = readSettings({ ...content, apps: [{ ...shop, ...(schedule === undefined ? {} : { schedule }) }] }, 'config.json');
  expect(apps[0]?.schedule).toEqual(taken);
});

it('a schedule that is none leaves the file alone', () => {
  for (const schedule of [{ everyHours: 'often' }, { rule: { kind: 'daily', times: ['25:00'], zone: 'UTC' } }, { rule: { kind: 'every', hours: 0 } }]) {
    expect(() => readSettings({ ...emptySettings, apps: [{ ...shop, schedule }] }, 'config.json')).toThrow('cannot be understood');
  }
});
