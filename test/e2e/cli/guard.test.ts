import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { type DemoApp, startDemo } from './demo-app.ts';
import { backupShape, errorShape, snapshotsShape } from './shapes.ts';

/** `guard` and `schema` as processes of their own: what one began, the next goes on with. The shapes are written from the contract. */

const session = z.looseObject({ id: z.string(), phase: z.enum(['watching', 'ended', 'asks', 'abandoned']), until: z.iso.datetime().optional(), backup: z.looseObject({ id: z.string(), isComplete: z.boolean() }).optional() });
const guardShape = z.strictObject({ session, says: z.strictObject({ verdict: z.string(), findings: z.array(z.string()) }).optional() });
const versionsShape = z.strictObject({ versions: z.array(z.looseObject({ backup: z.string(), changed: z.array(z.string()) })), backups: z.int(), unreadable: z.literal(0) });
const comparisonShape = z.looseObject({ changes: z.array(z.looseObject({ kind: z.string(), table: z.string() })), says: z.array(z.string()) });

let desk: Desk;
let demo: DemoApp;

async function ok<T>(shape: z.ZodType<T>, args: readonly string[], exit = 0): Promise<T> {
  const { code, value } = await desk.json(args);
  expect({ code, value }).toMatchObject({ code: exit });
  return shape.parse(value);
}

beforeAll(async () => {
  demo = await startDemo('--records', '800');
  desk = await makeDesk({ env: { HOLDFAST_TEST_TOKEN: demo.token } });
  await desk.json(['destination', 'add', 'Disk', '--kind', 'local', '--path', desk.at('place')]);
  await desk.json(['app', 'add', 'Shop', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId, '--plan', 'unmetered', '--token-env', 'HOLDFAST_TEST_TOKEN']);
});

afterAll(async () => {
  await demo.stop();
  await desk.remove();
});

it('watches beside a backup, says what is different, and ends with a last look', async () => {
  const { session: begun } = await ok(guardShape, ['guard', 'Shop', 'start', '--minutes', '30', '--label', 'New checkout']);
  expect(begun).toMatchObject({ phase: 'watching', backup: { isComplete: true } });
  expect((await ok(snapshotsShape, ['snapshots', 'Shop'])).snapshots).toMatchObject([{ id: begun.backup?.id, kind: 'pre-change', label: 'New checkout' }]);
  expect((await ok(errorShape, ['guard', 'Shop', 'start'], 1)).error.code).toBe('conflict');
  expect((await ok(guardShape, ['guard', 'Shop'])).says).toEqual({ verdict: expect.stringMatching(/^Nothing was lost so far: [\d,]+ records of 16 tables compared\.$/), findings: [] });

  const orders = (await demo.records('Order')).slice(-40).map(({ id }) => String(id));
  await demo.remove('Order', orders);
  const { says } = await ok(guardShape, ['guard', 'Shop', 'status'], 4);
  expect(says).toEqual({ verdict: 'Something was lost.', findings: [expect.stringMatching(/^40 records of Order were deleted\.$/)] });
  const { session: ended } = await ok(guardShape, ['guard', 'Shop', 'end'], 4);
  expect(ended).toMatchObject({ id: begun.id, phase: 'ended' });
  expect((await ok(errorShape, ['guard', 'Shop', 'end'], 1)).error.code).toBe('not-found');
});

it('is begun by a backup before a change, whose document is what it always was', async () => {
  const { snapshot } = await ok(backupShape, ['backup', 'Shop', '--kind', 'pre-change']);
  expect((await ok(guardShape, ['guard', 'Shop', 'status', '--no-look'])).session).toMatchObject({ phase: 'watching', backup: { id: snapshot } });
  await ok(guardShape, ['guard', 'Shop', 'end', '--no-look']);
});

it('lists how the tables were described, and compares any two', async () => {
  expect(await ok(versionsShape, ['schema', 'Shop'])).toMatchObject({ versions: [{ changed: [] }], backups: 2 });
  expect(await ok(comparisonShape, ['schema', 'Shop', '--from', 'latest'])).toMatchObject({ changes: [] });
  const address = `${demo.url}/api/apps/${demo.appId}/entity-schemas`;
  const headers = { Authorization: `Bearer ${demo.token}`, 'Content-Type': 'application/json' };
  const listed = z.array(z.looseObject({ name: z.string(), schema: z.looseObject({ properties: z.record(z.string(), z.unknown()) }) })).parse(await (await fetch(address, { headers })).json());
  const entityNameToSchema = Object.fromEntries(listed.map(({ name, schema }) => [name, name === 'Customer' ? { ...schema, properties: { ...schema.properties, vip: { type: 'boolean' } } } : schema]));
  await fetch(address, { method: 'PUT', headers, body: JSON.stringify({ entityNameToSchema }) });
  expect(await ok(comparisonShape, ['schema', 'Shop', '--from', 'latest', '--to', 'live'], 4)).toMatchObject({ changes: [{ kind: 'field-new', table: 'Customer', field: 'vip', type: 'boolean' }], says: ['“vip” of Customer is new (boolean).'] });
  await ok(backupShape, ['backup', 'Shop']);
  expect(await ok(versionsShape, ['schema', 'Shop'])).toMatchObject({ versions: [{ changed: ['Customer'] }, { changed: [] }], backups: 3 });
});
