import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { HoldfastError } from '../../../../shared/model/errors.ts';

/** What Google sends the browser back with. */
export type Redirected = { readonly kind: 'code'; readonly code: string } | { readonly kind: 'refused'; readonly reason: string };

export interface RedirectListener {
  /** Where Google is to send the browser: this computer alone, on a port that was free. */
  readonly address: string;
  /** Fulfilled with the first request that carries our state. Everything else is turned away, and waited on. */
  readonly redirected: Promise<Redirected>;
  close(): void;
}

/**
 * Waits on this computer for the browser to come back from Google (RFC 8252, 7.3).
 * @param state what only Google’s page was told: a request without it is somebody else’s
 * @param wayBack a link of ours that brings the program to the front, for the last page; absent where there is no window
 * @throws permission-denied when this computer lets nobody listen
 */
export async function listenForRedirect(state: string, wayBack?: string): Promise<RedirectListener> {
  const { promise: redirected, resolve } = Promise.withResolvers<Redirected>();
  let host = '';
  const server = createServer((request, response) => {
    const outcome = readRedirect(request, host, state);
    // Once the page has gone out: what follows closes every connection.
    if (outcome !== undefined) response.once('close', () => resolve(outcome));
    answer(response, outcome, wayBack);
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (cause) => fail(new HoldfastError('permission-denied', 'This computer does not let Holdfast wait for the answer of Google.', { nextStep: 'Look whether a security program blocks Holdfast, then sign in again.', cause })));
    server.listen(0, '127.0.0.1', done);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  host = `127.0.0.1:${port}`;
  return {
    address: `http://${host}`,
    redirected,
    close: () => {
      server.close();
      // Browsers open connections in advance; they must not keep the program from ending.
      server.closeAllConnections();
    },
  };
}

/** Undefined for whatever is not Google’s answer to us: a page’s icon, another program on this computer, a page that guesses. */
function readRedirect({ method, url = '/', headers }: IncomingMessage, host: string, state: string): Redirected | undefined {
  if (method !== 'GET' || headers.host !== host || !URL.canParse(url, `http://${host}`)) return undefined;
  const { pathname, searchParams } = new URL(url, `http://${host}`);
  if (pathname !== '/' || !isSame(searchParams.get('state') ?? '', state)) return undefined;
  const code = searchParams.get('code');
  if (code !== null && code !== '') return { kind: 'code', code };
  const reason = searchParams.get('error');
  return reason === null ? undefined : { kind: 'refused', reason };
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.byteLength === second.byteLength && timingSafeEqual(first, second);
}

function answer(response: ServerResponse, outcome: Redirected | undefined, wayBack: string | undefined): void {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'", 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', connection: 'close' };
  if (outcome === undefined) response.writeHead(404, headers).end(page('There is nothing here.'));
  else if (outcome.kind === 'refused') response.writeHead(200, headers).end(page('Holdfast was not signed in. You can close this tab and go back to Holdfast.', wayBack));
  else response.writeHead(200, headers).end(page('Thank you. You can close this tab and go back to Holdfast.', wayBack));
}

/** Nothing that came with the request is in it. */
function page(sentence: string, wayBack?: string): string {
  const link = wayBack === undefined ? '' : `<p><a href="${wayBack}">Back to Holdfast</a></p>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Holdfast</title><h1>Holdfast</h1><p>${sentence}</p>${link}</html>`;
}
