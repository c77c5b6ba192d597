import { afterEach, describe, expect, it } from 'vitest';
import { startSampleApp, type EntitySchema, type FaultAction, type RunningSampleApp, type SampleAppOptions, type SampleDataset, type SampleRecord } from '../../../electron/sample-app/index.ts';
import { entityNamed, json, read, readKeys, scriptedServer, source, whileTimePasses, type Read } from '../../support/base44-source.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { hexId, people, workshop } from '../../support/workshop.ts';

// Reading a table to its end, through everything a listing may do wrong.

let app: RunningSampleApp | undefined;
afterEach(async () => {
  await app?.stop();
  app = undefined;
});

const schema: EntitySchema = { type: 'object', properties: { text: { type: 'string' }, n: { type: 'integer' } } };

/** A record created so many milliseconds into 2026. */
function row(n: number, millisecond: number, text = ''): SampleRecord {
  const date = `${new Date(Date.UTC(2026, 0, 1) + millisecond).toISOString().slice(0, -1)}000`;
  return { n, text, id: hexId(n), created_date: date, updated_date: date, created_by: people.owner, created_by_id: hexId(1), is_sample: false };
}

function dataset(rows: Iterable<SampleRecord>): SampleDataset {
  const held = [...rows];
  return { ...workshop(), entities: [{ name: 'Row', schema, records: () => held }] };
}

async function start(rows: Iterable<SampleRecord>, options: Partial<SampleAppOptions> = {}): Promise<RunningSampleApp> {
  app = await startSampleApp({ dataset: dataset(rows), ...options });
  return app;
}

const rows = (count: number, gapMs = 1000): readonly SampleRecord[] => Array.from({ length: count }, (_, n) => row(n, n * gapMs));
const entity = entityNamed('Row');

async function readRows(from: RunningSampleApp, time: 'simulated' | 'real' = 'simulated'): Promise<Read & { readonly ids: readonly string[] }> {
  const clock = new FakeClock();
  const one = source(from.url, { config: { appId: from.appId }, deps: { token: from.token, ...(time === 'real' ? {} : { clock }) } });
  const result = await (time === 'real' ? read(one, entity) : whileTimePasses(clock, read(one, entity)));
  return { ...result, ids: result.records.map(({ json: line }) => (JSON.parse(line) as { id: string }).id) };
}

function expectWhole(result: Read & { readonly ids: readonly string[] }, count: number): void {
  expect(result.problems).toEqual([]);
  expect(result.ids).toEqual(Array.from({ length: count }, (_, n) => hexId(n)));
}

const listings = [
  ['the cursor listing', {}],
  ['the plain listing', { missingEndpoints: ['/v2/list'] }],
] as const satisfies readonly (readonly [string, Partial<SampleAppOptions>])[];

describe.each(listings)('%s', (_name, options) => {
  it.each([0, 1, 999, 1000, 1001, 4999, 5000, 5001, 10_001])('gives %i records exactly', async (count) => {
    expectWhole(await readRows(await start(rows(count), options)), count);
  });

  it.each([4999, 5000, 5001])('gives %i records of one moment exactly', async (count) => {
    expectWhole(await readRows(await start(rows(count, 0), options)), count);
  });

  it('puts what was created at once in the order of ids across the borders of pages', async () => {
    // 40 records a moment, whose order among themselves the server decides by id; a page ends in the middle of many moments.
    expectWhole(await readRows(await start(rows(6000, 1 / 40), options)), 6000);
  });

  it('asks for pages of about four megabytes, however large the records are', async () => {
    const large = Array.from({ length: 60 }, (_, n) => row(n, n * 1000, n < 30 ? 'x'.repeat(10) : 'y'.repeat(700_000)));
    const from = await start(large, options);
    const result = await readRows(from);
    expectWhole(result, 60);
    expect(from.stats().byKind['list-v2'] ?? from.stats().byKind['list'] ?? 0).toBeGreaterThan(3);
  });

  it('takes a field of ten megabytes among others', async () => {
    expectWhole(await readRows(await start(Array.from({ length: 12 }, (_, n) => row(n, n, n % 3 === 0 ? 'z'.repeat(10 * 1024 * 1024) : 'a')), options)), 12);
  });

  it('lists the same keys as the records have', async () => {
    const from = await start(rows(5001, 0.25), options);
    const one = source(from.url, { config: { appId: from.appId }, deps: { token: from.token } });
    expect(await readKeys(one, entity)).toEqual((await read(one, entity)).records.map((record) => record.key));
  });

  it('loses nothing that stays while records come and go between the pages', async () => {
    const from = await start(rows(9000), options);
    let asked = 0;
    const gone = new Set<string>();
    from.faults.onRequest(() => {
      asked += 1;
      if (asked > 12) return;
      for (let n = 0; n < 60; n += 1) {
        const id = hexId((asked * 37 + n * 149) % 9000);
        if (!gone.has(id)) from.edit.remove('Row', id);
        gone.add(id);
      }
      from.edit.create('Row', { n: 1_000_000 + asked, text: 'new' });
    });
    const result = await readRows(from);
    const left = rows(9000).filter((record) => !gone.has(record.id));
    expect(gone.size).toBeGreaterThan(100);
    expect(result.problems).toEqual([]);
    expect(new Set(result.ids).size).toBe(result.ids.length);
    const seen = new Set(result.ids);
    expect(left.filter((record) => !seen.has(record.id))).toEqual([]);
  });
});

describe('the cursor listing, when it goes wrong', () => {
  const once: readonly (readonly [string, FaultAction])[] = [
    ['429 without a word', { kind: 'rate-limited' }],
    ['429 with seconds', { kind: 'rate-limited', retryAfter: '7' }],
    ['429 with a date', { kind: 'rate-limited', retryAfter: 'Wed, 14 Jan 2026 02:00:30 GMT' }],
    ['a page of HTML, 500', { kind: 'html' }],
    ['a page of HTML, 200', { kind: 'html', status: 200 }],
    ['503', { kind: 'status', status: 503 }],
    ['served, and reported failed', { kind: 'fail-after' }],
    ['no answer', { kind: 'hang' }],
    ['half an answer, then nothing', { kind: 'stall', afterBytes: 20_000 }],
    ['a broken connection', { kind: 'reset' }],
    ['an answer that breaks off', { kind: 'reset', afterBytes: 20_000 }],
    ['JSON that is cut off', { kind: 'cut-json' }],
    ['a short page', { kind: 'short-page', rows: 7 }],
    ['a page that repeats', { kind: 'repeat-page' }],
    ['a lost cursor', { kind: 'lost-cursor' }],
    ['a refused cursor', { kind: 'cursor-refused' }],
    ['a server that is gone for a moment', { kind: 'refuse', ms: 20 }],
  ];
  const pages = [1, 2, 3];

  it.each(once.flatMap(([name, action]) => pages.map((page) => [name, page, action] as const)))('once with %s on page %i, gives everything', async (_name, nth, action) => {
    const from = await start(rows(9000));
    const fault = from.faults.add({ on: { kind: 'list-v2', nth }, do: action });
    // The server is gone for real milliseconds.
    expectWhole(await readRows(from, action.kind === 'refuse' ? 'real' : 'simulated'), 9000);
    expect(fault.hits()).toBe(1);
  });

  it.each(once.filter(([name]) => !/429|gone|lost|refused|repeats/.test(name)))('every time with %s, says that records are missing, and stops', async (_name, action) => {
    const from = await start(rows(9000));
    from.faults.add({ on: { kind: 'list-v2', after: 1 }, do: action });
    const clock = new FakeClock();
    const one = source(from.url, { config: { appId: from.appId }, deps: { token: from.token, clock } });
    const result = await whileTimePasses(clock, read(one, entity));
    const isShort = action.kind === 'short-page';
    expect(result.problems.length > 0).toBe(!isShort);
    expect(result.records.length === 9000).toBe(isShort);
  });

  it.each([
    ['a page that repeats', { kind: 'repeat-page' }],
    ['a refused cursor', { kind: 'cursor-refused' }],
    ['a lost cursor', { kind: 'lost-cursor' }],
  ] as const)('every time with %s, still gives everything', async (_name, action) => {
    const from = await start(rows(9000));
    from.faults.add({ on: { kind: 'list-v2' }, do: action });
    expectWhole(await readRows(from), 9000);
  });

  it('too often with 429, gives up and says when to come back', async () => {
    const from = await start(rows(3000));
    from.faults.add({ on: { kind: 'list-v2' }, do: { kind: 'rate-limited', retryAfter: '30' } });
    await expect(readRows(from)).rejects.toMatchObject({ code: 'rate-limited', transient: true, retryAfterMs: 30_000 });
  });

  it('told to come back in hours, does not wait for it', async () => {
    const from = await start(rows(3000));
    const fault = from.faults.add({ on: { kind: 'list-v2' }, do: { kind: 'rate-limited', retryAfter: '7200' } });
    await expect(readRows(from)).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 7_200_000 });
    expect(fault.hits()).toBe(1);
  });

  it('with one record nobody can read, steps over it and says so', async () => {
    const all = rows(3000, 60_000);
    const poison = 1500;
    const server = await scriptedServer((request, response) => {
      const since = (JSON.parse(request.query.get('q') ?? '{}') as { created_date?: { $gte: string } }).created_date?.$gte ?? '';
      const limit = Number(request.query.get('limit'));
      const from = Number(request.query.get('cursor') ?? all.findIndex((one) => one.created_date >= since) + Number(request.query.get('skip') ?? 0));
      const items = all.slice(from, from + limit);
      if (items.some((one) => one['n'] === poison)) json(response, { message: 'Internal error' }, 500);
      else if (request.query.has('fields')) json(response, items);
      else json(response, { items, next_cursor: from + limit < all.length ? String(from + limit) : null, has_more: from + limit < all.length });
    });
    const clock = new FakeClock();
    try {
      const result = await whileTimePasses(clock, read(source(server.url, { deps: { clock } }), entity));
      expect(result.problems.map((error) => error.code)).toEqual(['server']);
      expect(result.records).toHaveLength(2999);
    } finally {
      await server.stop();
    }
  });

  it('of a table that was taken away meanwhile, says so', async () => {
    const from = await start(rows(9000));
    from.faults.add({ on: { kind: ['list-v2', 'list'], after: 2 }, do: { kind: 'object-not-found' } });
    const result = await readRows(from);
    expect(result.problems.map((error) => error.code)).toEqual(['not-found']);
    expect(result.records.length).toBeGreaterThan(0);
  });

  it('with nonsense in place of records, says how many', async () => {
    const items = [null, 7, 'x', [], { id: 'a', created_date: '2026-01-01T00:00:00' }, { created_date: '2026-01-01T00:00:00' }];
    const server = await scriptedServer((_request, response) => json(response, { items, next_cursor: null, has_more: false }));
    try {
      const result = await read(source(server.url), entity);
      expect(result.records).toHaveLength(1);
      expect(result.problems.map((error) => error.message)).toEqual(['Row: Base44 gave 5 records without an id, so records may be missing.']);
    } finally {
      await server.stop();
    }
  });

  it.each([['{}'], ['[1]'], ['null'], ['{"items":{}}'], ['"text"']])('with %s for an answer, says that it is not understood', async (text) => {
    const server = await scriptedServer((_request, response) => json(response, text));
    const clock = new FakeClock();
    try {
      const result = await whileTimePasses(clock, read(source(server.url, { deps: { clock } }), entity));
      expect(result.problems.map((error) => error.code)).toEqual(['server']);
    } finally {
      await server.stop();
    }
  });

  it('in another order than asked for, loses nothing', async () => {
    const all = rows(3000);
    const shuffled = [...all.slice(2000), ...all.slice(0, 2000)];
    const server = await scriptedServer((request, response) => {
      const from = Number(request.query.get('cursor') ?? 0);
      const to = from + Number(request.query.get('limit'));
      json(response, { items: shuffled.slice(from, to), next_cursor: to < shuffled.length ? String(to) : null, has_more: to < shuffled.length });
    });
    try {
      const result = await read(source(server.url), entity);
      expect(result.problems).toEqual([]);
      expect(new Set(result.records.map((record) => record.key)).size).toBe(3000);
    } finally {
      await server.stop();
    }
  });

  it.each([
    ['a cursor that stays', (from: number): unknown => ({ items: [row(from, from * 1000)], next_cursor: 'same', has_more: true })],
    ['a cursor that goes round', (from: number): unknown => ({ items: [row(from % 3, (from % 3) * 1000)], next_cursor: String((from + 1) % 3), has_more: true })],
    ['always more and never a cursor', (): unknown => ({ items: [row(1, 1)], next_cursor: null, has_more: true })],
    ['empty pages without end', (from: number): unknown => ({ items: [], next_cursor: String(from + 1), has_more: true })],
  ])('with %s, ends and says that records may be missing', async (_name, answer) => {
    const server = await scriptedServer((request, response) => json(response, answer(Number(request.query.get('cursor') ?? 0) || 0)));
    try {
      const result = await read(source(server.url), entity);
      expect(result.problems.length).toBeGreaterThan(0);
      expect(server.seen.length).toBeLessThan(60);
    } finally {
      await server.stop();
    }
  });
});

describe('the plain listing, when it goes wrong', () => {
  it.each([1, 2, 3, 4].flatMap((nth) => (['repeat-page', 'short-page', 'reset', 'html', 'rate-limited', 'cut-json'] as const).map((kind) => [kind, nth] as const)))('once with %s on page %i, gives everything', async (kind, nth) => {
    const from = await start(rows(4500), { missingEndpoints: ['/v2/list'] });
    const action: FaultAction = kind === 'short-page' ? { kind, rows: 5 } : { kind };
    from.faults.add({ on: { kind: 'list', nth }, do: action });
    expectWhole(await readRows(from), 4500);
  });

  it.each([
    ['is capped lower than documented', { cap: 50, ignoresFilter: false, refusesFilter: false }],
    ['takes no notice of the filter by date', { cap: 5000, ignoresFilter: true, refusesFilter: false }],
    ['is capped and takes no notice of the filter', { cap: 50, ignoresFilter: true, refusesFilter: false }],
    ['refuses the filter by date', { cap: 5000, ignoresFilter: false, refusesFilter: true }],
  ])('that %s gives everything', async (_name, { cap, ignoresFilter, refusesFilter }) => {
    const all = [...rows(3000), ...Array.from({ length: 130 }, (_, n) => row(3000 + n, 3_000_000))];
    const server = await scriptedServer((request, response) => {
      if (request.path.endsWith('/v2/list')) return json(response, { detail: 'Not Found' }, 404);
      const q = request.query.get('q');
      if (refusesFilter && q !== null) return json(response, { message: 'Bad filter' }, 400);
      const since = q === null || ignoresFilter ? '' : (JSON.parse(q) as { created_date: { $gte: string } }).created_date.$gte;
      const skip = Number(request.query.get('skip') ?? 0);
      const limit = Math.min(cap, Number(request.query.get('limit') ?? 50));
      json(response, all.filter((one) => one.created_date >= since).slice(skip, skip + limit));
    });
    try {
      const result = await read(source(server.url), entity);
      expect(result.problems).toEqual([]);
      expect(result.records).toHaveLength(3130);
    } finally {
      await server.stop();
    }
  });
});

describe('stopping', () => {
  it.each<readonly [string, FaultAction | undefined]>([
    ['while an answer is awaited', { kind: 'hang' }],
    ['in the middle of an answer', { kind: 'stall', afterBytes: 1000 }],
    ['while waiting to try again', { kind: 'rate-limited', retryAfter: '60' }],
  ])('%s is at once', async (_name, action) => {
    const from = await start(rows(3000));
    if (action !== undefined) from.faults.add({ on: { kind: 'list-v2' }, do: action });
    const clock = new FakeClock();
    const controller = new AbortController();
    const reading = read(source(from.url, { config: { appId: from.appId }, deps: { token: from.token, clock } }), entity, { signal: controller.signal });
    reading.catch(() => undefined);
    await expect.poll(() => from.stats().total).toBeGreaterThan(0);
    await new Promise((resolve) => {
      setTimeout(resolve, 30);
    });
    const began = performance.now();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(500);
    expect(clock.sleeping).toBe(0);
  });
});
