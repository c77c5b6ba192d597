import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type FaultAction, type RunningSampleApp, startSampleApp } from '../../electron/sample-app/index.ts';
import { type Desk, makeDesk, type RunningCli, startCli } from '../support/run-cli.ts';

/**
 * The command line restores into the sample app, over HTTP: it is killed at each of its writes, and each of them fails in every way. What came of it is
 * looked at through the app's own API, by what a person reads (numbers of orders), not by ids.
 */

type Rows = readonly Readonly<Record<string, unknown>>[];

const writes = ['restore-many', 'bulk-create', 'bulk-update'] as const;
type Write = (typeof writes)[number];

let desk: Desk;
let app: RunningSampleApp;
let port: number;
let snapshot: string;
let wanted: object;
let cases = 0;

async function ask(address: string, method = 'GET', body?: unknown): Promise<unknown> {
  const once = (): Promise<Response> =>
    fetch(`${app.url}/api/apps/${app.appId}/entities/${address}`, {
      method,
      headers: { authorization: `Bearer ${app.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  // A connection that was kept may be one to the app that was stopped.
  const answer = await once().catch(once);
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status}`);
  return answer.json();
}

async function rows(table: string): Promise<Rows> {
  return z.array(z.looseObject({ id: z.string() })).parse(await ask(`${table}?sort=created_date&limit=5000`));
}

/** The app as a person sees it. A record that is there twice, or an item of no order, shows. */
async function look(): Promise<object> {
  const orders = await rows('Order');
  const numbers = new Map(orders.map(({ id, number }) => [id, number]));
  const said = (row: Readonly<Record<string, unknown>>): string => JSON.stringify(Object.entries(own(row)).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return {
    orders: orders.map(said).toSorted(),
    items: (await rows('OrderItem')).map((item) => said({ ...item, order_id: numbers.get(item['order_id']) ?? 'no order' })).toSorted(),
    customers: (await rows('Customer')).map(said).toSorted(),
  };
}

function own(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { id: _id, created_date: _created, updated_date: _updated, created_by: _by, created_by_id: _byId, ...rest } = row;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== ''));
}

/** Some orders and items in the trash, some gone for good, an item that points at an order that is gone, and telephone numbers that went blank. */
async function spoil(): Promise<void> {
  const orders = (await rows('Order')).slice(-6).map(({ id }) => id);
  const items = await rows('OrderItem');
  const under = (order: unknown): readonly unknown[] => items.filter((item) => item['order_id'] === order).map(({ id }) => id);
  const lost = orders.flatMap((order, at) => (at === 0 ? under(order).slice(1) : under(order)));
  await ask('OrderItem', 'DELETE', { id: { $in: lost } });
  await ask('Order', 'DELETE', { id: { $in: orders } });
  for (const id of orders.slice(0, 3)) await ask(`Order/${String(id)}/permanent`, 'DELETE');
  for (const id of lost.slice(0, 3)) await ask(`OrderItem/${String(id)}/permanent`, 'DELETE');
  for (const { id } of (await rows('Customer')).filter(({ phone }) => typeof phone === 'string' && phone !== '').slice(0, 3)) await ask(`Customer/${id as string}`, 'PUT', { phone: '' });
}

/** The app as it was, spoilt, and a home that has its backup. */
async function fresh(): Promise<string> {
  await app.stop();
  app = await startSampleApp({ records: 600, bypassRls: true, port });
  await spoil();
  cases += 1;
  const home = desk.at(`home-${cases}`);
  await cp(desk.home, home, { recursive: true });
  return home;
}

function cli(home: string, ...args: readonly string[]): RunningCli {
  return startCli([...args, '--json'], { env: { ...desk.env, HOLDFAST_HOME: home } });
}

const restoreArgs = (): readonly string[] => ['restore', 'shop', '--snapshot', snapshot, '--entity', 'Order', 'OrderItem', 'Customer', '--yes'];

/** Goes on with what was stopped, or begins where nothing was begun. */
async function finish(home: string): Promise<void> {
  const [stopped] = await readdir(path.join(home, 'restores')).catch(() => []);
  const end = await cli(home, ...(stopped === undefined ? restoreArgs() : ['restore', 'shop', '--resume', stopped])).end;
  expect([end.code, end.code === 0 ? '' : end.stdout]).toEqual([0, '']);
}

async function expectWhole(home: string): Promise<void> {
  expect(await look()).toEqual(wanted);
  const again = await cli(home, ...restoreArgs()).end;
  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([0, { receipt: { written: 0, failed: 0, skipped: 0 } }]);
}

beforeAll(async () => {
  desk = await makeDesk();
  app = await startSampleApp({ records: 600, bypassRls: true });
  port = Number(new URL(app.url).port);
  const run = async (...args: readonly string[]): Promise<unknown> => {
    const { code, value } = await desk.json(args, { env: { TOKEN: app.token } });
    expect([code, args[0]]).toEqual([0, args[0]]);
    return value;
  };
  await run('destination', 'add', 'disk', '--kind', 'local', '--path', desk.at('place'));
  await run('app', 'add', 'shop', '--platform', 'base44', '--url', app.url, '--app-id', app.appId, '--token-env', 'TOKEN');
  ({ snapshot } = z.object({ snapshot: z.string() }).parse(await run('backup', 'shop')));
  wanted = await look();
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await desk?.remove();
});

/** Writes of a restore that nothing befalls, in their order. */
async function writesOf(): Promise<readonly Write[]> {
  const home = await fresh();
  const seen: Write[] = [];
  const stop = app.faults.onRequest(({ kind }) => {
    const write = writes.find((each) => each === kind);
    if (write !== undefined) seen.push(write);
  });
  await finish(home);
  stop();
  await expectWhole(home);
  return seen;
}

describe('a restore whose process is killed', () => {
  it('at each of its writes, before or after it is taken: goes on, and nothing is doubled or lost', async () => {
    const all = await writesOf();
    expect(new Set(all)).toEqual(new Set(writes));
    for (const [at, kind] of all.entries()) {
      const nth = all.slice(0, at).filter((each) => each === kind).length + 1;
      for (const taken of kind === 'bulk-create' ? [true, false] : [true]) {
        const home = await fresh();
        if (!taken) app.faults.add({ on: { kind, nth }, do: { kind: 'reset' } });
        const running = cli(home, ...restoreArgs());
        let met = 0;
        const stop = app.faults.onRequest(async (request) => {
          if (request.kind !== kind) return;
          met += 1;
          if (met !== nth) return;
          running.child.kill('SIGKILL');
          await running.end;
        });
        expect([kind, nth, (await running.end).signal]).toEqual([kind, nth, 'SIGKILL']);
        stop();
        app.faults.clear();
        await finish(home);
        expect(await look(), `${kind} ${nth}, ${taken ? 'taken' : 'not taken'}`).toEqual(wanted);
      }
    }
  }, 600_000);
});

describe('a restore whose writes fail', () => {
  const faults: readonly { readonly what: string; readonly on: readonly Write[]; readonly action: FaultAction }[] = [
    { what: 'too many requests, without a word how long', on: writes, action: { kind: 'rate-limited' } },
    { what: 'too many requests, for a second', on: writes, action: { kind: 'rate-limited', retryAfter: '1' } },
    { what: 'a page of HTML with status 500', on: writes, action: { kind: 'html' } },
    { what: 'taken, and the answer says otherwise', on: writes, action: { kind: 'fail-after' } },
    { what: 'the connection breaks', on: writes, action: { kind: 'reset' } },
    { what: 'only one of the records is created', on: ['bulk-create'], action: { kind: 'partial-bulk', rows: 1 } },
  ];

  it.each(faults)('$what: it ends whole all the same', async ({ on, action }) => {
    const home = await fresh();
    const added = on.map((kind) => app.faults.add({ on: { kind }, do: action, times: 1 }));
    const { code, stdout } = await cli(home, ...restoreArgs()).end;
    expect([code, code === 0 ? '' : stdout]).toEqual([0, '']);
    expect(added.map((fault) => fault.hits())).toEqual(on.map(() => 1));
    await expectWhole(home);
  }, 120_000);

  it.each(writes)('because the token may only read from some %s on: it says so, and goes on with a token that may write', async (kind) => {
    const home = await fresh();
    app.faults.add({ on: { kind }, do: { kind: 'token-read-only' }, times: 1 });
    const { code, stdout } = await cli(home, ...restoreArgs()).end;
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { error: { code: 'permission-denied' } }]);
    app.faults.clear();
    await finish(home);
    await expectWhole(home);
  }, 120_000);
});
