import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EntityHandler } from '@base44/sdk';
import { startSampleApp, type FaultAction, type FaultMatch, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { ask, sdkFor } from '../../support/base44-sdk.ts';
import { hexId, people, workshop, type Task } from '../../support/workshop.ts';

// Every fault the sample app can inject, as a client meets it.

let app: RunningSampleApp;
let tasks: EntityHandler<Task>;

beforeEach(async () => {
  app = await startSampleApp({ dataset: workshop() });
  tasks = sdkFor(app).entity('Task');
});
afterEach(() => app.stop());

const inject = (action: FaultAction, on: FaultMatch = { kind: 'list' }) => app.faults.add({ on, do: action, times: 1 });
const titles = (records: readonly { readonly title: string }[]): readonly string[] => records.map(({ title }) => title);

describe('which requests', () => {
  const statuses = async (paths: readonly string[]): Promise<readonly number[]> => {
    const seen: number[] = [];
    for (const path of paths) seen.push((await ask(app, path)).status);
    return seen;
  };
  const four = Array.from({ length: 4 }, () => 'entities/Task');
  const failing: FaultAction = { kind: 'status', status: 503 };

  it.each<readonly [string, FaultMatch, number | undefined, readonly number[]]>([
    ['all', {}, undefined, [503, 503, 503, 503]],
    ['so many times', {}, 2, [503, 503, 200, 200]],
    ['the n-th, once', { nth: 2 }, undefined, [200, 503, 200, 200]],
    ['every n-th', { every: 2 }, undefined, [200, 503, 200, 503]],
    ['after the first n', { after: 3 }, undefined, [200, 200, 200, 503]],
  ])('%s', async (_name, on, times, expected) => {
    const fault = app.faults.add({ on, do: failing, ...(times === undefined ? {} : { times }) });
    expect(await statuses(four)).toEqual(expected);
    expect(fault.hits()).toBe(expected.filter((status) => status === 503).length);
  });

  it('by kind, entity, method or part of the path', async () => {
    app.faults.add({ on: { kind: ['count', 'get'], entity: 'Task' }, do: failing });
    expect(await statuses(['entities/Task/count', `entities/Task/${hexId(1001)}`, 'entities/Note/count', 'entities/Task'])).toEqual([503, 503, 200, 200]);
    app.faults.clear();
    app.faults.add({ on: { path: 'limit=7' }, do: failing });
    expect(await statuses(['entities/Task?limit=7', 'entities/Task?limit=8'])).toEqual([503, 200]);
    app.faults.clear();
    app.faults.add({ on: { method: 'POST' }, do: failing });
    expect(await statuses(['entities/Task'])).toEqual([200]);
    await expect(tasks.create({ title: 'x' })).rejects.toMatchObject({ status: 503 });
    expect(await tasks.count()).toBe(10);
  });

  it('from the start, until it is taken away', async () => {
    const other = await startSampleApp({ dataset: workshop(), faults: [{ on: { entity: 'Task' }, do: failing }] });
    try {
      expect((await ask(other, 'entities/Task')).status).toBe(503);
      other.faults.clear();
      const fault = other.faults.add({ on: {}, do: failing });
      expect((await ask(other, 'entities/Task')).status).toBe(503);
      fault.remove();
      expect((await ask(other, 'entities/Task')).status).toBe(200);
    } finally {
      await other.stop();
    }
  });
});

describe('answers that are none', () => {
  it('429 with and without Retry-After', async () => {
    inject({ kind: 'rate-limited' });
    expect((await ask(app, 'entities/Task')).headers.get('retry-after')).toBeNull();
    inject({ kind: 'rate-limited', retryAfter: '7' });
    const answer = await ask(app, 'entities/Task');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    inject({ kind: 'rate-limited' });
    await expect(tasks.list()).rejects.toMatchObject({ status: 429, message: 'Rate limit exceeded' });
  });

  it('an HTML page, as an error or as a success', async () => {
    inject({ kind: 'html' });
    await expect(tasks.list()).rejects.toMatchObject({ status: 500, data: expect.stringContaining('<!DOCTYPE html>') as unknown });
    inject({ kind: 'html', status: 200 });
    const answer = await ask(app, 'entities/Task');
    expect([answer.status, answer.headers.get('content-type'), answer.json]).toEqual([200, 'text/html; charset=utf-8', undefined]);
  });

  it('ObjectNotFoundError as 500', async () => {
    inject({ kind: 'object-not-found' }, { kind: 'get' });
    await expect(tasks.get(hexId(1001))).rejects.toMatchObject({ status: 500, data: { error_type: 'ObjectNotFoundError' } });
  });

  it('any status, body and header', async () => {
    inject({ kind: 'status', status: 502, body: { detail: 'Bad gateway' }, headers: { 'X-Test': '1' } });
    const answer = await ask(app, 'entities/Task');
    expect([answer.status, answer.json, answer.headers.get('x-test')]).toEqual([502, { detail: 'Bad gateway' }, '1']);
  });

  it('JSON that is cut off but for the client to notice', async () => {
    inject({ kind: 'cut-json' });
    const answer = await ask(app, 'entities/Task');
    expect([answer.status, answer.text.slice(0, 2), answer.json]).toEqual([200, '[{', undefined]);
  });

  it('done, but reported failed', async () => {
    inject({ kind: 'fail-after' }, { kind: 'create' });
    await expect(tasks.create({ title: 'Done' })).rejects.toMatchObject({ status: 500 });
    expect(await tasks.count({ title: 'Done' })).toBe(1);
  });
});

describe('connections', () => {
  it('hang until the client gives up', async () => {
    inject({ kind: 'hang' });
    await expect(ask(app, 'entities/Task', { signal: AbortSignal.timeout(150) })).rejects.toThrow(/timeout/i);
    expect(await tasks.count()).toBe(10);
    await vi.waitFor(() => expect(app.stats().byStatus).toMatchObject({ 0: 1 }));
  });

  it('hang, and do not keep the server from stopping', async () => {
    inject({ kind: 'hang' });
    const [hanging] = await Promise.all([
      Promise.allSettled([ask(app, 'entities/Task')]),
      vi.waitFor(() => expect(app.stats().peakSideBySide).toBe(1)).then(() => app.stop()),
    ]);
    expect(hanging[0].status).toBe('rejected');
  });

  it('stall in the middle of the body', async () => {
    inject({ kind: 'stall', afterBytes: 20 });
    const response = await fetch(`${app.url}/api/apps/${app.appId}/entities/Task`, { headers: { Authorization: `Bearer ${app.token}` }, signal: AbortSignal.timeout(200) });
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(first?.value).toHaveLength(20);
    await expect(reader?.read()).rejects.toThrow(/timeout|aborted/i);
  });

  it('wait before they answer', async () => {
    inject({ kind: 'slow', ms: 120 });
    const started = performance.now();
    await tasks.list();
    expect(performance.now() - started).toBeGreaterThanOrEqual(110);
  });

  it('break at once, or in the middle of the body', async () => {
    inject({ kind: 'reset' });
    await expect(ask(app, 'entities/Task')).rejects.toThrow();
    inject({ kind: 'reset', afterBytes: 100 });
    const response = await fetch(`${app.url}/api/apps/${app.appId}/entities/Task`, { headers: { Authorization: `Bearer ${app.token}` } });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(await tasks.count()).toBe(10);
  });

  it('break while a file is downloaded', async () => {
    const { photo } = await tasks.get(hexId(1001));
    inject({ kind: 'reset', afterBytes: 5000 }, { kind: 'download' });
    const response = await fetch(photo);
    expect(response.headers.get('content-length')).toBe('200000');
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect((await (await fetch(photo)).arrayBuffer()).byteLength).toBe(200_000);
  });

  it('are refused for a while, on command or at a request', async () => {
    await app.faults.refuseConnections(150);
    await expect(ask(app, 'entities/Task')).rejects.toThrow();
    await vi.waitFor(async () => expect((await ask(app, 'entities/Task')).status).toBe(200), { timeout: 3000 });
    inject({ kind: 'refuse', ms: 150 });
    await expect(ask(app, 'entities/Task')).rejects.toThrow();
    await expect(ask(app, 'entities/Task')).rejects.toThrow();
    await vi.waitFor(async () => expect((await ask(app, 'entities/Task')).status).toBe(200), { timeout: 3000 });
  });

  it('stay refused when the server is stopped meanwhile', async () => {
    await app.faults.refuseConnections(20);
    await app.stop();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await expect(ask(app, 'entities/Task')).rejects.toThrow();
  });
});

describe('tokens', () => {
  it('expire in the middle of a walk, that one only', async () => {
    app.faults.add({ on: { kind: 'list-v2', nth: 2 }, do: { kind: 'token-expires' } });
    const page = await tasks.list({ limit: 3 });
    await expect(tasks.list({ cursor: page.next_cursor, limit: 3 })).rejects.toMatchObject({ status: 401, message: 'Token has expired.' });
    await expect(tasks.count()).rejects.toMatchObject({ status: 401 });
    expect((await ask(app, 'entities/Task/count', { token: app.readOnlyToken })).status).toBe(200);
    app.faults.clear();
    expect((await tasks.list({ cursor: page.next_cursor, limit: 3 })).items).toHaveLength(3);
  });

  it('may only read from some request on', async () => {
    app.faults.add({ on: { kind: 'create', nth: 2 }, do: { kind: 'token-read-only' } });
    await tasks.create({ title: 'a' });
    await expect(tasks.create({ title: 'b' })).rejects.toMatchObject({ status: 403, message: 'This token is read-only.' });
    expect(await tasks.count()).toBe(11);
  });
});

describe('writes', () => {
  it('create some of many and then fail', async () => {
    inject({ kind: 'partial-bulk', rows: 2 }, { kind: 'bulk-create' });
    await expect(tasks.bulkCreate([{ title: 'a' }, { title: 'b' }, { title: 'c' }])).rejects.toMatchObject({ status: 500 });
    expect(await tasks.count({ title: ['a', 'b', 'c'] })).toBe(2);
  });

  it('an import fails under status 200', async () => {
    inject({ kind: 'import-error' }, { kind: 'import' });
    expect(await tasks.importEntities(new File(['title\nx\n'], 'x.csv'))).toMatchObject({ status: 'error', output: null });
    expect(await tasks.count()).toBe(10);
  });
});

describe('pages', () => {
  const walk = async (limit: number): Promise<readonly string[]> => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: readonly Task[]; next_cursor: string | null } = await tasks.list({ sort: 'created_date', limit, cursor });
      seen.push(...titles(page.items));
      cursor = page.next_cursor;
    } while (cursor !== null);
    return seen;
  };
  const all = Array.from({ length: 10 }, (_, n) => `Task ${n}`);

  it('hold fewer records than asked, though more remain', async () => {
    inject({ kind: 'short-page', rows: 1 }, { kind: 'list-v2' });
    const page = await tasks.list({ sort: 'created_date', limit: 4 });
    expect([titles(page.items), page.has_more]).toEqual([['Task 0'], true]);
    inject({ kind: 'short-page', rows: 1 }, { kind: 'list-v2' });
    expect(await walk(4)).toEqual(all);
    inject({ kind: 'short-page', rows: 2 });
    expect(await tasks.list('created_date', 4)).toHaveLength(2);
  });

  it('silently lack their last records', async () => {
    inject({ kind: 'drop-rows', rows: 1 }, { kind: 'list-v2' });
    expect(await walk(4)).toEqual(all.filter((title) => title !== 'Task 3'));
    inject({ kind: 'drop-rows', rows: 3 });
    expect(await tasks.list('created_date', 4)).toHaveLength(1);
  });

  it('come twice, the first, a later one, or in a listing by skip', async () => {
    inject({ kind: 'repeat-page' }, { kind: 'list-v2' });
    expect(await walk(4)).toEqual([...all.slice(0, 4), ...all]);
    app.faults.add({ on: { kind: 'list-v2', nth: 2 }, do: { kind: 'repeat-page' } });
    expect(await walk(4)).toEqual([...all.slice(0, 8), ...all.slice(4)]);
    inject({ kind: 'repeat-page' });
    const skipped = [await tasks.list('created_date', 4, 0), await tasks.list('created_date', 4, 4), await tasks.list('created_date', 4, 8)].map(titles);
    expect(skipped).toEqual([all.slice(0, 4), all.slice(0, 4), all.slice(8)]);
  });

  it('come without a way on', async () => {
    inject({ kind: 'lost-cursor' }, { kind: 'list-v2' });
    expect(await tasks.list({ limit: 4 })).toMatchObject({ has_more: false, next_cursor: null });
  });

  it('have their cursor refused', async () => {
    inject({ kind: 'cursor-refused' }, { kind: 'list-v2', nth: 2 });
    await expect(walk(4)).rejects.toMatchObject({ status: 400, message: 'Invalid cursor.' });
  });

  it('are read while records change', async () => {
    let requests = 0;
    const stop = app.faults.onRequest((request) => {
      if (request.kind !== 'list-v2') return;
      requests += 1;
      if (requests !== 2) return;
      app.edit.remove('Task', hexId(1001));
      app.edit.create('Task', { title: 'Late' }, people.ada);
      app.edit.update('Task', hexId(1009), { title: 'Renamed' });
    });
    // A cursor is not shifted by a deletion behind it.
    expect(await walk(4)).toEqual([...all.slice(0, 9), 'Renamed', 'Late']);
    expect(app.edit.records('Task').find(({ title }) => title === 'Late')).toMatchObject({ created_by: people.ada, created_by_id: hexId(2) });
    stop();
    await walk(4);
    expect(requests).toBe(3);
  });

  it('can run something else first', async () => {
    const run = vi.fn<() => Promise<void>>().mockResolvedValue(undefined);
    inject({ kind: 'run', run }, { kind: 'count' });
    expect(await tasks.count()).toBe(10);
    expect(run).toHaveBeenCalledWith({ kind: 'count', entity: 'Task', method: 'GET', path: `/api/apps/${app.appId}/entities/Task/count` });
  });
});

describe('statistics', () => {
  it('count requests by kind and status, those side by side, and bytes', async () => {
    app.faults.add({ on: { kind: 'list' }, do: { kind: 'slow', ms: 60 } });
    await Promise.all([tasks.list(), tasks.list(), tasks.list()]);
    await expect(tasks.get('none')).rejects.toThrow();
    await vi.waitFor(() => expect(app.stats()).toMatchObject({ total: 4, byKind: { list: 3, get: 1 }, byStatus: { 200: 3, 404: 1 }, peakSideBySide: 3 }));
    expect(app.stats().bytesSent).toBeGreaterThan(3000);
    app.resetStats();
    expect(app.stats()).toMatchObject({ total: 0, byKind: {}, peakSideBySide: 0, bytesSent: 0 });
  });
});
