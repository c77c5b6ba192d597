type Params = Readonly<Record<string, unknown>>;
type Listener = (params: never) => void;

/** `never`: only who asked knows what it is. */
interface Message {
  readonly id?: number;
  readonly result: never;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params: never;
  readonly sessionId?: string;
}

/** One connection to Chromium's DevTools protocol; `session` names a page, absent = the browser. */
export class Cdp {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { readonly resolve: (result: never) => void; readonly reject: (error: Error) => void }>();
  readonly #listeners = new Map<string, Listener[]>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(String(data)));
    socket.addEventListener('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Chromium is gone.'));
      this.#waiting.clear();
    });
  }

  static async connect(endpoint: string): Promise<Cdp> {
    const socket = new WebSocket(endpoint);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Error('Chromium does not answer.')), { once: true });
    });
    return new Cdp(socket);
  }

  send<T = unknown>(method: string, params: Params = {}, session?: string): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) }));
    });
  }

  /** The listener says what it takes `params` for: the protocol's, by its name. */
  on(method: string, session: string | undefined, listener: Listener): void {
    const key = `${session ?? ''} ${method}`;
    this.#listeners.set(key, [...(this.#listeners.get(key) ?? []), listener]);
  }

  #hear(text: string): void {
    const message: Message = JSON.parse(text);
    if (message.id !== undefined) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.result);
      else waiting?.reject(new Error(message.error.message));
      return;
    }
    for (const listener of this.#listeners.get(`${message.sessionId ?? ''} ${message.method ?? ''}`) ?? []) listener(message.params);
  }
}
