import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { orderRecord } from '../../../support/small-app.ts';
import { makeTestComputer, type ServiceClient, type TestComputer, untilEnded } from '../../../support/test-service.ts';

const hour = 3_600_000;
let computer: TestComputer;

beforeEach(async () => {
  computer = await makeTestComputer();
});

afterEach(async () => {
  await computer.remove();
});

async function backUp(client: ServiceClient): Promise<void> {
  await untilEnded(client, (await client.runs.start({ kind: 'backup', app: 'Shop' })).runId);
}

it('is measured from backup to backup, and remembered without the journal', async () => {
  const { client, service } = await computer.start();
  await client.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'http://localhost:1', appId: 'a', token: 't' } });
  const disk = path.join(computer.home, 'disk');
  await mkdir(disk);
  await client.places.add({ name: 'Disk', kind: 'local', path: disk });

  // Nothing is known, and nothing is made up.
  expect(await client.readiness.get({ app: 'Shop' })).toMatchObject({ recoveryPoint: {}, recoveryTime: {}, loss: { tables: [], says: 'Everything: there is no backup to fall back on.' } });
  expect(await client.readiness.recoveryPoints({ app: 'Shop', days: 30 })).toEqual({ points: [] });

  const began = computer.clock.now().getTime();
  for (let made = 0; made < 3; made += 1) {
    await backUp(client);
    await computer.clock.advance(6 * hour);
    computer.source.put('Order', ...Array.from({ length: 20 }, (_, n) => orderRecord(1000 + made * 20 + n)));
  }

  const { recoveryPoint, recoveryTime, loss } = await client.readiness.get({ app: 'Shop' });
  expect(recoveryPoint.nowMs).toBeCloseTo(6 * hour, -5);
  expect(recoveryPoint.worst30?.ms).toBeCloseTo(6 * hour, -5);
  expect(recoveryTime).toEqual({});
  // What really came since: 20 orders.
  const order = loss.tables.find(({ name }) => name === 'Order');
  expect(order?.least).toBeLessThanOrEqual(20);
  expect(order?.most).toBeGreaterThanOrEqual(20);
  expect(loss).toMatchObject({ backups: 2, unknown: [] });
  expect(loss.says).toContain('Order');
  const { points, since } = await client.readiness.recoveryPoints({ app: 'Shop', days: 90 });
  expect(points.map(({ ms }) => Math.round((ms ?? Number.NaN) / hour))).toEqual([0, 6, 0, 6, 0, 6]);
  expect(Date.parse(since ?? '') - began).toBeLessThan(60_000);

  await service.close();
  await rm(path.join(computer.home, 'activity.jsonl'));
  await rm(path.join(computer.home, 'watch'), { recursive: true });
  const again = (await computer.start()).client;
  expect((await again.readiness.recoveryPoints({ app: 'Shop', days: 90 })).points.slice(0, -1)).toEqual(points.slice(0, -1));
  expect((await again.readiness.get({ app: 'Shop' })).loss).toEqual(loss);
  const [vaultId = ''] = await readdir(path.join(computer.home, 'readiness'));
  // Each backup is noted once.
  expect((await readdir(path.join(computer.home, 'readiness', vaultId))).filter((name) => name.startsWith('counted-') || name.startsWith('changes-'))).toHaveLength(2);
});

it('how soon it must be back is said, changed and taken back', async () => {
  const { client } = await computer.start();
  await client.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'http://localhost:1', appId: 'a', token: 't' } });
  const objective = async () => [(await client.readiness.get({ app: 'Shop' })).recoveryTime.objectiveHours, (await client.readiness.recoveryTimes({ app: 'Shop', days: 30 })).objectiveHours];
  expect(await objective()).toEqual([undefined, undefined]);
  await client.readiness.setObjective({ app: 'Shop', backWithinHours: 4 });
  expect(await objective()).toEqual([4, 4]);
  await client.readiness.setObjective({ app: 'Shop', backWithinHours: null });
  expect(await objective()).toEqual([undefined, undefined]);
});
