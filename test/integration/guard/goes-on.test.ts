import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assembleEngine } from '../../../electron/engine/calls/assemble.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { makeTestComputer, type RunningService, type ServiceClient, type TestComputer } from '../../support/test-service.ts';

const signal = new AbortController().signal;
type Session = NonNullable<Awaited<ReturnType<ServiceClient['guard']['get']>>['open']>;

let computer: TestComputer;

beforeEach(async () => {
  computer = await makeTestComputer();
});

afterEach(() => computer.remove());

const protectedShop = (): Promise<RunningService> => protectedShopOn('/disk');

async function protectedShopOn(disk: string): Promise<RunningService> {
  const running = await computer.start();
  await running.client.places.add({ kind: 'local', name: 'Disk', path: disk });
  await running.client.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'https://shop.example', appId: 'a1', token: 't' } });
  return running;
}

/** What is open, or the newest that ended, once it is in this phase. */
async function once(client: ServiceClient, phase: Session['phase']): Promise<Session> {
  for (let tries = 0; tries < 400; tries++) {
    const { open, ended } = await client.guard.get({ app: 'Shop' });
    const session = open ?? ended[0];
    if (session?.phase === phase) return session;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`It is not ${phase}: ${JSON.stringify(await client.guard.get({ app: 'Shop' }))}`);
}

describe('a watched change, whenever Holdfast is ended', () => {
  it('goes on watching, is looked at a last time when its time went by meanwhile, and is followed by a backup where one was wished for', async () => {
    const { service, client } = await protectedShop();
    await client.guard.start({ app: 'Shop', minutes: 30, backupAfter: true, label: 'New checkout' });
    const watching = await once(client, 'watching');
    await service.close();

    const second = await computer.start();
    expect(await once(second.client, 'watching')).toMatchObject({ id: watching.id, until: watching.until });
    await second.service.close();

    await computer.clock.advance(2 * 3_600_000);
    computer.source.remove('Order', ({ title }) => title === 'Order 3');
    const third = await computer.start();
    expect(await once(third.client, 'ended')).toMatchObject({ id: watching.id, endedBy: 'time', look: { isFinal: true, findings: [{ kind: 'incident', incident: { kind: 'records-deleted' } }] } });
    await vi.waitFor(async () => expect((await third.client.runs.list({ app: 'Shop', limit: 1 })).runs[0]?.request).toMatchObject({ kind: 'backup', reason: 'manual', label: 'New checkout' }));
  });

  it('is followed by the backup that was wished for, also where Holdfast was killed between the end and that backup', async () => {
    const { service, client } = await protectedShop();
    await client.guard.start({ app: 'Shop', minutes: 30, backupAfter: true, label: 'New checkout' });
    await once(client, 'watching');
    await service.close();
    // Another process ends it, and dies before it makes the backup.
    await assembleEngine(computer.deps, { connector: computer.connector }).guard.end('Shop', 'person', { signal });
    const after = async (running: ServiceClient) => (await running.runs.list({ app: 'Shop', limit: 10 })).runs.filter(({ request }) => request.kind === 'backup' && request.reason === 'manual');
    const second = await computer.start();
    await vi.waitFor(async () => expect(await after(second.client)).toMatchObject([{ state: 'done', request: { label: 'New checkout' } }]), { timeout: 5000 });
    await second.service.close();
    const third = await computer.start();
    expect(await once(third.client, 'ended')).not.toHaveProperty('afterBackup');
    expect(await after(third.client)).toHaveLength(1);
  });

  it('belongs to the vault: an app of the same name that is added anew has none', async () => {
    const { service, client } = await protectedShop();
    await client.guard.start({ app: 'Shop' });
    await once(client, 'watching');
    await service.close();
    const engine = assembleEngine(computer.deps, { connector: computer.connector });
    await engine.apps.remove('Shop');
    await rm(path.join(computer.home, 'config.json'));
    const { client: anew } = await protectedShopOn('/other');
    expect(await anew.guard.get({ app: 'Shop' })).toMatchObject({ open: null, ended: [] });
  });

  it('makes its backup where that was not made', async () => {
    const { service } = await protectedShop();
    await service.close();
    await assembleEngine(computer.deps, { connector: computer.connector }).guard.begin('Shop', {}, { signal });
    const { client } = await computer.start();
    expect(await once(client, 'watching')).toMatchObject({ backup: { isComplete: true, isVerified: true } });
  });

  it('finds its backup where that was made and nobody noted it', async () => {
    const { service } = await protectedShop();
    await service.close();
    const engine = assembleEngine(computer.deps, { connector: computer.connector });
    await engine.guard.begin('Shop', {}, { signal });
    const { snapshot } = await engine.backup('Shop', { signal, kind: 'pre-change' });
    const { client } = await computer.start();
    expect(await once(client, 'watching')).toMatchObject({ backup: { id: snapshot } });
    expect((await client.backups.list({ app: 'Shop' })).backups).toHaveLength(1);
  });

  it('takes its last look where that was still to come', async () => {
    const { service, client } = await protectedShop();
    await client.guard.start({ app: 'Shop' });
    await once(client, 'watching');
    computer.source.inject({ on: 'describe', error: new HoldfastError('network', 'It does not answer.') });
    await client.guard.end({ app: 'Shop' });
    const waits = await once(client, 'ending');
    expect(waits.look).toBeUndefined();
    await service.close();
    computer.source.clearFaults();
    await computer.clock.advance(3_600_000);
    const { client: next } = await computer.start();
    expect(await once(next, 'ended')).toMatchObject({ endedBy: 'person', look: { isFinal: true, verdict: 'nothing-lost' } });
  });
});

it('one that is given up while its backup is made leaves nothing behind that keeps the next one from beginning', async () => {
  const { client } = await protectedShop();
  computer.source.inject({ on: 'records', entity: 'Customer', atRecord: 3, as: 'hang' });
  await client.guard.start({ app: 'Shop' });
  await vi.waitFor(() => expect(computer.source.calls.some(({ call }) => call === 'records')).toBe(true), { timeout: 10_000 });
  await client.guard.end({ app: 'Shop' });
  await vi.waitFor(async () => expect((await client.runs.list({ app: 'Shop', limit: 1 })).runs).toMatchObject([{ state: 'cancelled' }]), { timeout: 10_000 });
  computer.source.clearFaults();
  await vi.waitFor(() => client.guard.start({ app: 'Shop' }), { timeout: 10_000 });
  expect(await once(client, 'watching')).toMatchObject({ backup: { isComplete: true } });
});

describe('a backup that cannot be made whole', () => {
  it('is said with what it does not protect; a person goes on, or makes it again', async () => {
    const { client } = await protectedShop();
    computer.source.inject({ on: 'records', entity: 'Customer', atRecord: 3, as: 'page', error: new HoldfastError('server', 'It broke.') });
    await client.guard.start({ app: 'Shop' });
    expect(await once(client, 'asks')).toMatchObject({ backup: { isComplete: false, lacking: [{ table: 'Customer' }] } });
    computer.source.clearFaults();
    await client.guard.again({ app: 'Shop' });
    expect(await once(client, 'watching')).toMatchObject({ wentOn: false, backup: { isComplete: true } });
    await client.guard.end({ app: 'Shop', without: true });
    expect(await once(client, 'ended')).toMatchObject({ endedBy: 'person' });
  });
});
