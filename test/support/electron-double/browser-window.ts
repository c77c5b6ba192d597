import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { app } from './app.ts';
import { DoubleWebContents } from './web-contents.ts';

/** A window whose page is a real one in Chromium; where it is and whether it shows is remembered, not drawn. */
export class BrowserWindow extends EventEmitter {
  static readonly all = new Set<BrowserWindow>();
  readonly webContents: DoubleWebContents;
  readonly options: Electron.BrowserWindowConstructorOptions;
  #bounds: Electron.Rectangle;
  visible: boolean;
  minimized = false;
  maximized = false;
  focused = 0;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    const { preload, sandbox, contextIsolation, nodeIntegration } = options.webPreferences ?? {};
    // The double runs every preload isolated and without Node; a window that asks for less would be another one in Electron.
    if (preload === undefined || sandbox !== true || contextIsolation !== true || nodeIntegration !== false) throw new Error('The double has sandboxed windows only.');
    // As with the tray, Electron shows nothing where there is no picture.
    if (typeof options.icon !== 'string' || !existsSync(options.icon)) throw new Error('The window has no picture.');
    this.options = options;
    const { x = 50, y = 50, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.visible = options.show !== false;
    this.webContents = new DoubleWebContents(preload);
    BrowserWindow.all.add(this);
    app.closers.add(this.#closer);
  }

  async loadURL(address: string): Promise<void> {
    this.webContents.once('dom-ready', () => this.emit('ready-to-show'));
    await this.webContents.load(address);
  }

  reload(): void {
    void this.webContents.reload();
  }

  show(): void {
    this.visible = true;
    this.emit('show');
  }

  hide(): void {
    this.visible = false;
    this.emit('hide');
  }

  focus(): void {
    this.focused += 1;
  }

  restore(): void {
    this.minimized = false;
  }

  maximize(): void {
    this.maximized = true;
  }

  isVisible(): boolean {
    return this.visible;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  getNormalBounds(): Electron.Rectangle {
    return this.#bounds;
  }

  /** As the person does it. */
  place(bounds: Electron.Rectangle, maximized: boolean): void {
    this.#bounds = bounds;
    this.maximized = maximized;
  }

  /** As the person does it; main may prevent it. */
  close(): void {
    this.#closer();
  }

  readonly #closer = (): boolean => {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (prevented) return false;
    this.destroy();
    return true;
  };

  destroy(): void {
    if (!BrowserWindow.all.delete(this)) return;
    app.closers.delete(this.#closer);
    void this.webContents.destroy();
    this.emit('closed');
  }

  isDestroyed(): boolean {
    return !BrowserWindow.all.has(this);
  }
}

type Used = Pick<Electron.BrowserWindow, 'loadURL' | 'reload' | 'show' | 'hide' | 'focus' | 'restore' | 'maximize' | 'isVisible' | 'isMinimized' | 'isMaximized' | 'getNormalBounds' | 'close' | 'destroy' | 'isDestroyed'>;
true satisfies BrowserWindow extends Used ? true : false;
