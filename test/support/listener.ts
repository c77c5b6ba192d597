import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A small web server on this computer that remembers what it was sent. */
export interface Listener extends AsyncDisposable {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** What it answers from now on. */
  answer(status: number, body?: string, headers?: Readonly<Record<string, string>>): void;
}

export async function listen(): Promise<Listener> {
  const heard: Heard[] = [];
  let status = 200;
  let body = 'ok';
  let headers: Readonly<Record<string, string>> = {};
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      heard.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: text });
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    answer(nextStatus, nextBody = 'ok', nextHeaders = {}) {
      status = nextStatus;
      body = nextBody;
      headers = nextHeaders;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
