import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { entityNamed, json, never, read, readKeys, scriptedServer, source, type SeenRequest } from '../../support/base44-source.ts';
import { hexId, workshop } from '../../support/workshop.ts';

// Reading only what changed, the list of keys, and counts.

const task = entityNamed('Task');
const minute = 60_000;

describe('what changed since a moment', () => {
  let app: RunningSampleApp;
  let now = Date.parse('2026-06-01T12:00:00Z');
  beforeAll(async () => {
    app = await startSampleApp({ dataset: workshop({ tasks: 3000 }), now: () => new Date(now) });
  });
  afterAll(() => app.stop());

  const opened = (more: { readonly missing?: boolean } = {}) => source(app.url, { config: { appId: app.appId }, deps: { token: app.token, ...more } });

  it('is read alone, and all of it', async () => {
    const since = new Date(now);
    now += 10 * minute;
    const created = app.edit.create('Task', { title: 'New' });
    app.edit.update('Task', hexId(1007), { title: 'Renamed' });
    const one = opened();
    app.resetStats();
    const { records, problems } = await read(one, task, { since });
    expect(problems).toEqual([]);
    const ids = new Set(records.map(({ json: line }) => (JSON.parse(line) as { id: string }).id));
    expect(ids).toEqual(new Set([created.id, hexId(1007)]));
    // A look at how the filter works comes first, once.
    expect(app.stats().total).toBe(3);
    expect((await read(one, task, { since: new Date(now + minute) })).records.length).toBeLessThanOrEqual(2);
    expect(app.stats().total).toBe(4);
  });

  it('includes what a clock that is a little off would leave out', async () => {
    now += 60 * minute;
    app.edit.update('Task', hexId(1009), { title: 'Just before' });
    const { records } = await read(opened(), task, { since: new Date(now + 2 * minute) });
    expect(records.map(({ json: line }) => line).join('\n')).toContain('Just before');
  });

  it('of users is read the same way', async () => {
    const { records, problems } = await read(opened(), entityNamed('User'), { since: new Date('2020-01-01T00:00:00Z') });
    expect(problems).toEqual([]);
    expect(records).toHaveLength(3);
  });
});

describe('a filter by date', () => {
  const all = Array.from({ length: 50 }, (_, n) => ({ id: hexId(n), created_date: `2026-01-01T00:00:${String(n).padStart(2, '0')}.000000`, updated_date: `2026-02-01T00:00:${String(n).padStart(2, '0')}.000000` }));
  const since = new Date('2026-02-01T00:04:30Z');

  it.each<readonly [string, (filter: string, request: SeenRequest) => 'refused' | readonly unknown[]]>([
    ['is ignored', () => all],
    ['matches nothing at all', () => []],
    ['matches the wrong ones', () => all.slice(0, 3)],
    ['is refused', () => 'refused'],
  ])('that %s is not relied on: everything is read', async (_name, filtered) => {
    const server = await scriptedServer((request, response) => {
      const q = request.query.get('q');
      const found = q === null ? all : filtered(q, request);
      if (found === 'refused') return json(response, { message: 'Unsupported filter' }, 400);
      const sorted = request.query.get('sort') === '-updated_date' ? found.toReversed() : found;
      json(response, { items: sorted.slice(0, Number(request.query.get('limit'))), next_cursor: null, has_more: false });
    });
    try {
      const { records, problems } = await read(source(server.url), task, { since });
      expect(problems).toEqual([]);
      expect(records).toHaveLength(50);
    } finally {
      await server.stop();
    }
  });

  it('is asked for in the form in which the app writes dates', async () => {
    const withZ = all.map((one) => ({ ...one, updated_date: one.updated_date.replace('.000000', '.000Z') }));
    const server = await scriptedServer((request, response) => {
      const from = (JSON.parse(request.query.get('q') ?? '{}') as { updated_date?: { $gte: string } }).updated_date?.$gte ?? '';
      json(response, { items: withZ.filter((one) => one.updated_date >= from).toReversed(), next_cursor: null, has_more: false });
    });
    try {
      const { records } = await read(source(server.url), task, { since });
      expect(records).toHaveLength(50);
      expect(server.seen.at(-1)?.query.get('q')).toMatch(/"updated_date":\{"\$gte":"2026-01-31T23:59:\d\d\.\d{6}Z"\}/);
    } finally {
      await server.stop();
    }
  });
});

describe('keys', () => {
  it('are asked for without the rest of the record', async () => {
    const app = await startSampleApp({ dataset: workshop({ tasks: 2500 }) });
    try {
      const one = source(app.url, { config: { appId: app.appId }, deps: { token: app.token } });
      expect(await readKeys(one, task)).toHaveLength(2500);
      const perKey = app.stats().bytesSent / 2500;
      expect(perKey).toBeLessThan(120);
    } finally {
      await app.stop();
    }
  });

  it('that cannot all be read are an error, since half of them would look like deletes', async () => {
    const server = await scriptedServer((request, response) => {
      if (request.query.has('cursor')) json(response, { message: 'Forbidden' }, 403);
      else json(response, { items: [{ id: 'a', created_date: '2026-01-01T00:00:00' }], next_cursor: 'b', has_more: true });
    });
    try {
      await expect(readKeys(source(server.url), task)).rejects.toMatchObject({ code: 'permission-denied' });
    } finally {
      await server.stop();
    }
  });
});

describe('a count', () => {
  it.each<readonly [string, unknown, number, number | undefined]>([
    ['is given', { count: 12 }, 200, 12],
    ['is given bare', 12, 200, 12],
    ['is not given', { total: 'many' }, 200, undefined],
    ['is below zero', { count: -1 }, 200, undefined],
    ['is not there', { detail: 'Not Found' }, 404, undefined],
    ['is not allowed', { detail: 'Forbidden' }, 403, undefined],
    ['is refused', { detail: 'Bad' }, 422, undefined],
  ])('that %s', async (_name, body, status, count) => {
    const server = await scriptedServer((_request, response) => json(response, body, status));
    try {
      expect(await source(server.url).count(task, { signal: never })).toBe(count);
    } finally {
      await server.stop();
    }
  });
});
