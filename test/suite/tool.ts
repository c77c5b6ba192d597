import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { StageResult } from './report.ts';

export interface ToolCall {
  /** The npm package it comes with. */
  readonly package: string;
  /** Which of the package's programs; absent = the one named like the package. */
  readonly program?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What hangs is ended after this; absent = 20. */
  readonly atMostMinutes?: number;
}

/** No tool may take this long; one that hangs is ended, so that the others still run. */
const usualMinutes = 20;

/** Runs the calls one after the other, all of them; counts as one test named `name`. */
export async function runTool(name: string, calls: readonly ToolCall[]): Promise<StageResult> {
  let failed = false;
  for (const call of calls) failed = (await exitCodeOf(call)) !== 0 || failed;
  return { passed: failed ? 0 : 1, failures: failed ? [`${name}: see above`] : [], skips: [] };
}

/** Starts a tool under this same Node, on this terminal. @returns its exit code; 1 when it was ended by a signal. */
export async function exitCodeOf(call: ToolCall): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(process.execPath, [programPath(call), ...call.args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...call.env },
    timeout: (call.atMostMinutes ?? usualMinutes) * 60_000,
    killSignal: 'SIGKILL',
  });
  child.on('error', reject);
  child.on('exit', (code, signal) => {
    if (signal !== null) process.stderr.write(`${call.package} was ended by ${signal}.\n`);
    resolve(code ?? 1);
  });
  return promise;
}

function programPath(call: ToolCall): string {
  const folder = join('node_modules', call.package);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly bin: string | Readonly<Record<string, string>> };
  const path = typeof bin === 'string' ? bin : bin[call.program ?? call.package];
  if (path === undefined) throw new Error(`${call.package} has no program ${call.program ?? call.package}`);
  return join(folder, path);
}
