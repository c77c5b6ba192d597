import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createSampleAppHost, type OwnedSampleApp } from '../../../electron/hosts/sample/sample-app-host.ts';
import { type RunningSampleApp, startSampleApp } from '../../../electron/sample-app/index.ts';
import type { run as runSchema } from '../../../shared/contract/runs.ts';
import type { EngineClient, HostedEngine } from '../../support/hosts/host.ts';
import { inProcessHost } from '../../support/hosts/in-process.ts';
import { loopbackHost } from '../../support/hosts/loopback.ts';
import { messagePortHost } from '../../support/hosts/message-port.ts';

type Run = z.infer<typeof runSchema>;

const app = 'Harbour';

describe.each([inProcessHost, loopbackHost, messagePortHost])('bringing records back, asked of the engine $name', (host) => {
  let home: string;
  let shop: RunningSampleApp;
  let sampleApp: OwnedSampleApp;
  let engine: HostedEngine;

  beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-restoring-'));
    shop = await startSampleApp({ records: 300, bypassRls: true });
    sampleApp = createSampleAppHost(home);
    engine = await host.start({ home, sampleApp });
    const { client } = engine;
    await mkdir(path.join(home, 'place'));
    await client.places.add({ name: 'Desk', kind: 'local', path: path.join(home, 'place') });
    await client.apps.add({ name: app, connection: { platform: 'base44', url: shop.url, appId: shop.appId, token: shop.token, plan: 'unmetered' } });
    await done(client, { kind: 'backup', app });
  });

  afterEach(async () => {
    await engine.stop();
    await sampleApp.stop();
    await shop.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('finds what is lost, says what it would do, does it without what was taken out, and takes it back', async () => {
    const { client } = engine;
    const orders = shop.edit.records('Order');
    const lost = orders.slice(-5).map(({ id }) => id);
    for (const id of lost) shop.edit.remove('Order', id);

    const incidents = (await done(client, { kind: 'incidents', app })).result;
    const incident = incidents?.kind === 'incidents' ? incidents.incidents[0] : undefined;
    expect(incident).toMatchObject({ kind: 'records-deleted', tables: [{ name: 'Order', records: 5 }] });
    const id = incident?.id ?? '';
    const { ids, total } = await client.restores.lost({ app, incident: id, table: 'Order', offset: 1, limit: 2 });
    expect([total, ids.length, ids.every((each) => lost.includes(each))]).toStrictEqual([5, 2, true]);

    const planned = (await done(client, { kind: 'restore-plan', app, choice: { by: 'incidents', incidents: [id] } })).result;
    if (planned?.kind !== 'restore-plan') throw new Error('No plan.');
    const plan = onlyPlan(planned.plans);
    expect(plan).toMatchObject({ incidents: [{ id }], records: 5, tables: [{ name: 'Order', records: 5 }], steps: [{ kind: 'untrash', table: 'Order', records: 5, effects: { webhooks: 'no' } }] });
    expect(plan).not.toHaveProperty('refused');
    const preview = await client.restores.preview({ app, plan: plan.id, step: 0, offset: 3, limit: 10 });
    expect([preview.total, preview.records.length]).toStrictEqual([5, 2]);
    const [shown] = preview.records;
    expect(shown).toMatchObject({ fields: [] });
    expect(shown).not.toHaveProperty('now');
    expect(JSON.parse(shown?.after ?? '{}')).toMatchObject({ id: shown?.id, number: orders.find((order) => order.id === shown?.id)?.['number'] });

    const [left = ''] = lost;
    const restored = await done(client, { kind: 'restore', app, plans: [{ plan: plan.id, without: [{ table: 'Order', ids: [left] }] }] });
    expect(restored).toMatchObject({ state: 'done', result: { kind: 'restore', receipts: [{ id: plan.id, asked: 4, written: 4, verified: 4, failed: 0, skipped: 0 }] } });
    expect(shop.edit.records('Order')).toStrictEqual(orders.filter((order) => order.id !== left));
    const backups = (await client.backups.list({ app })).backups;
    expect(backups.map(({ kind }) => kind)).toContain('pre-restore');

    const { receipt, finished, file } = await client.restores.receipt({ app, restore: plan.id });
    expect([finished, receipt.verified]).toStrictEqual([true, 4]);
    expect(Buffer.from(file.base64, 'base64').toString('utf8')).toContain('Read back, right:     4 records');

    const undone = await done(client, { kind: 'undo', app, restore: plan.id });
    expect(undone).toMatchObject({ state: 'done', result: { kind: 'undo', receipt: { undoOf: plan.id, verified: 4 } } });
    expect(shop.edit.records('Order')).toStrictEqual(orders.filter((order) => !lost.includes(order.id)));
    expect((await client.restores.list({ app })).restores.map(({ state, written }) => [state, written])).toStrictEqual([['finished', 4], ['undone', 4]]);

    // Figures, and never a value of a record.
    const { events } = await client.activity.list({ app, limit: 50 });
    expect(events.filter(({ kind }) => kind === 'run-ended').map(({ runKind, records }) => [runKind, records])).toEqual([['undo', 4], ['restore', 4], ['restore-plan', undefined], ['incidents', undefined], ['backup', expect.any(Number)]]);
    const noted = await readFile(path.join(home, 'activity.jsonl'), 'utf8');
    for (const each of lost) expect(noted).not.toContain(each);
  }, 60_000);

  it('shows a field before and after, and puts back only what a comparison named', async () => {
    const { client } = engine;
    const [first, second] = shop.edit.records('Customer');
    const { backups } = await client.backups.list({ app });
    const backup = backups[0]?.id ?? '';
    for (const customer of [first, second]) shop.edit.update('Customer', customer?.id ?? '', { name: 'Overwritten' });
    const record = first?.id ?? '';
    const planned = (await done(client, { kind: 'restore-plan', app, choice: { by: 'comparison', backup, to: 'live', table: 'Customer', change: 'changed', records: [record] } })).result;
    if (planned?.kind !== 'restore-plan') throw new Error('No plan.');
    const plan = onlyPlan(planned.plans);
    expect(plan.steps).toMatchObject([{ kind: 'update', table: 'Customer', records: 1, fields: [{ field: 'name', records: 1 }] }]);
    const { records } = await client.restores.preview({ app, plan: plan.id, step: 0, offset: 0, limit: 1 });
    expect([JSON.parse(records[0]?.now ?? '{}'), JSON.parse(records[0]?.after ?? '{}')]).toMatchObject([{ name: 'Overwritten' }, { name: first?.['name'] }]);
    await done(client, { kind: 'restore', app, plans: [{ plan: plan.id }] });
    const names = new Map(shop.edit.records('Customer').map(({ id, name }) => [id, name]));
    expect([names.get(first?.id ?? ''), names.get(second?.id ?? '')]).toStrictEqual([first?.['name'], 'Overwritten']);
  }, 60_000);

  it('answers every wrong call with a code, a sentence and a next step', async () => {
    const { client } = engine;
    const unknown = '2026-01-14T12-00-00Z-0123abcd';
    const wrong: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['not-found', () => client.restores.receipt({ app, restore: unknown })],
      ['not-found', () => client.restores.preview({ app, plan: unknown, step: 0, offset: 0, limit: 5 })],
      ['not-found', () => client.restores.lost({ app, incident: 'nothing', table: 'Order', offset: 0, limit: 5 })],
      ['not-found', () => client.restores.list({ app: 'Nobody' })],
      ['invalid-input', () => client.restores.receipt({ app, restore: '../../etc' })],
      ['invalid-input', () => client.runs.start({ kind: 'restore', app, plans: [{ plan: '../x' }] })],
    ];
    for (const [code, call] of wrong) {
      await expect(call()).rejects.toMatchObject({ code, message: expect.stringMatching(/\w+ .*\.$/), data: { nextStep: expect.stringMatching(/\w+/) } });
    }
    const requests: readonly Run['request'][] = [{ kind: 'restore', app, plans: [{ plan: unknown }] }, { kind: 'undo', app, restore: unknown }, { kind: 'resume', app, restore: unknown }];
    for (const request of requests) {
      expect(await ended(client, request)).toMatchObject({ state: 'failed', error: { code: 'not-found' } });
    }
    expect(await ended(client, { kind: 'restore-plan', app, choice: { by: 'incidents', incidents: ['nothing'] } })).toMatchObject({ state: 'failed', error: { code: 'not-found' } });
  }, 60_000);
});

function onlyPlan<T>(plans: readonly T[]): T {
  const [plan] = plans;
  if (plan === undefined || plans.length > 1) throw new Error('Not one plan.');
  return plan;
}

async function ended(client: EngineClient, request: Run['request']): Promise<Run> {
  const { runId } = await client.runs.start(request);
  let last: Run | undefined;
  for await (const state of await client.runs.watch({ runId })) last = state;
  if (last === undefined) throw new Error('A run without a state.');
  return last;
}

async function done(client: EngineClient, request: Run['request']): Promise<Run> {
  const run = await ended(client, request);
  expect([run.state, run.error]).toStrictEqual(['done', undefined]);
  return run;
}
