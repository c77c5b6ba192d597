import { expect, it } from 'vitest';
import { platformHistory } from '../../../electron/engine/readiness/platform-history.ts';
import type { StoredConnection } from '../../../electron/engine/settings/schema.ts';

const shop: StoredConnection = { platform: 'base44', url: 'https://app.base44.com', appId: 'a' };

it('what the platform keeps is told by the plan, never as the backup, and as not known where it is not', () => {
  const days = (['elite', 'enterprise', 'pro', 'free'] as const).map((plan) => platformHistory({ ...shop, plan })?.days);
  expect(days).toEqual([7, 30, 0, 0]);
  expect(platformHistory({ ...shop, plan: 'elite' })?.says).toContain('a copy in the same place');
  expect(platformHistory(shop)).toMatchObject({ days: null, says: expect.stringMatching(/^Which plan the app is on is not known\./) });
  expect(platformHistory({ platform: 'csv-folder', path: '/x' })).toBeUndefined();
});
