import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openVault } from '../../../electron/engine/vault/vault.ts';
import { parseIdentity } from '../../../electron/engine/vault/crypto/keys.ts';
import { createMemoryKeychain } from '../../../electron/engine/keychain/memory.ts';
import { prefixed } from '../../../electron/engine/destinations/index.ts';
import { ada, ben } from '../../support/deputies.ts';
import { makeTestComputer, type ServiceClient, type TestComputer } from '../../support/test-service.ts';

let computer: TestComputer;
let client: ServiceClient;
beforeEach(async () => {
  computer = await makeTestComputer();
  ({ client } = await computer.start());
  await client.places.add({ name: 'Disk', kind: 'local', path: '/Disk' });
  await client.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } });
  await run({ kind: 'backup', app: 'Shop' });
});
afterEach(() => computer.remove());

async function run(request: Parameters<ServiceClient['runs']['start']>[0]) {
  const { runId } = await client.runs.start(request);
  for await (const each of await client.runs.watch({ runId })) if (each.state !== 'running') return each;
  throw new Error('it never ended');
}

const kinds = async () => (await client.activity.list({ limit: 20 })).events.map(({ kind, runKind, detail }) => [kind, runKind ?? detail].filter((each) => each !== undefined).join(' '));
const needs = async () => (await client.status.overview({ app: 'Shop' })).needs.map(({ kind }) => kind);

/** Saves the kit and proves it, as in Settings. */
async function proveKit(): Promise<string> {
  const kit = Buffer.from((await client.kit.render({ app: 'Shop', format: 'txt' })).base64, 'base64').toString();
  const identity = parseIdentity(kit);
  const { groups, length } = await client.kit.challenge({ app: 'Shop' });
  expect(await client.kit.prove({ app: 'Shop', answers: groups.map((group) => ({ group, text: identity.slice(16 + (group - 1) * length, 16 + group * length) })) })).toMatchObject({ proved: true });
  return kit;
}

describe('deputies', () => {
  it('are let in and shut out, and everything is noted, but for what opens anything', async () => {
    const made = await client.keys.makeKit({ app: 'Shop', name: 'Ada', format: 'txt' });
    const identity = parseIdentity(Buffer.from(made.base64, 'base64').toString());
    expect(await client.keys.add({ app: 'shop', name: 'Ada', recipient: made.recipient })).toMatchObject({ deputy: { name: 'Ada', rewrittenIn: [] }, places: [{ name: 'Disk', outcome: 'told' }] });
    expect(await run({ kind: 'rekey', app: 'Shop' })).toMatchObject({ state: 'done', result: { kind: 'rekey', places: [{ name: 'Disk', outcome: 'done', refused: 0 }] } });
    const place = prefixed(computer.connector.placeAt('/Disk'), 'shop');
    expect((await openVault(place, identity, new AbortController().signal)).keys.isDeputy).toBe(true);
    expect((await client.keys.list({ app: 'Shop' })).deputies).toMatchObject([{ name: 'Ada', rewrittenIn: ['Disk'] }]);
    expect((await client.status.overview({ app: 'Shop' })).deputies).toBe(1);
    await client.keys.revoke({ app: 'Shop', deputy: made.recipient });
    expect((await client.status.overview({ app: 'Shop' })).deputies).toBe(0);
    const told = await client.activity.list({ limit: 20 });
    expect(JSON.stringify(told)).not.toContain(identity.slice(16));
    expect(await kinds()).toEqual(expect.arrayContaining(['deputy-added Ada', 'deputy-revoked Ada', 'run-ended rekey']));
    await expect(client.keys.add({ app: 'Shop', name: 'Ben', recipient: 'hello' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('do not come and go while a backup is made, nor is anything written anew beside one', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const describeApp = computer.source.describe.bind(computer.source);
    vi.spyOn(computer.source, 'describe').mockImplementationOnce(async (options) => {
      await held;
      return describeApp(options);
    });
    const { runId } = await client.runs.start({ kind: 'backup', app: 'Shop' });
    await expect(client.keys.add({ app: 'Shop', name: 'Ada', recipient: ada.recipient })).rejects.toMatchObject({ code: 'conflict' });
    await expect(client.keys.revoke({ app: 'Shop', deputy: ada.recipient })).rejects.toMatchObject({ code: 'conflict' });
    await expect(client.runs.start({ kind: 'rekey', app: 'Shop' })).rejects.toMatchObject({ code: 'conflict' });
    letGo();
    for await (const each of await client.runs.watch({ runId })) if (each.state !== 'running') expect(each.state).toBe('done');
    await client.keys.add({ app: 'Shop', name: 'Ada', recipient: ada.recipient });
  });
});

describe('the recovery kit', () => {
  it('is to be saved again when it names a place that is gone, lacks one, or another deputy', async () => {
    expect(await needs()).toEqual(['kit-not-proved']);
    await proveKit();
    expect(await needs()).toEqual([]);
    await client.keys.add({ app: 'Shop', name: 'Ben', recipient: ben.recipient });
    expect((await client.status.overview({ app: 'Shop' })).needs).toEqual([{ kind: 'kit-outdated', app: 'Shop', gone: [], lacking: [], people: true }]);
    expect(Buffer.from((await client.kit.render({ app: 'Shop', format: 'txt' })).base64, 'base64').toString()).toContain('Deputy:  Ben');
    expect(await needs()).toEqual([]);
    await client.places.add({ name: 'Cloud', kind: 'local', path: '/Cloud' });
    await client.places.remove({ place: 'Disk' });
    expect((await client.status.overview({ app: 'Shop' })).needs).toContainEqual({ kind: 'kit-outdated', app: 'Shop', gone: ['Disk'], lacking: ['Cloud'], people: false });
  });

  it('is asked for again after a quarter, to the second, and proved as the first time', async () => {
    await proveKit();
    const { kitProofDueAt = '' } = await client.status.overview({ app: 'Shop' });
    expect(Date.parse(kitProofDueAt) - computer.clock.now().getTime()).toBe(92 * 24 * 3_600_000);
    await computer.clock.setWallClock(new Date(Date.parse(kitProofDueAt) - 1));
    expect(await needs()).not.toContain('kit-proof-due');
    await computer.clock.setWallClock(new Date(kitProofDueAt));
    expect(await needs()).toContain('kit-proof-due');
    await proveKit();
    expect(await needs()).not.toContain('kit-proof-due');
  });
});

describe('a keychain that is another one', () => {
  it('is told as such from the next look on, and the key is given again from the kit', async () => {
    const kit = await proveKit();
    const other = createMemoryKeychain();
    const { keychain } = computer.deps;
    for (const call of ['get', 'set', 'delete'] as const) vi.spyOn(keychain, call).mockImplementation((...given: [string, string]) => other[call](...given) as never);
    await client.places.test({ place: 'Disk' });
    await vi.waitFor(async () => expect((await client.status.overview({ app: 'Shop' })).needs).toMatchObject([{ kind: 'keychain', app: 'Shop', state: 'changed', error: { code: 'permission-denied' } }]));
    expect(await run({ kind: 'backup', app: 'Shop' })).toMatchObject({ state: 'failed', error: { message: expect.stringContaining('another one than Holdfast put it into') } });
    // One trouble is told once.
    expect(await needs()).toEqual(['keychain']);
    await expect(client.kit.restore({ app: 'Shop', key: ben.identity })).rejects.toMatchObject({ code: 'permission-denied' });
    expect(await client.kit.restore({ app: 'Shop', key: kit })).toEqual({ ok: true });
    expect((await client.status.overview({ app: 'Shop' })).needs.map(({ kind }) => kind)).not.toContain('keychain');
    expect(await run({ kind: 'backup', app: 'Shop' })).toMatchObject({ state: 'done' });
    expect(await needs()).toEqual([]);
    expect(await kinds()).toContain('key-restored');
  });
});
