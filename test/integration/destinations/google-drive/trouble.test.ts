import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../../electron/engine/ports/object-store.ts';
import type { ErrorCode } from '../../../../shared/model/errors.ts';
import { collect, expectCode, pattern, text } from '../../../conformance/object-store/fixture.ts';
import type { DrivePlace } from '../../../support/google/drive-place.ts';
import { startDrivePlace } from '../../../support/google/drive-place.ts';
import type { GoogleFault, RequestKind } from '../../../support/google/faults.ts';

const { signal } = new AbortController();
const chunkSize = 256 * 1024;
const big = pattern(chunkSize + 1);

let drive: DrivePlace;
let store: ObjectStore;
beforeEach(async () => {
  drive = await startDrivePlace({ chunkSize });
  store = await drive.open();
  await store.put('there', text('0123456789'), { signal });
});
afterEach(() => drive.google.close());

function expectNoSecret(error: unknown): void {
  const shown = inspect(error, { depth: 12, showHidden: true });
  expect(shown).not.toMatch(/access-[0-9a-f]{8}|refresh-[0-9a-f]{8}|upload_id/);
}

interface Case {
  readonly fault: GoogleFault;
  readonly code: ErrorCode;
  readonly transient: boolean;
  readonly says: RegExp;
}

const status = (number: number, reason?: string): GoogleFault => ({ kind: 'status', status: number, ...(reason === undefined ? {} : { reason }) });

describe('what went wrong is said as what it is', () => {
  it.each<Case>([
    { fault: status(429, 'rateLimitExceeded'), code: 'rate-limited', transient: true, says: /slow down/ },
    { fault: status(403, 'userRateLimitExceeded'), code: 'rate-limited', transient: true, says: /slow down/ },
    { fault: status(403, 'dailyLimitExceeded'), code: 'rate-limited', transient: false, says: /today/ },
    { fault: status(403, 'storageQuotaExceeded'), code: 'quota-exceeded', transient: false, says: /storage is full/ },
    { fault: status(403, 'teamDriveFileLimitExceeded'), code: 'quota-exceeded', transient: false, says: /as many files/ },
    { fault: status(403, 'insufficientFilePermissions'), code: 'permission-denied', transient: false, says: /does not let Holdfast list/ },
    { fault: status(403, 'accessNotConfigured'), code: 'permission-denied', transient: false, says: /not switched on/ },
    { fault: status(403, 'domainPolicy'), code: 'permission-denied', transient: false, says: /organisation/ },
    { fault: status(403, 'insufficientPermissions'), code: 'permission-denied', transient: false, says: /not allowed to use Google Drive/ },
    { fault: status(400, 'invalid'), code: 'server', transient: false, says: /refused/ },
    { fault: { kind: 'status', status: 400, reason: 'invalid', location: 'pageToken' }, code: 'server', transient: true, says: /refused/ },
    { fault: status(500), code: 'server', transient: true, says: /problem of its own/ },
    { fault: { kind: 'html', status: 502 }, code: 'server', transient: true, says: /problem of its own/ },
    { fault: { kind: 'html', status: 200 }, code: 'network', transient: true, says: /made no sense/ },
    { fault: { kind: 'answer', body: { files: [{ id: 1 }] } }, code: 'network', transient: true, says: /made no sense/ },
    { fault: { kind: 'answer', body: { files: [], incompleteSearch: true } }, code: 'network', transient: true, says: /made no sense/ },
    { fault: { kind: 'reset' }, code: 'network', transient: true, says: /could not be reached/ },
    { fault: { kind: 'cut', afterBytes: 10 }, code: 'network', transient: true, says: /could not be reached/ },
  ])('$fault.kind $fault.status $fault.reason while listing', async ({ fault, code, transient, says }) => {
    const hits = drive.google.faults.add('list', fault, { times: 99 });
    const error = await expectCode(collect(store.list('', { signal })), code);
    expect(error.message).toMatch(says);
    expect(error.transient).toBe(transient);
    // Trying again is a wrapper’s work.
    expect(hits()).toBe(1);
    expectNoSecret(error);
  });

  it.each<[string, RequestKind, GoogleFault, ErrorCode]>([
    ['a token that cannot be had because of Google', 'token', status(503), 'server'],
    ['a client id that was switched off', 'token', { kind: 'status', status: 401, body: { error: 'deleted_client', error_description: 'The OAuth client was deleted.' } }, 'permission-denied'],
  ])('%s', async (_, on, fault, code) => {
    drive.google.faults.add(on, fault);
    expectNoSecret(await expectCode(drive.open(), code));
  });

  it('waits as long as Google asks', async () => {
    drive.google.faults.add('get', { kind: 'status', status: 429, reason: 'rateLimitExceeded', retryAfter: '7' });
    expect((await expectCode(store.stat('there', { signal }), 'rate-limited')).retryAfterMs).toBe(7000);
  });

  it('an object that arrives in part', async () => {
    drive.google.faults.add('media', { kind: 'cut', afterBytes: 5 });
    await expectCode(store.get('there', { signal }), 'network');
    drive.google.faults.add('media', { kind: 'html', status: 200 });
    await expectCode(store.get('there', { signal }), 'network');
  });

  it('what hangs is given up after a while: a listing, an object on its way, a token', async () => {
    const impatient = await startDrivePlace({ stuckAfterMs: 1000 });
    try {
      const opened = await impatient.open();
      for (const kind of ['list', 'upload', 'token'] as const) impatient.google.faults.add(kind, { kind: 'hang' }, kind === 'list' ? { nth: 2 } : {});
      const storing = expectCode(opened.put('new', text('x'), { signal }), 'network');
      while (!impatient.google.requests.includes('upload')) await nextTurn();
      await Promise.all([storing, expectCode(collect(opened.list('', { signal })), 'network'), expectCode(impatient.open(), 'network')]);
      expect(impatient.objects()).toEqual([]);
    } finally {
      await impatient.google.close();
    }
  });

  it('what hangs can be stopped at once', async () => {
    for (const kind of ['list', 'upload', 'media', 'token'] as const) {
      const stop = new AbortController();
      drive.google.faults.clear();
      drive.google.faults.add(kind, { kind: 'hang' });
      const before = drive.google.requests.length;
      const calls = {
        list: () => collect(store.list('', { signal: stop.signal })),
        upload: () => store.put('new', text('x'), { signal: stop.signal }),
        media: () => store.get('there', { signal: stop.signal }),
        token: () => store.stat('there', { signal: stop.signal }),
      };
      if (kind === 'token') drive.google.signIns.expireAccessTokens();
      const stopped = expectCode(calls[kind](), 'cancelled');
      while (!drive.google.requests.slice(before).includes(kind)) await nextTurn();
      stop.abort();
      await stopped;
    }
    expect(drive.objects()).toHaveLength(1);
  });

  it('a server that is gone', async () => {
    await drive.google.close();
    expectNoSecret(await expectCode(store.get('there', { signal }), 'network'));
    expectNoSecret(await expectCode(store.put('new', text('x'), { signal }), 'network'));
  });
});

describe('the sign-in', () => {
  it('is renewed unnoticed when an access token expires early, in the middle of an upload too', async () => {
    drive.google.faults.add('upload', { kind: 'run', run: () => drive.google.signIns.expireAccessTokens() }, { nth: 2 });
    await store.put('big', big, { signal });
    drive.google.signIns.expireAccessTokens();
    expect(Buffer.compare(await store.get('big', { signal }), big)).toBe(0);
    expect(drive.google.requests.filter((kind) => kind === 'upload-start')).toHaveLength(2);
  });

  it('is expired when Google takes no token at all, and is not asked for for ever', async () => {
    const hits = drive.google.faults.add('get', status(401, 'authError'), { times: 99 });
    const error = await expectCode(store.stat('there', { signal }), 'auth-expired');
    expect(error.transient).toBe(false);
    expect(hits()).toBe(2);
    expectNoSecret(error);
  });

  it.each([
    ['revoked', 'auth-revoked', /withdrawn in your Google account, or has expired/],
    ['sign-in-again', 'auth-expired', /organisation/],
  ] as const)('that is refused (%s) is told apart, and goes on after signing in', async (why, code, says) => {
    drive.google.faults.add('upload', { kind: 'run', run: () => drive.google.signIns.refuse(why) }, { nth: 2 });
    const error = await expectCode(store.put('big', big, { signal }), code);
    expect(error.message).toMatch(says);
    expect(error.nextStep).toMatch(/Sign in to Google again/);
    expect(error.transient).toBe(false);
    expectNoSecret(error);
    drive.google.signIns.acceptAgain();
    await store.put('big', big, { signal });
    expect((await store.stat('big', { signal }))?.size).toBe(big.byteLength);
  });
});

describe('a full account', () => {
  it('takes nothing more, and keeps what it has', async () => {
    drive.google.world.limits.set(drive.caller.account, 1000);
    expect(await store.capabilities.freeSpace?.({ signal })).toBe(990);
    await expectCode(store.put('new', pattern(991), { signal }), 'quota-exceeded');
    await expectCode(store.put('there', pattern(1001), { signal }), 'quota-exceeded');
    expect(Buffer.from(await store.get('there', { signal })).toString()).toBe('0123456789');
    await store.put('new', pattern(990), { signal });
    expect(await store.capabilities.freeSpace?.({ signal })).toBe(0);
  });

  it('that fills up half-way leaves no half object', async () => {
    drive.google.faults.add('upload', { kind: 'run', run: () => void drive.google.world.limits.set(drive.caller.account, 1000) }, { nth: 2 });
    await expectCode(store.put('big', big, { signal }), 'quota-exceeded');
    expect(drive.objects()).toHaveLength(1);
  });
});
