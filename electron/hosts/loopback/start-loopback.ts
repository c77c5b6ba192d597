import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { tellingBugs } from '../../reports/call-errors.ts';
import type { EngineService } from '../../engine/index.ts';
import { Access, sameSecret } from './access.ts';
import type { DesktopRouter } from './desktop-stand-in.ts';
import { PageFiles } from './page-files.ts';

export interface LoopbackOptions {
  readonly service: Pick<EngineService, 'router'>;
  readonly desktop: DesktopRouter;
  /** The folder of the built page. */
  readonly page: string;
  /** 0 or absent takes a free one. */
  readonly port?: number;
  /** Lets a second start of the program ask for a token: 256 bits that only this person's files hold. */
  readonly invitation: string;
  /** Told of everything that was refused: who asked for what, never with which secret. */
  readonly onRefused: (what: string) => void;
  /** A call ended in an error that is our own doing. */
  readonly onBug?: (error: unknown) => void;
}

export interface Loopback {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** The address that opens the app, with a fresh one-time token in its fragment. */
  invite(): string;
  stop(): Promise<void>;
}

/** Requests have no body but a small one, and messages are questions. */
const maxBody = 4096;
const maxMessage = 8 * 1024 * 1024;
const protocol = 'holdfast';

/**
 * Serves the page and the engine on 127.0.0.1, to pages that hold a session and to nobody else. The rules: exact `Host` and
 * `Origin` (no rebinding of names, no foreign page), a one-time token in the fragment (never sent to any server, in no log), sizes
 * capped.
 * @throws conflict when the port is taken.
 */
export async function startLoopback(options: LoopbackOptions): Promise<Loopback> {
  const server = createServer({ maxHeaderSize: 16 * 1024 });
  const port = await listen(server, options.port ?? 0);
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  const access = new Access();
  const files = new PageFiles(options.page, `ws://${host}`);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessage, handleProtocols: () => protocol });
  const interceptors = [tellingBugs((error) => options.onBug?.(error))];
  const handlers = new Map([
    ['/engine', new RPCHandler(options.service.router, { interceptors })],
    ['/desktop', new RPCHandler(options.desktop, { interceptors })],
  ]);
  const invite = (): string => `${origin}/#token=${access.mintToken()}`;

  server.on('request', (request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head));
  return { origin, invite, stop: () => stop(server, sockets) };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.host !== host) return refuse(response, 421, 'a request for another host');
    const { pathname } = new URL(request.url ?? '/', origin);
    if (request.method === 'GET') return files.answer(pathname, response);
    if (request.method !== 'POST') return refuse(response, 405, `a ${request.method ?? ''} request`);
    if (pathname === '/session') return exchange(request, response);
    if (pathname === '/invitation') return invitation(request, response);
    return refuse(response, 404, 'a request for something unknown');
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.origin !== origin) return refuse(response, 403, 'a session for a page of another origin');
    const session = access.exchange((await field(request, 'token')) ?? '');
    if (session === undefined) return refuse(response, 401, 'a token that is wrong or was used before');
    sendJson(response, { session });
  }

  async function invitation(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Pages send an Origin with every POST; programs do not.
    if (request.headers.origin !== undefined) return refuse(response, 403, 'an invitation for a page');
    if (!sameSecret((await field(request, 'secret')) ?? '', options.invitation)) return refuse(response, 401, 'an invitation without the secret');
    sendJson(response, { url: invite() });
  }

  function refuse(response: ServerResponse, status: number, what: string): void {
    options.onRefused(what);
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end('Refused.\n');
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // From here on the server itself hears no error of it, and one that nobody hears would end the program with all that it is at.
    socket.on('error', () => socket.destroy());
    const [name, session, ...more] = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
    // What is no address at all (`//`) is nowhere.
    const handler = handlers.get(URL.parse(request.url ?? '/', origin)?.pathname ?? '');
    const reason =
      request.headers.host !== host ? 'a connection for another host'
      : request.headers.origin !== origin ? 'a connection from a page of another origin'
      : handler === undefined ? 'a connection to something unknown'
      : name !== protocol || session === undefined || more.length > 0 || !access.admits(session) ? 'a connection without a session'
      : undefined;
    if (reason !== undefined || handler === undefined) {
      options.onRefused(reason ?? '');
      // A page cannot read a status of a refused WebSocket; it asks /session to tell "not running" from "not admitted".
      // Both directions: a socket that the other side keeps open would keep this host from stopping.
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      // A message that is too large or malformed ends in an error here; the connection is then closed.
      accepted.on('error', () => {
        options.onRefused('a message that could not be read');
        accepted.terminate();
      });
      void handler.upgrade(accepted);
    });
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new HoldfastError('conflict', `Port ${port} cannot be used${cause.code === 'EADDRINUSE' ? ': something else is listening there' : ''}.`, { nextStep: 'Leave the port out for a free one.', cause }));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** One text field out of a small JSON body; undefined where the body is anything else. */
async function field(request: IncomingMessage, name: string): Promise<string | undefined> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) {
    text += String(piece);
    if (text.length > maxBody) return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }).end(JSON.stringify(body));
}

function stop(server: Server, sockets: WebSocketServer): Promise<void> {
  return new Promise((resolve) => {
    // closeAllConnections() leaves WebSockets open.
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
