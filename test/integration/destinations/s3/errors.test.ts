import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openS3 } from '../../../../electron/engine/destinations/s3/s3-store.ts';
import type { ObjectStore } from '../../../../electron/engine/ports/object-store.ts';
import type { ErrorCode } from '../../../../shared/model/errors.ts';
import { expectCode, listed, never, text } from '../../../conformance/object-store/fixture.ts';
import { type ScriptedServer, scriptedServer } from '../../../support/base44-source.ts';

/** How Amazon's client reads answers of servers, and what we make of it: the client is the real one, the server says what real ones say. */

const secretAccessKey = 'tell-nobody-this-secret';
const fine: Answer = { status: 200, body: '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>' };

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

let server: ScriptedServer;
let answer: Answer = fine;
beforeEach(async () => {
  answer = fine;
  server = await scriptedServer(({ method }, response: ServerResponse) => {
    response.writeHead(answer.status, { 'content-type': 'application/xml', ...answer.headers }).end(method === 'HEAD' ? undefined : (answer.body ?? ''));
  });
});
afterEach(() => server.stop());

const place = () => ({ endpoint: server.url, region: 'us-east-1', bucket: 'backups', accessKeyId: 'AKIAEXAMPLE' });
const open = () => openS3(place(), { secretAccessKey, limits: { connect: 1000, silence: 300 } });

/** As servers write it, and with a secret in its text, as if the server repeated what it was sent. */
function said(status: number, code: string, more = '', headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>You sent ${secretAccessKey}</Message>${more}<RequestId>1</RequestId></Error>` };
}

const put = (store: ObjectStore) => store.put('a', text('x'), { signal: never });

describe('an answer of the server', () => {
  it.each<readonly [string, Answer, ErrorCode, string | undefined]>([
    ['an unknown key', said(403, 'InvalidAccessKeyId'), 'auth-revoked', 'unknown-key'],
    ['a wrong secret', said(403, 'SignatureDoesNotMatch'), 'auth-revoked', 'wrong-secret'],
    ['an expired key', said(400, 'ExpiredToken'), 'auth-expired', undefined],
    ['a suspended account', said(403, 'UserSuspended'), 'permission-denied', 'account'],
    ['no permission', said(403, 'AccessDenied'), 'permission-denied', 'may-not-write'],
    ['a wrong clock', said(403, 'RequestTimeTooSkewed'), 'invalid-input', 'clock-skew'],
    ['no such bucket', said(404, 'NoSuchBucket'), 'not-found', 'place-gone'],
    ['a wrong region, told in the text', said(400, 'AuthorizationHeaderMalformed', '<Region>eu-west-3</Region>'), 'invalid-input', 'wrong-region'],
    ['a wrong region, told in a header', said(301, 'PermanentRedirect', '<Endpoint>backups.example</Endpoint>', { 'x-amz-bucket-region': 'eu-west-3' }), 'invalid-input', 'wrong-region'],
    ['a full bucket', said(403, 'QuotaExceeded'), 'quota-exceeded', undefined],
    ['a full disk', { status: 507 }, 'quota-exceeded', undefined],
    ['an open bill', { status: 402 }, 'quota-exceeded', undefined],
    ['too many requests', said(503, 'SlowDown'), 'rate-limited', undefined],
    ['too many requests, told by what stands before the server', { status: 429 }, 'rate-limited', undefined],
    ['a problem of the server', said(500, 'InternalError'), 'server', undefined],
    ['a gateway with nothing behind it', { status: 502, body: '<html>Bad gateway</html>' }, 'server', undefined],
    ['bytes that changed on the way', said(400, 'BadDigest'), 'network', 'damaged-on-the-way'],
    ['an answer of another kind of server', { status: 405, body: 'Method not allowed' }, 'server', 'unexpected-answer'],
    ['a name that no server gives', said(418, '../../etc'), 'server', 'unexpected-answer'],
  ])('%s', async (_, next, code, reason) => {
    const store = await open();
    answer = next;
    const error = await expectCode(put(store), code);
    expect(error.details.reason).toBe(reason);
    expect(error.transient).toBe(['rate-limited', 'network', 'server'].includes(code) && reason !== 'unexpected-answer');
    const everything = [error.message, error.nextStep, JSON.stringify(error.details), String(error.cause), error.stack].join('\n');
    expect(everything).not.toContain(secretAccessKey);
    expect(JSON.stringify(error.details)).not.toContain('..');
  });

  it('names the right region where the server does', async () => {
    const store = await open();
    answer = said(301, 'PermanentRedirect', '', { 'x-amz-bucket-region': 'eu-west-3' });
    const error = await expectCode(put(store), 'invalid-input');
    expect(error.message).toContain('eu-west-3');
    expect(error.nextStep).toContain('eu-west-3');
    // To HEAD there is no text at all.
    await expectCode(store.stat('a', { signal: never }), 'invalid-input');
  });

  it.each([
    ['in seconds', { 'retry-after': '7' }, 7000],
    ['as a date', { date: 'Sat, 21 Nov 2026 10:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 10:01:00 GMT' }, 60_000],
    ['not at all', {}, undefined],
    ['as nonsense', { 'retry-after': 'soon' }, undefined],
  ] as const)('that asks to wait says so %s', async (_, headers, waitMs) => {
    const store = await open();
    answer = said(503, 'SlowDown', '', headers);
    expect((await expectCode(put(store), 'rate-limited')).retryAfterMs).toBe(waitMs);
    expect(server.seen.filter(({ method, path }) => method === 'PUT' && path.endsWith('/a'))).toHaveLength(1);
  });

  it.each([
    ['write', 's3:PutObject', put],
    ['read', 's3:GetObject', (store: ObjectStore) => store.get('a', { signal: never })],
    ['list', 's3:ListBucket', (store: ObjectStore) => listed(store, '')],
    ['delete', 's3:DeleteObject', (store: ObjectStore) => store.delete('a', { signal: never })],
  ] as const)('that forbids to %s names the permission that lacks', async (what, permission, work) => {
    const store = await open();
    answer = said(403, 'AccessDenied');
    const error = await expectCode(work(store), 'permission-denied');
    expect(error.nextStep).toContain(permission);
    expect(error.details.reason).toBe(`may-not-${what}`);
  });

  it('keeps telling of a wrong clock: the client does not quietly take the server’s', async () => {
    const store = await open();
    answer = said(403, 'RequestTimeTooSkewed', '<ServerTime>2031-01-01T00:00:00Z</ServerTime>', { date: 'Wed, 01 Jan 2031 00:00:00 GMT' });
    for (let tries = 0; tries < 2; tries += 1) expect((await expectCode(put(store), 'invalid-input')).details.reason).toBe('clock-skew');
    const dates = server.seen.map(({ headers }) => String(headers['x-amz-date']).slice(0, 4));
    expect(dates).not.toContain('2031');
  });
});

describe('no answer', () => {
  it('because nothing listens there', async () => {
    const store = await open();
    await server.stop();
    expect((await expectCode(put(store), 'network')).transient).toBe(true);
  });

  it('because the name of the server is wrong', async () => {
    const store = await openS3({ ...place(), endpoint: 'http://no-such-server.invalid' }, { secretAccessKey });
    const error = await expectCode(put(store), 'network');
    expect(error.details.reason).toBe('no-such-server');
    expect(error.message).toContain('no-such-server.invalid');
  });

  it('in time', async () => {
    const store = await open();
    await server.stop();
    const silent = await scriptedServer(() => undefined);
    const waiting = await openS3({ ...place(), endpoint: silent.url }, { secretAccessKey, limits: { connect: 1000, silence: 200 } });
    expect((await expectCode(put(waiting), 'network')).details.reason).toBe('timeout');
    await silent.stop();
    await expectCode(put(store), 'network');
  });
});
