import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { openS3 } from '../../electron/engine/destinations/s3/s3-store.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { openFile } from '../../electron/engine/vault/crypto/age-file.ts';
import { openVault } from '../../electron/engine/vault/vault.ts';
import { ada, encryptedKeys, forKeys, keysFor, rekey } from '../support/deputies.ts';
import { noS3ServerBecause, type S3Server, secretAccessKey, startS3Server } from '../support/s3-server/s3-server.ts';
import { orderRecord, smallApp, testKeys, testRun, type TestRun } from '../support/small-app.ts';
import { expectNoDamage } from '../support/thinning.ts';
import { viewVault } from '../support/vault-view.ts';

/** A deputy let in and shut out of backups in a real bucket, set up in each of the recommended ways. */

const why = noS3ServerBecause();
const never = new AbortController().signal;
let server: S3Server;
let run: TestRun;
beforeAll(async () => {
  if (why !== undefined) return undefined;
  [server, run] = await Promise.all([startS3Server(), testRun()]);
  return async () => {
    await run.dispose();
    await server.stop();
  };
});
beforeEach(({ skip }) => {
  if (why !== undefined) skip(why);
});

const setups = {
  'an ordinary one': () => server.bucket(),
  'one where this computer may add but not delete': async () => {
    const bucket = await server.bucket({ versioned: true });
    await server.forbid(bucket, 's3:DeleteObject', 's3:DeleteObjectVersion');
    return bucket;
  },
  'one that locks what is stored': () => server.bucket({ lockDays: 30 }),
} satisfies Record<string, () => Promise<string>>;

describe.each(Object.keys(setups) as (keyof typeof setups)[])('in %s', (name) => {
  it('what was stored is written anew for them, and again without them', async () => {
    const bucket = await setups[name]();
    const store: ObjectStore = await openS3(server.place(bucket), { secretAccessKey });
    const source = smallApp(120);
    await runBackup(run.task(source, [store]));
    await run.clock.advance(60_000);
    source.put('Order', orderRecord(2, { updated_date: run.clock.now().toISOString() }));
    await runBackup(forKeys(run.task(source, [store]), keysFor(ada)));
    const views = await viewVault(store, testKeys.identity);
    expect(await rekey(run, store, keysFor(ada))).toMatchObject({ refused: [], unreadable: [] });
    expect(await viewVault(store, ada.identity)).toEqual(views);
    await expectNoDamage(store);
    expect(await rekey(run, store, keysFor())).toMatchObject({ refused: [], unreadable: [] });
    await expect(openVault(store, ada.identity, never)).rejects.toMatchObject({ details: { reason: 'other-key' } });
    expect(await viewVault(store, testKeys.identity)).toEqual(views);
    if (name === 'an ordinary one') return;
    // What the bucket keeps of before still opens for who could open it: that is said, and this is why.
    const [manifest = ''] = (await encryptedKeys(store)).filter((key) => key.startsWith('snapshots/')).toSorted();
    const { Versions = [] } = await server.owner.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: manifest }));
    expect(Versions).toHaveLength(3);
    const opened = await Promise.all(
      Versions.map(async ({ VersionId }) => {
        const object = await server.owner.send(new GetObjectCommand({ Bucket: bucket, Key: manifest, VersionId }));
        return openFile(ada.identity, (await object.Body?.transformToByteArray()) ?? new Uint8Array()).then(() => true, () => false);
      }),
    );
    expect(opened.filter(Boolean)).toHaveLength(1);
  });
});
