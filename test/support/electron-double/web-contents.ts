import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { appOrigin } from '../../../shared/contract/ports.ts';
import { fromStandIn, standInOrigin, toStandIn } from './addresses.ts';
import type { Cdp } from './cdp.ts';
import { browser } from './chromium.ts';
import { app, ipcMain, note } from './app.ts';
import { Link, type LinkMessage } from './ports.ts';
import { binding, isolatedWorld, openBinding, openScript, preloadScript } from './preload-shim.ts';
import { defaultSession } from './session.ts';

interface Paused {
  readonly requestId: string;
  readonly request: { readonly url: string; readonly method: string };
  readonly resourceType: string;
  readonly frameId: string;
}

/** What Chromium calls the permissions that Electron asks main about. */
const permissions = { notifications: 'notifications', geolocation: 'geolocation', midi: 'midi', camera: 'media', microphone: 'media', 'clipboard-read': 'clipboard-read', 'clipboard-write': 'clipboard-sanitized-write' } as const;

/** A page in real Chromium, watched and answered as Electron would: main's handlers decide what it may load, open and ask for. */
export class DoubleWebContents extends EventEmitter {
  readonly #preload: string;
  #link: Link;
  #session = '';
  #cdp: Cdp | undefined;
  #target = '';
  #context: number | undefined;
  #expected: string | undefined;
  #address = '';
  #opens: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | undefined;
  readonly mainFrame: { readonly parent: null; readonly origin: string; readonly url: string; readonly postMessage: (channel: string, message: unknown, transfer?: readonly unknown[]) => void };

  constructor(preload: string) {
    super();
    this.#preload = readFileSync(preload, 'utf8');
    this.#link = this.#newLink();
    const url = (): string => this.#address;
    this.mainFrame = {
      parent: null,
      get origin() {
        const address = url();
        return address.startsWith(`${appOrigin}/`) ? appOrigin : 'null';
      },
      get url() {
        return url();
      },
      postMessage: (channel, message, transfer = []) => this.#link.send(message, transfer, channel),
    };
    setImmediate(() => app.emit('web-contents-created', {}, this));
  }

  setWindowOpenHandler(handler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0]): void {
    this.#opens = handler;
  }

  getURL(): string {
    return this.#address;
  }

  /** Name of the page for a second client of the same Chromium. */
  get target(): string {
    return this.#target;
  }

  isLoading(): boolean {
    return this.#address === '';
  }

  /** Keys that are no letters; the page hears them, as from the person. */
  sendInputEvent({ keyCode }: Electron.KeyboardInputEvent): void {
    const code = { F1: 112 }[keyCode];
    if (code === undefined) throw new Error(`The double does not know the key ${keyCode}.`);
    void this.#cdp?.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: keyCode, code: keyCode, windowsVirtualKeyCode: code }, this.#session);
  }

  async load(address: string): Promise<void> {
    await this.#attach();
    this.#expected = toStandIn(address);
    const loaded = new Promise<void>((resolve) => this.#cdp?.on('Page.loadEventFired', this.#session, () => resolve()));
    await this.#cdp?.send('Page.navigate', { url: this.#expected }, this.#session);
    await loaded;
  }

  async reload(): Promise<void> {
    this.#expected = toStandIn(this.#address);
    await this.#cdp?.send('Page.reload', {}, this.#session);
  }

  /** The process behind it ends, as it does when it runs out of memory. */
  crash(): void {
    void this.#cdp?.send('Page.crash', {}, this.#session).catch(() => undefined);
  }

  forcefullyCrashRenderer(): void {
    this.crash();
  }

  async destroy(): Promise<void> {
    this.#link.end();
    this.emit('destroyed');
    await this.#cdp?.send('Target.closeTarget', { targetId: this.#target }).catch(() => undefined);
  }

  async #attach(): Promise<void> {
    if (this.#cdp !== undefined) return;
    const { cdp } = await browser();
    this.#cdp = cdp;
    const { targetId } = await cdp.send<{ readonly targetId: string }>('Target.createTarget', { url: 'about:blank' });
    this.#target = targetId;
    ({ sessionId: this.#session } = await cdp.send<{ readonly sessionId: string }>('Target.attachToTarget', { targetId, flatten: true }));
    const session = this.#session;
    cdp.on('Fetch.requestPaused', session, (paused: Paused) => void this.#decide(cdp, paused));
    cdp.on('Page.frameNavigated', session, ({ frame }: { readonly frame: { readonly parentId?: string; readonly url: string } }) => {
      if (frame.parentId === undefined) this.#address = fromStandIn(frame.url);
    });
    cdp.on('Page.navigatedWithinDocument', session, ({ url }: { readonly url: string }) => (this.#address = fromStandIn(url)));
    cdp.on('Page.domContentEventFired', session, () => this.emit('dom-ready'));
    cdp.on('Page.loadEventFired', session, () => this.emit('did-finish-load'));
    cdp.on('Inspector.targetCrashed', session, () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
    cdp.on('Runtime.executionContextCreated', session, ({ context }: { readonly context: { readonly id: number; readonly name: string; readonly auxData: { readonly frameId: string } } }) => {
      if (context.name === isolatedWorld && context.auxData.frameId === targetId) this.#context = context.id;
    });
    cdp.on('Runtime.executionContextDestroyed', session, ({ executionContextId }: { readonly executionContextId: number }) => {
      if (executionContextId === this.#context) this.#forgetPage();
    });
    cdp.on('Runtime.executionContextsCleared', session, () => this.#forgetPage());
    cdp.on('Runtime.bindingCalled', session, ({ name, payload }: { readonly name: string; readonly payload: string }) => {
      if (name === binding) this.#heard(payload);
      if (name === openBinding) this.#asksForWindow(payload);
    });
    for (const [method, params] of [
      ['Page.enable', {}],
      ['Inspector.enable', {}],
      ['Runtime.enable', {}],
      ['Runtime.addBinding', { name: binding, executionContextName: isolatedWorld }],
      ['Page.addScriptToEvaluateOnNewDocument', { source: preloadScript(this.#preload), worldName: isolatedWorld }],
      ['Runtime.addBinding', { name: openBinding }],
      ['Page.addScriptToEvaluateOnNewDocument', { source: openScript }],
      ['Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] }],
    ] as const) {
      await cdp.send(method, params, session);
    }
    for (const [name, asked] of Object.entries(permissions)) {
      const setting = defaultSession.grants(asked, appOrigin) ? 'granted' : 'denied';
      await cdp.send('Browser.setPermission', { permission: { name }, setting, origin: standInOrigin });
    }
  }

  /** A request of the page, before it goes anywhere. */
  async #decide(cdp: Cdp, { requestId, request, resourceType, frameId }: Paused): Promise<void> {
    const url = fromStandIn(request.url);
    const fail = (errorReason: string): Promise<unknown> => cdp.send('Fetch.failRequest', { requestId, errorReason }, this.#session).catch(() => undefined);
    if (resourceType === 'Document' && !this.#mayNavigate(url, frameId === this.#target)) return void (await fail('Aborted'));
    if (!(await defaultSession.allows(url))) {
      note({ kind: 'request-refused', url });
      return void (await fail('BlockedByClient'));
    }
    const response = url.startsWith(`${appOrigin}/`) ? await defaultSession.answer(new Request(url, { method: request.method })) : undefined;
    // Nothing else is there: the double has no network.
    if (response === undefined) return void (await fail('InternetDisconnected'));
    await cdp
      .send(
        'Fetch.fulfillRequest',
        {
          requestId,
          responseCode: response.status,
          responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
          body: Buffer.from(await response.arrayBuffer()).toString('base64'),
        },
        this.#session,
      )
      .catch(() => undefined);
  }

  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    if (isMainFrame && this.#expected !== undefined && fromStandIn(this.#expected).replace(/#.*/s, '') === url) {
      this.#expected = undefined;
      return true;
    }
    let prevented = false;
    const details = { url, isMainFrame, isSameDocument: false, preventDefault: () => (prevented = true) };
    this.emit('will-frame-navigate', details);
    if (isMainFrame && !prevented) this.emit('will-navigate', details);
    if (prevented) note({ kind: 'navigation-refused', url });
    return !prevented;
  }

  #asksForWindow(url: string): void {
    const answer = this.#opens?.({ url: fromStandIn(url), frameName: '', features: '', disposition: 'new-window', referrer: { url: '', policy: 'no-referrer' } });
    note({ kind: answer?.action === 'deny' ? 'window-refused' : 'window-opened', url: fromStandIn(url) });
  }

  #heard(text: string): void {
    const message = JSON.parse(text) as { kind: 'ipc'; channel: string; args: unknown[] } | Exclude<LinkMessage, { kind: 'message' }>;
    if (message.kind === 'ipc') ipcMain.emit(message.channel, { sender: this, senderFrame: this.mainFrame, ports: [] }, ...message.args);
    else if (message.kind === 'port-message') this.#link.receive({ ...message, data: plain(message.data as Sent) });
    else this.#link.receive(message);
  }

  #newLink(): Link {
    return new Link((message) => {
      const text = JSON.stringify(message.kind === 'port-closed' ? message : { ...message, data: sent(message.data) });
      const expression = `globalThis.__electronDoubleHear(${JSON.stringify(text)})`;
      if (this.#context !== undefined) void this.#cdp?.send('Runtime.evaluate', { expression, contextId: this.#context }, this.#session).catch(() => undefined);
    });
  }

  /** The document is gone and its ends of the ports with it. */
  #forgetPage(): void {
    this.#context = undefined;
    const gone = this.#link;
    this.#link = this.#newLink();
    gone.end();
  }
}

type Sent = { readonly base64: string } | { readonly value: unknown };

function sent(data: unknown): Sent {
  return data instanceof Uint8Array ? { base64: Buffer.from(data).toString('base64') } : { value: data };
}

function plain(data: Sent): unknown {
  return 'base64' in data ? new Uint8Array(Buffer.from(data.base64, 'base64')) : data.value;
}

type UsedContents = Pick<Electron.WebContents, 'forcefullyCrashRenderer' | 'setWindowOpenHandler' | 'getURL' | 'isLoading'>;
true satisfies DoubleWebContents extends UsedContents ? true : false;
