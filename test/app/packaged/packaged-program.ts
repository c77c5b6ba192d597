import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Browser, chromium, type Page } from '@playwright/test';
import { appOrigin } from '../../../shared/contract/ports.ts';
import { standInOrigin } from '../../support/electron-double/addresses.ts';

export interface PackagedStart {
  readonly executable: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A packaged program as a person has it: Playwright's `_electron` cannot look into it, since its fuses keep every debugger out of main
 * (docs/adr/0038). Its window is a page of Chromium, and that can be met at the port that is asked for on its command line.
 */
export class PackagedProgram {
  readonly #start: PackagedStart;
  readonly #child: ChildProcess;
  readonly #endpoint: Promise<string>;
  #browser: Promise<Browser> | undefined;
  #said = '';

  private constructor(start: PackagedStart) {
    this.#start = start;
    this.#child = spawnProgram(start, ['--remote-debugging-port=0', ...(start.args ?? [])]);
    this.#endpoint = new Promise((resolve, reject) => {
      this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text;
        const [, endpoint] = /^DevTools listening on (ws:\S+)\s*$/m.exec(this.#said) ?? [];
        if (endpoint !== undefined) resolve(endpoint);
      });
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => reject(new Error(`The program ended (${String(code ?? signal)}): ${this.#said.slice(-4000)}`)));
    });
    // Whoever asks for the page hears of it.
    this.#endpoint.catch(() => undefined);
  }

  static start(start: PackagedStart): PackagedProgram {
    return new PackagedProgram(start);
  }

  /** The window's page. */
  async page(): Promise<Page> {
    // Electron answers none of the wishes that a browser of Playwright's own is met with.
    this.#browser ??= this.#endpoint.then((endpoint) => chromium.connectOverCDP(endpoint, { noDefaults: true }));
    const [context] = (await this.#browser).contexts();
    if (context === undefined) throw new Error('The program has no pages.');
    const isOurs = (page: Page): boolean => [appOrigin, standInOrigin].some((origin) => page.url().startsWith(`${origin}/`));
    const tooLate = Date.now() + 60_000;
    while (Date.now() < tooLate) {
      const page = context.pages().find(isOurs);
      if (page !== undefined) return page;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`No window came: ${this.#said.slice(-4000)}`);
  }

  /** The same program once more, as a second click on its icon. @returns the exit code of that one */
  async startAgain(): Promise<number | null> {
    const second = spawnProgram(this.#start, this.#start.args ?? []);
    const [code] = (await once(second, 'exit')) as [number | null];
    return code;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it has written to stderr so far. */
  get said(): string {
    return this.#said;
  }

  async close(): Promise<void> {
    await (await this.#browser?.catch(() => undefined))?.close().catch(() => undefined);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}

function spawnProgram({ executable, env }: PackagedStart, args: readonly string[]): ChildProcess {
  return spawn(executable, args, { env: { ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
}
