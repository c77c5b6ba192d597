import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openS3 } from '../../../../electron/engine/destinations/s3/s3-store.ts';
import { expectCode, listed, never, stream, text } from '../../../conformance/object-store/fixture.ts';
import { type ScriptedServer, scriptedServer, type SeenRequest } from '../../../support/base44-source.ts';

/** What is asked of a server, and what is made of answers that another server would not give. */

let server: ScriptedServer;
let answerTo: (request: SeenRequest) => { readonly status: number; readonly body?: string } | undefined = () => undefined;
beforeEach(async () => {
  answerTo = () => undefined;
  server = await scriptedServer((request, response) => {
    const { status, body } = answerTo(request) ?? { status: 200, body: request.query.has('list-type') ? listing([]) : '' };
    response.writeHead(status, { 'content-type': 'application/xml', etag: '"1"' }).end(body);
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
});

/** An object that is asked for by HEAD. */
const isLookedFor = ({ method, path }: SeenRequest) => method === 'HEAD' && path.includes('/acme/');
const open = () => openS3({ endpoint: server.url, region: 'us-east-1', bucket: 'backups', prefix: 'acme', accessKeyId: 'AKIAEXAMPLE' }, { secretAccessKey: 'tell-nobody' });
const putsOf = (key: string) => server.seen.filter(({ method, path }) => method === 'PUT' && path === `/backups/acme/${key}`);

function listing(keys: readonly string[], next?: string): string {
  const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>${next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}${contents}</ListBucketResult>`;
}

describe('a small put', () => {
  it('is one request with a checksum every server knows, a condition only where one is wanted, and no secret', async () => {
    answerTo = (request) => (isLookedFor(request) ? { status: 404 } : undefined);
    const store = await open();
    await store.put('plain', text('hello'), { signal: never });
    await store.put('claimed', stream(5, 2), { signal: never, ifAbsent: true });
    const [plain] = putsOf('plain');
    const claimed = putsOf('claimed').at(-1);
    expect([plain?.body, plain?.headers['content-md5'], plain?.headers['content-length'], plain?.headers['if-none-match']]).toEqual(['hello', 'XUFAKrxLKna5cZ2REBfFkg==', '5', undefined]);
    expect(claimed?.headers['if-none-match']).toBe('*');
    // Servers that are not Amazon's store the chunks of a trailing checksum as if they were the object.
    expect(plain?.headers['content-encoding'] ?? '').not.toContain('aws-chunked');
    expect(JSON.stringify(server.seen)).not.toContain('tell-nobody');
  });

  it('goes to the server the place names, whatever the environment says', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'SOMEBODYELSE');
    vi.stubEnv('AWS_REGION', 'ap-south-1');
    const store = await open();
    await store.put('plain', text('hello'), { signal: never });
    expect(putsOf('plain')[0]?.headers['authorization']).toMatch(/Credential=AKIAEXAMPLE\/\d+\/us-east-1\/s3\//);
  });
});

describe('a place that is only looked at', () => {
  const look = () => openS3({ endpoint: server.url, region: 'us-east-1', bucket: 'backups', prefix: 'acme', accessKeyId: 'AKIAEXAMPLE' }, { secretAccessKey: 'tell-nobody', readOnly: true });

  it('is opened with one request, which writes nothing', async () => {
    await look();
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /backups/']);
  });

  it('says at once that nothing answers where somebody waits for it, and at the first call otherwise', async () => {
    const place = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1', bucket: 'backups', accessKeyId: 'AKIAEXAMPLE' };
    await expectCode(openS3(place, { secretAccessKey: 'tell-nobody', readOnly: true, mustAnswer: true }), 'network');
    await openS3(place, { secretAccessKey: 'tell-nobody', readOnly: true });
  });

  it('has its folders named without any of their objects being listed, also those of other programs, page by page', async () => {
    const page = (names: readonly string[], next?: string) => {
      const folders = names.map((name) => `<CommonPrefixes><Prefix>acme/${name}/</Prefix></CommonPrefixes>`).join('');
      return listing([], next).replace('</ListBucketResult>', `<EncodingType>url</EncodingType>${folders}</ListBucketResult>`);
    };
    const store = await look();
    answerTo = ({ query }) => ({ status: 200, body: query.get('continuation-token') === null ? page(['b', 'Our%20Backups'], 'more') : page(['c']) });
    expect(await store.folders?.('', { signal: never, most: 10 })).toEqual(['Our Backups', 'b', 'c']);
    expect(server.seen.slice(1).map(({ query }) => query.get('delimiter'))).toEqual(['/', '/']);
  });
});

describe('a server', () => {
  it('that ignores the condition is not believed to create atomically; what is there is looked for first', async () => {
    answerTo = (request) => (isLookedFor(request) ? { status: 404 } : undefined);
    const store = await open();
    expect(store.capabilities.createOnly).toBe(false);
    await store.put('new', text('x'), { signal: never, ifAbsent: true });
    answerTo = () => undefined;
    await expectCode(store.put('new', text('y'), { signal: never, ifAbsent: true }), 'conflict');
    expect(putsOf('new')).toHaveLength(1);
  });

  it('that does not know the condition gets the put without it', async () => {
    answerTo = (request) => {
      if (isLookedFor(request)) return { status: 404 };
      return request.headers['if-none-match'] === undefined ? undefined : { status: 501, body: '<Error><Code>NotImplemented</Code></Error>' };
    };
    const store = await open();
    expect(store.capabilities.createOnly).toBe(false);
    await store.put('new', text('x'), { signal: never, ifAbsent: true });
    expect(putsOf('new').at(-1)?.headers['if-none-match']).toBeUndefined();
  });

  it('that refuses the second of two is believed, and asked with one request from then on', async () => {
    let there = false;
    answerTo = ({ method, path, headers }) => {
      if (method !== 'PUT' || headers['if-none-match'] === undefined) return undefined;
      if (there && path.endsWith('~holdfast-create-only.txt')) return { status: 412, body: '<Error><Code>PreconditionFailed</Code></Error>' };
      there = true;
      return undefined;
    };
    expect((await open()).capabilities.createOnly).toBe(true);
    expect((await open()).capabilities.createOnly).toBe(true);
    expect(server.seen.filter(({ method }) => method === 'PUT')).toHaveLength(3);
  });

  it('that cannot be reached while the place is opened is told of by the first call, which can be tried again', async () => {
    answerTo = () => ({ status: 503 });
    const store = await open();
    expect(store.capabilities).toMatchObject({ createOnly: false, versioned: false });
    expect((await expectCode(listed(store, ''), 'server')).transient).toBe(true);
    answerTo = () => undefined;
    expect(await listed(store, '')).toEqual([]);
  });

  it('that lists in no order, or stops in the middle, is not mistaken for a smaller place', async () => {
    const store = await open();
    answerTo = () => ({ status: 200, body: listing(['acme/b', 'acme/a']) });
    expect((await expectCode(listed(store, ''), 'server')).details.reason).toBe('unordered-listing');
    answerTo = () => ({ status: 200, body: listing(['acme/a', 'acme/b']).replace('<IsTruncated>false', '<IsTruncated>true') });
    expect((await expectCode(listed(store, ''), 'server')).details.reason).toBe('unordered-listing');
  });

  it('is asked page after page, and its other files are passed over', async () => {
    const store = await open();
    answerTo = ({ query }) => ({ status: 200, body: query.get('continuation-token') === null ? listing(['acme/a', 'acme/b/', 'acme/~holdfast-create-only.txt'], 'more') : listing(['acme/c']) });
    expect(await listed(store, '')).toEqual([{ key: 'a', size: 1 }, { key: 'c', size: 1 }]);
  });

  it('that ignores ranges is taken the part from what it gives', async () => {
    const store = await open();
    answerTo = () => ({ status: 200, body: '0123456789' });
    expect(Buffer.from(await store.get('a', { signal: never, range: { start: 3, end: 5 } })).toString()).toBe('34');
  });

  it('that sends a page in HTML is not an S3 server', async () => {
    answerTo = ({ method }) => (method === 'GET' ? { status: 200, body: '<!doctype html><title>Welcome</title><p>Please sign in<br>' } : undefined);
    await expect(open()).rejects.toMatchObject({ code: 'server', transient: false, details: { reason: 'unexpected-answer' } });
  });
});

describe('deleting many', () => {
  const isMany = ({ method, query }: SeenRequest) => method === 'POST' && query.has('delete');
  const answer = (deleted: readonly string[], errors: Readonly<Record<string, string>> = {}) =>
    `<?xml version="1.0"?><DeleteResult>${deleted.map((key) => `<Deleted><Key>acme/${key}</Key></Deleted>`).join('')}${Object.entries(errors).map(([key, code]) => `<Error><Key>acme/${key}</Key><Code>${code}</Code></Error>`).join('')}</DeleteResult>`;
  const deleteMany = async (...keys: readonly string[]) => (await open()).deleteMany?.(keys, { signal: never });

  it('is one request with the checksum every server knows, and tells what became of each', async () => {
    answerTo = (request) => (isMany(request) ? { status: 200, body: answer(['a'], { b: 'AccessDenied', c: 'SlowDown', d: 'NoSuchKey' }) } : undefined);
    const left = await deleteMany('a', 'b', 'c', 'd');
    expect([...(left ?? [])].map(([key, { code, transient }]) => [key, code, transient])).toEqual([['b', 'permission-denied', false], ['c', 'rate-limited', true]]);
    const sent = server.seen.find(isMany);
    expect(sent?.headers['content-md5']).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(sent?.body).toContain('<Key>acme/a</Key>');
  });

  it('goes one by one at a server that knows no such request, which is asked once', async () => {
    answerTo = (request) => (isMany(request) ? { status: 501, body: '<Error><Code>NotImplemented</Code></Error>' } : request.method === 'DELETE' && request.path.endsWith('/b') ? { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' } : undefined);
    const store = await open();
    for (let n = 0; n < 2; n += 1) expect([...((await store.deleteMany?.(['a', 'b', 'c'], { signal: never })) ?? [])].map(([key, { code }]) => [key, code])).toEqual([['b', 'permission-denied']]);
    expect(server.seen.filter(isMany)).toHaveLength(1);
    expect(server.seen.filter(({ method }) => method === 'DELETE')).toHaveLength(6);
  });

  it('is not believed where the answer does not speak of an object', async () => {
    answerTo = (request) => (isMany(request) ? { status: 200, body: answer(['a']) } : undefined);
    expect((await expectCode(deleteMany('a', 'b'), 'server')).transient).toBe(false);
  });
});
