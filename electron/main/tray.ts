import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Menu, type MenuItemConstructorOptions, Tray, nativeImage } from 'electron';
import { type Known, type TrayAction, type TrayItem, type TrayModel, type TrayState, trayModel } from './tray-menu.ts';

export interface TrayOptions {
  /** The folder of the icons; each has a `@2x` beside it. */
  readonly icons: string;
  readonly platform: NodeJS.Platform;
  readonly act: (action: TrayAction) => void;
}

/** "Today" becomes "yesterday" without anything happening. */
const refreshMs = 60_000;

/** The icon by the clock: its shape says the state, its menu what to do. */
export class HoldfastTray {
  readonly #options: TrayOptions;
  readonly #tray: Tray;
  readonly #timer: NodeJS.Timeout;
  #known: Known = { kind: 'starting' };
  #shown: TrayModel | undefined;

  constructor(options: TrayOptions) {
    this.#options = options;
    this.#tray = new Tray(this.#icon('working'));
    // On a Mac a click opens the menu by itself; elsewhere it is the shortest way to the window.
    if (options.platform !== 'darwin') this.#tray.on('click', () => options.act({ kind: 'open' }));
    this.#timer = setInterval(() => this.#refresh(), refreshMs);
    this.#timer.unref();
    this.#refresh();
  }

  show(known: Known): void {
    this.#known = known;
    this.#refresh();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#tray.destroy();
  }

  #refresh(): void {
    const model = trayModel(this.#known, new Date());
    // A menu that is open closes when it is replaced.
    if (isDeepStrictEqual(model, this.#shown)) return;
    if (model.state !== this.#shown?.state) this.#tray.setImage(this.#icon(model.state));
    this.#shown = model;
    this.#tray.setToolTip(model.tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(this.#items(model.items)));
  }

  #items(items: readonly TrayItem[]): MenuItemConstructorOptions[] {
    return items.map((item): MenuItemConstructorOptions => {
      switch (item.kind) {
        case 'separator':
          return { type: 'separator' };
        case 'fact':
          return { label: item.label, enabled: false };
        case 'action':
          return { label: item.label, enabled: item.enabled, click: () => this.#options.act(item.action) };
        case 'submenu':
          return { label: item.label, submenu: this.#items(item.items) };
      }
    });
  }

  /** A Mac draws the icon itself, in black or white; elsewhere it has its own colours. */
  #icon(state: TrayState): Electron.NativeImage {
    const mac = this.#options.platform === 'darwin';
    const image = nativeImage.createFromPath(path.join(this.#options.icons, `tray-${state}${mac ? 'Template' : ''}.png`));
    if (mac) image.setTemplateImage(true);
    return image;
  }
}
