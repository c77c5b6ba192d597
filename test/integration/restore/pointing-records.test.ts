import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/record.ts';
import { RestoreWorld } from '../../support/restore-world.ts';
import { seededRandom } from '../../support/seeded-random.ts';

// Records made anew get new ids: whoever points at the old ones is found by a search where the app can be searched, and otherwise by reading all of it.

const backup = '2026-06-01T00-00-00Z_app_manual';
/** Tables that point at targets, each in another shape. */
const shapes: Readonly<Record<string, (ids: readonly [string, string]) => JsonObject>> = {
  Plain: ([id]) => ({ target_id: id }),
  List: (ids) => ({ target_ids: [...ids] }),
  Deep: ([id]) => ({ meta: { target: { id } } }),
  ListOfDeep: (ids) => ({ rows: ids.map((target) => ({ target })) }),
  Keys: ([id]) => ({ by_target: { [id]: 1 } }),
  Text: ([id]) => ({ text: `see ${id}, please` }),
};
const searchable = ['Plain', 'List', 'Deep', 'ListOfDeep'];

const idOf = (n: number): string => (n + 1).toString(16).padStart(24, '0');

/** Twenty targets and who points at them; some targets are then lost for good, and the pointing records live on. */
async function world(random: () => number): Promise<RestoreWorld> {
  const made = await RestoreWorld.make({ Target: {}, ...Object.fromEntries(Object.keys(shapes).map((name) => [name, {}])) });
  const below = (n: number): number => Math.floor(random() * n);
  let next = 0;
  const put = (table: string, fields: Readonly<Record<string, JsonValue>>): string => {
    const id = idOf(next);
    next += 1;
    made.source.put(table, { id, tag: `${table} ${next}`, created_date: '2026-05-01T00:00:00.000Z', updated_date: '2026-05-02T00:00:00.000Z', ...fields });
    return id;
  };
  const targets = Array.from({ length: 20 }, () => put('Target', { name: 'target' }));
  const any = (): string => targets[below(20)] ?? '';
  const pointers = Object.entries(shapes).flatMap(([table, shape]) => Array.from({ length: 30 }, () => ({ table, id: put(table, shape([any(), any()])) })));
  await made.backUp(backup);
  // The app goes on: some point elsewhere, some are gone, some are new.
  for (const { table, id } of pointers) {
    const what = random();
    if (what < 0.2) made.edit(table, id, shapes[table]?.([any(), any()]) ?? {});
    else if (what < 0.4) await made.trash(table, [id]);
  }
  for (const [table, shape] of Object.entries(shapes)) if (random() < 0.7) put(table, shape([any(), any()]));
  await made.trash('Target', targets.filter(() => random() < 0.3).concat(targets[0] ?? ''));
  made.writer.emptyTrash('Target');
  return made;
}

describe('records that point at what is made anew', () => {
  it.each([1, 2, 3])('are the same however they are found (%i)', async (seed) => {
    const app = await world(seededRandom(seed));
    try {
      const planned: unknown[] = [];
      for (const how of ['truly', 'blind', 'never'] as const) {
        app.writer.searches = how;
        const before = app.source.calls.length;
        const { steps } = await app.plan(backup, { tables: [{ entity: 'Target' }] });
        const mends = Object.fromEntries(steps.filter(({ kind }) => kind === 'mend').map(({ entity, records }) => [entity, records.map(({ id }) => id).toSorted()]));
        planned.push(mends);
        const read = new Set(app.source.calls.slice(before).flatMap((call) => (call.call === 'records' && call.since === undefined ? [call.entity] : [])));
        expect([how, searchable.filter((table) => read.has(table))]).toEqual([how, how === 'truly' ? [] : searchable]);
        expect(Object.keys(mends).length).toBeGreaterThan(3);
      }
      expect(planned[0]).toEqual(planned[2]);
      expect(planned[1]).toEqual(planned[2]);
    } finally {
      await app.remove();
    }
  });

  it('are said not to be all there when a table cannot be read whole', async () => {
    const app = await world(seededRandom(9));
    try {
      app.writer.searches = 'never';
      app.source.inject({ on: 'records', entity: 'Text', atRecord: 5, as: 'page', error: new HoldfastError('server', 'The app did not answer.') });
      const { notes } = await app.plan(backup, { tables: [{ entity: 'Target' }] });
      expect(notes.join('\n')).toContain('Not all of “Text” could be read');
    } finally {
      await app.remove();
    }
  });
});
