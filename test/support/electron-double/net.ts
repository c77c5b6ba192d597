import { EventEmitter } from 'node:events';
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** A request of main's own, by Node. As Electron with `redirect: 'manual'`, it tells of a redirect and follows none. */
class DoubleRequest extends EventEmitter {
  readonly #request: ReturnType<typeof requestHttp>;

  constructor({ protocol, hostname, port, path, headers, method }: RequestOptions) {
    super();
    this.#request = (protocol === 'https:' ? requestHttps : requestHttp)({ protocol, hostname, port, path, headers, method });
    this.#request.on('response', (response) => this.#answer(response));
    this.#request.on('error', (error) => this.emit('error', error));
  }

  end(body?: Buffer): void {
    this.#request.end(body);
  }

  abort(): void {
    this.#request.destroy();
    this.emit('abort');
  }

  #answer(response: IncomingMessage): void {
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) this.emit('redirect', statusCode, 'GET', headers.location, headers);
    else this.emit('response', response);
  }
}
true satisfies DoubleRequest extends { abort: Electron.ClientRequest['abort']; end(body?: Buffer): void } ? true : false;

export const net = { request: (options: RequestOptions) => new DoubleRequest(options) };
net satisfies { request: (options: RequestOptions) => unknown } & Record<keyof Pick<Electron.Net, 'request'>, unknown>;

/** Squirrel, of a Mac: only heard of here. */
export const autoUpdater = new EventEmitter();
