import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { appId, bytesOf, errorOf, html, json, never, scriptedServer, source, whileTimePasses } from '../../support/base44-source.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { contract, photo, workshop } from '../../support/workshop.ts';

// Uploaded files: public, private, broken off, and addresses that lead where they should not.

const content = new Uint8Array(3_000_000).map((_byte, at) => (at * 7919) % 253);
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const publicPath = `/api/apps/${appId}/files/public/${appId}/a1_report.bin`;
const privatePath = `/api/apps/${appId}/files/private/${appId}/a1_report.bin`;

describe("the sample app's files", () => {
  let app: RunningSampleApp;
  beforeAll(async () => {
    app = await startSampleApp({ dataset: workshop() });
  });
  afterAll(() => app.stop());
  const opened = (token = app.token) => source(app.url, { config: { appId: app.appId }, deps: { token } });

  it('that are public come with name, type, size and bytes', async () => {
    const file = await opened().openFile(`${app.url}/api/apps/${app.appId}/files/public/${app.appId}/a1_photo%20%C3%A9.png`, { signal: never });
    expect(file).toMatchObject({ name: 'a1_photo é.png', contentType: 'image/png', size: photo.length });
    expect(sha(await bytesOf(file))).toBe(sha(photo));
  });

  it('that are private are signed first', async () => {
    const file = await opened().openFile(`/api/apps/${app.appId}/files/private/${app.appId}/b2_contract.pdf`, { signal: never });
    expect(file).toMatchObject({ name: 'b2_contract.pdf', contentType: 'application/pdf', size: contract.length });
    expect(sha(await bytesOf(file))).toBe(sha(contract));
    expect(app.stats().byKind['sign']).toBe(1);
  });

  it('that are private need a token that may sign', async () => {
    const error = await errorOf(opened(app.readOnlyToken).openFile(`/api/apps/${app.appId}/files/private/${app.appId}/b2_contract.pdf`, { signal: never }));
    expect(error).toMatchObject({ code: 'permission-denied' });
    expect(error.message).toMatch(/read-only and may not open a private file/);
  });

  it.each(['public', 'private'])('that are gone are not found: %s', async (kind) => {
    await expect(opened().openFile(`${app.url}/api/apps/${app.appId}/files/${kind}/${app.appId}/none.png`, { signal: never })).rejects.toMatchObject({ code: 'not-found' });
  });
});

it('a file that nobody reads after all keeps no connection', async () => {
  const closed = Promise.withResolvers<string>();
  const server = await scriptedServer((_request, response) => {
    response.on('close', () => closed.resolve('closed'));
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).write(content.subarray(0, 1000));
  });
  const file = await source(server.url).openFile(`${server.url}${publicPath}`, { signal: never });
  await file.body[Symbol.asyncIterator]().return?.();
  expect(await closed.promise).toBe('closed');
  await server.stop();
});

interface Asked {
  readonly range: string | undefined;
  readonly nth: number;
}

/** A server with one file, public, and private behind a signature. */
async function fileServer(answer: (asked: Asked, send: (from: number, to: number, whole?: boolean) => void, response: Parameters<Parameters<typeof scriptedServer>[0]>[1]) => void, signedUrl?: string) {
  let nth = 0;
  const server = await scriptedServer((request, response) => {
    if (request.path.endsWith('CreateFileSignedUrl')) return json(response, { signed_url: signedUrl ?? `${server.url}${privatePath}?token=t${nth}` });
    nth += 1;
    const range = request.headers.range;
    answer(
      { range, nth },
      (from, to, whole = true) => {
        const isPart = range !== undefined && from > 0;
        response.writeHead(isPart ? 206 : 200, { 'content-type': 'application/octet-stream', 'content-length': content.length - from, etag: '"v1"', ...(isPart ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}) });
        response.write(content.subarray(from, to), () => {
          if (whole) response.end();
          else response.destroy();
        });
      },
      response,
    );
  });
  return server;
}

async function fetched(url: string, address: string): Promise<Buffer> {
  const clock = new FakeClock();
  const one = source(url, { deps: { clock } });
  return whileTimePasses(clock, (async () => bytesOf(await one.openFile(address, { signal: never })))());
}

const startOf = (range: string | undefined): number => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);

describe('a download', () => {
  it.each([
    ['is taken up where it broke off', true],
    ['is taken up from the start by a server that knows no ranges', false],
  ])('that breaks off %s', async (_name, knowsRanges) => {
    const server = await fileServer(({ range, nth }, send) => {
      const from = knowsRanges ? startOf(range) : 0;
      send(from, nth < 4 ? from + 700_000 + nth : content.length, nth >= 4);
    });
    try {
      expect(sha(await fetched(server.url, server.url + publicPath))).toBe(sha(content));
      expect(server.seen.length).toBe(4);
      expect(sha(await fetched(server.url, privatePath))).toBe(sha(content));
    } finally {
      await server.stop();
    }
  });

  it.each([
    ['hangs', 'hang'],
    ['never begins', 'silent'],
  ])('that %s is taken up', async (_name, how) => {
    const server = await fileServer(({ range, nth }, send, response) => {
      const from = startOf(range);
      if (nth > 1) send(from, content.length);
      else if (how === 'hang') response.writeHead(200, { 'content-length': content.length, etag: '"v1"' }).write(content.subarray(0, 5000));
    });
    try {
      expect(sha(await fetched(server.url, server.url + publicPath))).toBe(sha(content));
    } finally {
      await server.stop();
    }
  });

  it('that breaks off without end is given up', async () => {
    const server = await fileServer(({ range }, send) => send(startOf(range), startOf(range) + 10, false));
    try {
      await expect(fetched(server.url, server.url + publicPath)).rejects.toMatchObject({ code: 'network' });
      expect(server.seen.length).toBeLessThan(10);
    } finally {
      await server.stop();
    }
  });

  it('is never put together from two versions', async () => {
    const server = await fileServer(({ nth }, send, response) => {
      if (nth === 1) send(0, 1000, false);
      else response.writeHead(200, { etag: '"v2"', 'content-length': content.length }).end(content);
    });
    try {
      await expect(fetched(server.url, server.url + publicPath)).rejects.toMatchObject({ code: 'conflict' });
    } finally {
      await server.stop();
    }
  });

  it.each([
    [404, 'not-found'],
    [403, 'permission-denied'],
    [429, 'rate-limited'],
    [500, 'server'],
    [400, 'server'],
  ])('answered with %i is %s', async (status, code) => {
    const server = await fileServer((_asked, _send, response) => json(response, {}, status));
    try {
      await expect(fetched(server.url, server.url + publicPath)).rejects.toMatchObject({ code });
    } finally {
      await server.stop();
    }
  });

  it('answered with a web page is no file', async () => {
    const server = await fileServer((_asked, _send, response) => html(response));
    try {
      await expect(fetched(server.url, server.url + publicPath)).rejects.toMatchObject({ code: 'server', details: { reason: 'web-page' } });
    } finally {
      await server.stop();
    }
  });

  it('takes memory for pieces, not for the file', async () => {
    const piece = Buffer.alloc(1024 * 1024, 7);
    const pieces = 200;
    const server = await scriptedServer((_request, response) => {
      response.writeHead(200, { 'content-length': piece.length * pieces });
      let sent = 0;
      const more = (): void => {
        while (sent < pieces) {
          sent += 1;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    try {
      const file = await source(server.url).openFile(server.url + publicPath, { signal: never });
      let most = 0;
      let bytes = 0;
      const before = process.memoryUsage().arrayBuffers;
      for await (const part of file.body) {
        bytes += part.length;
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
      expect(bytes).toBe(piece.length * pieces);
      expect(most).toBeLessThan(100 * 1024 * 1024);
    } finally {
      await server.stop();
    }
  });

  it('that nobody reads to its end lets go of the connection', async () => {
    const closed = Promise.withResolvers<void>();
    const server = await fileServer((_asked, send, response) => {
      response.once('close', () => closed.resolve());
      send(0, 100_000, true);
    });
    try {
      const file = await source(server.url).openFile(server.url + publicPath, { signal: never });
      for await (const _part of file.body) break;
      await closed.promise;
    } finally {
      await server.stop();
    }
    expect(server.seen).toHaveLength(1);
  });

  it('stops at once', async () => {
    const server = await fileServer((_asked, _send, response) => void response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 100)));
    const controller = new AbortController();
    try {
      const file = await source(server.url).openFile(server.url + publicPath, { signal: controller.signal });
      const reading = bytesOf(file);
      reading.catch(() => undefined);
      controller.abort();
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    } finally {
      await server.stop();
    }
  });
});

describe('an address that leads astray', () => {
  it.each([
    ['another port of this computer', (other: string) => `${other}${publicPath}`],
    ['an ordinary website', () => `https://example.com${publicPath}`],
    ['the configured server, but no file', (_other: string, own: string) => `${own}/api/apps/${appId}/secrets`],
    ['nothing at all', () => 'hello'],
  ])('to %s is not followed', async (_name, addressOf) => {
    const other = await scriptedServer((_request, response) => response.end('secret'));
    const own = await scriptedServer((_request, response) => response.end('x'));
    try {
      await expect(source(own.url).openFile(addressOf(other.url, own.url), { signal: never })).rejects.toMatchObject({ code: 'invalid-input' });
      expect(other.seen).toEqual([]);
      expect(own.seen).toEqual([]);
    } finally {
      await other.stop();
      await own.stop();
    }
  });

  it.each([
    ['redirected to another port', undefined],
    ['signed for another port', 'other'],
    ['signed for a private network', 'https://10.0.0.1/x'],
    ['signed for a name of this computer', 'https://localhost/x'],
    ['signed for a name inside the network', 'https://printer.local/x'],
    ['signed without encryption', 'http://storage.example.com/x'],
    ['signed for an odd port', 'https://storage.example.com:8080/x'],
  ])('%s is not followed', async (_name, signed) => {
    const other = await scriptedServer((_request, response) => response.end('secret'));
    const server = await fileServer((_asked, _send, response) => response.writeHead(302, { location: `${other.url}/x` }).end(), signed === 'other' ? `${other.url}/x` : signed);
    try {
      const error = await errorOf(source(server.url).openFile(signed === undefined ? server.url + publicPath : privatePath, { signal: never }));
      expect(error).toMatchObject({ code: 'permission-denied', transient: false });
      expect(other.seen).toEqual([]);
    } finally {
      await other.stop();
      await server.stop();
    }
  });

  it('goes to the host that the API signs for, without the token', async () => {
    const asked: { url: string; headers: Headers }[] = [];
    const doubled: typeof fetch = async (input, options) => {
      const url = input instanceof Request ? input.url : String(input);
      asked.push({ url, headers: new Headers(options?.headers) });
      if (url.includes('CreateFileSignedUrl')) return Response.json({ signed_url: 'https://bucket.storage.example.com/a1_x.pdf?sig=1' });
      if (url.includes('storage.example.com')) return new Response(null, { status: 302, headers: { location: 'https://media.base44.com/files/public/x/a1_x.pdf' } });
      return new Response('bytes', { headers: { 'content-type': 'application/pdf' } });
    };
    const file = await source('https://app.base44.com', { deps: { fetch: doubled } }).openFile(privatePath, { signal: never });
    expect((await bytesOf(file)).toString()).toBe('bytes');
    const hosts = asked.map(({ url }) => new URL(url).host);
    expect(hosts).toEqual(['app.base44.com', 'bucket.storage.example.com', 'media.base44.com']);
    expect(asked.map(({ headers }) => headers.has('authorization') || headers.has('api_key'))).toEqual([true, false, false]);
  });
});
