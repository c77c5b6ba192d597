import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FaultAction, RunningSampleApp } from '../../../electron/sample-app/index.ts';
import type { AppWriter } from '../../../electron/engine/ports/app-writer.ts';
import type { EntityDescription } from '../../../shared/model/app.ts';
import { openBase44Writer } from '../../../electron/engine/sources/base44/writing/open-writer.ts';
import type { JsonObject } from '../../../shared/model/record.ts';
import { parseJson } from '../../../shared/model/record.ts';
import { appId, entityNamed, errorOf, json, never, whileTimePasses } from '../../support/base44-source.ts';
import { describedEntity, startScripted, startWriting, writerAt, writerOf } from '../../support/base44-writer.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { hexId, people, trashedId } from '../../support/workshop.ts';

// What befalls writing, on the wire: nothing is done twice, nothing else is touched, and what is not known is said.

const options = { signal: never };

const titles = (of: RunningSampleApp): readonly unknown[] => of.edit.records('Task').map((record) => record['title']);
const ids = [hexId(1000), hexId(1001), hexId(1002)];

/** Every title of records that appeared since. */
async function appeared(writer: AppWriter, entity: EntityDescription, since: Date): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const page of writer.createdSince(entity, since, options)) found.push(...page.map(({ json: line }) => (parseJson(line) as JsonObject)['title']));
  return found;
}

const passing: readonly (readonly [string, FaultAction])[] = [
  ['429', { kind: 'rate-limited' }],
  ['429 with Retry-After', { kind: 'rate-limited', retryAfter: '1' }],
  ['500 with a web page', { kind: 'html' }],
  ['a broken connection', { kind: 'reset' }],
  ['an answer that breaks off', { kind: 'reset', afterBytes: 1 }],
  ['JSON cut off', { kind: 'cut-json' }],
  ['done, but reported failed', { kind: 'fail-after' }],
];

describe('what passes', () => {
  it.each(passing)('with %s at each write comes to the same, and nothing is made twice', async (_name, fault) => {
    const sample = await startWriting();
    const writer = writerOf(sample);
    const task = await describedEntity(sample);
    const since = writer.platformTime();
    for (const kind of ['bulk-update', 'delete-many', 'restore-many'] as const) sample.faults.add({ on: { kind }, do: fault, times: 1 });
    expect(await writer.update(task, ids.map((id, n) => ({ id, fields: { title: `Again ${n}` } })), options)).toEqual({ refused: [] });
    await writer.remove(task, ids.slice(0, 2), options);
    await writer.untrash(task, ids.slice(0, 1), options);
    expect(titles(sample).slice(0, 3)).toEqual(['Again 0', 'Again 2', 'Task 3']);
    expect(sample.edit.records('Task')).toHaveLength(9);
    expect(sample.stats().webhooks).toEqual([]);

    sample.faults.add({ on: { kind: 'bulk-create' }, do: fault, times: 1 });
    try {
      await writer.create(task, [{ title: 'Once' }], options);
    } catch (error) {
      expect(error).toMatchObject({ details: { reason: 'outcome-unknown' }, transient: false });
      const found = await appeared(writer, task, since);
      if (found.length === 0) await writer.create(task, [{ title: 'Once' }], options);
    }
    expect(titles(sample).filter((title) => title === 'Once')).toHaveLength(1);
  });

  it('a server that is not there yet was never asked: that is no doubt, and is tried again', async () => {
    const sample = await startWriting();
    const writer = writerOf(sample, sample.token, 0.5);
    const task = await describedEntity(sample);
    await writer.read(task, ids, options);
    await sample.faults.refuseConnections(300);
    // A connection that was kept open and broke under the request would leave a doubt: let its end be noticed first.
    await pause(50);
    expect((await writer.create(task, [{ title: 'Late' }], options)).ids).toHaveLength(1);
    expect(titles(sample).filter((title) => title === 'Late')).toHaveLength(1);
  });
});

describe('what is not known', () => {
  it('is said when somebody stops it under way, as stopped', async () => {
    const sample = await startWriting();
    const writer = writerOf(sample);
    const task = await describedEntity(sample);
    const stop = new AbortController();
    await writer.read(task, ids, options);
    sample.faults.onRequest(({ kind }) => {
      if (kind === 'bulk-create') setTimeout(() => stop.abort(), 50);
    });
    sample.faults.add({ on: { kind: 'bulk-create' }, do: { kind: 'slow', ms: 200 }, times: 1 });
    const error = await errorOf(writer.create(task, [{ title: 'Stopped' }], { signal: stop.signal }));
    expect([error.code, error.details['reason']]).toEqual(['cancelled', 'outcome-unknown']);
  });

  it('is said when a later part fails for any reason, since the first ones landed', async () => {
    const sample = await startWriting();
    const writer = writerOf(sample);
    const task = await describedEntity(sample);
    const since = writer.platformTime();
    sample.faults.add({ on: { kind: 'bulk-create', nth: 2 }, do: { kind: 'token-read-only' } });
    const error = await errorOf(writer.create(task, Array.from({ length: 201 }, (_, n) => ({ title: `Part ${n}` })), options));
    expect([error.details['reason'], error.details['after']]).toEqual(['outcome-unknown', 'permission-denied']);
    expect(new Set(await appeared(writerOf(sample, sample.readOnlyToken), task, since)).size).toBe(200);
  });

  it.each([
    ['no list', { ok: true }],
    ['fewer records than were sent', [{ id: 'a' }]],
    ['the same id twice', [{ id: 'a' }, { id: 'a' }]],
    ['records without ids', [{ title: 'x' }, { title: 'y' }]],
  ])('is said when the answer is %s', async (_name, answer) => {
    const { url, seen } = await startScripted((_request, response) => json(response, answer));
    const error = await errorOf(writerAt(url).create(entityNamed('Task'), [{ title: 'x' }, { title: 'y' }], options));
    expect(error.details['reason']).toBe('outcome-unknown');
    expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('is no redirect: nothing is sent elsewhere or without its records', async () => {
    const { url, seen } = await startScripted((_request, response) => response.writeHead(303, { location: '/elsewhere' }).end());
    const error = await errorOf(writerAt(url).create(entityNamed('Task'), [{ title: 'x' }], options));
    expect(error.details['reason']).toBe('redirect');
    expect(seen.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual(['POST bulk']);
  });
});

describe('finding records by id', () => {
  const record = (n: number) => ({ id: hexId(n), created_date: '2026-01-01T00:00:00.000000', updated_date: '2026-01-01T00:00:00.000000', title: `${n}` });
  const all = [record(1), record(2), record(3)];

  it.each([
    ['ignored', () => all],
    ['not understood, and leaves out everything', () => []],
  ])('does not trust a filter that is %s', async (_name, filtered) => {
    const { url } = await startScripted(({ path, query }, response) => {
      const id = path.split('/').at(-1);
      if (path.endsWith('/v2/list')) json(response, { items: query.has('q') ? filtered() : all, next_cursor: null, has_more: false });
      else if (path.endsWith('/Task')) json(response, query.has('q') ? filtered() : all);
      else if (path.endsWith('/trash')) json(response, query.has('q') ? filtered() : query.get('skip') === '0' || !query.has('skip') ? all : []);
      else json(response, all.find((one) => one.id === id) ?? { message: 'not found' }, all.some((one) => one.id === id) ? 200 : 404);
    });
    const writer = writerAt(url);
    const wanted = [hexId(2), hexId(9)];
    for (let again = 0; again < 2; again += 1) expect([...(await writer.read(entityNamed('Task'), wanted, options)).keys()]).toEqual([hexId(2)]);
    for (let again = 0; again < 2; again += 1) expect([...(await writer.trashed(entityNamed('Task'), wanted, options)).keys()]).toEqual([hexId(2)]);
  });

  it('takes a listing that breaks off for what it is, not for records that are gone', async () => {
    const sample = await startWriting();
    sample.faults.add({ on: { kind: 'list-v2' }, do: { kind: 'status', status: 500, body: {} } });
    const writer = writerOf(sample);
    expect((await errorOf(writer.read(await describedEntity(sample), ids, options))).code).toBe('server');
  });
});

describe('what more is touched than was asked for', () => {
  it.each([
    ['untrash', 'restored'],
    ['remove', 'deleted'],
  ] as const)('is noticed at %s', async (call, name) => {
    const { url } = await startScripted(({ path }, response) => (path.endsWith('/me') ? json(response, {}) : json(response, { success: true, [name]: 900 })));
    const error = await errorOf(writerAt(url)[call](entityNamed('Task'), [hexId(1)], options));
    expect([error.code, error.message, error.nextStep]).toEqual(['conflict', expect.stringContaining('900'), expect.stringContaining('Base44')]);
  });

  it('is nothing: a request with no records is not made, for `{}` would mean all of them', async () => {
    const sample = await startWriting();
    const writer = writerOf(sample);
    const task = await describedEntity(sample);
    sample.resetStats();
    await writer.remove(task, [], options);
    await writer.untrash(task, [], options);
    await writer.update(task, [], options);
    expect(sample.stats().byKind).toEqual({});
    expect(sample.edit.records('Task')).toHaveLength(10);
  });
});

describe('a token', () => {
  it.each([
    ['read-only', (sample: RunningSampleApp) => sample.readOnlyToken, 'permission-denied', /read-only.*bring records back/],
    ["that of a user of the app's, who is no editor", (sample: RunningSampleApp) => sample.tokenFor(people.ben), 'permission-denied', /may not bring records back|tables/],
  ] as const)('that is %s is found out before anything, without writing', async (_name, tokenOf, code, words) => {
    const sample = await startWriting();
    const writer = writerOf(sample, tokenOf(sample));
    let found: unknown;
    try {
      const answer = await writer.mayWrite(options);
      found = answer.ok ? undefined : answer.error;
    } catch (error) {
      found = error;
    }
    expect(found).toMatchObject({ code, message: expect.stringMatching(words), nextStep: expect.stringContaining('Personal access tokens') });
    expect(sample.stats().webhooks).toEqual([]);
    expect(Object.keys(sample.stats().byKind).filter((kind) => /bulk|create|update|delete|restore/.test(kind))).toEqual([]);
  });

  it('that may write is known to where there is no trash, and not known for certain where nothing tells', async () => {
    expect(await writerOf(await startWriting({ missingEndpoints: ['trash'] })).mayWrite(options)).toEqual({ ok: true, certain: true });
    expect(await writerOf(await startWriting({ missingEndpoints: ['trash', 'openapi-spec'] })).mayWrite(options)).toEqual({ ok: true, certain: false });
  });

  it('that has expired ends every call, and neither it nor a record is in the error', async () => {
    const sample = await startWriting();
    const task = await describedEntity(sample);
    const writer = writerOf(sample, sample.expiredToken);
    const works = [
      () => writer.mayWrite(options),
      () => writer.read(task, ids, options),
      () => writer.trashed(task, ids, options),
      () => writer.untrash(task, ids, options),
      () => writer.update(task, [{ id: hexId(1000), fields: { title: 'Confidential of Ada' } }], options),
      () => writer.create(task, [{ title: 'Confidential of Ada' }], options),
      () => writer.remove(task, ids, options),
    ];
    for (const work of works) {
      const error = await errorOf(work());
      expect(error.code).toBe('auth-expired');
      expect(JSON.stringify([error.message, error.nextStep, error.details, String(error.cause)])).not.toMatch(new RegExp(`${sample.expiredToken}|Confidential`));
    }
  });
});

describe('records made anew', () => {
  it('belong to the owner of the token, which is said where a rule goes by who made them', async () => {
    const sample = await startWriting();
    const writer = writerOf(sample);
    expect(writer.abilities(await describedEntity(sample)).create).toEqual({ kind: 'yes' });
    expect(writer.abilities(await describedEntity(sample, 'Note')).create).toEqual({ kind: 'yes', caveat: expect.stringMatching(/owner of the access token.*rule/) });
  });
});

describe('users', () => {
  it('are never created, invited or removed; what to do instead is said', async () => {
    const sample = await startWriting();
    const user = await describedEntity(sample, 'User');
    const writer = writerOf(sample);
    expect(writer.abilities(user)).toMatchObject({ trash: false, create: { kind: 'no', nextStep: expect.stringMatching(/Invite .*e-mail.*never/) } });
    const { ids: made, refused } = await writer.create(user, [{ email: 'x@example.org' }], options);
    expect([made, refused.length]).toEqual([[undefined], 1]);
    expect((await errorOf(writer.remove(user, [hexId(2)], options))).code).toBe('invalid-input');
    expect(await writer.trashed(user, [hexId(2)], options)).toEqual(new Map());
    expect(sample.stats()).toMatchObject({ invitations: [], webhooks: [] });
  });

  it('have fields of the app that can be put right, and name, e-mail and role that cannot', async () => {
    const sample = await startWriting();
    const user = await describedEntity(sample, 'User');
    const writer = writerOf(sample);
    expect(writer.objections(user, { email: 'new@example.org', role: 'admin', team: 'green' }, 'update')).toEqual([]);
    expect(await writer.update(user, [{ id: hexId(2), fields: { email: 'new@example.org', role: 'admin', team: 'green' } }], options)).toEqual({ refused: [] });
    const line = (await writer.read(user, [hexId(2)], options)).get(hexId(2))?.json ?? '';
    expect(parseJson(line)).toMatchObject({ email: people.ada, role: 'user', team: 'green' });
  });
});

describe('the trash', () => {
  it('that was there before is not touched by what is brought back', async () => {
    const sample = await startWriting();
    const writer = writerOf(sample);
    const task = await describedEntity(sample);
    await writer.remove(task, ids, options);
    await writer.untrash(task, ids, options);
    expect([...(await writer.trashed(task, [trashedId, ...ids], options)).keys()]).toEqual([trashedId]);
    expect((await writer.trashed(task, [trashedId], options)).get(trashedId)?.removedAt).toMatch(/^\d{4}-/);
  });
});

describe('files', () => {
  it('become public again only if they were', async () => {
    const sample = await startWriting();
    const writer = writerOf(sample);
    const body = new Uint8Array(100_000).fill(7);
    const file = { name: 'photo é.png', contentType: 'image/png', size: body.length, open: async function* open() { yield body; } };
    expect(await writer.upload({ ...file, address: 'https://media.base44.com/images/public/0123/ab_photo.png' }, options)).toMatch(/^http.*\/files\/public\/.*photo/);
    expect(await writer.upload({ ...file, address: '/api/apps/0123/files/private/0123/ab_photo.png' }, options)).toMatch(/^\/api\/.*\/files\/private\//);
    const huge = { ...file, address: 'x', size: 60 * 1024 * 1024, open: async function* open() { yield* []; } };
    expect(await errorOf(writer.upload(huge, options))).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('60 MB') });
  });
});

describe('the pace of writing', () => {
  it('on the free plan is at most 60 writes a minute, beside as many readings', async () => {
    const { url } = await startScripted(({ path }, response) => json(response, path.endsWith('/bulk') ? [] : path.endsWith('/me') ? {} : { items: [], next_cursor: null, has_more: false }));
    const clock = new FakeClock({ start: '2026-06-01T00:00:00Z' });
    const writer = openBase44Writer({ url, appId, plan: 'free' }, { token: 'token-1234567890', clock, random: seededRandom(1), fetch });
    const from = clock.monotonic();
    const work = async (): Promise<void> => {
      for (let n = 0; n < 70; n += 1) await writer.update(entityNamed('Task'), [{ id: hexId(n), fields: { title: 'x' } }], options);
    };
    await whileTimePasses(clock, work());
    const seconds = (clock.monotonic() - from) / 1000;
    expect(seconds).toBeGreaterThan(60);
    expect(seconds).toBeLessThan(80);
    expect(writer.capabilities.perMinute.update).toBe(60);
  });
});
