import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DeleteBucketPolicyCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EngineRouter } from '../../../electron/engine/api/index.ts';
import { createService } from '../../../electron/engine/index.ts';
import { parseBucketAddress } from '../../../shared/model/bucket-address.ts';
import { type SimulatedGoogle, startGoogle } from '../../support/google/simulated-google.ts';
import { googleSurroundings } from '../../support/google/surroundings.ts';
import { type CliEnd, type Desk, makeDesk, type RunningCli } from '../../support/run-cli.ts';
import { accessKeyId, noS3ServerBecause, type S3Server, secretAccessKey, startS3Server } from '../../support/s3-server/s3-server.ts';
import { type DemoApp, startDemo } from './demo-app.ts';
import * as shapes from './shapes.ts';

/** A new computer with an empty home, and nothing of the old one but the text of its recovery kit: all that opens the backups must be in it. */

const me = 'founder@example.com';
const client = 'holdfast-test';
const without = noS3ServerBecause();
let google: SimulatedGoogle;
let demo: DemoApp;
let server: S3Server | undefined;
let bucket = '';
let kit = '';
let kitFile = '';
let orders: readonly { readonly id?: unknown }[] = [];
let folder = '';

beforeAll(async () => {
  google = await startGoogle();
  google.signIns.clients.set(client, { id: client, secret: undefined });
  google.signIns.person = { account: me, decision: 'allow' };
  folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-new-computer-'));
  const [old, app, s3] = await Promise.all([makeDesk(googleSurroundings(google, client)), startDemo('--records', '300', '--seed', '5'), without === undefined ? startS3Server() : undefined]);
  demo = app;
  server = s3;
  try {
    if (server !== undefined) {
      bucket = await server.bucket();
      await done(old.run(['destination', 'add', 'Cloud', '--kind', 's3', '--endpoint', server.endpoint, '--bucket', bucket, '--prefix', 'our/holdfast', '--access-key-id', accessKeyId, '--secret-env', 'SECRET'], { env: { SECRET: secretAccessKey } }));
    }
    await done(signingIn(old, ['destination', 'add', 'Drive', '--kind', 'google-drive']));
    await done(old.run(['app', 'add', 'Harbour', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId], { input: demo.token }));
    orders = await demo.records('Order');
    for (const label of ['first', 'second']) await done(old.run(['backup', 'Harbour', '--label', label]));
    kitFile = path.join(folder, 'kit.txt');
    await done(old.run(['recovery-kit', 'Harbour', '--out', kitFile]));
    kit = await readFile(kitFile, 'utf8');
  } finally {
    // From here on there is only the kit.
    await old.remove();
  }
}, 180_000);
afterAll(async () => {
  await Promise.all([google.close(), demo.stop(), server?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

async function done(ending: Promise<CliEnd>): Promise<void> {
  const { code, stdout, stderr } = await ending;
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
}

/** Goes to the page of Google that the command prints, as a person would. */
async function signingIn(desk: Desk, args: readonly string[]): Promise<CliEnd> {
  const running = desk.start(args);
  await visit(running);
  return running.end;
}

async function visit(running: RunningCli): Promise<void> {
  const address = await running.saidOnStderr(/\bhttp:\/\/127\.0\.0\.1:\d+\/authorize\?\S+(?=\n)/);
  await (await fetch(address)).text();
}

/** What stands in the kit behind a name of a place. */
const addressInKit = (place: string): string => new RegExp(`^# {3}${place}: (.+)$`, 'm').exec(kit)?.[1] ?? '';

describe('from a bucket', () => {
  let desk: Desk;
  let before: readonly string[] = [];
  beforeAll(async () => {
    if (server === undefined) return;
    desk = await makeDesk();
    // Whoever opens backups needs no more than to look: nothing that writes could work.
    await server.forbid(bucket, 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload');
    before = await everyObject();
  });
  beforeEach(({ skip }) => {
    if (without !== undefined) skip(without);
  });
  afterAll(() => desk?.remove());

  /** Each with what would change if it were written anew. */
  async function everyObject(): Promise<readonly string[]> {
    const { Contents = [] } = (await server?.owner.send(new ListObjectsV2Command({ Bucket: bucket }))) ?? {};
    return Contents.map(({ Key, ETag, Size, LastModified }) => `${Key} ${ETag} ${Size} ${LastModified?.toISOString()}`);
  }

  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const open = (...args: readonly string[]) => desk.json(['open', addressInKit('Cloud'), '--identity-file', kitFile, ...args], { env: keys });

  it('the command that the kit prints lists the backups, as it stands there', async () => {
    const line = /^# {3}holdfast (open .+ snapshots)$/m.exec(kit)?.[1] ?? '';
    expect(line).toContain('--region us-east-1');
    const args = (line.match(/"[^"]+"|\S+/g) ?? []).map((word) => word.replaceAll('"', '').replace('THIS-FILE', kitFile));
    const { code, value } = await desk.json(args, { env: keys });
    expect([code, shapes.snapshotsShape.parse(value).snapshots]).toMatchObject([0, [{ label: 'second', outcome: 'complete', verified: true }, { label: 'first' }]]);
  });

  it.each([['the vault', ''], ['the place', '/..'], ['the bucket', '/../../..'], ['a part of the vault', '/segments']])('%s may be named', async (_what, more) => {
    const { protocol, host, pathname } = new URL(addressInKit('Cloud') + more);
    const { code, value } = await desk.json(['open', `${protocol}//${host}${pathname}`, '--identity-file', kitFile], { env: keys });
    expect([code, shapes.snapshotsShape.parse(value).snapshots.length]).toEqual([0, 2]);
  });

  it('every byte is checked, two backups are compared, a record is found, and a table comes out again', async () => {
    const check = await open('check', '--read-data');
    expect({ code: check.code, ...shapes.checkShape.parse(check.value) }).toMatchObject({ code: 0, ok: true, problems: [] });
    expect((await open('diff', 'previous', 'latest')).code).toBe(0);
    const record = await open('record', '--snapshot', 'latest', '--entity', 'Order', '--id', String(orders[0]?.id));
    expect(shapes.recordShape.parse(record.value).record).toMatchObject({ id: orders[0]?.id });
    const exported = await open('export', '--snapshot', 'latest', '--format', 'jsonl', '--entity', 'Order', '--out', path.join(folder, 'out'));
    const file = shapes.exportShape.parse(exported.value).files.find(({ entity }) => entity === 'Order');
    expect((await readFile(file?.path ?? '', 'utf8')).trim().split('\n')).toHaveLength(orders.length);
  });

  it('what is wrong is said', async () => {
    const run = async (location: string, env: Readonly<Record<string, string>>, ...more: readonly string[]) => {
      const { code, value } = await desk.json(['open', location, '--identity-file', kitFile, ...more], { env });
      expect(code).not.toBe(0);
      return shapes.errorShape.parse(value).error;
    };
    const address = addressInKit('Cloud');
    expect(await run(address, { ...keys, AWS_SECRET_ACCESS_KEY: 'another' })).toMatchObject({ code: 'auth-revoked', nextStep: expect.stringContaining('Copy the secret again') });
    expect(await run(address, { ...keys, AWS_ACCESS_KEY_ID: 'NOBODY' })).toMatchObject({ code: 'auth-revoked', message: expect.stringContaining('NOBODY') });
    expect(await run(address, {})).toMatchObject({ code: 'invalid-input', nextStep: expect.stringContaining('AWS_ACCESS_KEY_ID') });
    expect(await run(address.replace(bucket, 'never-made'), keys)).toMatchObject({ code: 'not-found', message: expect.stringContaining('never-made') });
    expect(await run(address.replace('our/holdfast', 'elsewhere'), keys)).toMatchObject({ code: 'not-found', message: expect.stringContaining('no Holdfast backups') });
    expect(await run('s3://', keys)).toMatchObject({ code: 'invalid-input' });
    const { code, value } = await desk.json(['open', address, '--identity-file', '-'], { env: { AWS_ACCESS_KEY_ID: accessKeyId }, input: kit });
    expect([code, shapes.errorShape.parse(value).error.message]).toEqual([2, expect.stringContaining('standard input')]);
  });

  it('leaves nothing on the new computer, and every object as it was', async () => {
    expect(await readdir(desk.home).catch(() => [])).toEqual([]);
    expect(before.length).toBeGreaterThan(5);
    expect(await everyObject()).toEqual(before);
  });

  it('the window opens it as an app: its tables are browsed and searched, and checked; the searchable copy is made anew; still nothing is written there', async () => {
    const home = path.join(folder, 'window');
    const service = await createService({ home, env: {}, version: '1.2.3', keychain: 'memory-only', downloads: folder, documents: folder });
    try {
      const window = createRouterClient(service.router);
      const location = fromKit();
      expect((await window.apps.find({ location, key: kit })).found).toMatchObject([{ app: 'Harbour', opens: true, backups: 2 }]);
      expect((await window.apps.open({ location, key: kit })).app).toMatchObject({ name: 'Harbour', platform: 'opened' });
      await browse(window);
      expect(await window.places.test({ place: 'Opened: Harbour' })).toMatchObject({ ok: true });
      expect((await window.places.look({ place: 'Opened: Harbour' })).holds).toMatchObject([{ app: 'Harbour', backups: 2 }]);
    } finally {
      await service.close();
    }
    expect(await everyObject()).toEqual(before);
    // The secret of the bucket is in the keychain alone.
    for (const { parentPath, name } of (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())) {
      expect(await readFile(path.join(parentPath, name), 'latin1'), name).not.toContain(secretAccessKey);
    }
  }, 60_000);

  it('added again with its token, the app goes on: a further backup of the same vault, with the key of the same kit', async () => {
    await server?.owner.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    const service = await createService({ home: path.join(folder, 'going-on'), env: {}, version: '1.2.3', keychain: 'memory-only', downloads: folder, documents: folder });
    try {
      const window = createRouterClient(service.router);
      await window.apps.open({ location: fromKit(), key: kit });
      const { app, notes } = await window.apps.add({ name: 'Harbour', connection: { platform: 'base44', url: demo.url, appId: demo.appId, token: demo.token } });
      expect([app.platform, notes.join()]).toEqual(['base44', expect.stringContaining('go on')]);
      expect((await window.apps.list()).apps).toHaveLength(1);
      const { runId } = await window.runs.start({ kind: 'backup', app: 'Harbour' });
      for await (const { state, error } of await window.runs.watch({ runId })) if (state !== 'running') expect({ state, error }).toEqual({ state: 'done', error: undefined });
    } finally {
      await service.close();
    }
    const { value } = await open('snapshots');
    expect(shapes.snapshotsShape.parse(value).snapshots.map(({ outcome, verified }) => [outcome, verified])).toEqual(Array.from({ length: 3 }, () => ['complete', true]));
    expect((await open('check', '--read-data')).code).toBe(0);
    // What was there is as it was; only the vault's status was written anew.
    const after = new Set(await everyObject());
    expect(before.filter((object) => !after.has(object)).map((object) => object.replace(/ .*$/, '').replace(/^.*\//, '')).toSorted()).toEqual(['status.html', 'status.json']);
  }, 60_000);

  function fromKit() {
    const address = parseBucketAddress(addressInKit('Cloud'));
    if (address === undefined) throw new Error('The kit names no bucket.');
    return { kind: 's3', ...address, accessKeyId, secretAccessKey } as const;
  }
});

/** What the Data screen asks for; the searchable copy is made from the place alone. */
async function browse(window: RouterClient<EngineRouter>): Promise<void> {
  const { tables } = await window.data.tables({ app: 'Harbour', backup: 'latest' });
  expect(tables.find(({ name }) => name === 'Order')?.records).toBe(orders.length);
  expect((await window.data.page({ app: 'Harbour', backup: 'latest', table: 'Order', offset: 0, limit: 5 })).rows).toHaveLength(5);
  const query = String(orders[0]?.id);
  await expect.poll(async () => (await window.data.search({ app: 'Harbour', backup: 'latest', query, limit: 20 })).hits.length, { timeout: 20_000 }).toBeGreaterThan(0);
  const { runId } = await window.runs.start({ kind: 'check', app: 'Harbour' });
  let last: { readonly state: string } | undefined;
  for await (const run of await window.runs.watch({ runId })) last = run;
  expect(last).toMatchObject({ state: 'done' });
}

describe('from Google Drive', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await makeDesk(googleSurroundings(google, client));
  });
  afterAll(() => desk.remove());

  const everyFile = () => [...google.world.files.values()].map(({ id, name, modifiedTime }) => `${id} ${name} ${modifiedTime}`).toSorted();

  async function opening(...args: readonly string[]): Promise<CliEnd & { readonly value: unknown }> {
    const end = await signingIn(desk, ['open', ...args, '--json']);
    return { ...end, value: JSON.parse(end.stdout) };
  }

  it.each([['its address in the kit', () => addressInKit('Drive')], ['its name', () => 'google-drive:Holdfast backups'], ['nothing', () => 'google-drive:']])('the folder is named by %s, after signing in', async (_what, location) => {
    const before = everyFile();
    const { code, value } = await opening(location(), '--identity-file', kitFile, 'snapshots');
    expect([code, shapes.snapshotsShape.parse(value).snapshots.map(({ label }) => label)]).toEqual([0, ['second', 'first']]);
    expect(everyFile()).toEqual(before);
  });

  it('every byte is checked, and nothing is written there or here', async () => {
    const before = everyFile();
    const { code, value } = await opening(addressInKit('Drive'), '--identity-file', kitFile, 'check', '--read-data');
    expect({ code, ...shapes.checkShape.parse(value) }).toMatchObject({ code: 0, ok: true });
    expect(everyFile()).toEqual(before);
    expect(await readdir(desk.home).catch(() => [])).toEqual([]);
  });

  it('another account, another folder and a sign-in that is declined are told apart', async () => {
    google.signIns.person = { account: 'somebody@example.com', decision: 'allow' };
    expect(shapes.errorShape.parse((await opening('google-drive:', '--identity-file', kitFile)).value).error).toMatchObject({ code: 'not-found', message: expect.stringContaining('somebody@example.com'), nextStep: expect.stringContaining('the account that your recovery kit names') });
    google.signIns.person = { account: me, decision: 'allow' };
    expect(shapes.errorShape.parse((await opening('google-drive:Old things', '--identity-file', kitFile)).value).error).toMatchObject({ code: 'not-found', nextStep: expect.stringContaining('Holdfast backups') });
    google.signIns.person = { account: me, decision: 'decline' };
    expect(shapes.errorShape.parse((await opening('google-drive:', '--identity-file', kitFile)).value).error).toMatchObject({ code: 'permission-denied' });
    google.signIns.person = { account: me, decision: 'allow' };
  });

  it('another app’s key opens nothing there', async () => {
    const wrong = path.join(folder, 'wrong.txt');
    await writeFile(wrong, 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n');
    expect(shapes.errorShape.parse((await opening('google-drive:', '--identity-file', wrong)).value).error).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('Harbour') });
  });
});
