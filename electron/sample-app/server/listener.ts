import { createServer, type Server } from 'node:http';

/** The port: listening, refusing for a while, and giving it back. */
export class Listener {
  // Node closes an idle connection after 5 s, just when a slow client may be about to use it again; platforms keep them for a minute or more.
  readonly server: Server = createServer({ keepAliveTimeout: 75_000 });
  /** Breaks connections that are no longer HTTP. */
  onDisconnect: () => void = () => undefined;
  #comeBack: NodeJS.Timeout | undefined;
  #port = 0;
  #stopped = false;

  /** @throws when the port is taken. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    this.#port = address.port;
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Refuses connections and breaks those there are; listens again on the same port after `ms`. */
  async refuse(ms: number): Promise<void> {
    if (this.#stopped) return;
    clearTimeout(this.#comeBack);
    await this.#close();
    this.#comeBack = setTimeout(() => {
      if (!this.#stopped) this.server.listen(this.#port, '127.0.0.1');
    }, ms);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#comeBack);
    await this.#close();
  }

  async #close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      // Called with an error when it was not listening, which is as good.
      this.server.close(() => resolve());
    });
    this.onDisconnect();
    this.server.closeAllConnections();
    await closed;
  }
}
