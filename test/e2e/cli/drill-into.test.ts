import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { type DemoApp, startDemo } from './demo-app.ts';
import { errorShape } from './shapes.ts';

/** `drill --into` as a process of its own: a backup written into a second app and read back from there. */

const drillShape = z.looseObject({
  ok: z.boolean(),
  phases: z.array(z.looseObject({ name: z.string(), ms: z.number() })),
  checks: z.array(z.looseObject({ id: z.string(), ok: z.boolean(), state: z.string(), detail: z.string() })),
});

let desk: Desk;
let shop: DemoApp;
let staging: DemoApp;

beforeAll(async () => {
  [shop, staging] = await Promise.all([startDemo('--records', '200', '--seed', '1'), startDemo('--records', '200', '--seed', '2')]);
  desk = await makeDesk({ env: { SHOP_TOKEN: shop.token, STAGING_TOKEN: staging.token } });
  await desk.json(['destination', 'add', 'Disk', '--kind', 'local', '--path', desk.at('place')]);
  await desk.json(['app', 'add', 'Shop', '--platform', 'base44', '--url', shop.url, '--app-id', shop.appId, '--plan', 'unmetered', '--token-env', 'SHOP_TOKEN']);
  await desk.json(['app', 'add', 'Staging', '--platform', 'base44', '--url', staging.url, '--app-id', staging.appId, '--plan', 'unmetered', '--token-env', 'STAGING_TOKEN']);
  await desk.json(['backup', 'Shop']);
});
afterAll(async () => {
  await Promise.all([shop.stop(), staging.stop()]);
  await desk.remove();
});

it('writes everything into the second app, reads it back, says what the platform did not take, and leaves the first alone', async () => {
  const [ours, theirs] = [await shop.records('Order'), await staging.records('Order')];
  const { code, value } = await desk.json(['drill', 'Shop', '--into', 'Staging']);
  const report = drillShape.parse(value);
  // Users can only be invited, and rules of the app let nobody write one field of its payments: a restore would lack these, and the drill is there to say so.
  expect({ code, failed: report.checks.filter(({ state }) => state === 'failed').map(({ id, detail }) => `${id}: ${detail}`) }).toEqual({ code: 4, failed: ['write-back: 183 of 200 records were read back from “Staging” as they should be. Not all of “Payment”.'] });
  expect(report.phases.map(({ name }) => name)).toContain('write-back');
  expect(await staging.records('Order')).toHaveLength(ours.length + theirs.length);
  expect(await shop.records('Order')).toEqual(ours);
});

it('never writes into the app itself', async () => {
  const { code, value } = await desk.json(['drill', 'Shop', '--into', 'shop']);
  expect([code, errorShape.parse(value).error.message]).toEqual([2, expect.stringContaining('never writes into “Shop”')]);
});
