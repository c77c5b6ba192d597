import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Menu, type MenuItemConstructorOptions, Tray, nativeImage, nativeTheme } from 'electron';
import { type Panel, panelOf, trayIcon } from './tray-icon.ts';
import { type Known, type ReadyUpdate, type TrayAction, type TrayItem, type TrayModel, type TrayState, trayModel } from './tray-menu.ts';

export interface TrayOptions {
  /** The folder of the icons. */
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
  #update: ReadyUpdate | undefined;
  readonly #recolour = (): void => this.#repaint();
  #shown: TrayModel | undefined;
  #isStuck = false;
  #panel: Panel;

  constructor(options: TrayOptions) {
    this.#options = options;
    this.#panel = panel(options.platform);
    this.#tray = new Tray(this.#icon('working'));
    // On a Mac a click opens the menu by itself; elsewhere it is the shortest way to the window.
    if (options.platform !== 'darwin') this.#tray.on('click', () => options.act({ kind: 'open' }));
    this.#timer = setInterval(() => this.#refresh(), refreshMs);
    this.#timer.unref();
    nativeTheme.on('updated', this.#recolour);
    this.#refresh();
  }

  show(known: Known): void {
    if (this.#isStuck) return;
    this.#known = known;
    this.#refresh();
  }

  offer(update: ReadyUpdate | undefined): void {
    this.#update = update;
    this.#refresh();
  }

  /** Whatever is said from now on: the program behind it does not work any more. */
  stayInTrouble(message: string): void {
    this.show({ kind: 'trouble', message });
    this.#isStuck = true;
  }

  close(): void {
    clearInterval(this.#timer);
    nativeTheme.off('updated', this.#recolour);
    this.#tray.destroy();
  }

  #refresh(): void {
    const model = trayModel(this.#known, new Date(), this.#update);
    // A menu that is open closes when it is replaced.
    if (isDeepStrictEqual(model, this.#shown)) return;
    if (model.state !== this.#shown?.state) this.#tray.setImage(this.#icon(model.state));
    this.#shown = model;
    this.#tray.setToolTip(model.tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(this.#items(model.items)));
  }

  /** The person has changed how the system looks. */
  #repaint(): void {
    const now = panel(this.#options.platform);
    if (now === this.#panel) return;
    this.#panel = now;
    if (this.#shown !== undefined) this.#tray.setImage(this.#icon(this.#shown.state));
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

  #icon(state: TrayState): Electron.NativeImage {
    const { file, template } = trayIcon(state, this.#options.platform, this.#panel);
    const image = nativeImage.createFromPath(path.join(this.#options.icons, file));
    if (template) image.setTemplateImage(true);
    return image;
  }
}

function panel(platform: NodeJS.Platform): Panel {
  // Linux has but one of the two settings.
  const systemIsDark = platform === 'linux' ? nativeTheme.shouldUseDarkColors : nativeTheme.shouldUseDarkColorsForSystemIntegratedUI;
  return panelOf({ platform, systemIsDark, desktop: process.env['XDG_CURRENT_DESKTOP'] ?? '' });
}
