import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { RestoreWorld } from '../../support/restore-world.ts';

/** The app fails over a record that is created, with an answer that leaves open what was done. */

const backup = '2026-06-01T00-00-00Z_app_manual';
const count = 15;

let world: RestoreWorld;
beforeEach(async () => {
  world = await RestoreWorld.make({ Item: { properties: { tag: { type: 'string' }, name: { type: 'string' } } } });
  const rows = Array.from({ length: count }, (_, n) => ({ id: (n + 1).toString(16).padStart(24, '0'), tag: `item ${n}`, name: `name ${n}`, created_date: '2026-05-01T00:00:00.000Z', updated_date: '2026-05-01T00:00:00.000Z' }));
  world.source.put('Item', ...rows);
  await world.backUp(backup);
  world.source.remove('Item', () => true);
});
afterEach(() => world.remove());

/** Creating these fails, and nothing of the request is done. */
function failOver(fails: (name: unknown) => boolean): { asked: number } {
  const create = world.writer.create.bind(world.writer);
  const seen = { asked: 0 };
  world.writer.create = async (entity, records, options) => {
    seen.asked += 1;
    if (records.some(({ name }) => fails(name))) throw new HoldfastError('server', 'It did not confirm.', { transient: false, details: { reason: 'outcome-unknown' } });
    return create(entity, records, options);
  };
  return seen;
}

describe('a record that the app fails over', () => {
  it('is named, and the others come back, each once', async () => {
    failOver((name) => name === 'name 7');
    const receipt = await world.restore(backup);
    expect(receipt).toMatchObject({ written: count - 1, verified: count - 1, failed: 1 });
    expect(receipt.failures).toMatchObject([{ entity: 'Item', says: 'It did not confirm.' }]);
    const names = world.rows('Item').map(({ name }) => name);
    expect(names).toHaveLength(count - 1);
    expect(new Set([...names, 'name 7'])).toEqual(new Set(Array.from({ length: count }, (_, n) => `name ${n}`)));
  });

  it('is not looked for where the app fails over all of them', async () => {
    const seen = failOver(() => true);
    const receipt = await world.restore(backup);
    expect(receipt).toMatchObject({ written: 0, failed: count });
    expect(world.rows('Item')).toEqual([]);
    expect(seen.asked).toBeLessThan(6);
  });
});
