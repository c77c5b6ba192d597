import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import { openS3 } from '../../electron/engine/destinations/s3/s3-store.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type Fake, type FakingProxy, type ProxiedRequest, startFakingProxy } from '../support/s3-server/faking-proxy.ts';
import { noS3ServerBecause, type S3Server, secretAccessKey, startS3Server } from '../support/s3-server/s3-server.ts';
import { backupTask, testKeys } from '../support/small-app.ts';
import { expectNoDamage } from '../support/thinning.ts';
import { checkEveryObject, type SnapshotView, viewVault } from '../support/vault-view.ts';
import { describePlace } from './describe-place.ts';
import { attempt, expectHonest } from './every-store-call.ts';
import { appAt, type Stage, startOf } from './small-stages.ts';

const why = noS3ServerBecause();
const never = new AbortController().signal;
const secret = { secretAccessKey };
let server: S3Server;
let proxy: FakingProxy;
let bucket = '';
let folders = 0;
beforeAll(async () => {
  if (why !== undefined) return undefined;
  server = await startS3Server();
  proxy = await startFakingProxy(server.endpoint);
  bucket = await server.bucket();
  return async () => {
    await proxy.close();
    await server.stop();
  };
});
beforeEach(({ skip }) => {
  if (why !== undefined) skip(why);
  proxy.fake = () => undefined;
  proxy.answered = () => undefined;
});

/** A folder of the bucket that nobody used before. */
function newFolder(): string {
  folders += 1;
  return `folder-${folders}`;
}

describePlace(
  'a bucket (Ceph)',
  async () => {
    const place = server.place(bucket, { prefix: newFolder() });
    return { driver: await openS3(place, secret), reopen: () => openS3(place, secret) };
  },
  { whyNot: () => why },
);

describe.each(['first', 'second'] as const)('the %s backup to a bucket, request by request', { timeout: 300_000 }, (stage) => {
  let before: ObjectStore;
  let wanted: SnapshotView;
  let home = '';
  beforeAll(async () => {
    if (why !== undefined) return undefined;
    home = await mkdtemp(join(tmpdir(), 'holdfast-s3-crash-'));
    before = createMemoryStore();
    if (stage === 'second') await runBackup(taskAt('first', startOf.first, before));
    const whole = createMemoryStore();
    await runBackup({ ...taskAt(stage, startOf[stage], whole), full: true });
    const [view] = await viewVault(whole, testKeys.identity);
    if (view === undefined) throw new Error('a full backup was not listed');
    wanted = view;
    return () => rm(home, { recursive: true, force: true });
  });

  function taskAt(at: Stage, start: string, store: ObjectStore) {
    return backupTask({ source: appAt(at), stores: [store], home, clock: new FakeClock({ start }) });
  }

  /** A folder of the bucket with what lies there before the backup. */
  async function prepare(): Promise<string> {
    const folder = newFolder();
    const store = await openS3(server.place(bucket, { prefix: folder }), secret);
    for await (const { key } of before.list('', { signal: never })) await store.put(key, await before.get(key, { signal: never }), { signal: never });
    await rm(join(home, 'runs'), { recursive: true, force: true });
    return folder;
  }

  /** As it lies there, and after the next backup. */
  async function expectSurvived(folder: string, where: string): Promise<void> {
    proxy.fake = () => undefined;
    const store = await openS3(server.place(bucket, { prefix: folder }), secret);
    const earlier = stage === 'second' ? 1 : 0;
    const left = (await store.stat('vault.json', { signal: never })) === undefined ? [] : await viewVault(store, testKeys.identity);
    expect([earlier, earlier + 1], where).toContain(left.length);
    const { snapshot, places, warnings } = await runBackup(taskAt(stage, '2026-03-01T12:00:00Z', store));
    expect([places, warnings], where).toEqual([[{ name: 'place 1', outcome: 'verified' }], []]);
    const after = await viewVault(store, testKeys.identity);
    expect(after.map(({ name }) => name), where).toEqual([...left.map(({ name }) => name), snapshot]);
    for (const view of after.slice(earlier)) expect([view.entities, view.files, view.chunks], where).toEqual([wanted.entities, wanted.files, wanted.chunks]);
    const { copies } = await checkEveryObject(store, testKeys.identity);
    expect([...copies.values()].filter((segments) => segments.length > 1), where).toEqual([]);
    await expectNoDamage(store);
  }

  /** The requests of an undisturbed backup, opening the place included. */
  async function requestsOf(): Promise<readonly ProxiedRequest[]> {
    const folder = await prepare();
    const first = proxy.requests.length;
    await runBackup(taskAt(stage, startOf[stage], await openS3(server.place(bucket, { prefix: folder, endpoint: proxy.url }), secret)));
    return proxy.requests.slice(first);
  }

  const isOfVault = ({ method, key }: ProxiedRequest): boolean => method === 'PUT' && !key.includes('~');

  // The second makes every kind of request that the first makes; what only the first stores is looked at below.
  it.each(stage === 'second' ? ['of which one breaks off, before it, in its middle or with its answer: said as a matter of the network, and nothing half-made is listed'] : [])('%s', async () => {
    const requests = await requestsOf();
    expect(requests.filter(isOfVault).length).toBeGreaterThan(5);
    const points = requests.flatMap(({ method }, index) => (method === 'PUT' ? (['cut', 'cut-half', 'lose-answer'] as const) : (['lose-answer'] as const)).map((kind) => ({ kind, index })));
    for (const { kind, index } of points) {
      const where = `${kind} ${index + 1} of ${requests.length}`;
      const folder = await prepare();
      const first = proxy.requests.length;
      proxy.fake = ({ number }): Fake | undefined => (number === first + index + 1 ? { kind } : undefined);
      const ending = await attempt(openS3(server.place(bucket, { prefix: folder, endpoint: proxy.url }), secret).then((store) => runBackup(taskAt(stage, startOf[stage], store))));
      expectHonest(ending, ['network']);
      expect(proxy.requests.length - first, where).toBeGreaterThan(index);
      // What a killed process leaves behind is looked at more closely below.
      if (kind === 'cut-half') await expectSurvived(folder, where);
      else {
        const store = await openS3(server.place(bucket, { prefix: folder }), secret);
        const left = (await store.stat('vault.json', { signal: never })) === undefined ? [] : await viewVault(store, testKeys.identity);
        expect([0, 1], where).toContain(left.length - (stage === 'second' ? 1 : 0));
      }
    }
  });

  it('by a process that is killed when each object is stored, and with each half sent: nothing is lost or doubled, the next one finishes', async () => {
    const objects = (await requestsOf()).filter(isOfVault).length;
    for (let nth = 1; nth <= objects; nth += 1) {
      for (const when of stage === 'first' ? (['half sent', 'stored'] as const) : (['stored'] as const)) {
        const where = `${nth} of ${objects} ${when}`;
        const folder = await prepare();
        const signal = await killed(folder, nth, when);
        expect(signal, where).toBe('SIGKILL');
        await expectSurvived(folder, where);
      }
    }
  });

  /** Runs the backup in a process that gets SIGKILL at the nth object of the vault. @returns what ended it. */
  function killed(folder: string, nth: number, when: 'half sent' | 'stored'): Promise<NodeJS.Signals | null> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 's3-child.ts'), proxy.url, bucket, folder, home, stage, startOf[stage]], { stdio: 'ignore' });
      let stored = 0;
      let victim = 0;
      proxy.fake = (request): Fake | undefined => {
        if (!isOfVault(request)) return undefined;
        stored += 1;
        if (stored !== nth) return undefined;
        victim = request.number;
        if (when === 'stored') return undefined;
        child.kill('SIGKILL');
        return { kind: 'cut-half' };
      };
      proxy.answered = ({ number }): void => {
        if (number === victim) child.kill('SIGKILL');
      };
      child.on('error', reject);
      child.on('close', (_code, signal) => resolve(signal));
    });
  }
});
