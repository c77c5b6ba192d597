import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { PageFiles } from '../../../electron/hosts/loopback/page-files.ts';
import { createSampleAppHost } from '../../../electron/hosts/sample/sample-app-host.ts';
import { connectToLoopback, sessionFor, startTestLoopback, type TestLoopback } from '../../support/hosts/loopback.ts';

/** Who may speak to the loopback host. Anything on this computer, and any web page in its browser, can try. */
describe('the loopback host', () => {
  let home: string;
  let host: TestLoopback;
  let authority: string;

  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-loopback-'));
    host = await startTestLoopback({ home, sampleApp: createSampleAppHost(home) });
    authority = new URL(host.origin).host;
  });
  afterAll(async () => {
    await host.stop();
    await rm(home, { recursive: true, force: true });
  });

  const tokenOf = (url: string): string => new URL(url).hash.slice('#token='.length);

  it('is bound to this computer alone', () => {
    expect(host.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('takes a token once', async () => {
    const url = host.invite();
    expect(tokenOf(url)).toHaveLength(43);
    expect(await sessionFor(url)).toHaveLength(43);
    await expect(sessionFor(url)).rejects.toThrow('401');
    expect(host.refused.at(-1)).toContain('used before');
  });

  it('answers a page that holds a session', async () => {
    const client = await connectToLoopback(host.origin, await sessionFor(host.invite()));
    expect(await client.apps.list()).toStrictEqual({ apps: [] });
  });

  it.each([
    ['no session', ['holdfast']],
    ['a made-up session', ['holdfast', 'A'.repeat(43)]],
    ['a token in place of a session', ['holdfast', '<token>']],
    ['no protocol', []],
    ['one protocol too many', ['holdfast', '<session>', 'more']],
    ['another protocol', ['other', '<session>']],
  ])('refuses a socket with %s', async (_what, protocols) => {
    const session = await sessionFor(host.invite());
    const said = protocols.map((word) => word.replace('<session>', session).replace('<token>', tokenOf(host.invite())));
    await expect(openSocket('/engine', said, { origin: host.origin })).rejects.toThrow('401');
    expect(host.refused.at(-1)).toContain('without a session');
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['the same host on another port', { origin: 'http://127.0.0.1:1' }],
    ['localhost', { origin: 'http://localhost' }],
    ['no origin', {}],
    ['the origin null', { origin: 'null' }],
    ['another host', { host: 'evil.example', origin: '<own>' }],
    ['a host that a page rebound', { host: 'localhost:<port>', origin: '<own>' }],
  ])('refuses a socket from %s, even with a session', async (_what, headers) => {
    const session = await sessionFor(host.invite());
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('<own>', host.origin).replace('<port>', new URL(host.origin).port)]));
    await expect(openSocket('/engine', ['holdfast', session], filled)).rejects.toThrow('401');
  });

  it.each(['/', '/engine/', '/admin', '/desktop/../other'])('has no socket at %s', async (where) => {
    await expect(openSocket(where, ['holdfast', await sessionFor(host.invite())], { origin: host.origin })).rejects.toThrow('401');
  });

  it.each(['//', '//[', 'http://[', 'http://%'])('goes on after a socket was asked for at %s, which is no address', async (where) => {
    const before = host.refused.length;
    expect(await raw(upgradeTo(where))).toMatch(/^HTTP\/1.1 401 /);
    expect(host.refused).toHaveLength(before + 1);
    expect((await fetch(host.origin)).status).toBe(200);
  });

  it('goes on when a refused socket breaks off instead of closing', async () => {
    const socket = connect(Number(new URL(host.origin).port), '127.0.0.1', () => socket.write(upgradeTo('/engine')));
    await once(socket, 'data');
    socket.resetAndDestroy();
    await once(socket, 'close');
    expect((await fetch(host.origin)).status).toBe(200);
    expect((await fetch(host.origin)).status).toBe(200);
  });

  it('lets go of a socket that it refused, whatever the other side does', async () => {
    const other = await startTestLoopback({ home: await mkdtemp(path.join(home, 'other-')), sampleApp: createSampleAppHost(home) });
    const { port, host: there } = new URL(other.origin);
    // The other side of this connection never ends.
    const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(upgradeTo('/engine', there)));
    await once(socket, 'data');
    await expect(other.stop()).resolves.toBeUndefined();
    socket.destroy();
  });

  it.each([
    ['another host', 'GET', '/', { host: 'evil.example' }, 421],
    ['no host that is ours', 'GET', '/', { host: 'localhost' }, 421],
    ['another method', 'DELETE', '/', {}, 405],
    ['a session for another origin', 'POST', '/session', { origin: 'https://evil.example' }, 403],
    ['a session for no origin', 'POST', '/session', {}, 403],
    ['an invitation for a page', 'POST', '/invitation', { origin: '<own>' }, 403],
    ['an invitation without the secret', 'POST', '/invitation', {}, 401],
    ['something unknown', 'POST', '/engine', { origin: '<own>' }, 404],
  ] as const)('refuses %s', async (_what, method, where, headers, status) => {
    const lines = Object.entries({ host: authority, ...headers }).map(([name, value]) => `${name}: ${value.replace('<own>', host.origin)}`);
    const before = host.refused.length;
    expect(await raw(`${method} ${where} HTTP/1.1\r\n${lines.join('\r\n')}\r\nContent-Length: 2\r\n\r\n{}`)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(host.refused).toHaveLength(before + 1);
  });

  it('asks for a token again when the program is started a second time', async () => {
    const response = await fetch(`${host.origin}/invitation`, { method: 'POST', body: JSON.stringify({ secret: host.invitation }) });
    const { url } = (await response.json()) as { url: string };
    expect(await sessionFor(url)).toHaveLength(43);
  });

  it.each(['not json', '[]', 'null', '{"token":7}', `{"token":"${'x'.repeat(5000)}"}`])('refuses the body %.20s', async (body) => {
    const response = await fetch(`${host.origin}/session`, { method: 'POST', headers: { origin: host.origin }, body });
    expect(response.status).toBe(401);
  });

  it.each(['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/%5c..%5cpackage.json', '/%00', '/%', '/assets/../../x', '//etc/passwd', '/.hidden'])('serves nothing at %s', async (where) => {
    expect(await raw(`GET ${where} HTTP/1.1\r\nHost: ${authority}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 404 /);
  });

  it('serves the page with a policy that lets nothing in, and a nonce that is never the same', async () => {
    const load = async (): Promise<{ policy: string; html: string }> => {
      const response = await fetch(host.origin);
      return { policy: response.headers.get('content-security-policy') ?? '', html: await response.text() };
    };
    const [first, second] = [await load(), await load()];
    const nonce = /'nonce-([^']+)'/.exec(first.policy)?.[1] ?? '';
    expect(nonce).toHaveLength(24);
    expect(first.html).toContain(`<meta name="style-nonce" content="${nonce}">`);
    expect(second.policy).not.toContain(nonce);
    expect(first.policy).toContain("default-src 'none'");
    expect(first.policy).toContain("frame-ancestors 'none'");
    expect(first.policy).not.toMatch(/unsafe|\*|https:/);
  });

  it('follows no link out of the page', async () => {
    const page = await mkdtemp(path.join(os.tmpdir(), 'holdfast-outside-'));
    await writeFile(path.join(page, 'secret.js'), 'secret');
    const inside = await mkdtemp(path.join(os.tmpdir(), 'holdfast-inside-'));
    await symlink(path.join(page, 'secret.js'), path.join(inside, 'link.js'));
    const files = new PageFiles(inside, 'ws://127.0.0.1:1');
    const server = createServer((request, response) => void files.answer(request.url ?? '', response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/link.js`);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('secret');
    server.close();
    server.closeAllConnections();
  });

  it('closes a socket that sends too much', async () => {
    const socket = await openSocket('/engine', ['holdfast', await sessionFor(host.invite())], { origin: host.origin });
    const closed = new Promise((resolve) => {
      socket.once('close', resolve);
    });
    socket.send('x'.repeat(9 * 1024 * 1024));
    await closed;
    expect(host.refused.at(-1)).toContain('could not be read');
  });

  function openSocket(where: string, protocols: readonly string[], headers: Record<string, string>): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://${authority}${where}`, [...protocols], { headers });
      socket.once('open', () => resolve(socket));
      socket.once('error', reject);
    });
  }

  /** As a page or a program without a session asks for a socket. */
  function upgradeTo(where: string, of = authority): string {
    return `GET ${where} HTTP/1.1\r\nHost: ${of}\r\nOrigin: http://${of}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
  }

  /** Sends bytes as they are: `fetch` corrects paths and forbids a Host of one's own. */
  function raw(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(host.origin).port), '127.0.0.1', () => socket.write(request));
      let answer = '';
      socket.setEncoding('utf8').on('data', (text: string) => {
        answer += text;
        socket.end();
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  }
});
