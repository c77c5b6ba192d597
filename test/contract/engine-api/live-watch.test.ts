import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../electron/engine/system/system-clock.ts';
import { systemNap } from '../../../electron/engine/system/nap.ts';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { source } from '../../support/base44-source.ts';
import { makeTestComputer, type RunningService, type TestComputer, untilEnded } from '../../support/test-service.ts';

// A service that looks at an app between backups, the sample app with its socket, and somebody who deletes a third of the orders.

let computer: TestComputer;
let shop: RunningSampleApp;
let running: RunningService;

beforeEach(async () => {
  shop = await startSampleApp({ records: 600 });
  computer = await makeTestComputer();
  const connector: { source: typeof computer.connector.source } = computer.connector;
  connector.source = async () => source(shop.url, { config: { appId: shop.appId, plan: 'unmetered' }, deps: { token: shop.token } });
  Object.assign(computer.deps, { clock: systemClock });
  // A minute passes in a fifth of a second, so that both its ways of seeing it are tried.
  running = await computer.start({ liveWatch: true, nap: (ms, signal) => systemNap(ms / 300, signal) });
  await running.client.places.add({ name: 'Disk', kind: 'local', path: '/disk' });
  await running.client.apps.add({ name: 'Shop', connection: { platform: 'base44', url: shop.url, appId: shop.appId, token: shop.token, plan: 'unmetered' } });
});
afterEach(async () => {
  await computer.remove();
  await shop.stop();
});

const backUp = async (): Promise<void> => void (await untilEnded(running.client, (await running.client.runs.start({ kind: 'backup', app: 'Shop' })).runId));

it('a mass deletion is told of before the next backup; no backup is made of it, and the last one is pinned', async () => {
  await backUp();
  expect((await running.client.watch.alarms({ app: 'Shop' })).open).toEqual([]);
  const orders = shop.edit.records('Order');
  const gone = orders.slice(0, Math.ceil(orders.length / 3)).map(({ id }) => id);
  await fetch(`${shop.url}/api/apps/${shop.appId}/entities/Order`, { method: 'DELETE', headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ id: { $in: gone } }) });
  await vi.waitFor(async () => expect((await running.client.watch.alarms({ app: 'Shop' })).open).toHaveLength(1), { timeout: 10_000, interval: 100 });
  const { open } = await running.client.watch.alarms({ app: 'Shop' });
  const { backups } = await running.client.backups.list({ app: 'Shop' });
  expect(open).toMatchObject([{ kind: 'records-lost', table: 'Order', records: gone.length, of: orders.length, healthy: backups[0]?.id }]);
  expect(open[0]).not.toHaveProperty('snapshot');
  expect(backups).toMatchObject([{ pinned: true }]);
  await vi.waitFor(async () => expect((await running.client.status.overview({ app: 'Shop' })).needs).toContainEqual(expect.objectContaining({ kind: 'anomaly' })));
  // The next backup says how much it is; it is the same alarm.
  await backUp();
  expect((await running.client.watch.alarms({ app: 'Shop' })).open).toMatchObject([{ id: open[0]?.id, records: gone.length, snapshot: expect.any(String) }]);
});
