import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumPath } from '../../app/support/chromium.ts';
import { standInOrigin } from './addresses.ts';
import type { Orders, Seen } from './orders.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
/** Finds a program as Electron does when it is given a folder: what its package.json names as `main`. */
const programOf = createRequire(import.meta.url).resolve;

export interface DesktopOptions {
  readonly home?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What Electron would be given to run; this checkout, if absent. */
  readonly program?: string;
}

/** The real bundle of the main process over the double, as a test meets it. */
export class Desktop {
  readonly home: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number>;
  readonly #waiting = new Map<number, { readonly resolve: (result: never) => void; readonly reject: (error: Error) => void }>();
  #browser: Browser | undefined;
  #said = '';
  #last = 0;

  private constructor(home: string, child: ChildProcess) {
    this.home = home;
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    this.#ended = once(child, 'exit').then(([code]) => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The desktop ended.'));
      return Number(code);
    });
    child.on('message', ({ id, result, error }: { readonly id: number; readonly result: never; readonly error?: string }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
    });
  }

  static async start({ home, args = [], env = {}, program = root }: DesktopOptions = {}): Promise<Desktop> {
    const place = home ?? (await mkdtemp(path.join(os.tmpdir(), 'holdfast-desktop-')));
    return new Desktop(place, spawn(process.execPath, ['--import', path.join(import.meta.dirname, 'register.ts'), programOf(program), ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      env: { ...process.env, HOME: place, XDG_CONFIG_HOME: path.join(place, '.config'), HOLDFAST_HOME: path.join(place, 'state'), ELECTRON_DOUBLE_CHROMIUM: chromiumPath() ?? chromium.executablePath(), HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'only for this test', ...env },
    }));
  }

  do<Name extends keyof Orders>(order: Name, ...[given]: Orders[Name]['given'] extends undefined ? [] : [Orders[Name]['given']]): Promise<Orders[Name]['result']> {
    return new Promise<Orders[Name]['result']>((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, order, given });
    });
  }

  look(): Promise<Seen> {
    return this.do('look');
  }

  /** The window's page, for a second client of the same Chromium. */
  async page(): Promise<Page> {
    const tooLate = Date.now() + 30_000;
    while (Date.now() < tooLate) {
      const { window } = await this.look();
      const page = window !== null && window.target !== '' && window.address !== '' ? await this.#find() : undefined;
      if (page !== undefined) return page;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('No window came.');
  }

  async #find(): Promise<Page | undefined> {
    this.#browser ??= await chromium.connectOverCDP(await this.do('endpoint'));
    const page = this.#browser.contexts().flatMap((context) => context.pages()).find((each) => each.url().startsWith(standInOrigin));
    // To this client a page that crashed stays so, even when it was loaded anew.
    if (page === undefined) await this.#disconnect();
    else page.once('crash', () => void this.#disconnect());
    return page;
  }

  async #disconnect(): Promise<void> {
    const browser = this.#browser;
    this.#browser = undefined;
    await browser?.close().catch(() => undefined);
  }

  /** What main and engine have written to stderr so far. */
  get said(): string {
    return this.#said;
  }

  /** Exit code; resolves when the program has ended by itself. */
  get ended(): Promise<number> {
    return this.#ended;
  }

  /** Ends it without a word, as the system does with a program that takes too much. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async remove(): Promise<void> {
    await this.#disconnect();
    this.#child.kill();
    await this.#ended;
    await rm(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
