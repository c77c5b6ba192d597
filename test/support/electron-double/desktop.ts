import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { note } from './app.ts';
import { DoublePort } from './ports.ts';

/** A menu that is looked at and clicked by its labels. */
export class Menu {
  static application: Menu | null = null;
  readonly items: readonly Electron.MenuItemConstructorOptions[];

  constructor(items: readonly Electron.MenuItemConstructorOptions[] = []) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly Electron.MenuItemConstructorOptions[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.application = menu;
  }

  popup(): void {}
}
Menu.buildFromTemplate satisfies (template: Parameters<typeof Electron.Menu.buildFromTemplate>[0] & readonly Electron.MenuItemConstructorOptions[]) => Pick<Electron.Menu, 'popup'>;

export class DoubleImage {
  readonly file: string;
  template = false;

  constructor(file: string) {
    // Electron makes an empty picture of a file that is not there, and the tray shows nothing.
    if (!existsSync(file)) throw new Error(`There is no picture ${file}.`);
    this.file = file;
  }

  setTemplateImage(on: boolean): void {
    this.template = on;
  }
}
export const nativeImage = { createFromPath: (file: string) => new DoubleImage(file) };
nativeImage satisfies { createFromPath: (...given: Parameters<typeof Electron.nativeImage.createFromPath>) => Pick<Electron.NativeImage, 'setTemplateImage'> };

export class Tray extends EventEmitter {
  static current: Tray | undefined;
  image: DoubleImage;
  tooltip = '';
  menu: Menu | undefined;

  constructor(image: DoubleImage) {
    super();
    this.image = image;
    Tray.current = this;
  }

  setImage(image: DoubleImage): void {
    this.image = image;
  }

  setToolTip(text: string): void {
    this.tooltip = text;
  }

  setContextMenu(menu: Menu): void {
    this.menu = menu;
  }

  destroy(): void {
    Tray.current = undefined;
  }

  /** `safe` from `…/tray-safe-dark.png`. */
  get state(): string {
    return path.basename(this.image.file).replace(/^tray-|(Template|-dark|-light)\.(png|ico)$/g, '');
  }

  get icon(): string {
    return path.basename(this.image.file);
  }
}
type UsedTray = Pick<Electron.Tray, 'setToolTip' | 'destroy'>;
true satisfies Tray extends UsedTray ? true : false;

export class Notification extends EventEmitter {
  static readonly shown: Notification[] = [];
  readonly title: string;
  readonly body: string;

  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions) {
    super();
    this.title = title;
    this.body = body;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    Notification.shown.push(this);
  }
}
type UsedNotification = Pick<Electron.Notification, 'show' | 'title' | 'body'>;
true satisfies Notification extends UsedNotification ? true : false;

/** Answers of a test, given before the question comes or while it waits, as an open dialog does. */
class Answers<T> {
  readonly #given: T[] = [];
  readonly #questions: ((answer: T) => void)[] = [];

  give(answer: T): void {
    const question = this.#questions.shift();
    if (question === undefined) this.#given.push(answer);
    else question(answer);
  }

  next(): Promise<T> {
    const [answer] = this.#given.splice(0, 1);
    return answer === undefined ? new Promise((resolve) => this.#questions.push(resolve)) : Promise.resolve(answer);
  }
}
/** `cancelled`, as Escape does. */
export const folderAnswers = new Answers<{ readonly folder: string } | 'cancelled'>();
/** Whole names of files, for dialogs that save. */
export const saveAnswers = new Answers<{ readonly file: string } | 'cancelled'>();
/** Labels of buttons. */
export const buttonAnswers = new Answers<string>();

export const dialog = {
  async showOpenDialog(...given: readonly unknown[]): Promise<Electron.OpenDialogReturnValue> {
    const options = given.at(-1) as Electron.OpenDialogOptions;
    note({ kind: 'asked', message: options.title ?? '', buttons: [options.defaultPath ?? ''] });
    if (!options.properties?.includes('openDirectory')) throw new Error('Only folders are asked for.');
    const answer = await folderAnswers.next();
    return { canceled: answer === 'cancelled', filePaths: answer === 'cancelled' ? [] : [answer.folder] };
  },
  async showSaveDialog(...given: readonly unknown[]): Promise<Electron.SaveDialogReturnValue> {
    const options = given.at(-1) as Electron.SaveDialogOptions;
    note({ kind: 'asked', message: path.basename(options.defaultPath ?? ''), buttons: [] });
    const answer = await saveAnswers.next();
    return { canceled: answer === 'cancelled', filePath: answer === 'cancelled' ? '' : answer.file };
  },
  showErrorBox(title: string, content: string): void {
    note({ kind: 'asked', message: title, buttons: [] });
    process.stderr.write(`${title} ${content}\n`);
  },
  async showMessageBox(...given: readonly unknown[]): Promise<Electron.MessageBoxReturnValue> {
    const options = given.at(-1) as Electron.MessageBoxOptions;
    const buttons = options.buttons ?? [];
    note({ kind: 'asked', message: options.message, buttons });
    const chosen = await buttonAnswers.next();
    const response = buttons.indexOf(chosen);
    if (response === -1) throw new Error(`There is no button "${chosen}" among ${buttons.join(', ')}.`);
    return { response, checkboxChecked: false };
  },
};
dialog satisfies Pick<Electron.Dialog, 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog' | 'showErrorBox'>;

export const shell = {
  async openExternal(url: string): Promise<void> {
    note({ kind: 'opened-outside', url });
  },
  showItemInFolder(file: string): void {
    note({ kind: 'shown-in-folder', url: file });
  },
};
shell satisfies Pick<Electron.Shell, 'openExternal' | 'showItemInFolder'>;

/** A computer on mains power, until a test says otherwise. */
export const powerMonitor = Object.assign(new EventEmitter(), { onBatteryPower: false });
const startsDark = process.env['ELECTRON_DOUBLE_DARK'] === '1';
export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: startsDark, shouldUseDarkColorsForSystemIntegratedUI: startsDark });
nativeTheme satisfies Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI'>;
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1050 } }] };
screen satisfies { getAllDisplays: () => readonly Pick<Electron.Display, 'workArea'>[] };

export const blockers = new Set<number>();
let lastBlocker = 0;
export const powerSaveBlocker = {
  start(_type: 'prevent-app-suspension' | 'prevent-display-sleep'): number {
    blockers.add(++lastBlocker);
    return lastBlocker;
  },
  stop(id: number): boolean {
    return blockers.delete(id);
  },
};
powerSaveBlocker satisfies Pick<Electron.PowerSaveBlocker, 'start' | 'stop'>;

export class MessageChannelMain {
  readonly port1: DoublePort;
  readonly port2: DoublePort;

  constructor() {
    [this.port1, this.port2] = DoublePort.pair();
  }
}
type UsedPort = Pick<Electron.MessagePortMain, 'start' | 'close'> & { postMessage(message: unknown): void };
true satisfies MessageChannelMain extends { readonly port1: UsedPort; readonly port2: UsedPort } ? true : false;
