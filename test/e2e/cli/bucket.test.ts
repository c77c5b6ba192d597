import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Desk, makeDesk, startCli } from '../../support/run-cli.ts';
import { accessKeyId, noS3ServerBecause, type S3Server, secretAccessKey, startS3Server } from '../../support/s3-server/s3-server.ts';
import { type DemoApp, startDemo } from './demo-app.ts';
import * as shapes from './shapes.ts';

/** Backups in a bucket, from adding it to taking them out again, by commands of their own and against a real S3 server. */

const why = noS3ServerBecause();
let server: S3Server;
let desk: Desk;
let demo: DemoApp;
let bucket = '';
beforeAll(async () => {
  if (why !== undefined) return;
  [server, desk, demo] = await Promise.all([startS3Server(), makeDesk(), startDemo('--records', '300', '--seed', '5')]);
  bucket = await server.bucket();
});
afterAll(async () => {
  if (why === undefined) await Promise.all([server.stop(), desk.remove(), demo.stop()]);
});
beforeEach(({ skip }) => {
  if (why !== undefined) skip(why);
});

const secretInEnv = { CLOUD_SECRET: secretAccessKey };
const add = (name: string, ...more: readonly string[]) => ['destination', 'add', name, '--kind', 's3', '--endpoint', server.endpoint, '--access-key-id', accessKeyId, ...more];

describe('a bucket as a place', () => {
  it('is refused with a wrong secret or a wrong name, and then nothing is kept', async () => {
    const wrong = await desk.json(add('Cloud', '--bucket', bucket), { input: 'another-secret\n' });
    expect(wrong.code).not.toBe(0);
    expect(shapes.errorShape.parse(wrong.value).error).toMatchObject({ code: 'auth-revoked', message: expect.stringContaining(accessKeyId) });
    const missing = await desk.json(add('Cloud', '--bucket', 'never-made', '--secret-env', 'CLOUD_SECRET'), { env: secretInEnv });
    expect(shapes.errorShape.parse(missing.value).error).toMatchObject({ code: 'not-found', message: expect.stringContaining('never-made') });
    expect(shapes.destinationsShape.parse((await desk.json(['destination', 'list'])).value).destinations).toEqual([]);
  });

  it('is tested and added; its secret goes into the keychain alone', async () => {
    const added = await desk.json(add('Cloud', '--bucket', bucket, '--prefix', 'holdfast', '--secret-env', 'CLOUD_SECRET'), { env: secretInEnv });
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(shapes.destinationShape.parse(added.value).destination).toMatchObject({ name: 'Cloud', kind: 's3', path: `${server.endpoint}/${bucket}/holdfast` });
    const files = (await readdir(desk.home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toContain('config.json');
    for (const { parentPath, name } of files) expect(await readFile(path.join(parentPath, name), 'latin1'), name).not.toContain(secretAccessKey);
    expect(JSON.stringify(added.value)).not.toContain(secretAccessKey);
    const listed = await desk.run(['destination', 'list']);
    expect(listed.stdout).toContain('bucket');
    const again = await desk.json(add('Second', '--bucket', bucket, '--prefix', '/holdfast/'), { env: { AWS_SECRET_ACCESS_KEY: secretAccessKey } });
    expect(shapes.errorShape.parse(again.value).error).toMatchObject({ code: 'conflict' });
  });

  it('gets no more a second than the settings say', async () => {
    expect((await desk.json(['settings'])).value).toEqual({ uploadLimit: null });
    expect((await desk.json(['settings', '--upload-limit', 'much'])).code).toBe(2);
    // Three small files of a test are 60 bytes each: at 125 bytes a second the last of them waits.
    expect((await desk.json(['settings', '--upload-limit', '0.001'])).value).toEqual({ uploadLimit: 125 });
    const began = performance.now();
    expect((await desk.json(['destination', 'test', 'Cloud'])).code).toBe(0);
    expect(performance.now() - began).toBeGreaterThan(900);
    expect((await desk.run(['settings', '--upload-limit', 'off'])).stdout).toContain('as fast as the line goes');
    expect((await desk.json(['settings'])).value).toEqual({ uploadLimit: null });
  });

  it('can be tested again, from the settings and the keychain alone', async () => {
    const { code, value } = await desk.json(['destination', 'test', 'Cloud']);
    expect([code, shapes.destinationTestShape.parse(value)]).toMatchObject([0, { ok: true, freeSpace: null }]);
  });

  it('is given another key when its own is revoked, tried before it takes the place of the old one', async () => {
    const key = await server.newKey();
    const given = await desk.json(['destination', 'reconnect', 'cloud', '--access-key-id', key.accessKeyId, '--secret-env', 'NEW_SECRET'], { env: { NEW_SECRET: key.secretAccessKey } });
    expect([given.code, shapes.destinationShape.parse(given.value).destination]).toMatchObject([0, { name: 'Cloud', kind: 's3' }]);
    await server.revokeKey(key.accessKeyId);
    const revoked = await desk.json(['destination', 'test', 'Cloud']);
    expect([revoked.code, shapes.destinationTestShape.parse(revoked.value)]).toMatchObject([1, { ok: false, checks: [{ detail: expect.stringContaining(`does not know the access key ${key.accessKeyId}`) }] }]);
    const wrong = await desk.json(['destination', 'reconnect', 'Cloud', '--access-key-id', accessKeyId], { input: 'another-secret\n' });
    expect(shapes.errorShape.parse(wrong.value).error).toMatchObject({ code: 'auth-revoked' });
    expect((await desk.json(['destination', 'reconnect', 'Cloud', '--access-key-id', accessKeyId], { input: `${secretAccessKey}\n` })).code).toBe(0);
    expect((await desk.json(['destination', 'test', 'Cloud'])).code).toBe(0);
  });

  it('takes backups, which are then found whole, byte by byte, and come out again', async () => {
    expect((await desk.json(['app', 'add', 'Shop', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId], { input: demo.token })).code).toBe(0);
    const orders = await demo.records('Order');
    for (const label of ['first', 'second']) {
      const { code, value } = await desk.json(['backup', 'Shop', '--label', label]);
      expect([code, shapes.backupShape.parse(value).places]).toEqual([0, [{ name: 'Cloud', outcome: 'verified' }]]);
    }
    const check = await desk.json(['check', 'Shop', '--read-data']);
    expect({ code: check.code, ...shapes.checkShape.parse(check.value) }).toMatchObject({ code: 0, ok: true, problems: [] });
    const exported = await desk.json(['export', 'Shop', '--snapshot', 'latest', '--format', 'jsonl', '--out', desk.at('out')]);
    const file = shapes.exportShape.parse(exported.value).files.find(({ entity }) => entity === 'Order');
    const lines = (await readFile(file?.path ?? '', 'utf8')).trim().split('\n');
    const ids = lines.map((line) => z.looseObject({ id: z.string() }).parse(JSON.parse(line)).id);
    expect(ids.toSorted()).toEqual(orders.map(({ id }) => String(id)).toSorted());
    // Nothing lies beside the folder that was asked for, and no upload is left unfinished.
    expect((await server.everything(bucket)).filter((key) => !key.startsWith('holdfast/'))).toEqual([]);
  });

  it('is found whole after backups to it were killed at any moment', async () => {
    const orders = await demo.records('Order');
    const ends: (NodeJS.Signals | null)[] = [];
    for (const afterMs of [500, 800, 1100, 1400, 1700]) {
      await demo.update('Order', String(orders[0]?.id), { notes: `killed after ${afterMs} ms` });
      const running = startCli(['backup', 'Shop'], { env: desk.env });
      const timer = setTimeout(() => running.child.kill('SIGKILL'), afterMs);
      ends.push((await running.end).signal);
      clearTimeout(timer);
    }
    expect(ends).toContain('SIGKILL');
    const { code, value } = await desk.json(['backup', 'Shop', '--label', 'after the kills']);
    expect([code, shapes.backupShape.parse(value).places]).toEqual([0, [{ name: 'Cloud', outcome: 'verified' }]]);
    const check = await desk.json(['check', 'Shop', '--read-data']);
    expect({ code: check.code, ...shapes.checkShape.parse(check.value) }).toMatchObject({ code: 0, ok: true, problems: [] });
  });

  it('from which this computer may not delete goes on taking backups', async () => {
    await server.forbid(bucket, 's3:DeleteObject', 's3:DeleteObjectVersion');
    const { code, value } = await desk.json(['backup', 'Shop', '--label', 'third']);
    expect([code, shapes.backupShape.parse(value).places]).toEqual([0, [{ name: 'Cloud', outcome: 'verified' }]]);
    expect((await desk.json(['destination', 'test', 'Cloud'])).code).toBe(0);
  });

  it('that forbids writing fails the backup with what to do about it', async () => {
    await server.forbid(bucket, 's3:PutObject');
    const { code, value } = await desk.json(['backup', 'Shop']);
    expect(code).not.toBe(0);
    expect(JSON.stringify(value)).toContain('s3:PutObject');
  });

  it('that is forgotten takes its secret along, and stays as it is', async () => {
    const before = await server.everything(bucket);
    expect((await desk.json(['app', 'remove', 'Shop'])).code).toBe(0);
    expect((await desk.json(['destination', 'remove', 'Cloud'])).code).toBe(0);
    expect(await server.everything(bucket)).toEqual(before);
  });
});
