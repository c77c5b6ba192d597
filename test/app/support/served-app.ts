import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.join(import.meta.dirname, '..', '..', '..');

/** The app as `holdfast serve` runs it, in a process of its own that a test can end and start again. */
export interface ServedApp {
  readonly home: string;
  /** The address of this start; it opens the app once. */
  readonly url: () => string;
  /** The process that has the engine. */
  readonly pid: () => number;
  /** A further address of the same running app, as a second `npm start` prints it. */
  another(): Promise<string>;
  /** Ends it without a word, as a crash or a power cut would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its home. */
  remove(): Promise<void>;
}

export interface ServeSetting {
  /** With everything set up on the sample app. */
  readonly sample?: boolean;
  /** Another file that runs the program, in surroundings of its own, and what its environment has besides. */
  readonly surroundings?: { readonly program: string; readonly env: Readonly<Record<string, string>> };
}

export async function serveApp({ sample = false, surroundings = { program: 'electron/cli/main.ts', env: {} } }: ServeSetting = {}): Promise<ServedApp> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'Holdfast-'));
  let running: { readonly child: ChildProcess; readonly url: string } | undefined;

  async function launch(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
    const child = spawn(process.execPath, [surroundings.program, '--home', home, 'serve', '--no-open', ...(sample ? ['--sample'] : [])], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Downloads and Documents of a person who does not exist.
      env: { ...process.env, HOME: home, HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'only for this test', ...surroundings.env },
    });
    // What it says to a person is of interest only when it ends by itself.
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
    child.once('exit', (code) => {
      if (running?.child === child && code !== 0) process.stderr.write(said);
    });
    const lines = createInterface({ input: child.stdout });
    const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(([code]) => Promise.reject(new Error(`serve ended with ${String(code)}: ${said}`)))])) as [string];
    return { child, url: (JSON.parse(line) as { url: string }).url };
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const { child } = running ?? {};
    running = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  running = await launch();
  return {
    home,
    url: () => running?.url ?? '',
    pid: () => running?.child.pid ?? 0,
    async another() {
      const { child, url } = await launch();
      if (child.exitCode === null) await once(child, 'exit');
      return url;
    },
    kill: () => end('SIGKILL'),
    async start() {
      running ??= await launch();
    },
    async remove() {
      await end('SIGTERM');
      await rm(home, { recursive: true, force: true });
    },
  };
}
