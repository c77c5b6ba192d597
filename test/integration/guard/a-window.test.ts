import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GuardBackup, GuardSession } from '../../../electron/engine/engine.ts';
import type { JsonObject } from '../../../shared/model/record.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

function schema(...fields: readonly (readonly [string, string])[]): JsonObject {
  return { type: 'object', properties: Object.fromEntries(fields.map(([name, type]) => [name, { type }])) };
}

const customerSchema = schema(['name', 'string'], ['phone', 'string'], ['notes', 'string']);
const customer = (n: number, more: JsonObject = {}): JsonObject => ({ id: `c${String(n).padStart(4, '0')}`, created_date: stamp(n), updated_date: stamp(n), name: `Customer ${n}`, phone: `+44 ${n}`, notes: `Note ${n}`, ...more });
const order = (n: number, more: JsonObject = {}): JsonObject => ({ id: `o${String(n).padStart(4, '0')}`, created_date: stamp(n), updated_date: stamp(n), title: `Order of ${n}`, total: n * 3, ...more });

function stamp(n: number): string {
  return new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString();
}

let world: TestEngine;

beforeEach(async () => {
  world = await makeTestEngine();
  const { engine, source } = world;
  source.setEntity('Customer', { schema: customerSchema, records: Array.from({ length: 60 }, (_, n) => customer(n)) });
  source.setEntity('Order', { schema: schema(['title', 'string'], ['total', 'number']), records: Array.from({ length: 400 }, (_, n) => order(n)) });
  await engine.destinations.add({ kind: 'local', name: 'Place', path: `${world.deps.home}/place` }, call);
  await engine.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'https://shop.example', appId: 'a', token: 't' } }, call);
});

afterEach(() => world.remove());

async function watched(): Promise<GuardSession> {
  const { engine } = world;
  await engine.guard.begin('Shop', {}, call);
  const report = await engine.backup('Shop', { ...call, kind: 'pre-change' });
  return engine.guard.backedUp('Shop', { ...whole, id: report.snapshot, isComplete: report.outcome === 'complete' }, call);
}

const whole: GuardBackup = { id: '', startedAt: '2026-01-01T00:00:00.000Z', isComplete: true, isVerified: true, records: 460, lacking: [] };

async function said(session: GuardSession): Promise<readonly string[]> {
  if (session.look === undefined) throw new Error('Nobody looked.');
  const { verdict, findings } = await world.engine.guard.say(session.look);
  return [verdict, ...findings];
}

/** What an AI does to a table: other columns, the records accordingly. */
function rewrite(table: string, described: JsonObject, change: (record: JsonObject) => JsonObject): void {
  const records = world.source.lines(table).map((line) => change(JSON.parse(line) as JsonObject));
  world.source.setEntity(table, { schema: described, records });
}

describe('a watched change', () => {
  it('says that nothing was lost only of what was compared, with its time', async () => {
    await watched();
    const session = await world.engine.guard.look('Shop', call);
    expect(session.look).toMatchObject({ verdict: 'nothing-lost', findings: [], tables: 2, records: 460, unsure: [] });
    expect(await said(session)).toEqual(['Nothing was lost so far: 460 records of 2 tables compared.']);
  });

  it('names a dropped field, a blank one, deleted and machine-made records, each in numbers', async () => {
    await watched();
    const { source } = world;
    rewrite('Customer', schema(['name', 'string'], ['phone', 'string']), ({ notes: _dropped, ...record }) => ({ ...record, phone: '', updated_date: '2026-05-01T10:00:00.000Z' }));
    expect(source.remove('Order', ({ id }) => String(id) < 'o0040')).toBe(40);
    source.put('Order', ...Array.from({ length: 30 }, (_, n) => order(5000 + n, { created_date: '2026-05-01T10:00:00.100Z', title: `Sample order ${n}` })));
    expect(await said(await world.engine.guard.look('Shop', call))).toEqual([
      '3 losses.',
      '40 records of Order were deleted.',
      '“notes” of Customer is gone, which 60 records had filled.',
      '“phone” went blank on all 60 records of Customer.',
      '30 records of Order are new and look machine-made (made in the same second, placeholder words).',
    ]);
  });

  it('counts a field that is described no more among the losses, also where the platform still stores its values', async () => {
    await watched();
    rewrite('Customer', schema(['name', 'string'], ['phone', 'string']), (record) => record);
    const session = await world.engine.guard.look('Shop', call);
    expect(session.look).toMatchObject({ verdict: 'lost', findings: [{ kind: 'schema', weight: 'loss', records: 60, change: { kind: 'field-gone', field: 'notes' } }] });
  });

  it('takes the same values under a new name for a rename, not for a loss', async () => {
    await watched();
    rewrite('Customer', schema(['name', 'string'], ['mobile', 'string'], ['notes', 'string']), ({ phone, ...record }) => ({ ...record, mobile: phone ?? null, updated_date: '2026-05-01T10:00:00.000Z' }));
    const session = await world.engine.guard.look('Shop', call);
    expect(session.look?.verdict).toBe('nothing-lost');
    expect(await said(session)).toContain('“phone” of Customer looks renamed to “mobile”: the same value in 60 of 60 records that had one.');
  });

  it('never says that nothing was lost where not every value is under the new name', async () => {
    await watched();
    const renamed = schema(['name', 'string'], ['mobile', 'string'], ['notes', 'string']);
    const at = { updated_date: '2026-05-01T10:00:00.000Z' };
    const kept = new Set(Array.from({ length: 55 }, (_, n) => customer(n)['id']));
    rewrite('Customer', renamed, ({ phone, ...record }) => ({ ...record, mobile: kept.has(record['id']) ? (phone ?? null) : null, ...at }));
    const session = await world.engine.guard.look('Shop', call);
    expect(session.look).toMatchObject({ verdict: 'lost', findings: expect.arrayContaining([expect.objectContaining({ kind: 'renamed', weight: 'loss', same: 55, of: 60 })]) as unknown });
    // Those that nobody wrote to have it in the old field, which the app does not show any more.
    world.source.setEntity('Customer', { schema: renamed, records: Array.from({ length: 60 }, (_, n) => (n < 50 ? { ...customer(n, at), phone: null, mobile: `+44 ${n}` } : customer(n))) });
    expect((await world.engine.guard.look('Shop', call)).look).toMatchObject({ verdict: 'lost', findings: expect.arrayContaining([expect.objectContaining({ kind: 'renamed', weight: 'loss', same: 50, of: 60 })]) as unknown });
    world.source.setEntity('Customer', { schema: renamed, records: Array.from({ length: 60 }, (_, n) => ({ ...customer(n, at), phone: null, mobile: n < 59 ? `+44 ${n}` : null })) });
    expect((await world.engine.guard.look('Shop', call)).look).toMatchObject({ verdict: 'few' });
  });

  it('calls another type of value by its name', async () => {
    await watched();
    rewrite('Order', schema(['title', 'string'], ['total', 'string']), (record) => ({ ...record, total: JSON.stringify(record['total']), updated_date: '2026-05-01T10:00:00.000Z' }));
    const says = await said(await world.engine.guard.look('Shop', call));
    expect(says).toContain('“total” of Order was number and is string, in 400 records.');
  });

  it('says of a few orders more that everyday use explains them', async () => {
    await watched();
    world.source.put('Order', order(900, { title: 'A lamp' }), order(901, { title: 'Two chairs' }));
    const session = await world.engine.guard.look('Shop', call);
    expect(session.look).toMatchObject({ verdict: 'nothing-lost', findings: [{ kind: 'created', weight: 'normal', table: 'Order', records: 2 }] });
  });

  it('never says that nothing was lost where a table could not be read whole', async () => {
    await watched();
    world.source.setEntity('Order', { schema: schema(['title', 'string'], ['total', 'number']), hiddenRows: { reason: 'Row rules may hide some.', proven: false }, records: Array.from({ length: 400 }, (_, n) => order(n)) });
    const session = await world.engine.guard.look('Shop', call);
    expect(session.look).toMatchObject({ verdict: 'unsure', tables: 1, unsure: [{ table: 'Order', why: 'Row rules may hide some.' }] });
  });

  it('compares a table that is described otherwise once, and again only when something in it changed', async () => {
    await watched();
    rewrite('Customer', schema(['name', 'string'], ['phone', 'string'], ['notes', 'string'], ['vip', 'boolean']), (record) => record);
    const first = await world.engine.guard.look('Shop', call);
    const read = (): number => world.source.calls.filter((each) => each.call === 'records' && each.entity === 'Customer' && each.since === undefined).length;
    const before = read();
    const second = await world.engine.guard.look('Shop', call);
    expect(read()).toBe(before);
    expect(second.look?.findings).toEqual(first.look?.findings);
    world.source.remove('Customer', ({ id }) => id === 'c0007');
    const third = await world.engine.guard.look('Shop', call);
    expect(read()).toBe(before + 1);
    expect(third.look?.verdict).toBe('few');
  });

  it('asks where the backup is not whole, and goes on when a person says so', async () => {
    const { engine } = world;
    await engine.guard.begin('Shop', {}, call);
    const report = await engine.backup('Shop', { ...call, kind: 'pre-change' });
    const asks = await engine.guard.backedUp('Shop', { ...whole, id: report.snapshot, isComplete: false, lacking: [{ table: 'Order', why: 'It could not be read.' }] }, call);
    expect(asks).toMatchObject({ phase: 'asks' });
    expect(asks.until).toBeUndefined();
    expect(await engine.guard.goOn('Shop', call)).toMatchObject({ phase: 'watching', wentOn: true });
  });

  it('is one an app, lasts beyond its process, and is over after a last look', async () => {
    const begun = await watched();
    await expect(world.engine.guard.begin('Shop', {}, call)).rejects.toMatchObject({ code: 'conflict' });
    const other = world.again();
    expect((await other.guard.state('Shop')).open).toEqual(begun);
    const ended = await other.guard.end('Shop', 'person', call);
    expect(ended).toMatchObject({ phase: 'ended', endedBy: 'person', look: { isFinal: true, verdict: 'nothing-lost' } });
    expect(await world.engine.guard.state('Shop')).toEqual({ open: undefined, ended: [ended] });
  });

  it('stays open where its last look cannot be had, and says why', async () => {
    await watched();
    world.source.inject({ on: 'describe', error: new HoldfastError('network', 'It does not answer.') });
    const open = await world.engine.guard.end('Shop', 'time', call);
    expect(open).toMatchObject({ phase: 'ending', lookProblem: { error: { code: 'network' } } });
    expect(open.look).toBeUndefined();
    world.source.clearFaults();
    expect(await world.engine.guard.end('Shop', 'time', call)).toMatchObject({ phase: 'ended', endedBy: 'time' });
  });
});

describe('files', () => {
  it('that nobody wrote to are not read again at each look', async () => {
    const { engine, source } = world;
    const marks = new Map([['Customer', 'a'], ['Order', 'a']]);
    Object.assign(source, { capabilities: { ...source.capabilities, changedSince: false, listsKeys: false }, glance: { mark: async ({ name }: { readonly name: string }) => marks.get(name), count: async () => undefined } });
    await watched();
    const read = async (): Promise<readonly (string | undefined)[]> => {
      const before = source.calls.length;
      const { look } = await engine.guard.look('Shop', call);
      expect(look).toMatchObject({ tables: 2, records: 460, unsure: [] });
      return source.calls.slice(before).flatMap((each) => (each.call === 'records' ? [each.entity] : []));
    };
    expect(new Set(await read())).toEqual(new Set(['Customer', 'Order']));
    expect(await read()).toEqual([]);
    source.remove('Order', ({ id }) => String(id) < 'o0100');
    marks.set('Order', 'b');
    expect(await read()).toEqual(['Order']);
    expect(await read()).toEqual([]);
    const { open } = await engine.guard.state('Shop');
    expect(open?.look).toMatchObject({ verdict: 'lost', findings: [{ kind: 'incident', incident: { kind: 'records-deleted', tables: [{ name: 'Order', records: 100 }] } }] });
  });
});
