import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseJson } from '../../shared/model/record.ts';

/** A real Postgres of its own on a socket, with nothing in it. */
export interface PostgresServer {
  /** Makes a database. */
  create(database: string): void;
  /** Runs `psql` with these arguments; answers how it ended. */
  psql(database: string, args: readonly string[], cwd?: string): { readonly code: number | null; readonly stdout: string; readonly stderr: string };
  /** Every row of a query, with numbers that a double does not hold as they are. */
  rows(database: string, query: string): readonly Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

/** Needs Debian's `postgresql`: ask `needs(context, 'postgres')` before. */
export async function startPostgres(): Promise<PostgresServer> {
  // Short: the name of a socket may not have more than 107 bytes.
  const folder = await mkdtemp(path.join(tmpdir(), 'hf-pg-'));
  const programs = globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1) ?? '';
  // It refuses to run as root.
  const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o755);
  const run = (program: string, ...args: readonly string[]): void => {
    const done = spawnSync(path.join(programs, program), args, { cwd: '/', encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], ...owner });
    if (done.status !== 0) throw new Error(`${program}: ${done.error?.message ?? done.stderr}`);
  };
  const data = path.join(folder, 'data');
  run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync');
  run('pg_ctl', '-D', data, '-w', '-l', path.join(folder, 'log'), '-o', `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off`, 'start');
  const psql: PostgresServer['psql'] = (database, args, cwd = '/') => {
    const done = spawnSync('psql', ['-X', '-q', '-h', folder, '-U', 'postgres', '-d', database, ...args], { cwd, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
    return { code: done.status, stdout: done.stdout, stderr: done.stderr };
  };
  const ask = (database: string, query: string): string => {
    const { code, stdout, stderr } = psql(database, ['-At', '-c', query]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  return {
    create: (database) => void ask('postgres', `CREATE DATABASE "${database}"`),
    psql,
    // As an array, so that no line break in a value is taken for the end of a row.
    // In hexadecimal: psql leaves the last two characters of each plane (U+6FFFE) out of what it shows.
    rows(database, query) {
      const shown = ask(database, `SET timezone = 'UTC'; SELECT encode(convert_to(coalesce(json_agg(row_to_json("a row")), '[]')::text, 'UTF8'), 'hex') FROM (${query}) "a row"`);
      return parseJson(Buffer.from(shown.trim(), 'hex').toString('utf8')) as Readonly<Record<string, unknown>>[];
    },
    async stop() {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Of the user that Debian's package makes. */
function idOf(which: '-u' | '-g'): number {
  return Number(spawnSync('id', [which, 'postgres'], { encoding: 'utf8' }).stdout);
}
