import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, PutBucketPolicyCommand, PutBucketVersioningCommand, PutObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Place } from '../../../electron/engine/destinations/s3/s3-place.ts';
import { installCommand, isInstalled, systemPrograms } from '../../system-packages.ts';

export const accessKeyId = 'HOLDFASTTESTKEY';
export const secretAccessKey = 'tell-nobody-this-secret-1234567890';

/** Why there can be no S3 server here, with the command that changes it; undefined when there can. */
export function noS3ServerBecause(): string | undefined {
  if (process.platform !== 'linux') return 'reason: the S3 server that tests use (Ceph) runs on Linux';
  const missing = (['radosgw', 'cephMonitor', 'cephStorage'] as const).filter((name) => !isInstalled(name)).map((name) => systemPrograms[name]);
  return missing.length === 0 ? undefined : `reason: no S3 server to test with; ${installCommand(missing)}`;
}

/** A real S3 server that is not ours: Ceph's, with everything in a folder of its own. */
export interface S3Server {
  readonly endpoint: string;
  /** As the owner of the buckets, past the code under test. */
  readonly owner: S3Client;
  /** A new, empty bucket; where told, one that keeps versions and locks each for so many days, or locks none of itself (0). */
  bucket(options?: { readonly versioned?: boolean; readonly lockDays?: number }): Promise<string>;
  place(bucket: string, more?: Partial<S3Place>): S3Place;
  /** Forbids these actions on all objects of the bucket, or on the bucket itself (`s3:ListBucket`), even to its owner. */
  forbid(bucket: string, ...actions: readonly string[]): Promise<void>;
  /** Another key of the same owner. */
  newKey(): Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string }>;
  /** As the owner does in a console. */
  revokeKey(accessKeyId: string): Promise<void>;
  /** No more than so many KiB in the bucket. */
  limit(bucket: string, kib: number): Promise<void>;
  /** Keys of all objects, and of the uploads that were begun and not finished (`upload:<key>`). */
  everything(bucket: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Takes about 17 s, so once per file of tests. */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-s3-'));
  const [port, monitor, oldMonitor] = await freePorts(3);
  // Lives for as long as its standard input stays open.
  const child = spawn(join(import.meta.dirname, 'run-rgw.sh'), [folder, `${port}`, `${monitor}`, `${oldMonitor}`, accessKeyId, secretAccessKey]);
  const endpoint = await firstLine(child);
  const owner = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  let buckets = 0;
  let keys = 0;
  const administer = async (...args: readonly string[]): Promise<void> => {
    await promisify(execFile)('radosgw-admin', ['-n', 'client.admin', ...args], { env: { ...process.env, CEPH_CONF: join(folder, 'ceph.conf') } });
  };
  return {
    endpoint,
    owner,
    async bucket({ versioned = false, lockDays } = {}) {
      buckets += 1;
      const name = `bucket-${buckets}`;
      await owner.send(new CreateBucketCommand({ Bucket: name, ...(lockDays === undefined ? {} : { ObjectLockEnabledForBucket: true }) }));
      if (versioned) await owner.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }));
      if (lockDays !== undefined && lockDays > 0) {
        await owner.send(new PutObjectLockConfigurationCommand({ Bucket: name, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: lockDays } } } }));
      }
      return name;
    },
    place: (bucket, more = {}) => ({ endpoint, region: 'us-east-1', bucket, accessKeyId, ...more }),
    async forbid(bucket, ...actions) {
      const statement = { Effect: 'Deny', Principal: '*', Action: actions, Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`] };
      await owner.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) }));
    },
    async newKey() {
      keys += 1;
      const made = { accessKeyId: `HOLDFASTKEY${keys}`, secretAccessKey: `tell-nobody-this-one-either-${keys}` };
      await administer('key', 'create', '--uid=test', '--key-type=s3', `--access-key=${made.accessKeyId}`, `--secret-key=${made.secretAccessKey}`);
      return made;
    },
    revokeKey: (key) => administer('key', 'rm', '--uid=test', '--key-type=s3', `--access-key=${key}`),
    async limit(bucket, kib) {
      await administer('quota', 'set', '--quota-scope=bucket', '--uid=test', `--bucket=${bucket}`, `--max-size=${kib}K`);
      await administer('quota', 'enable', '--quota-scope=bucket', '--uid=test', `--bucket=${bucket}`);
    },
    async everything(bucket) {
      const { Contents = [] } = await owner.send(new ListObjectsV2Command({ Bucket: bucket }));
      const { Uploads = [] } = await owner.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return [...Contents.map(({ Key = '' }) => Key), ...Uploads.map(({ Key = '' }) => `upload:${Key}`)];
    },
    async stop() {
      owner.destroy();
      await ended(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
        }),
    ),
  );
  return ports;
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`The S3 server did not start.\n${said}`);
}

function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
    child.stdin.end();
  });
}
