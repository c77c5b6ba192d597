import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { appId, entityNamed, errorOf, html, json, never, read, scriptedServer, source, whileTimePasses } from '../../support/base44-source.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { workshop } from '../../support/workshop.ts';

// How the source meets tokens, addresses and answers of every kind.

let app: RunningSampleApp;
beforeAll(async () => {
  app = await startSampleApp({ dataset: workshop() });
});
afterAll(() => app.stop());

const connect = (token: string, more: { readonly appId?: string } = {}) => source(app.url, { config: { appId: more.appId ?? app.appId }, deps: { token } });

describe('a token', () => {
  it.each([
    ['token', 0],
    ['readOnlyToken', 0],
    ['legacyApiKey', 1],
  ] as const)('that is a %s is accepted, and how is found out once', async (name, refusals) => {
    app.resetStats();
    const one = connect(app[name]);
    const { entities, notes } = await one.describe({ signal: never });
    expect(entities.map((entity) => entity.name)).toEqual(['Task', 'Note', 'User']);
    for (const entity of entities) expect((await read(one, entity)).problems).toEqual([]);
    expect(app.stats().byStatus['401'] ?? 0).toBe(refusals);
    expect(notes.some((note) => note.includes('account API key'))).toBe(name === 'legacyApiKey');
  });

  it.each([
    ['made up', (): string => 'made-up', 'auth-revoked', /does not accept/],
    ['expired', (): string => app.expiredToken, 'auth-expired', /has expired/],
    ['revoked', (): string => app.revokedToken, 'auth-revoked', /does not accept|revoked/],
    ['of a workspace', (): string => app.workspaceKey, 'invalid-input', /workspace API key/],
    ['cut off with a line break', (): string => 'abc\ndef', 'invalid-input', /characters/],
    ['empty', (): string => '  ', 'invalid-input', /empty/],
    ['with letters no header takes', (): string => 'tökén', 'invalid-input', /characters/],
    ['of a user who is no editor', (): string => app.tokenFor('ada@workshop.example'), 'permission-denied', /may not read the app's tables/],
  ] as const)('that is %s is told apart, with where to click', async (_name, tokenOf, code, sentence) => {
    const error = await errorOf((async () => connect(tokenOf()).describe({ signal: never }))());
    expect(error).toMatchObject({ code, transient: false });
    expect(error.message).toMatch(sentence);
    expect(error.nextStep).toMatch(/Settings → Secrets → Personal access tokens/);
  });

  it('that says itself that its time is over is called expired', async () => {
    const server = await scriptedServer((_request, response) => json(response, { message: 'Unauthorized' }, 401));
    const claims = Buffer.from(JSON.stringify({ exp: 1_700_000_000 })).toString('base64url');
    try {
      await expect(source(server.url, { deps: { token: `e30.${claims}.sig` } }).describe({ signal: never })).rejects.toMatchObject({ code: 'auth-expired' });
      await expect(source(server.url).describe({ signal: never })).rejects.toMatchObject({ code: 'auth-revoked' });
    } finally {
      await server.stop();
    }
  });

  it('that ends in the middle of a run ends the run, and a new one goes on', async () => {
    try {
      const one = connect(app.token);
      const { entities } = await one.describe({ signal: never });
      app.faults.add({ on: { kind: 'list-v2', entity: 'Task' }, do: { kind: 'token-expires' } });
      const error = await errorOf(read(one, entities[0] ?? entityNamed('Task')));
      expect(error.code).toBe('auth-expired');
      app.faults.clear();
      expect((await read(connect(app.token), entityNamed('Task'))).records).toHaveLength(10);
    } finally {
      app.faults.clear();
    }
  });

  it('that worked and is refused without a reason is said to have worked', async () => {
    let accepts = true;
    const server = await scriptedServer((request, response) => {
      if (accepts) json(response, request.path.endsWith('/count') ? { count: 3 } : {});
      else json(response, {}, 401);
    });
    try {
      const one = source(server.url);
      expect(await one.count(entityNamed('Task'), { signal: never })).toBe(3);
      accepts = false;
      const error = await errorOf(one.count(entityNamed('Task'), { signal: never }));
      expect(error.code).toBe('auth-expired');
      expect(error.message).toMatch(/worked and is no longer accepted/);
    } finally {
      await server.stop();
    }
  });

  it('is sent in one header or the other, with the app, and nowhere else', async () => {
    const server = await scriptedServer((request, response) => json(response, {}, request.headers['api_key'] === undefined ? 401 : 404));
    try {
      await errorOf(source(server.url, { deps: { token: 'secret-token' } }).describe({ signal: never }));
      for (const { headers, path, query, body } of server.seen) {
        expect([headers.authorization, headers['api_key']].filter((value) => value !== undefined)).toHaveLength(1);
        expect(headers['x-app-id']).toBe(appId);
        expect(path + query.toString() + body).not.toContain('secret-token');
      }
      expect(new Set(server.seen.map(({ headers }) => headers.authorization ?? headers['api_key']))).toEqual(new Set(['Bearer secret-token', 'secret-token']));
    } finally {
      await server.stop();
    }
  });
});

describe('an address', () => {
  it('with an app that is not there says so, and where the id is found', async () => {
    const error = await errorOf(connect(app.token, { appId: 'ffffffffffffffffffffffff' }).describe({ signal: never }));
    expect(error.code).toBe('not-found');
    expect(error.message).toMatch(/no app with this id/);
    expect(error.nextStep).toMatch(/app\.base44\.com\/apps\/<id>\/editor/);
  });

  it.each([
    ['of a server that is gone', 'http://127.0.0.1:1024', /cannot be reached/],
    ['with a port that is no use', 'http://127.0.0.1:9', /cannot be reached/],
    ['of no server', 'http://holdfast.invalid', /No server called holdfast.invalid was found|cannot be reached/],
  ])('%s is tried a few times, then said', async (_name, url, sentence) => {
    const clock = new FakeClock();
    const error = await errorOf(whileTimePasses(clock, source(url, { config: { plan: 'unmetered' }, deps: { clock } }).describe({ signal: never })));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(sentence);
    expect(error.nextStep).toMatch(/address/);
  });

  it.each([200, 404, 403, 500, 502])('that answers with a web page, status %i, is an error with what to look at', async (status) => {
    const clock = new FakeClock();
    const server = await scriptedServer((_request, response) => html(response, status));
    try {
      const error = await errorOf(whileTimePasses(clock, source(server.url, { deps: { clock } }).describe({ signal: never })));
      expect(error.code).toBe({ 200: 'server', 404: 'not-found', 403: 'permission-denied', 500: 'server', 502: 'server' }[status]);
      expect(error.nextStep.length).toBeGreaterThan(20);
      expect(`${error.message} ${error.nextStep}`).not.toContain('sign in</title>');
    } finally {
      await server.stop();
    }
  });

  it('of a server that answers everything and is not Base44 says so', async () => {
    const server = await scriptedServer((_request, response) => json(response, { ok: true }));
    try {
      const error = await errorOf(source(server.url).describe({ signal: never }));
      expect(error).toMatchObject({ code: 'not-found', message: expect.stringContaining('not as Base44 does'), nextStep: expect.stringContaining('https://app.base44.com') });
    } finally {
      await server.stop();
    }
  });

  it('that says JSON and sends a page all the same is a page', async () => {
    const clock = new FakeClock();
    const server = await scriptedServer((_request, response) => json(response, '  <!doctype html><p>x'));
    try {
      await expect(whileTimePasses(clock, source(server.url, { deps: { clock } }).describe({ signal: never }))).rejects.toMatchObject({ code: 'server', details: { reason: 'web-page' } });
    } finally {
      await server.stop();
    }
  });

  it('that sends us on is followed on the same server only', async () => {
    const elsewhere = await scriptedServer((_request, response) => json(response, { count: 1 }));
    const server = await scriptedServer((request, response) => {
      const target = request.path.endsWith('/here/count') ? '/moved' : `${elsewhere.url}/count`;
      if (request.path === '/moved') json(response, { count: 7 });
      else response.writeHead(307, { location: target }).end();
    });
    try {
      const one = source(server.url);
      expect(await one.count(entityNamed('here'), { signal: never })).toBe(7);
      const error = await errorOf(one.count(entityNamed('there'), { signal: never }));
      expect(error).toMatchObject({ code: 'invalid-input', transient: false });
      expect(error.message).toContain('the access token is not sent there');
      expect(elsewhere.seen).toEqual([]);
    } finally {
      await server.stop();
      await elsewhere.stop();
    }
  });
});

describe('the token', () => {
  const token = 'hf-SECRET+/=%22-0123456789';

  it.each<readonly [string, Parameters<typeof scriptedServer>[0]]>([
    ['every status', (request, response) => json(response, { message: `token ${request.headers.authorization} is bad`, error_type: String(request.headers.authorization) }, 400 + (request.path.length % 30), { 'x-request-id': String(request.headers.authorization) })],
    ['a failing server', (request, response) => json(response, { detail: request.headers.authorization }, 500)],
    ['a page that shows it', (request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${request.headers.authorization}`)],
    ['text that is no JSON', (request, response) => json(response, `{"items": [${request.headers.authorization}`)],
    ['a redirect that holds it', (request, response) => response.writeHead(302, { location: `http://x.example/${encodeURIComponent(String(request.headers.authorization))}` }).end()],
    ['a broken connection', (_request, response) => response.destroy()],
  ])('is in no error and no log line: %s', async (_name, answer) => {
    const server = await scriptedServer(answer);
    const clock = new FakeClock();
    try {
      const one = source(server.url, { deps: { token, clock } });
      const entity = entityNamed('Task');
      const outcomes = await whileTimePasses(
        clock,
        Promise.allSettled([
          one.describe({ signal: never }),
          one.config({ signal: never }),
          read(one, entity),
          read(one, entity, { since: new Date() }),
          one.count(entity, { signal: never }),
          one.openFile(`/api/apps/${appId}/files/private/${appId}/x.pdf`, { signal: never }),
        ]),
      );
      const everything = inspect([outcomes, one.logged], { depth: 20, showHidden: true, maxStringLength: null });
      for (const form of [token, 'SECRET', encodeURIComponent(token), Buffer.from(token).toString('base64')]) expect(everything).not.toContain(form);
      expect(everything).toContain('HoldfastError');
    } finally {
      await server.stop();
    }
  });

  it('is in no error when a server uses it as a name', async () => {
    const word = 'AbcSECRET0123456789abcdef';
    for (const answer of [
      (_request: unknown, response: ServerResponse): void => json(response, { error_type: word }, 422, { 'x-request-id': word }),
      (_request: unknown, response: ServerResponse): void => void response.writeHead(302, { location: `http://${word}.example/` }).end(),
    ]) {
      const server = await scriptedServer(answer);
      try {
        const one = source(server.url, { deps: { token: word } });
        const outcomes = await Promise.allSettled([one.describe({ signal: never }), read(one, entityNamed('Task'))]);
        expect(inspect([outcomes, one.logged], { depth: 20, showHidden: true })).not.toMatch(/SECRET/i);
      } finally {
        await server.stop();
      }
    }
  });

  it('is in none either when the network library quotes the request', async () => {
    const leaky: typeof fetch = async (_url, options) => {
      const headers = new Headers(options?.headers);
      throw new TypeError(`fetch failed with ${headers.get('authorization') ?? headers.get('api_key')}`, { cause: Object.assign(new Error(`socket said ${encodeURIComponent(token)}`), { code: 'ECONNRESET' }) });
    };
    const clock = new FakeClock();
    const one = source('http://127.0.0.1:1', { deps: { token, clock, fetch: leaky } });
    const error = await errorOf(whileTimePasses(clock, one.describe({ signal: never })));
    expect(error.code).toBe('network');
    expect(inspect([error, one.logged], { depth: 20, showHidden: true })).not.toMatch(/SECRET/);
  });
});
