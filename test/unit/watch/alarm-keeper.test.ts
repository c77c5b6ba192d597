import { expect, it } from 'vitest';
import { AlarmKeeper } from '../../../electron/engine/watch/alarm-keeper.ts';
import { defaultThresholds } from '../../../electron/engine/watch/alarms/thresholds.ts';
import type { WatchDesk } from '../../../electron/engine/watch/watch-desk.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const says = 'What Holdfast remembers of alarms about this app’s data cannot be read, so no old backup is removed.';
const damaged = new HoldfastError('corrupt', says, { details: { reason: 'watch-memory' } });

it('what is remembered of alarms and cannot be read is told as an alarm, not as none, until it can be read', async () => {
  const clock = new FakeClock({ start: '2026-03-01T12:00:00Z' });
  let read: WatchDesk['alarms'] = async () => Promise.reject(damaged);
  const changed: string[] = [];
  const keeper = new AlarmKeeper({ watch: { alarms: (app) => read(app) }, apps: async () => ['Shop'], clock, onChange: (app) => changed.push(app), log: () => undefined });
  expect(keeper.open('Shop')).toBeUndefined();
  await keeper.lookAtAll();
  await keeper.look('Shop');
  expect(keeper.open('Shop')).toEqual([{ alarm: 'unreadable', at: '2026-03-01T12:00:00.000Z', backup: '', says }]);
  expect(changed).toEqual(['Shop']);

  // Settings that cannot be read are told for themselves.
  read = async () => Promise.reject(new HoldfastError('corrupt', 'The settings cannot be read.'));
  await keeper.look('Other');
  expect(keeper.open('Other')).toBeUndefined();

  read = async () => ({ open: [], answered: [], thresholds: [], usualThresholds: defaultThresholds });
  await keeper.look('Shop');
  expect(keeper.open('Shop')).toEqual([]);
  expect(changed).toEqual(['Shop', 'Shop']);
});
