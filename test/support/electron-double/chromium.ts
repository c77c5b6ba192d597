import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromiumArgs } from '../../app/support/chromium.ts';
import { Cdp } from './cdp.ts';

interface Browser {
  readonly cdp: Cdp;
  /** For a second client, the test. */
  readonly endpoint: string;
}

let shared: Promise<Browser> | undefined;

/** The Chromium behind all windows, started with the first of them. */
export function browser(): Promise<Browser> {
  return (shared ??= start());
}

async function start(): Promise<Browser> {
  const program = process.env['ELECTRON_DOUBLE_CHROMIUM'];
  if (program === undefined) throw new Error('ELECTRON_DOUBLE_CHROMIUM names no Chromium.');
  // In the home that the test made, and removes even where this process was killed.
  const profile = mkdtempSync(path.join(os.homedir(), 'chromium-'));
  // It ends with the pipe, however this process ends: nothing is left behind by a test that was killed. Where there is time, all of
  // its processes are ended at once, so that none writes into a home that is being removed.
  const args = ['--headless=new', ...chromiumArgs, '--remote-debugging-pipe', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--window-size=1280,800', 'about:blank'];
  const started = spawn(program, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => process.exit());
  process.on('exit', () => {
    endGroup(started);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    started.on('error', reject);
    started.on('exit', () => reject(new Error('Chromium ended.')));
    if (started.stderr !== null) createInterface({ input: started.stderr }).on('line', (line) => /^DevTools listening on (ws:\S+)/.exec(line)?.slice(1).forEach(resolve));
  });
  // As Chromium inside of Electron answers it.
  if (process.argv.includes('--remote-debugging-port=0')) process.stderr.write(`\nDevTools listening on ${endpoint}\n`);
  return { cdp: await Cdp.connect(endpoint), endpoint };
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
