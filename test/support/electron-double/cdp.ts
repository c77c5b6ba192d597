type Params = Readonly<Record<string, unknown>>;
type Listener = (params: never) => void;

/** One connection to Chromium's DevTools protocol; `session` names a page, absent = the browser. */
export class Cdp {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { readonly resolve: (result: never) => void; readonly reject: (error: Error) => void }>();
  readonly #listeners = new Map<string, Listener[]>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data))));
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

  on<T>(method: string, session: string | undefined, listener: (params: T) => void): void {
    const key = `${session ?? ''} ${method}`;
    this.#listeners.set(key, [...(this.#listeners.get(key) ?? []), listener]);
  }

  #hear(message: { readonly id?: number; readonly result?: never; readonly error?: { readonly message: string }; readonly method?: string; readonly params?: never; readonly sessionId?: string }): void {
    if (message.id !== undefined) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.result as never);
      else waiting?.reject(new Error(message.error.message));
      return;
    }
    for (const listener of this.#listeners.get(`${message.sessionId ?? ''} ${message.method ?? ''}`) ?? []) listener(message.params as never);
  }
}
