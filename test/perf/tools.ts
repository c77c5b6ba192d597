import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Measured {
  /** Wall-clock time from the process's start to its end. */
  readonly wallMs: number;
  /** What the process printed, last line parsed. */
  readonly result: Readonly<Record<string, number | string | boolean>> & { readonly ms: number; readonly cpuMs: number; readonly peakMB: number };
}

const childProgram = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Runs one measurement of `child.ts` in a process of its own. */
export function measure(what: string, folder: string, ...rest: readonly string[]): Measured {
  const started = performance.now();
  const out = execFileSync(process.execPath, [childProgram, what, folder, ...rest], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e8 });
  return { wallMs: Math.round(performance.now() - started), result: JSON.parse(out.trim().split('\n').at(-1) ?? '') as Measured['result'] };
}

/** Runs a shell command line; its wall-clock time in milliseconds. */
export function time(command: string, env: Readonly<Record<string, string>> = {}): number {
  const started = performance.now();
  execFileSync('/bin/sh', ['-c', command], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  return Math.round(performance.now() - started);
}

export function has(command: string): boolean {
  return spawnSync('/bin/sh', ['-c', `command -v ${command}`]).status === 0;
}

/** Bytes of all files below a folder. */
export function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

export interface RunningDemo {
  readonly url: string;
  readonly appId: string;
  readonly token: string;
  stop(): Promise<void>;
}

const cli = fileURLToPath(new URL('../../electron/cli/main.ts', import.meta.url));

/** Starts `holdfast demo` as a process of its own. */
export async function startDemo(records: number, more: readonly string[] = []): Promise<RunningDemo> {
  const child = spawn(process.execPath, ['--max-old-space-size=8192', cli, 'demo', '--records', String(records), ...more], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part) => {
      text += String(part);
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('exit', () => reject(new Error('the demo ended early')));
  });
  const { url, appId, token } = JSON.parse(line) as { url: string; appId: string; token: string };
  return {
    url,
    appId,
    token,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Runs the command line under GNU time where it is there, for its peak memory; the JSON it printed. */
export function holdfast(args: readonly string[], env: Readonly<Record<string, string>>): { ms: number; peakMB: number | undefined; json: Record<string, unknown> } {
  const started = performance.now();
  const report = spawnSync(process.execPath, ['-e', peakProgram, cli, ...args, '--json'], { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1e8 });
  const ms = Math.round(performance.now() - started);
  const [peak = '', ...out] = report.stdout.split('\n').toReversed().filter((line) => line !== '');
  return { ms, peakMB: Math.round(Number(peak) / 1024), json: JSON.parse(out.toReversed().join('\n')) as Record<string, unknown> };
}

// A parent that waits for the command and prints the largest memory any child of it had.
const peakProgram = `
  const { spawnSync } = require('node:child_process');
  const { readFileSync } = require('node:fs');
  const child = require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: ['ignore', 'inherit', 'ignore'] });
  let peak = 0;
  const look = setInterval(() => { try { peak = Math.max(peak, Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/' + child.pid + '/status', 'utf8'))?.[1] ?? 0)); } catch {} }, 20);
  child.on('exit', (code) => { clearInterval(look); console.log('\\n' + peak); process.exit(code ?? 1); });
`;
