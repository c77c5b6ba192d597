import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { JsonObject } from '../../../shared/model/record.ts';
import { RestoreWorld, type Row } from '../../support/restore-world.ts';

/** What an earlier restore, the platform or a person did to records before the turn of a restore came. */

const backup = '2026-06-01T00-00-00Z_app_manual';
const later = '2026-06-02T00-00-00Z_app_manual';
const text = { type: 'string' };
const order = { properties: { tag: text, code: text } };
const line = { properties: { tag: text, order_id: text } };

let world: RestoreWorld;
beforeEach(async () => {
  world = await RestoreWorld.make({ Line: line, Order: order });
  world.source.put('Order', row('a', 1), row('a', 2), row('a', 3));
  world.source.put('Line', row('b', 1, { order_id: idOf('a', 1) }), row('b', 2, { order_id: idOf('a', 2) }), row('b', 3, { order_id: idOf('a', 3) }));
  await world.backUp(backup);
});
afterEach(() => world.remove());

function idOf(kind: string, n: number): string {
  return kind + n.toString(16).padStart(23, '0');
}

function row(kind: string, n: number, fields: JsonObject = {}): Row {
  return { id: idOf(kind, n), tag: `${kind}${n}`, created_date: '2026-05-01T00:00:00.000Z', updated_date: '2026-05-01T00:00:00.000Z', ...fields };
}

async function loseForGood(table: string, ...ids: readonly string[]): Promise<void> {
  await world.trash(table, ids);
  world.writer.emptyTrash(table);
}

function tags(table: string): readonly string[] {
  return world.rows(table).map(({ tag }) => tag).toSorted();
}

function orderOf(tag: string): string | undefined {
  const found = world.rows('Line').find((each) => each.tag === tag)?.['order_id'];
  return world.rows('Order').find(({ id }) => id === found)?.tag;
}

describe('a record out of the trash', () => {
  it('points at what an earlier restore made anew', async () => {
    await loseForGood('Order', idOf('a', 1));
    await world.trash('Line', [idOf('b', 1)]);
    await world.restore(backup, { tables: [{ entity: 'Order' }] });
    const receipt = await world.restore(backup);
    expect(receipt).toMatchObject({ failed: 0, verified: receipt.written });
    expect(tags('Line')).toEqual(['b1', 'b2', 'b3']);
    expect(orderOf('b1')).toBe('a1');
    expect((await world.plan(backup)).steps).toEqual([]);
  });
});

describe('a record that could not be pointed at a new id', () => {
  it('is pointed there by the next restore', async () => {
    await loseForGood('Order', idOf('a', 1));
    const update = world.writer.update.bind(world.writer);
    world.writer.update = async (_entity, changes) => ({ refused: changes.map(({ id }) => ({ id, error: new HoldfastError('permission-denied', 'A rule forbids it.') })) });
    expect(await world.restore(backup)).toMatchObject({ failed: 1 });
    expect(orderOf('b1')).toBeUndefined();
    world.writer.update = update;
    const plan = await world.plan(backup);
    expect(plan.steps).toMatchObject([{ kind: 'mend', entity: 'Line', records: [{ id: idOf('b', 1) }] }]);
    expect(await world.run(plan)).toMatchObject({ written: 1, verified: 1, failed: 0 });
    expect(orderOf('b1')).toBe('a1');
    expect((await world.plan(backup)).steps).toEqual([]);
  });
});

describe('a record that is to be made anew', () => {
  it('is not made twice when it came back by itself after the plan', async () => {
    await loseForGood('Order', idOf('a', 1), idOf('a', 2));
    const plan = await world.plan(backup);
    expect(plan.steps).toMatchObject([{ kind: 'create', records: [{ id: idOf('a', 1) }, { id: idOf('a', 2) }] }, { kind: 'mend' }]);
    // The platform's own backup brings it back with its id.
    world.source.put('Order', row('a', 1));
    const receipt = await world.run(plan);
    expect(tags('Order')).toEqual(['a1', 'a2', 'a3']);
    expect([orderOf('b1'), orderOf('b2')]).toEqual(['a1', 'a2']);
    expect(receipt).toMatchObject({ written: receipt.verified, failed: 0, skipped: 0 });
  });

  it('and came back with other values: said, and neither overwritten nor made twice', async () => {
    await loseForGood('Order', idOf('a', 1));
    const plan = await world.plan(backup);
    world.source.put('Order', row('a', 1, { tag: 'newer' }));
    const receipt = await world.run(plan);
    expect(tags('Order')).toEqual(['a2', 'a3', 'newer']);
    expect(receipt).toMatchObject({ skipped: 1, leftAlone: [{ reason: 'edited-meanwhile', ids: [idOf('a', 1)] }] });
  });

  it('is not made at all when the app has it in another place of its listing', async () => {
    world.source.remove('Order', ({ id }) => id === idOf('a', 1));
    // The platform writes another date of creation, by which records are listed: the same record.
    world.source.put('Order', row('a', 1, { created_date: '2026-05-01T00:00:00.001Z' }));
    expect((await world.plan(backup)).steps).toEqual([]);
  });

  it('is known by each of the ids that it had', async () => {
    await loseForGood('Order', idOf('a', 1));
    await world.restore(backup);
    await world.backUp(later);
    const second = world.rows('Order').find(({ tag }) => tag === 'a1')?.id ?? '';
    await loseForGood('Order', second);
    await world.restore(backup);
    expect(tags('Order')).toEqual(['a1', 'a2', 'a3']);
    await world.restore(later);
    expect(tags('Order')).toEqual(['a1', 'a2', 'a3']);
    expect(orderOf('b1')).toBe('a1');
  });

  it('is recognised when its answer is lost and the app filled in a field of it meanwhile', async () => {
    await loseForGood('Order', idOf('a', 1), idOf('a', 2));
    world.writer.inject({ on: 'create', times: 1, as: { kind: 'answer-lost' } });
    world.writer.onAnswer = ({ call }) => {
      if (call !== 'create') return;
      for (const made of world.rows('Order')) if (made['code'] === undefined) world.edit('Order', made.id, { code: `C-${made.tag}` });
    };
    const receipt = await world.restore(backup);
    expect(tags('Order')).toEqual(['a1', 'a2', 'a3']);
    expect(receipt).toMatchObject({ failed: 0, verified: receipt.written });
    expect([orderOf('b1'), orderOf('b2')]).toEqual(['a1', 'a2']);
  });
});
