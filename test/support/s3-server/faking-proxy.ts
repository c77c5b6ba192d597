import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';

/** A request as it came to the proxy. */
export interface ProxiedRequest {
  /** 1 for the first. */
  readonly number: number;
  readonly method: string;
  /** Name of the object in the bucket; empty for what concerns the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export type Fake =
  /** The connection breaks before the server hears of it. */
  | { readonly kind: 'cut' }
  /** It breaks when half of the body has gone to the server. */
  | { readonly kind: 'cut-half' }
  /** The server does it, and the answer is lost. */
  | { readonly kind: 'lose-answer' }
  /** The server hears nothing and this is the answer. */
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** Stands before an S3 server and answers in its place, or breaks the connection, where it is told to. */
export interface FakingProxy {
  readonly url: string;
  /** All requests so far. */
  readonly requests: readonly ProxiedRequest[];
  /** Looked at for each request; undefined lets it through. May do things of its own first. */
  fake: (request: ProxiedRequest) => Fake | undefined | Promise<Fake | undefined>;
  /** Called when the server's answer to this request is there, before it is passed on. */
  answered: (request: ProxiedRequest) => void;
  close(): Promise<void>;
}

/** An error as S3 says it. */
export function s3Refusal(status: number, code: string, more = ''): Fake {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>As a test wants it.</Message>${more}<RequestId>test</RequestId></Error>`;
  return { kind: 'answer', status, headers: { 'content-type': 'application/xml' }, body };
}

export async function startFakingProxy(target: string): Promise<FakingProxy> {
  const { hostname, port } = new URL(target);
  const requests: ProxiedRequest[] = [];
  const server = createServer({ keepAliveTimeout: 75_000 }, (near, answer) => {
    const url = new URL(near.url ?? '/', target);
    const [, , ...parts] = url.pathname.split('/');
    const request: ProxiedRequest = { number: requests.length + 1, method: near.method ?? '', key: decodeURIComponent(parts.join('/')), query: url.searchParams, headers: near.headers };
    requests.push(request);
    void Promise.resolve(proxy.fake(request)).then((fake) => handle(near, answer, request, fake));
  });

  function handle(near: IncomingMessage, answer: ServerResponse, request: ProxiedRequest, fake: Fake | undefined): void {
    if (fake?.kind === 'cut') return void near.socket.destroy();
    if (fake?.kind === 'answer') {
      near.resume();
      near.on('end', () => {
        answer.writeHead(fake.status, { 'content-length': Buffer.byteLength(fake.body ?? ''), ...fake.headers });
        answer.end(near.method === 'HEAD' ? undefined : fake.body);
      });
      return;
    }
    // The Host header goes along as it came: it is part of what was signed.
    const far = send({ hostname, port, method: near.method, path: near.url, headers: near.headers }, (from) => {
      proxy.answered(request);
      if (fake?.kind === 'lose-answer') {
        from.resume();
        from.on('end', () => near.socket.destroy());
        return;
      }
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
      from.on('error', () => near.socket.destroy());
    });
    far.on('error', () => near.socket.destroy());
    near.on('error', () => far.destroy());
    if (fake?.kind !== 'cut-half') return void near.pipe(far);
    const half = Math.floor(Number(near.headers['content-length'] ?? 0) / 2);
    let gone = 0;
    near.on('data', (bytes: Buffer) => {
      if (gone >= half) return;
      far.write(bytes.subarray(0, half - gone));
      gone += bytes.byteLength;
      if (gone >= half) {
        setImmediate(() => {
          far.destroy();
          near.socket.destroy();
        });
      }
    });
    near.on('end', () => {
      if (half === 0) near.socket.destroy();
    });
  }

  const proxy: FakingProxy = {
    url: '',
    requests,
    fake: () => undefined,
    answered: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return Object.assign(proxy, { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` });
}
