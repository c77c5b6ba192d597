import { EventEmitter } from 'node:events';

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
/** Main's handlers, asked with what they look at; Electron gives them more. (Written as methods, which may be given less than they name.) */
interface Asked {
  request(contents: Pick<Electron.WebContents, 'getURL'>, permission: string, answer: (granted: boolean) => void, details: Pick<Electron.PermissionRequest, 'isMainFrame' | 'requestingUrl'>): void;
  check(contents: null, permission: string, origin: string, details: Pick<Electron.PermissionCheckHandlerHandlerDetails, 'isMainFrame' | 'securityOrigin'>): boolean;
}
type SchemeHandler = Parameters<Electron.Protocol['handle']>[1];
type BeforeRequest = (details: { readonly url: string; readonly method: string }, respond: (answer: Electron.CallbackResponse) => void) => void;

/** The session: what main said about permissions, requests and schemes is kept here and asked by the windows. */
class DoubleSession extends EventEmitter {
  readonly handlers = new Map<string, SchemeHandler>();
  request: Asked['request'] | null = null;
  check: Asked['check'] | null = null;
  before: BeforeRequest | undefined;

  readonly protocol = {
    handle: (scheme: string, handler: SchemeHandler): void => {
      if (!privileged.has(scheme)) throw new Error(`The scheme ${scheme} was not declared before Electron was ready.`);
      this.handlers.set(scheme, handler);
    },
  };

  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest): void => {
      this.before = listener;
    },
  };

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.check = handler;
  }

  setDevicePermissionHandler(_handler: Parameters<Electron.Session['setDevicePermissionHandler']>[0]): void {}
  setDisplayMediaRequestHandler(_handler: Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0]): void {}

  /** Electron's answer where nobody set a handler is yes. */
  grants(permission: string, origin: string): boolean {
    return this.check === null || this.check(null, permission, origin, { isMainFrame: true, securityOrigin: origin });
  }

  /** The same for what a page asks of the person. */
  grantsOnRequest(permission: string, url: string): boolean {
    let granted = true;
    this.request?.({ getURL: () => url }, permission, (answer) => (granted = answer), { isMainFrame: true, requestingUrl: url });
    return granted;
  }

  async answer(request: Request): Promise<Response | undefined> {
    return this.handlers.get(new URL(request.url).protocol.slice(0, -1))?.(request);
  }

  /** Whether the request may go out. */
  allows(url: string): Promise<boolean> {
    const { before } = this;
    if (before === undefined) return Promise.resolve(true);
    return new Promise((resolve) => before({ url, method: 'GET' }, ({ cancel }) => resolve(cancel !== true)));
  }
}

const privileged = new Set<string>();
export const defaultSession = new DoubleSession();
export const session = {
  defaultSession,
  /** Another one, that shares nothing: requests of main's own. */
  fromPartition: (_partition: string, _options?: Electron.FromPartitionOptions) => ({ fetch: (url: string, init?: RequestInit) => fetch(url, init) }),
};
export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly Electron.CustomScheme[]): void {
    // Without these two the page would have no origin and no crypto in Electron, while it has both in the double.
    for (const { scheme, privileges } of schemes) {
      if (privileges?.standard !== true || privileges.secure !== true) throw new Error(`The scheme ${scheme} is neither standard nor secure.`);
      privileged.add(scheme);
    }
  },
};

protocol satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>;
defaultSession satisfies Pick<Electron.Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setDisplayMediaRequestHandler'> & {
  readonly protocol: Pick<Electron.Protocol, 'handle'>;
};
