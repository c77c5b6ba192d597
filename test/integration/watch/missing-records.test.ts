import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Source, Whereabouts } from '../../../electron/engine/ports/source.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };
let test: TestEngine;
let asked: string[][];
/** What the platform says of records by their ids. */
let says: (id: string) => Whereabouts;

const record = (n: number): Record<string, string | number> => ({ id: `o${String(n).padStart(5, '0')}`, created_date: `2026-01-01T00:00:${String(n % 60).padStart(2, '0')}Z`, updated_date: '2026-01-01T00:00:00Z', total: n });
/** What a listing gives, and what the platform counts: as many as it lists, where its count is cut off, too. */
const lists = (numbers: readonly number[]): void => test.source.setEntity('Order', { records: numbers.map(record) });
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

async function backUp(): Promise<Awaited<ReturnType<TestEngine['engine']['backup']>>> {
  const report = await test.engine.backup('Shop', call);
  await test.clock.advance(3_600_000);
  return report;
}

beforeEach(async () => {
  test = await makeTestEngine();
  asked = [];
  says = () => 'there';
  const source: { whereabouts?: Source['whereabouts'] } = test.source;
  source.whereabouts = async (_entity, ids) => {
    asked.push([...ids]);
    return new Map(ids.map((id) => [id, says(id)]));
  };
  lists(upTo(50));
  await test.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/disk' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'https://app.base44.com', appId: 'a1', token: 't' } }, call);
  await backUp();
});
afterEach(() => test.remove());

describe('a record that the last whole backup has and this one lacks', () => {
  it('though the platform still has it, makes the backup incomplete and says so; an alarm stands until it is there again', async () => {
    lists(upTo(49));
    const report = await backUp();
    expect(report).toMatchObject({ outcome: 'incomplete', missing: [{ table: 'Order', records: 1, of: 50 }], alarms: [{ says: expect.stringContaining('could not be read') }] });
    expect(report.entities[0]).toMatchObject({ status: 'incomplete', reason: expect.stringContaining('though it still has it') });
    expect(asked).toEqual([['o00049']]);
    // The one after it is measured by the last whole one, not by this.
    expect(await backUp()).toMatchObject({ outcome: 'incomplete', missing: [{ records: 1 }] });
    lists(upTo(50));
    expect((await backUp()).outcome).toBe('complete');
    expect((await test.engine.watch.alarms('Shop')).open).toEqual([]);
  });

  it('is no matter when the platform says that it was deleted, or cannot say', async () => {
    for (const state of ['deleted', 'gone'] as const) {
      says = () => state;
      lists(upTo(state === 'deleted' ? 48 : 46));
      expect((await backUp()).outcome).toBe('complete');
    }
    expect(asked.map((ids) => ids.length)).toEqual([2, 2]);
  });

  it('and that is neither there nor deleted is missing until a person says that it is meant', async () => {
    says = (id) => (id === 'o00049' ? 'deleted' : 'untold');
    lists(upTo(46));
    expect(await backUp()).toMatchObject({ outcome: 'incomplete', missing: [{ records: 3, of: 50 }] });
    const [alarm] = (await test.engine.watch.alarms('Shop')).open;
    expect(alarm).toMatchObject({ kind: 'records-missing', records: 3 });
    await test.engine.watch.answer('Shop', alarm?.id ?? '', 'expected', call);
    expect((await backUp()).outcome).toBe('complete');
  });

  it('is asked for by a sample where they are many, and counted whole where all of it says the same', async () => {
    lists(upTo(500));
    await backUp();
    lists(upTo(100));
    expect((await backUp()).missing).toMatchObject([{ records: 400 }]);
    expect(asked.map((ids) => ids.length)).toEqual([40]);
  });

  it('is not missed when it only lies elsewhere, and nobody is asked where nothing is missing', async () => {
    test.source.setEntity('Order', { records: upTo(50).map((n) => ({ ...record(n), created_date: '2026-01-01T00:00:59.000Z' })) });
    expect((await backUp()).outcome).toBe('complete');
    lists(upTo(60));
    expect((await backUp()).outcome).toBe('complete');
    expect(asked).toEqual([]);
  });

  it('that cannot be asked for is told, and is no proof of anything', async () => {
    says = () => {
      throw new HoldfastError('server', 'The platform failed.');
    };
    lists(upTo(45));
    expect(await backUp()).toMatchObject({ outcome: 'complete', warnings: [expect.stringContaining('could not be asked')] });
  });
});

it('a listing that stops at 5,000 without a word, and a count that does, too, are found by the next backup', async () => {
  lists(upTo(5003));
  expect((await backUp()).outcome).toBe('complete');
  lists(upTo(5000));
  expect(await backUp()).toMatchObject({ outcome: 'incomplete', missing: [{ records: 3, of: 5003 }] });
});
