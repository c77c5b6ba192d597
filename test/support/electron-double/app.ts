import { EventEmitter } from 'node:events';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';

export type Noted =
  | { readonly kind: 'navigation-refused' | 'request-refused' | 'window-refused' | 'window-opened' | 'opened-outside' | 'shown-in-folder'; readonly url: string }
  | { readonly kind: 'relaunched' }
  | { readonly kind: 'asked'; readonly message: string; readonly buttons: readonly string[] };

/** What happened that a test may want to know of, in order. */
export const notes: Noted[] = [];
export function note(what: Noted): void {
  notes.push(what);
}

export const ipcMain = new EventEmitter();
ipcMain satisfies Pick<Electron.IpcMain, 'emit'>;

/** The person's folders: those of a person who exists for the test only. */
const person = process.env['HOME'] ?? os.homedir();
const paths = new Map<string, string>([
  ['appData', process.env['XDG_CONFIG_HOME'] ?? path.join(person, '.config')],
  ['downloads', path.join(person, 'Downloads')],
  ['documents', path.join(person, 'Documents')],
]);

/** The folder beside a packaged program's own; a checkout has none. */
const resources = process.env['ELECTRON_DOUBLE_RESOURCES'];
if (resources !== undefined) Object.assign(process, { resourcesPath: resources });

class DoubleApp extends EventEmitter {
  readonly isPackaged = resources !== undefined;
  #name = 'holdfast';
  #ready = false;
  /** The first instance heard of this one. */
  #told: Promise<void> = Promise.resolve();
  #login = false;
  sandboxed = false;
  /** Windows that are asked before the program ends; set by browser-window.ts. */
  readonly closers = new Set<() => boolean>();

  enableSandbox(): void {
    if (this.#ready) throw new Error('enableSandbox must be called before app is ready.');
    this.sandboxed = true;
  }

  setName(name: string): void {
    this.#name = name;
  }

  getName(): string {
    return this.#name;
  }

  getVersion(): string {
    return process.env['ELECTRON_DOUBLE_VERSION'] ?? '0.1.0';
  }

  getAppPath(): string {
    return process.cwd();
  }

  getPath(name: string): string {
    const known = paths.get(name) ?? (name === 'userData' ? path.join(this.getPath('appData'), this.#name) : undefined);
    if (known === undefined) throw new Error(`The double has no folder ${name}.`);
    return known;
  }

  setPath(name: string, folder: string): void {
    if (!path.isAbsolute(folder)) throw new Error('Path must be absolute.');
    paths.set(name, folder);
  }

  /** One per `userData`, as in Electron; a second one hands its command line to the first. */
  requestSingleInstanceLock(): boolean {
    const lock = lockOf(this.getPath('userData'));
    if (isHeld(lock)) {
      this.#told = new Promise((resolve) => {
        const socket: Socket = connect(lock.socket, () => socket.end(JSON.stringify(process.argv), resolve));
      });
      return false;
    }
    writeFileSync(lock.file, String(process.pid));
    rmSync(lock.socket, { force: true });
    process.on('exit', () => [lock.file, lock.socket].forEach((file) => rmSync(file, { force: true })));
    createServer((socket) => {
      socket.on('data', (data) => this.emit('second-instance', {}, JSON.parse(String(data)), process.cwd(), null));
    })
      .listen(lock.socket)
      .unref();
    return true;
  }

  releaseSingleInstanceLock(): void {
    const { file, socket } = lockOf(this.getPath('userData'));
    for (const each of [file, socket]) rmSync(each, { force: true });
  }

  /** The program that comes after this one is not started: a test starts its own. */
  relaunch({ args = process.argv.slice(1) }: Electron.RelaunchOptions = {}): void {
    note({ kind: 'relaunched' });
    // Whoever ends right after it is not there to be looked at.
    process.stderr.write(`The double is started again with ${JSON.stringify(args.slice(1))}.\n`);
  }

  isReady(): boolean {
    return this.#ready;
  }

  /** At once, asking nobody. */
  exit(code = 0): void {
    process.exit(code);
  }

  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#ready = true;
  }

  quit(): void {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (prevented) return;
    // A window that does not close keeps the program from ending.
    for (const close of this.closers) if (!close()) return;
    this.emit('will-quit', { preventDefault: () => undefined });
    this.emit('quit', {}, 0);
    void this.#told.then(() => process.exit(0));
  }

  setAppUserModelId(_id: string): void {}

  setAsDefaultProtocolClient(_scheme: string, _path?: string, _args?: string[]): boolean {
    return true;
  }

  getLoginItemSettings(_options?: Electron.LoginItemSettingsOptions): Pick<Electron.LoginItemSettings, 'openAtLogin' | 'wasOpenedAtLogin'> {
    return { openAtLogin: this.#login, wasOpenedAtLogin: false };
  }

  setLoginItemSettings({ openAtLogin }: Electron.Settings): void {
    this.#login = openAtLogin === true;
  }
}

interface Lock {
  readonly file: string;
  readonly socket: string;
}

function lockOf(folder: string): Lock {
  const base = path.join(os.tmpdir(), `holdfast-double-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
  return { file: `${base}.pid`, socket: `${base}.sock` };
}

/** Whether another process that lives holds it. */
function isHeld({ file }: Lock): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

export const app = new DoubleApp();
app satisfies Pick<Electron.App, 'enableSandbox' | 'setName' | 'getName' | 'getVersion' | 'getAppPath' | 'setPath' | 'requestSingleInstanceLock' | 'releaseSingleInstanceLock' | 'relaunch' | 'isReady' | 'exit' | 'whenReady' | 'quit' | 'setAppUserModelId' | 'setAsDefaultProtocolClient' | 'setLoginItemSettings' | 'isPackaged'>;
