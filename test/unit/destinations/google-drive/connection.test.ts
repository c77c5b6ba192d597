import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { connectGoogle, realGoogle } from '../../../../electron/engine/destinations/google-drive/connection.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Answers as told, by path, and keeps what it was asked. */
async function listener(answers: Readonly<Record<string, readonly [status: number, body: unknown]>>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    asked.push(`${request.method ?? ''} ${pathname} ${request.headers.authorization ?? ''}`.trim());
    const [status, body] = answers[pathname] ?? [404, {}];
    request.resume().on('end', () => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { asked, connection: connectGoogle({ clientId: 'id', refreshToken: 'kept', addresses: { api: origin, authorize: `${origin}auth`, token: `${origin}token` } }) };
}

it('asks for an access token once, and calls with it', async () => {
  const { asked, connection } = await listener({ '/token': [200, { access_token: 'short-lived', expires_in: 3600, token_type: 'Bearer' }], '/drive/v3/about': [200, { user: {} }] });
  await connection.about.get({ fields: 'user' });
  await connection.about.get({ fields: 'user' });
  expect(asked).toEqual(['POST /token', 'GET /drive/v3/about Bearer short-lived', 'GET /drive/v3/about Bearer short-lived']);
});

it.each([
  ['Drive', { '/token': [200, { access_token: 'a', expires_in: 3600 }], '/drive/v3/about': [503, {}] }, 2],
  ['the giver of tokens', { '/token': [503, {}] }, 1],
] as const)('makes no call again by itself when %s fails', async (_, answers, calls) => {
  const { asked, connection } = await listener(answers);
  await expect(connection.about.get({ fields: 'user' })).rejects.toMatchObject({ status: 503 });
  expect(asked).toHaveLength(calls);
});

it('speaks to Google itself over TLS alone', () => {
  for (const address of Object.values(realGoogle)) expect(address).toMatch(/^https:\/\/[a-z0-9]+\.google(apis)?\.com\//);
});
