import type { Noted } from './app.ts';

export interface MenuLine {
  readonly label: string;
  readonly enabled: boolean;
  readonly items: readonly MenuLine[];
}

/** Everything that can be seen of the desktop at one moment. */
export interface Seen {
  readonly window: { readonly bounds: Electron.Rectangle; readonly maximized: boolean; readonly visible: boolean; readonly focused: number; readonly target: string; readonly address: string; readonly background: string; readonly minimum: readonly number[] } | null;
  readonly tray: { readonly state: string; readonly icon: string; readonly tooltip: string; readonly menu: readonly MenuLine[] } | null;
  readonly notices: readonly { readonly title: string; readonly body: string }[];
  readonly notes: readonly Noted[];
  /** Process ids. */
  readonly engines: readonly number[];
  readonly keptAwake: boolean;
  readonly sandboxed: boolean;
}

interface Order<Given, Result> {
  readonly given: Given;
  readonly result: Result;
}

/** What a test can ask of the double, over the channel between their processes. */
export interface Orders {
  readonly look: Order<undefined, Seen>;
  readonly endpoint: Order<undefined, string>;
  readonly chooseInTray: Order<{ readonly labels: readonly string[] }, void>;
  readonly clickTray: Order<undefined, void>;
  /** In the menu bar. */
  readonly chooseInMenu: Order<{ readonly labels: readonly string[] }, void>;
  readonly clickNotice: Order<{ readonly title: string }, void>;
  /** As the person moves it. */
  readonly placeWindow: Order<Electron.Rectangle & { readonly maximized: boolean }, void>;
  /** The person makes the system's colours dark or light. */
  readonly recolour: Order<{ readonly dark: boolean }, void>;
  readonly crashPage: Order<undefined, void>;
  /** Its script runs and runs. */
  readonly hangPage: Order<undefined, void>;
  /** An error of main's, or of the engine's, that nobody catches. */
  readonly throwInMain: Order<{ readonly message: string; readonly as: 'error' | 'rejection' }, void>;
  readonly throwInEngine: Order<{ readonly message: string; readonly as: 'error' | 'rejection' }, void>;
  readonly closeWindow: Order<undefined, void>;
  readonly answerFolder: Order<{ readonly folder: string | null }, void>;
  readonly answerSave: Order<{ readonly file: string | null }, void>;
  readonly answerButton: Order<{ readonly label: string }, void>;
  readonly crashEngine: Order<undefined, void>;
  /** @returns whether the system is asked to wait for the program */
  readonly shutdown: Order<undefined, { readonly held: boolean }>;
  /** Windows tells every window that the person logs off. */
  readonly endSession: Order<undefined, void>;
  /** A Mac hands over a link or a file that was opened with the program. @returns whether main took it */
  readonly openFromOutside: Order<{ readonly what: 'open-url' | 'open-file'; readonly given: string }, { readonly taken: boolean }>;
  readonly quit: Order<undefined, void>;
  /** What main's handler of the scheme answers, without Chromium in between. */
  readonly get: Order<{ readonly url: string }, { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }>;
  /** A call over ports that main gives to our page: the engine's contract, or the desktop's. */
  readonly call: Order<{ readonly side: 'engine' | 'desktop'; readonly path: readonly string[]; readonly input?: unknown }, { readonly output: unknown } | { readonly error: { readonly code: string; readonly message: string } }>;
  /** Something that Electron asks about by an event, and that the double never does by itself. */
  readonly attempt: Order<{ readonly what: 'will-redirect' | 'will-attach-webview' | 'will-download' }, { readonly prevented: boolean }>;
  readonly permission: Order<{ readonly permission: string; readonly url: string }, { readonly asked: boolean; readonly checked: boolean }>;
  /** A message to main that a page of ours did not send. @returns how many answers it got */
  readonly forgeMessage: Order<{ readonly channel: string; readonly origin: string; readonly inFrame: boolean; readonly foreignWindow: boolean }, number>;
}
