import { DeleteBucketCommand, DeleteObjectCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openS3 } from '../../../electron/engine/destinations/s3/s3-store.ts';
import { testPlace } from '../../../electron/engine/destinations/test-place.ts';
import { retrying } from '../../../electron/engine/destinations/wrappers/retrying.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type BadLine, startBadLine } from '../../support/s3-server/bad-line.ts';
import { noS3ServerBecause, type S3Server, secretAccessKey, startS3Server } from '../../support/s3-server/s3-server.ts';
import { describeObjectStore } from './describe-object-store.ts';
import { collect, expectCode, listed, MiB, never, pattern, stream, text } from './fixture.ts';

/** One server for all of it, because it takes its time to start. */
const why = noS3ServerBecause();
let server: S3Server;
beforeAll(async () => {
  if (why !== undefined) return undefined;
  server = await startS3Server();
  return () => server.stop();
});
beforeEach(({ skip }) => {
  if (why !== undefined) skip(why);
});

const secret = { secretAccessKey };
const probe = '~holdfast-create-only.txt';

describeObjectStore('a folder of a bucket at an S3 server (Ceph)', async () => {
  if (why !== undefined) return why;
  const bucket = await server.bucket();
  const prefix = 'backups/acme';
  const open = () => openS3(server.place(bucket, { prefix }), secret);
  return {
    store: await open(),
    reopen: open,
    everything: async () => (await server.everything(bucket)).filter((key) => key !== `${prefix}/${probe}`),
    seed: async (keys) => {
      const left = keys.values();
      const seedSome = async () => {
        for (const key of left) await server.owner.send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}/${key}`, Body: 'x' }));
      };
      await Promise.all(Array.from({ length: 24 }, seedSome));
    },
  };
});

describe('a bucket', () => {
  it('is asked what it can do', async () => {
    const bucket = await server.bucket();
    expect((await openS3(server.place(bucket), secret)).capabilities).toEqual({ maxConcurrency: 8, createOnly: true, versioned: false, nearby: false });
    await server.owner.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    expect((await openS3(server.place(bucket), secret)).capabilities).toMatchObject({ versioned: true });
    // It was asked twice, and one small file that says what it is for is all that lies there.
    expect(await server.everything(bucket)).toEqual([probe]);
  });

  it('may hold other things, and other places, which are none of our business', async () => {
    const bucket = await server.bucket();
    const whole = await openS3(server.place(bucket), secret);
    const inside = await openS3(server.place(bucket, { prefix: 'a/b' }), secret);
    for (const foreign of ['a/', 'a/b/', 'Größe.txt', 'a/b c', 'x//y', 'z\u0007']) await server.owner.send(new PutObjectCommand({ Bucket: bucket, Key: foreign, Body: 'foreign' }));
    await whole.put('a/bc', text('1'), { signal: never });
    await inside.put('c', text('22'), { signal: never });
    expect(await listed(whole, '')).toEqual([{ key: 'a/b/c', size: 2 }, { key: 'a/bc', size: 1 }]);
    expect(await listed(inside, '')).toEqual([{ key: 'c', size: 2 }]);
    await inside.delete('c', { signal: never });
    expect(await listed(whole, '')).toEqual([{ key: 'a/bc', size: 1 }]);
  });
});

describe('large objects', () => {
  let bucket = '';
  let store: ObjectStore;
  beforeEach(async () => {
    bucket = await server.bucket();
    store = await openS3(server.place(bucket), secret);
  });

  it('go up in parts and come back whole, and in ranges', async () => {
    const body = stream(41 * MiB + 17, 700_001);
    await store.put('files/big', body, { signal: never });
    const expected = Buffer.concat(await collect(body.open()));
    expect(Buffer.compare(await store.get('files/big', { signal: never }), expected)).toBe(0);
    const range = { start: 8 * MiB - 3, end: 8 * MiB + 3 };
    expect(Buffer.from(await store.get('files/big', { signal: never, range }))).toEqual(expected.subarray(range.start, range.end));
    expect(await server.everything(bucket)).toEqual(['files/big', probe]);
  });

  it('that exist already are not put again where that must not be', async () => {
    const body = stream(70 * MiB, MiB);
    await store.put('files/big', text('here first'), { signal: never });
    const error = await expectCode(store.put('files/big', body, { signal: never, ifAbsent: true }), 'conflict');
    expect(error.details.reason).toBe('already-exists');
    expect(Buffer.from(await store.get('files/big', { signal: never })).toString()).toBe('here first');
  });

  it.each([
    ['are stopped', 'cancelled'],
    ['turn out shorter than announced', 'incomplete'],
    ['cannot be read to their end', 'corrupt'],
  ] as const)('leave no parts behind that somebody pays for when they %s', async (_, code) => {
    const stop = new AbortController();
    const body = {
      size: 60 * MiB,
      async *open() {
        for (let done = 0; done < 40; done += 1) yield new Uint8Array(MiB).fill(done);
        if (code === 'cancelled') stop.abort();
        if (code === 'corrupt') throw new HoldfastError('corrupt', 'The file is damaged.');
        if (code === 'cancelled') yield new Uint8Array(20 * MiB);
      },
    };
    await expectCode(store.put('files/big', body, { signal: stop.signal }), code);
    expect(await server.everything(bucket)).toEqual([probe]);
  });
});

describe('a bad line to the server', () => {
  let line: BadLine;
  let bucket = '';
  let store: ObjectStore;
  beforeEach(async () => {
    line = await startBadLine(server.endpoint);
    bucket = await server.bucket();
    store = await openS3(server.place(bucket, { endpoint: line.url }), { ...secret, limits: { connect: 5000, silence: 4000 } });
    return () => line.close();
  });

  /** As a backup uses it: connections that were cut while they were idle are found out by the next call. */
  const patient = () => retrying(store, { clock: new FakeClock({ autoAdvance: true }), random: () => 0.5 });

  it('that is cut fails the call as a matter of the network, and stores nothing in part', async () => {
    line.cutAfterSending(MiB);
    expect((await expectCode(store.put('cut', pattern(4 * MiB), { signal: never }), 'network')).transient).toBe(true);
    expect(await patient().stat('cut', { signal: never })).toBeUndefined();
    await patient().put('whole', pattern(4 * MiB), { signal: never });
    line.cutAfterReceiving(MiB);
    expect((await expectCode(store.get('whole', { signal: never }), 'network')).transient).toBe(true);
    expect(Buffer.compare(await patient().get('whole', { signal: never }), pattern(4 * MiB))).toBe(0);
  });

  it('that is cut in a large object costs the parts that were on the way, no more', async () => {
    const body = stream(64 * MiB, MiB);
    const before = line.sent;
    line.cutAfterSending(44 * MiB);
    await patient().put('files/big', body, { signal: never });
    // All of it again would be 108 MiB; on the way were at most two parts of 8 MiB.
    expect(line.sent - before).toBeLessThan(84 * MiB);
    expect(Buffer.compare(await store.get('files/big', { signal: never }), Buffer.concat(await collect(body.open())))).toBe(0);
    expect(await server.everything(bucket)).toEqual(['files/big', probe]);
  });

  it('over which nothing comes any more does not hang', async () => {
    await store.put('there', pattern(MiB), { signal: never });
    line.stall();
    const calls = [store.get('there', { signal: never }), store.put('new', text('x'), { signal: never }), store.stat('there', { signal: never }), store.delete('there', { signal: never }), listed(store, '')];
    const errors = await Promise.all(calls.map((call) => expectCode(call, 'network')));
    expect(errors.map(({ details }) => details.reason)).toEqual(calls.map(() => 'timeout'));
    line.mend();
    expect((await patient().get('there', { signal: never })).byteLength).toBe(MiB);
  });

  it('can be waited for no longer: cancelling comes soon', async () => {
    line.stall();
    const stop = new AbortController();
    const begun = performance.now();
    setTimeout(() => stop.abort(), 50);
    await expectCode(store.get('there', { signal: stop.signal }), 'cancelled');
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe('what is wrong with a place is told, with a way out', () => {
  const reasonOf = async (work: Promise<unknown>, code: HoldfastError['code']) => {
    const error = await expectCode(work, code);
    expect(error.transient).toBe(false);
    expect(`${error.message} ${error.nextStep} ${JSON.stringify(error.details)} ${String(error.cause)}`).not.toContain(secretAccessKey);
    return error.details.reason;
  };

  it('an access key that the server does not know, and a secret that is another', async () => {
    const bucket = await server.bucket();
    expect(await reasonOf(openS3(server.place(bucket, { accessKeyId: 'NOBODYSKEY' }), secret), 'auth-revoked')).toBe('unknown-key');
    expect(await reasonOf(openS3(server.place(bucket), { secretAccessKey: 'another' }), 'auth-revoked')).toBe('wrong-secret');
  });

  afterEach(() => void vi.useRealTimers());

  it('a clock that is two hours off, each time anew', async () => {
    const place = server.place(await server.bucket());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3600 * 1000 });
    for (let tries = 0; tries < 2; tries += 1) expect(await reasonOf(openS3(place, secret), 'invalid-input')).toBe('clock-skew');
  });

  it('a bucket that is not there, and one that is gone', async () => {
    expect(await reasonOf(openS3(server.place('never-made'), secret), 'not-found')).toBe('place-gone');
    const bucket = await server.bucket();
    const store = await openS3(server.place(bucket), secret);
    await server.owner.send(new DeleteObjectCommand({ Bucket: bucket, Key: probe }));
    await server.owner.send(new DeleteBucketCommand({ Bucket: bucket }));
    const calls = [
      () => store.put('a', text('x'), { signal: never }),
      () => store.put('big', stream(20 * MiB, MiB), { signal: never }),
      () => store.get('a', { signal: never }),
      () => store.stat('a', { signal: never }),
      () => store.delete('a', { signal: never }),
      () => listed(store, ''),
    ];
    for (const call of calls) expect(await reasonOf(call(), 'not-found')).toBe('place-gone');
  });

  it.each([
    ['s3:PutObject', 'may-not-write', (store: ObjectStore) => store.put('a', text('x'), { signal: never })],
    ['s3:PutObject', 'may-not-write', (store: ObjectStore) => store.put('a', stream(20 * MiB, MiB), { signal: never })],
    ['s3:GetObject', 'may-not-read', (store: ObjectStore) => store.get('there', { signal: never })],
    ['s3:GetObject', 'may-not-read', (store: ObjectStore) => store.stat('there', { signal: never })],
    ['s3:ListBucket', 'may-not-list', (store: ObjectStore) => listed(store, '')],
    ['s3:DeleteObject', 'may-not-delete', (store: ObjectStore) => store.delete('there', { signal: never })],
  ] as const)('a key without %s: %s', async (action, reason, work) => {
    const bucket = await server.bucket();
    await (await openS3(server.place(bucket), secret)).put('there', text('x'), { signal: never });
    await server.forbid(bucket, action);
    const store = await openS3(server.place(bucket), secret);
    expect(await reasonOf(work(store), 'permission-denied')).toBe(reason);
  });

  it('a bucket where this computer may add but not delete is a good place', async () => {
    const bucket = await server.bucket();
    await server.forbid(bucket, 's3:DeleteObject', 's3:DeleteObjectVersion');
    const { report, problem } = await testPlace(await openS3(server.place(bucket), secret), { signal: never });
    expect(problem).toBeUndefined();
    expect(report.ok).toBe(true);
    expect(report.checks.at(-1)).toMatchObject({ name: 'delete', ok: true, detail: expect.stringMatching(/not delete.*turn on the versioning/) });
  });

  it('one that works leaves nothing of a test', async () => {
    const bucket = await server.bucket();
    const { report } = await testPlace(await openS3(server.place(bucket), secret), { signal: never });
    expect(report.checks.map(({ name, ok }) => [name, ok])).toEqual([['write', true], ['read back', true], ['list', true], ['create only', true], ['delete', true]]);
    expect(await server.everything(bucket)).toEqual([probe]);
  });
});
