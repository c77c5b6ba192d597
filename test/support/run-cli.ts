import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const realProgram = fileURLToPath(new URL('../../electron/cli/main.ts', import.meta.url));

// As `npm run holdfast` does (build/run.mjs): without it each of the many processes here would strip and compile everything anew.
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/holdfast-compile', import.meta.url));

/** What a finished command left behind. */
export interface CliEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; closed and empty unless told. */
  readonly input?: string;
  readonly cwd?: string;
  /** Another file that runs the program, in surroundings of its own. */
  readonly program?: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly end: Promise<CliEnd>;
  /** The first line on stdout, once it is whole. */
  readonly firstLine: Promise<string>;
  /** Waits until this text is on stderr, and answers what of it fits. */
  saidOnStderr(text: string | RegExp): Promise<string>;
}

/** The real command line as a process of its own, with an environment that holds nothing but what is given. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const child = spawn(process.execPath, [options.program ?? realProgram, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', NODE_COMPILE_CACHE: compileCache, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const hear = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    hear();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    hear();
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const end = new Promise<CliEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const once = (seen: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!seen()) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void end.then(() => (seen() ? undefined : reject(new Error(`It ended before it said so.\n${stdout}\n${stderr}`))));
    });
  const firstLine = once(() => stdout.includes('\n')).then(() => stdout.slice(0, stdout.indexOf('\n')));
  firstLine.catch(() => undefined);
  return { child, end, firstLine, saidOnStderr: (text) => once(() => found(stderr, text) !== undefined).then(() => found(stderr, text) ?? '') };
}

function found(said: string, text: string | RegExp): string | undefined {
  if (typeof text === 'string') return said.includes(text) ? text : undefined;
  return text.exec(said)?.[0];
}

export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliEnd> {
  return startCli(args, options).end;
}

/** A home directory, a folder for places and the environment to use them; `remove` takes all of it away. */
export interface Desk {
  readonly folder: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Starts a command with this home. */
  start(args: readonly string[], options?: CliOptions): RunningCli;
  /** A name in the folder. */
  at(...names: readonly string[]): string;
  /** Runs a command with this home. */
  run(args: readonly string[], options?: CliOptions): Promise<CliEnd>;
  /** Runs a command with `--json` and answers what it printed, which has to be one JSON document. */
  json(args: readonly string[], options?: CliOptions): Promise<{ readonly code: number | null; readonly value: unknown; readonly stderr: string }>;
  /** What this home noted in Activity, oldest first. */
  activity(): Promise<readonly unknown[]>;
  remove(): Promise<void>;
}

export const passphrase = 'correct-horse-battery-staple-7';

/** @param surroundings another program than the real one, and what its environment has besides */
export async function makeDesk(surroundings: Pick<CliOptions, 'program' | 'env'> = {}): Promise<Desk> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-cli-'));
  const home = path.join(folder, 'home');
  const env = { HOLDFAST_HOME: home, HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: passphrase, ...surroundings.env };
  const start = (args: readonly string[], options: CliOptions = {}): RunningCli => startCli(args, { ...surroundings, ...options, env: { ...env, ...options.env } });
  const run = (args: readonly string[], options: CliOptions = {}): Promise<CliEnd> => start(args, options).end;
  return {
    folder,
    home,
    env,
    at: (...names) => path.join(folder, ...names),
    start,
    run,
    async json(args, options) {
      const { code, stdout, stderr } = await run([...args, '--json'], options);
      return { code, value: parseOne(stdout, stderr), stderr };
    },
    activity: async () => (await readFile(path.join(home, 'activity.jsonl'), 'utf8')).split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)])),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function parseOne(stdout: string, stderr: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`Not one JSON document on stdout: ${stdout.slice(0, 500)}\nstderr: ${stderr.slice(0, 2000)}`, { cause });
  }
}
