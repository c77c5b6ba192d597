import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromiumArgs, chromiumPath } from '../../app/support/chromium.ts';
import { Cdp } from './cdp.ts';

interface Browser {
  readonly cdp: Cdp;
  /** For a second client, the test. */
  readonly endpoint: string;
}

let started: Promise<Browser> | undefined;
let child: ChildProcess | undefined;

/** The Chromium behind all windows, started with the first of them. */
export function browser(): Promise<Browser> {
  return (started ??= start());
}

async function start(): Promise<Browser> {
  const program = chromiumPath();
  if (program === undefined) throw new Error('The double needs a Chromium.');
  // In the home that the test made, and removes even where this process was killed.
  const profile = mkdtempSync(path.join(os.homedir(), 'chromium-'));
  // It ends with the pipe, however this process ends: nothing is left behind by a test that was killed.
  const args = ['--headless=new', ...chromiumArgs, '--remote-debugging-pipe', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--window-size=1280,800', 'about:blank'];
  child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => process.exit());
  process.on('exit', () => {
    child?.kill('SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    child?.on('exit', () => reject(new Error('Chromium ended.')));
    if (child?.stderr) createInterface({ input: child.stderr }).on('line', (line) => /^DevTools listening on (ws:\S+)/.exec(line)?.slice(1).forEach(resolve));
  });
  return { cdp: await Cdp.connect(endpoint), endpoint };
}
