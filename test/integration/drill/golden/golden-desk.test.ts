import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GoldenCheck } from '../../../../electron/engine/drill/golden/golden-list.ts';
import { encodeGolden, readGolden, writeGolden } from '../../../../electron/engine/vault/golden.ts';
import { openVault, type Vault } from '../../../../electron/engine/vault/vault.ts';
import { ada, opens } from '../../../support/deputies.ts';
import { makeTestEngine, type TestEngine } from '../../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

let test: TestEngine;
beforeEach(async () => {
  test = await makeTestEngine();
  const customers = Array.from({ length: 20 }, (_, n) => ({ id: `customer-${n}`, created_date: '2026-01-01', updated_date: '2026-01-01', email: `c${n}@example.com` }));
  test.source.setEntity('Customer', { records: customers });
  test.source.setEntity('Order', { records: Array.from({ length: 120 }, (_, n) => ({ id: `order-${n}`, created_date: '2026-01-01', updated_date: '2026-01-01', total: n, customer_id: `customer-${n % 20}`, ...(n > 0 ? { note: 'x' } : {}) })) });
  for (const name of ['Disk', 'Cloud']) await test.engine.destinations.add({ name, kind: 'local', path: `/${name}` }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
});
afterEach(() => test.remove());

const jane: GoldenCheck = { id: 'jane', name: 'Jane Doe is there', rule: { kind: 'record', table: 'Customer', by: { kind: 'field', field: 'email', is: 'c7@example.com' } } };
const many: GoldenCheck = { id: 'many', name: 'Enough orders', rule: { kind: 'count', table: 'Order', least: 1000 } };

async function backUp(): Promise<void> {
  await test.clock.advance(3_600_000);
  expect(await test.engine.backup('Shop', call)).toMatchObject({ outcome: 'complete' });
}

const place = (name: string) => test.connector.placeAt(`/${name}`);

async function vaultIn(name: string): Promise<Vault> {
  const kit = await test.engine.recoveryKit('Shop');
  const store = await test.connector.vault({ name, kind: 'local', path: `/${name}`, addedAt: '' }, 'shop');
  return openVault(store, kit.identity, call.signal);
}

const checksIn = async (name: string) => (await readGolden(await vaultIn(name), call.signal))?.content;

/** All files of the home in one text. */
async function wholeHome(): Promise<string> {
  const names = await readdir(test.deps.home, { recursive: true, withFileTypes: true });
  return (await Promise.all(names.filter((each) => each.isFile()).map((each) => readFile(path.join(each.parentPath, each.name), 'latin1')))).join('\n');
}

describe('a list of golden checks', () => {
  it('lies encrypted in every place and on this computer, the same, and nowhere in plain text', async () => {
    await backUp();
    expect(await test.engine.golden.list('shop', call)).toMatchObject({ checks: [], revision: 0, backup: { id: expect.any(String) }, tables: [{ name: 'Customer', records: 20 }, { name: 'Order', records: 120, fields: expect.arrayContaining(['id', 'total', 'note']) }] });
    expect(await test.engine.golden.save('Shop', [jane, many], 0, call)).toEqual({ revision: 1, later: [] });
    expect(await test.engine.golden.list('Shop', call)).toMatchObject({ checks: [jane, many], revision: 1 });
    expect([await checksIn('Disk'), await checksIn('Cloud')]).toMatchObject([{ revision: 1, checks: [jane, many] }, { revision: 1 }]);
    expect(await place('Disk').get('shop/golden.age', call)).toEqual(await place('Cloud').get('shop/golden.age', call));
    expect(await wholeHome()).not.toMatch(/Jane|c7@/);
    expect((await test.engine.check('Shop', call)).ok).toBe(true);
  });

  it('on a list that somebody else changed meanwhile nothing is written over', async () => {
    await backUp();
    await test.engine.golden.save('Shop', [jane], 0, call);
    const vault = await vaultIn('Cloud');
    await writeGolden(vault, await encodeGolden(vault, { revision: 2, changedAt: '2026-05-05T00:00:00.000Z', checks: [many, { id: 'x', name: 'x', rule: { kind: 'of tomorrow' } }] }), call.signal);
    await expect(test.engine.golden.save('Shop', [], 1, call)).rejects.toMatchObject({ code: 'conflict' });
    expect(await test.engine.golden.list('Shop', call)).toMatchObject({ checks: [many], revision: 2, newer: 1 });
    expect(await test.engine.golden.save('Shop', [jane], 2, call)).toMatchObject({ revision: 3 });
    expect(await checksIn('Disk')).toMatchObject({ revision: 3, checks: [jane, { rule: { kind: 'of tomorrow' } }] });
  });

  it('gets to a new place, to one where it is damaged, and to another computer with a backup', async () => {
    await backUp();
    await test.engine.golden.save('Shop', [jane], 0, call);
    await test.engine.destinations.add({ name: 'Third', kind: 'local', path: '/Third' }, call);
    await place('Disk').put('shop/golden.age', new Uint8Array(10), call);
    expect((await test.engine.check('Shop', { ...call, destination: 'Disk' })).problems).toMatchObject([{ object: 'golden.age', snapshots: [] }]);
    const [vault] = await readdir(path.join(test.deps.home, 'drills'));
    await writeFile(path.join(test.deps.home, 'drills', vault ?? '', 'golden.age'), 'no object');
    await backUp();
    for (const name of ['Disk', 'Cloud', 'Third']) expect(await checksIn(name)).toMatchObject({ revision: 1, checks: [jane] });
    expect((await test.engine.golden.list('Shop', call)).checks).toEqual([jane]);
  });

  it('is written anew for a deputy who comes, and is closed to one who goes', async () => {
    await backUp();
    await test.engine.golden.save('Shop', [jane], 0, call);
    const { deputy } = await test.engine.deputies.add('Shop', { name: 'Ada', recipient: ada.recipient }, call);
    await test.engine.deputies.rekey('Shop', call);
    expect(await opens(place('Disk'), 'shop/golden.age', ada.identity)).toBe(true);
    await test.engine.deputies.revoke('Shop', deputy.name, call);
    await backUp();
    expect(await opens(place('Disk'), 'shop/golden.age', ada.identity)).toBe(false);
    expect(await checksIn('Cloud')).toMatchObject({ revision: 1, checks: [jane] });
  });

  it('refuses what is no query', async () => {
    await backUp();
    const odd: GoldenCheck = { id: 'q', name: 'q', rule: { kind: 'sql', sql: 'DROP TABLE "Order"', expect: 'no-rows' } };
    await expect(test.engine.golden.save('Shop', [odd], 0, call)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(test.engine.golden.try('Shop', odd, call)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

it('one check is tried on the newest backup, by its own name', async () => {
  await expect(test.engine.golden.try('Shop', jane, call)).rejects.toMatchObject({ code: 'not-found' });
  await backUp();
  expect(await test.engine.golden.try('Shop', jane, call)).toMatchObject({ state: 'passed', name: 'Jane Doe is there' });
  expect(await test.engine.golden.try('Shop', many, { ...call, destination: 'Cloud' })).toMatchObject({ state: 'failed', detail: expect.stringContaining('120 records') });
});

describe('a query that a person wrote', () => {
  const query = (sql: string, value: number): GoldenCheck => ({ id: 'q', name: 'Mine', rule: { kind: 'sql', sql, expect: { value } } });
  const joined = 'SELECT count(*) FROM "Order" o JOIN customer c ON c.id = o.customer_id';
  const endless = query('SELECT count(*) FROM "Order" a, "Order" b, "Order" c, "Order" d, "Order" e, "Order" f WHERE a.id || b.id || c.id || d.id < e.id', 0);

  it('is answered by “Try now” and by a drill', async () => {
    await backUp();
    expect(await test.engine.golden.try('Shop', query(joined, 120), call)).toMatchObject({ state: 'passed', name: 'Mine' });
    expect(await test.engine.golden.try('Shop', query(joined, 119), call)).toMatchObject({ state: 'failed', detail: 'The query answered another value than it should.' });
    await test.engine.golden.save('Shop', [query(joined, 120), { ...query('SELECT count(*) FROM "Order"', 7), id: 'wrong' }, { ...query('SELECT nope FROM "Order"', 7), id: 'odd' }, jane], 0, call);
    const { checks } = await test.engine.drills.drill('Shop', { ...call, destination: 'Cloud' });
    expect(checks.filter(({ kind }) => kind === 'golden').map(({ id, state }) => [id, state])).toEqual([['golden-q', 'passed'], ['golden-wrong', 'failed'], ['golden-odd', 'not-checked'], ['golden-jane', 'passed']]);
  });

  it('holds nothing else: while it is asked, everything else has its turn', async () => {
    await backUp();
    const idleBefore = performance.eventLoopUtilization().idle;
    expect(await test.engine.golden.try('Shop', endless, call)).toMatchObject({ state: 'not-checked', detail: expect.stringContaining('was stopped after 5 seconds') });
    // In the five seconds that it was given, this thread had nothing to do.
    expect(performance.eventLoopUtilization().idle - idleBefore).toBeGreaterThan(2500);
  });

  it('in a drill ends when the drill is cancelled', async () => {
    await backUp();
    await test.engine.golden.save('Shop', [endless, { ...endless, id: 'again' }], 0, call);
    const stop = new AbortController();
    let turns = 0;
    const drilled = test.engine.drills.drill('Shop', { signal: stop.signal, destination: 'Cloud', onProgress: ({ phase }) => void (phase === 'check' && (turns += 1)) });
    const whileAsked = (): void => void (turns >= 3 ? setImmediate(() => stop.abort()) : setImmediate(whileAsked));
    whileAsked();
    await expect(drilled).rejects.toMatchObject({ code: 'cancelled' });
    expect(await test.engine.drills.list('Shop', 5)).toEqual([]);
  });
});

it('suggests what the newest backup lets one expect, and nothing that it does not pass or that is on the list', async () => {
  await backUp();
  const suggested = await test.engine.golden.suggest('Shop', call);
  expect(suggested.map(({ rule }) => rule)).toEqual([
    { kind: 'count', table: 'Order', least: 100 },
    { kind: 'count', table: 'Customer', least: 18 },
    { kind: 'reference', table: 'Order', field: 'customer_id', target: 'Customer' },
    { kind: 'filled', table: 'Order', field: 'total' },
    { kind: 'filled', table: 'Customer', field: 'email' },
  ]);
  for (const check of suggested) expect(await test.engine.golden.try('Shop', check, call)).toMatchObject({ state: 'passed' });
  await test.engine.golden.save('Shop', [{ ...many, id: suggested[1]?.id ?? '' }, ...suggested.slice(2)], 0, call);
  expect((await test.engine.golden.suggest('Shop', call)).map(({ rule }) => rule)).toEqual([{ kind: 'count', table: 'Customer', least: 18 }]);
});

it('a drill asks all of them of what lies in the place, and its report names no customer', async () => {
  await backUp();
  await test.engine.golden.save('Shop', [jane, many], 0, call);
  const report = await test.engine.drills.drill('Shop', { ...call, destination: 'Cloud' });
  expect(report.checks.filter(({ kind }) => kind === 'golden')).toMatchObject([
    { id: 'golden-jane', state: 'passed', name: 'Customer: a certain record is there' },
    { id: 'golden-many', state: 'failed', name: 'Order: at least 1,000', consequence: expect.stringContaining('too little of Order') },
  ]);
  expect(report.ok).toBe(false);
  expect(await wholeHome()).not.toMatch(/Jane|c7@/);
});

it('a drill of a place that lacks the list, or has an earlier one, does not pass over that', async () => {
  await backUp();
  await test.engine.golden.save('Shop', [jane], 0, call);
  const earlier = await place('Cloud').get('shop/golden.age', call);
  await test.engine.golden.save('Shop', [jane, { ...many, rule: { kind: 'count', table: 'Order', least: 100 } }], 1, call);
  const golden = async () => (await test.engine.drills.drill('Shop', { ...call, destination: 'Cloud' })).checks.filter(({ kind }) => kind === 'golden');
  expect(await golden()).toMatchObject([{ id: 'golden-jane', state: 'passed' }, { id: 'golden-many', state: 'passed' }]);
  await place('Cloud').put('shop/golden.age', earlier, call);
  expect(await golden()).toMatchObject([{ id: 'golden', state: 'not-checked', detail: expect.stringContaining('an earlier list') }, { id: 'golden-jane', state: 'passed' }]);
  await place('Cloud').delete('shop/golden.age', call);
  expect(await golden()).toMatchObject([{ id: 'golden', state: 'not-checked', detail: expect.stringContaining('not in this place') }]);
  await backUp();
  expect(await golden()).toMatchObject([{ id: 'golden-jane', state: 'passed' }, { id: 'golden-many', state: 'passed' }]);
});
