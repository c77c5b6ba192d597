import { BrowserWindow, type WebContents, nativeTheme, screen } from 'electron';
import { appOrigin } from '../../shared/contract/ports.ts';
import { offerContextMenu } from './context-menu.ts';
import { minimumSize, placeOnDisplays } from './place-on-displays.ts';
import { strings } from './strings.ts';
import { type PageTroubleOptions, watchPage } from './trouble/page-trouble.ts';
import type { WindowMemory } from './window-memory.ts';

export interface WindowOptions {
  readonly memory: WindowMemory;
  /** The bundled preload script. */
  readonly preload: string;
  readonly icon: string;
  /** Asked when the person closes the window; true hides it instead. */
  readonly hidesOnClose: () => boolean;
  readonly onHidden: () => void;
  readonly trouble: PageTroubleOptions;
  /** The person logs off or shuts down; Windows says so to windows alone. */
  readonly onSessionEnd: () => void;
}

/** The canvas of the page's theme, painted before its first pixel: no flash of white in a dark room. */
const canvas = { light: '#F7F7F5', dark: '#141513' } as const;

/** The one window: made when it is first shown, hidden when it is closed, remembered where it was. */
export class Windows {
  readonly #options: WindowOptions;
  #window: BrowserWindow | undefined;

  constructor(options: WindowOptions) {
    this.#options = options;
  }

  get current(): BrowserWindow | undefined {
    return this.#window;
  }

  owns(contents: WebContents): boolean {
    return this.#window !== undefined && this.#window.webContents === contents;
  }

  /** Shows the window in front of others, made anew if there is none. */
  show(): void {
    const window = this.#window;
    if (window === undefined) {
      this.#window = this.#open();
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  #open(): BrowserWindow {
    const { memory, preload, icon } = this.#options;
    const last = memory.get().window;
    const window = new BrowserWindow({
      ...placeOnDisplays(last, screen.getAllDisplays().map((display) => display.workArea)),
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      show: false,
      title: strings.appName,
      icon,
      backgroundColor: nativeTheme.shouldUseDarkColors ? canvas.dark : canvas.light,
      autoHideMenuBar: true,
      webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, spellcheck: false, navigateOnDragDrop: false },
    });
    if (last?.maximized === true) window.maximize();
    offerContextMenu(window.webContents);
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => {
      this.#remember(window);
      if (!this.#options.hidesOnClose()) return;
      event.preventDefault();
      window.hide();
      this.#options.onHidden();
    });
    // That it may end (`query-session-end`) is no reason to stop: it may go on as well, and nothing would be backed up from then on.
    window.on('session-end', () => this.#options.onSessionEnd());
    window.on('closed', () => (this.#window = undefined));
    watchPage(window, this.#options.trouble);
    // What kept it from loading is heard there.
    void window.loadURL(`${appOrigin}/index.html`).catch(() => undefined);
    return window;
  }

  #remember(window: BrowserWindow): void {
    this.#options.memory.set({ window: { ...window.getNormalBounds(), maximized: window.isMaximized() } });
  }
}
