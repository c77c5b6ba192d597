import dns from 'node:dns';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { S3Place } from '../../electron/engine/destinations/s3/s3-place.ts';
import { openS3 } from '../../electron/engine/destinations/s3/s3-store.ts';
import { testPlace } from '../../electron/engine/destinations/test-place.ts';
import { retrying } from '../../electron/engine/destinations/wrappers/retrying.ts';
import type { BackupReport } from '../../electron/engine/engine.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { isHoldfastError } from '../../shared/model/errors.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type FakingProxy, s3Refusal, startFakingProxy } from '../support/s3-server/faking-proxy.ts';
import { noS3ServerBecause, type S3Server, secretAccessKey, startS3Server } from '../support/s3-server/s3-server.ts';
import { smallApp, testKeys, testRun, type TestRun } from '../support/small-app.ts';
import { expectNoDamage, historyOf, keysOf, pastGrace, thin } from '../support/thinning.ts';
import { viewVault } from '../support/vault-view.ts';

/** Buckets as people set them up, well and badly, and what a backup to one of them and to a place that is well comes to. */

const why = noS3ServerBecause();
const never = new AbortController().signal;
const secret = { secretAccessKey };
const probe = '~holdfast-create-only.txt';
let server: S3Server;
let proxy: FakingProxy;
let run: TestRun;
beforeAll(async () => {
  if (why !== undefined) return undefined;
  [server, run] = await Promise.all([startS3Server(), testRun()]);
  proxy = await startFakingProxy(server.endpoint);
  return async () => {
    await Promise.all([proxy.close(), run.dispose()]);
    await server.stop();
  };
});
beforeEach(({ skip }) => {
  if (why !== undefined) skip(why);
});
afterEach(() => {
  vi.useRealTimers();
  if (why === undefined) proxy.fake = () => undefined;
});

/** Keys of all versions that lie in the bucket, with whether it is the one that is read. */
async function versionsIn(bucket: string): Promise<readonly { readonly key: string; readonly id: string; readonly isLatest: boolean }[]> {
  const { Versions = [] } = await server.owner.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  return Versions.map(({ Key: key = '', VersionId: id = '', IsLatest: isLatest = false }) => ({ key, id, isLatest }));
}

describe('a bucket that keeps versions', () => {
  it('is known as one, and says so when it is tested', async () => {
    const bucket = await server.bucket({ versioned: true });
    const store = await openS3(server.place(bucket), secret);
    expect(store.capabilities).toMatchObject({ versioned: true });
    expect(store.capabilities.lock).toBeUndefined();
    const { report, problem } = await testPlace(store, { signal: never });
    expect([problem, report.ok]).toEqual([undefined, true]);
    expect(report.checks.slice(-2)).toMatchObject([
      { name: 'delete', ok: true, detail: expect.stringContaining('keeps their old versions') },
      { name: 'protection', ok: true, detail: expect.stringContaining('old versions are kept') },
    ]);
    // The test’s own are gone for whoever lists.
    expect(await keysOf(store)).toEqual([]);
  });

  it('gathers no versions by being opened', async () => {
    const bucket = await server.bucket({ versioned: true });
    await openS3(server.place(bucket), secret);
    const after = (await versionsIn(bucket)).length;
    for (let times = 0; times < 3; times += 1) expect((await openS3(server.place(bucket), secret)).capabilities.versioned).toBe(true);
    expect((await versionsIn(bucket)).map(({ key }) => key)).toEqual(Array.from({ length: after }, () => probe));
  });

  it('has nothing of what was deleted but its old version, and takes it again', async () => {
    const bucket = await server.bucket({ versioned: true });
    const store = await openS3(server.place(bucket), secret);
    await store.put('a', new Uint8Array([1]), { signal: never });
    await store.delete('a', { signal: never });
    expect([await store.stat('a', { signal: never }), await keysOf(store)]).toEqual([undefined, []]);
    await expect(store.get('a', { signal: never })).rejects.toMatchObject({ code: 'not-found', details: { reason: 'no-such-object' } });
    await store.put('a', new Uint8Array([2]), { signal: never, ifAbsent: true });
    expect([...(await store.get('a', { signal: never }))]).toEqual([2]);
    expect((await versionsIn(bucket)).filter(({ key }) => key === 'a')).toHaveLength(2);
  });

  it('may forbid to ask, or not know the question: then nothing is claimed, and it works', async () => {
    const bucket = await server.bucket({ versioned: true });
    proxy.fake = ({ query }) => (query.has('versioning') ? s3Refusal(403, 'AccessDenied') : undefined);
    const store = await openS3(server.place(bucket, { endpoint: proxy.url }), secret);
    expect(store.capabilities).toMatchObject({ versioned: false });
    const locked = await server.bucket({ lockDays: 3 });
    proxy.fake = ({ query }) => (query.has('object-lock') ? s3Refusal(501, 'NotImplemented') : undefined);
    const other = await openS3(server.place(locked, { endpoint: proxy.url }), secret);
    expect([other.capabilities.versioned, other.capabilities.lock]).toEqual([true, undefined]);
    await other.put('a', new Uint8Array([1]), { signal: never });
  });
});

describe('a bucket that locks what is stored', () => {
  it('tells for how long, takes backups that read back, and thinning out leaves what it must', async () => {
    const bucket = await server.bucket({ lockDays: 30 });
    const store = await openS3(server.place(bucket), secret);
    expect(store.capabilities).toMatchObject({ versioned: true, lock: { days: 30, byNobody: true } });
    const { report } = await testPlace(store, { signal: never });
    expect(report.checks.at(-1)).toMatchObject({ name: 'protection', ok: true, detail: expect.stringMatching(/nobody, you included, can delete .* before 30 days/) });

    const past = await historyOf(run, { source: smallApp(20), days: 4, change: (source, day) => source.setFile(`mem://files/${day}`, { name: 'x', body: new Uint8Array(10) }) });
    for (const key of await keysOf(past.store)) await store.put(key, await past.store.get(key, { signal: never }), { signal: never });
    const { places } = await runBackup(run.task(past.source, [store]));
    expect(places).toEqual([{ name: 'place 1', outcome: 'verified' }]);
    const before = await versionsIn(bucket);
    const thinned = await thin(run, store);
    expect([thinned.refused, thinned.plan.going.length]).toEqual([[], 2]);
    await pastGrace(run);
    await thin(run, store);
    await expectNoDamage(store);
    expect(await viewVault(store, testKeys.identity)).toHaveLength(3);
    // Gone from the list, and yet everything is still there: this computer cannot destroy it.
    const after = new Set((await versionsIn(bucket)).map(({ id }) => id));
    expect(before.filter(({ id }) => !after.has(id))).toEqual([]);
    const gone = before.find(({ key }) => key === `snapshots/${past.views[0]?.name}.age`);
    await expect(server.owner.send(new DeleteObjectCommand({ Bucket: bucket, Key: gone?.key, VersionId: gone?.id }))).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('a bucket where this computer may add but not delete', () => {
  it('takes backups; thinning out says what it could not delete, and every backup stays whole', async () => {
    const bucket = await server.bucket({ versioned: true });
    await server.forbid(bucket, 's3:DeleteObject', 's3:DeleteObjectVersion');
    const store = await openS3(server.place(bucket), secret);
    expect((await testPlace(store, { signal: never })).report.checks).toMatchObject([{}, {}, {}, {}, { name: 'delete', ok: true, detail: expect.not.stringContaining('overwrite') }, { name: 'protection' }]);
    const past = await historyOf(run, { source: smallApp(20), days: 4, change: () => undefined });
    for (const key of await keysOf(past.store)) await store.put(key, await past.store.get(key, { signal: never }), { signal: never });
    expect((await runBackup(run.task(past.source, [store]))).places).toEqual([{ name: 'place 1', outcome: 'verified' }]);
    const { refused } = await thin(run, store);
    expect(refused).toHaveLength(2);
    expect(refused.every((key) => key.startsWith('snapshots/'))).toBe(true);
    expect(await viewVault(store, testKeys.identity)).toHaveLength(5);
    await expectNoDamage(store);
  });
});

interface Trouble {
  readonly what: string;
  readonly code: string;
  readonly reason?: string;
  readonly says: RegExp;
  readonly next: RegExp;
  /** Gives the place as its owner set it up. What is done to it in the middle is arranged here too. */
  readonly arrange: (bucket: string) => Promise<Partial<S3Place> & { readonly secretAccessKey?: string }>;
}

const through = { get endpoint() { return proxy.url; } };
/** The nth object of the vault that is sent. */
function atObject(nth: number, happen: () => Promise<void>): void {
  let sent = 0;
  proxy.fake = async ({ method, key }) => {
    if (method === 'PUT' && !key.includes('~') && (sent += 1) === nth) await happen();
    return undefined;
  };
}
const htmlPage = { kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in to this network</title>' } as const;

const troubles: readonly Trouble[] = [
  { what: 'a key that the server does not know', code: 'auth-revoked', reason: 'unknown-key', says: /does not know the access key NOBODYSKEY/, next: /make a new key.*give the place that one/, arrange: async () => ({ accessKeyId: 'NOBODYSKEY' }) },
  { what: 'another secret', code: 'auth-revoked', reason: 'wrong-secret', says: /secret does not belong to the access key/, next: /Copy the secret again/, arrange: async () => ({ secretAccessKey: 'another-secret' }) },
  {
    what: 'a wrong region',
    code: 'invalid-input',
    reason: 'wrong-region',
    says: /not in the region us-east-1 but in eu-central-1/,
    next: /with the region eu-central-1/,
    arrange: async () => {
      proxy.fake = () => s3Refusal(400, 'AuthorizationHeaderMalformed', '<Region>eu-central-1</Region>');
      return through;
    },
  },
  { what: 'no such bucket', code: 'not-found', reason: 'place-gone', says: /no bucket “never-made”/, next: /Check the name of the bucket/, arrange: async () => ({ bucket: 'never-made' }) },
  {
    what: 'a clock that is two hours off',
    code: 'invalid-input',
    reason: 'clock-skew',
    says: /clock of this computer is wrong/,
    next: /Set the date and time/,
    arrange: async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3_600_000 });
      return {};
    },
  },
  { what: 'a key that may not list', code: 'permission-denied', reason: 'may-not-list', says: /may not list the bucket/, next: /s3:ListBucket/, arrange: async (bucket) => (await server.forbid(bucket, 's3:ListBucket'), {}) },
  { what: 'a key that may not write', code: 'permission-denied', reason: 'may-not-write', says: /may not write into the bucket/, next: /s3:PutObject/, arrange: async (bucket) => (await server.forbid(bucket, 's3:PutObject'), {}) },
  { what: 'a key that may not read', code: 'permission-denied', reason: 'may-not-read', says: /may not read from the bucket/, next: /s3:GetObject/, arrange: async (bucket) => (await server.forbid(bucket, 's3:GetObject'), {}) },
  { what: 'space that runs out half-way', code: 'quota-exceeded', says: /space for the bucket .* is used up/, next: /Free some space/, arrange: async (bucket) => (await server.limit(bucket, 20), {}) },
  {
    what: 'a key that is revoked half-way',
    code: 'auth-revoked',
    reason: 'unknown-key',
    says: /does not know the access key HOLDFASTKEY/,
    next: /give the place that one/,
    arrange: async () => {
      const key = await server.newKey();
      atObject(4, () => server.revokeKey(key.accessKeyId));
      return { ...through, ...key };
    },
  },
  {
    what: 'the backups of another app at the same address',
    code: 'conflict',
    reason: 'other-vault',
    says: /already holds backups of “Another app” that this computer did not make/,
    next: /Choose another/,
    arrange: async (bucket) => {
      const { vault, ...task } = run.task(smallApp(3), [await openS3(server.place(bucket), secret)]);
      await runBackup({ ...task, vault: { ...vault, vaultId: '11111111-58f4-4b8e-9d57-1d3f0c5a7b21', app: { name: 'Another app', platform: 'memory' } } });
      return {};
    },
  },
  {
    what: 'a page in place of a server',
    code: 'server',
    reason: 'unexpected-answer',
    says: /answered in a way that an S3 server does not/,
    next: /sign-in page, sign in first/,
    arrange: async () => {
      proxy.fake = () => htmlPage;
      return through;
    },
  },
  {
    what: 'a page in place of a server from half-way on',
    code: 'server',
    reason: 'unexpected-answer',
    says: /answered in a way that an S3 server does not/,
    next: /must be the one for S3/,
    arrange: async () => {
      let sent = 0;
      proxy.fake = ({ method }) => ((sent += method === 'PUT' ? 1 : 0) > 5 ? htmlPage : undefined);
      return through;
    },
  },
  { what: 'an encrypted address of a server that is not', code: 'server', reason: 'unexpected-answer', says: /does not/, next: /Check the address of the server/, arrange: async () => ({ endpoint: server.endpoint.replace('http:', 'https:') }) },
  { what: 'a bucket before the name of a server that has none there', code: 'network', reason: 'no-such-server', says: /cannot be found from here/, next: /with the bucket in the path/, arrange: async () => ({ endpoint: 'http://s3.holdfast.invalid', forcePathStyle: false }) },
];

describe('a backup to two places, one of them a bucket with', () => {
  async function backUp(place: S3Place, secretOf: string): Promise<{ readonly report: BackupReport; readonly well: ObjectStore }> {
    const clock = new FakeClock({ autoAdvance: true });
    const well = createMemoryStore();
    const open = async (): Promise<ObjectStore> => retrying(await openS3(place, { secretAccessKey: secretOf }), { clock, random: () => 0.5 });
    const task = run.task(smallApp(60), []);
    const report = await runBackup({ ...task, places: [{ name: 'Cloud', open }, { name: 'Drive', open: async () => well }] });
    return { report, well };
  }

  it.each(troubles)('$what: it is the one that failed, with its own words, and the other has the backup', async ({ code, reason, says, next, arrange }) => {
    const bucket = await server.bucket();
    const { secretAccessKey: other, ...arranged } = await arrange(bucket);
    const { report, well } = await backUp({ ...server.place(bucket), ...arranged }, other ?? secretAccessKey);
    const [cloud, drive] = report.places;
    expect(drive).toEqual({ name: 'Drive', outcome: 'verified' });
    expect(cloud).toMatchObject({ name: 'Cloud', outcome: 'failed', error: { code, message: expect.stringMatching(says), nextStep: expect.stringMatching(next) } });
    expect(JSON.stringify(report)).not.toContain(other ?? secretAccessKey);
    expect(await viewVault(well, testKeys.identity)).toHaveLength(1);
    // What shows only in the middle of a backup, or to who opens the vault, is no matter of the place alone.
    expect([undefined, reason]).toContain(await reasonOf({ ...server.place(bucket), ...arranged }, other ?? secretAccessKey));
  });

  it('a key that may not delete: nothing is wrong', async () => {
    const bucket = await server.bucket();
    await server.forbid(bucket, 's3:DeleteObject');
    expect((await backUp(server.place(bucket), secretAccessKey)).report.places.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
  });

  it('a certificate that nobody vouches for: it is the one that failed, with its own words', async () => {
    const folder = join(import.meta.dirname, '..', 'data', 'self-signed');
    const [key, cert] = await Promise.all([readFile(join(folder, 'key.pem')), readFile(join(folder, 'certificate.pem'))]);
    const strange = createServer({ key, cert }, (_request, response) => response.end());
    await new Promise<void>((resolve) => strange.listen(0, '127.0.0.1', resolve));
    const address = strange.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { report } = await backUp(server.place('any', { endpoint: `https://127.0.0.1:${port}` }), secretAccessKey);
    expect(report.places).toMatchObject([{ outcome: 'failed', error: { code: 'network', message: expect.stringContaining('its certificate is not valid'), nextStep: expect.stringContaining('a certificate that this computer trusts') } }, { outcome: 'verified' }]);
    await new Promise<void>((resolve) => strange.close(() => resolve()));
  });

  it('its name before that of the server, or in the path: both work where the server knows both', async () => {
    const bucket = await server.bucket();
    // What the name of a bucket before that of a server leads to is for the network to say.
    const look = vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: unknown, answer: (error: null, found: readonly { address: string; family: number }[]) => void) => answer(null, [{ address: '127.0.0.1', family: 4 }])) as typeof dns.lookup);
    const named = server.endpoint.replace('127.0.0.1', 'localhost');
    for (const forcePathStyle of [true, false]) {
      proxy.fake = () => undefined;
      const { report } = await backUp(server.place(bucket, { endpoint: named, forcePathStyle, prefix: forcePathStyle ? 'path' : 'host' }), secretAccessKey);
      expect(report.places.map(({ outcome, error }) => error?.message ?? outcome)).toEqual(['verified', 'verified']);
    }
    expect(look.mock.calls.map(([name]) => name)).toContain(`${bucket}.localhost`);
    look.mockRestore();
    const keys = await server.everything(bucket);
    expect([keys.includes('path/vault.json'), keys.includes('host/vault.json')]).toEqual([true, true]);
  });

  it('words of their own for each of these', () => {
    const said = troubles.map(({ says }) => says.source);
    // The same page, at once and from half-way on, is the same trouble; so is a key that is not known.
    expect(new Set(said).size).toBeGreaterThanOrEqual(said.length - 2);
  });

  /** As "Test this place" tells it, where it can be found out without a backup. */
  async function reasonOf(place: S3Place, secretOf: string): Promise<unknown> {
    try {
      const { problem } = await testPlace(await openS3(place, { secretAccessKey: secretOf }), { signal: never });
      return problem?.details['reason'];
    } catch (error) {
      if (isHoldfastError(error)) return error.details['reason'];
      throw error;
    }
  }
});
