import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { noS3ServerBecause } from '../support/s3-server/s3-server.ts';
import { heading, megabytes, row, say } from './report.ts';
import { has, measure, time } from './tools.ts';

/** The server as `s3-child.ts` answers for it. */
interface BenchServer {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  bucket(): Promise<string>;
  /** What came since this was last asked. */
  counts(): Promise<{ readonly requests: number; readonly bytes: number }>;
  stop(): void;
}

async function startServer(): Promise<BenchServer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 's3-child.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => JSON.parse((await lines.next()).value ?? '{}') as T;
  const ask = <T>(what: string): Promise<T> => {
    child.stdin.write(`${what}\n`);
    return next<T>();
  };
  const started = await next<Pick<BenchServer, 'endpoint' | 'accessKeyId' | 'secretAccessKey'>>();
  return { ...started, bucket: async () => (await ask<{ bucket: string }>('bucket')).bucket, counts: () => ask('counts'), stop: () => child.stdin.end() };
}

interface Taken {
  readonly ms: number;
  readonly requests: number;
  readonly bytes: number;
  readonly peakMB: number;
}

interface Side {
  first(): Promise<Taken>;
  second(): Promise<Taken>;
}

/**
 * A first and a second backup of the same data to the same server by Holdfast and by restic, turn by turn, so that whatever else the machine does slows
 * both. Medians of so many rounds.
 */
export async function benchBucket(folder: string, { records, rounds }: { readonly records: number; readonly rounds: number }): Promise<void> {
  const why = noS3ServerBecause();
  if (why !== undefined) return say(`\nTo a bucket: left out (${why})`);
  heading(`To a bucket: Ceph on loopback, median of ${rounds} (load ${loadavg()[0]?.toFixed(1)})`);
  const sizes = [records / 2, records].map((size) => Math.round(size));
  for (const size of sizes) for (const variation of ['none', 'spread']) measure('data', join(folder, `bucket-${size}-${variation}`), String(size), variation);
  const server = await startServer();
  try {
    for (const size of sizes) {
      const data = (variation: string): string => join(folder, `bucket-${size}-${variation}`);
      const taken: Record<string, Taken[]> = {};
      for (let round = 0; round < rounds; round += 1) {
        const sides: Record<string, Side> = { holdfast: await ours(server, folder, `${size}-${round}`, data), ...(has('restic') ? { restic: await resticSide(server, folder, `${size}-${round}`, data) } : {}) };
        for (const which of ['first', 'second'] as const) for (const [name, side] of Object.entries(sides)) (taken[`${which} ${name}`] ??= []).push(await side[which]());
      }
      say(`  ${size.toLocaleString('en')} records`);
      for (const which of ['first', 'second'] as const) {
        for (const name of ['holdfast', 'restic']) {
          const all = taken[`${which} ${name}`];
          if (all === undefined) continue;
          const of = (what: keyof Taken): number => all.map((one) => one[what]).toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
          row(`  ${which} backup, ${name}`, of('ms'), `${megabytes(of('bytes'))} sent, ${of('requests')} requests${name === 'holdfast' ? `, peak memory ${of('peakMB')} MB` : ''}`);
        }
      }
    }
  } finally {
    server.stop();
    for (const size of sizes) for (const variation of ['none', 'spread']) rmSync(join(folder, `bucket-${size}-${variation}`), { recursive: true, force: true });
  }
}

async function ours(server: BenchServer, folder: string, name: string, data: (variation: string) => string): Promise<Side> {
  const vault = join(folder, `vault-${name}`);
  const { endpoint, accessKeyId, secretAccessKey } = server;
  const place = JSON.stringify({ endpoint, region: 'us-east-1', bucket: await server.bucket(), accessKeyId, secretAccessKey });
  const backup = async (variation: string): Promise<Taken> => {
    await server.counts();
    const { wallMs, result } = measure('backup', vault, data(variation), join(folder, `home-${name}`), place);
    if (result['verified'] !== true) throw new Error('a backup to the bucket was not verified');
    return { ms: wallMs, peakMB: result.peakMB, ...(await server.counts()) };
  };
  return { first: () => backup('none'), second: () => backup('spread') };
}

/** restic sees each version of the data under the same path, as it would on a real computer. */
async function resticSide(server: BenchServer, folder: string, name: string, data: (variation: string) => string): Promise<Side> {
  const env = {
    RESTIC_PASSWORD: 'bench',
    RESTIC_REPOSITORY: `s3:${server.endpoint}/${await server.bucket()}`,
    RESTIC_CACHE_DIR: join(folder, `restic-cache-${name}`),
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
  };
  time('restic init -q', env);
  const path = join(folder, `restic-data-${name}`);
  const backup = async (variation: string): Promise<Taken> => {
    rmSync(path, { recursive: true, force: true });
    cpSync(join(data(variation), 'jsonl'), path, { recursive: true });
    await server.counts();
    const ms = time(`restic backup -q --force "${path}"`, env);
    return { ms, peakMB: 0, ...(await server.counts()) };
  };
  return { first: () => backup('none'), second: () => backup('spread') };
}
