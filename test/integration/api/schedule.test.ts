import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EngineService } from '../../../electron/engine/api/service-options.ts';
import { makeTestComputer, type ServiceClient, type TestComputer, untilEnded } from '../../support/test-service.ts';

const hour = 3_600_000;
let computer: TestComputer;
let client: ServiceClient;
let service: EngineService;
beforeEach(async () => {
  computer = await makeTestComputer();
  ({ client, service } = await computer.start());
  await client.places.add({ name: 'Disk', kind: 'local', path: '/disk' });
  await client.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'https://app.example', appId: 'small-app', token: 'pa55word' } });
});
afterEach(() => computer.remove());

const app = 'Shop';
/** What is over, as `kind end`. */
const ended = async (): Promise<readonly string[]> => (await client.schedule.history({ app, days: 30 })).runs.flatMap(({ kind, end }) => (end === undefined ? [] : [`${kind} ${end.kind === 'skipped' ? end.reason.kind : end.kind}`]));

it('a rule is kept, begins its first backup, and lists what was to be with what became of it', async () => {
  const rule = { kind: 'daily', times: ['18:00', '06:00'], zone: 'Europe/Berlin' } as const;
  expect(await client.schedule.set({ app, rule: { ...rule, times: [...rule.times] } })).toMatchObject({ rule: { ...rule, times: ['06:00', '18:00'] }, everyHours: 12, zone: 'UTC', upcoming: ['2026-01-14T05:00:00.000Z', '2026-01-14T17:00:00.000Z', '2026-01-15T05:00:00.000Z'] });
  await vi.waitFor(async () => expect(await ended()).toEqual(['first done']), { timeout: 10_000 });
  expect((await client.schedule.get({ app })).next).toMatchObject({ at: expect.stringMatching(/^2026-01-14T05:00/), why: 'Every day at the times you chose.' });
  // Nobody looked at the clock for two days.
  await computer.clock.advance(48 * hour);
  await client.schedule.pause({ until: null });
  await vi.waitFor(async () => expect(await ended()).toEqual(['first done', ...Array.from({ length: 4 }, () => 'window asleep'), 'catch-up done']), { timeout: 10_000 });
  expect((await client.activity.list({ app, kinds: ['schedule-changed'], limit: 1 })).events).toMatchObject([{ detail: 'Every day at 06:00 and 18:00 (Europe/Berlin).' }]);
});

it('what was to be survives the service, and a window that was missed without it says so', async () => {
  const { runId } = await client.runs.start({ kind: 'backup', app });
  await untilEnded(client, runId);
  await client.schedule.set({ app, rule: { kind: 'every', hours: 6 } });
  await vi.waitFor(async () => expect((await client.schedule.history({ app, days: 1 })).runs).toHaveLength(4));
  await service.close();
  await computer.clock.advance(13 * hour);
  ({ client } = await computer.start());
  await vi.waitFor(async () => expect(await ended()).toEqual(['window not-running', 'window not-running', 'catch-up done']), { timeout: 10_000 });
});

it('tells what a rule comes to before it is set, or why it is none', async () => {
  expect(await client.schedule.preview({ rule: { kind: 'weekly', days: ['sun'], times: ['03:00'], zone: 'UTC' } })).toEqual({ upcoming: ['2026-01-18T03:00:00.000Z', '2026-01-25T03:00:00.000Z', '2026-02-01T03:00:00.000Z'] });
  expect(await client.schedule.preview({ rule: { kind: 'daily', times: ['03:00'], zone: 'Mars/Olympus' } })).toEqual({ upcoming: [], problem: expect.stringContaining('There is no time zone “Mars/Olympus”.') });
  await expect(client.schedule.set({ app, rule: { kind: 'cron', expression: '* * * * *', zone: 'UTC' } })).rejects.toMatchObject({ code: 'invalid-input' });
  expect((await client.schedule.get({ app })).rule).toBeNull();
});

it('keeps to mains power from when a person says so', async () => {
  expect((await client.schedule.get({ app })).computer).toEqual({ alsoOnBattery: true, alsoOnMetered: true, onBattery: null, metered: null });
  expect(await client.schedule.setComputer({ alsoOnBattery: false })).toMatchObject({ alsoOnBattery: false, alsoOnMetered: true });
  expect((await client.schedule.get({ app })).computer.alsoOnBattery).toBe(false);
});
