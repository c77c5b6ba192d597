import { describe, expect, it } from 'vitest';
import { learnReferences } from '../../../../electron/engine/restore/references/learn.ts';
import { pathText, type Reference } from '../../../../electron/engine/restore/references/reference.ts';
import type { JsonObject } from '../../../../shared/model/record.ts';
import { createStoredApp, type StoredApp, type Tables } from '../../../support/stored-app.ts';

const never = new AbortController().signal;

const hex = (table: number, n: number): string => `${table.toString(16)}${n.toString(16).padStart(23, '0')}`;
const record = (table: number, n: number, fields: JsonObject): JsonObject => ({ id: hex(table, n), created_date: `2026-01-01T00:00:${String(n % 60).padStart(2, '0')}Z`, created_by_id: hex(9, n % 3), ...fields });
const many = (table: number, count: number, fields: (n: number) => JsonObject): readonly JsonObject[] => Array.from({ length: count }, (_, n) => record(table, n, fields(n)));

const people = { User: { records: many(9, 3, (n) => ({ email: `${n}@example.org` })) } };

async function learn(tables: Tables): Promise<readonly Reference[]> {
  const app = createStoredApp();
  const manifest = await app.snapshot('s', { ...people, ...tables });
  return (await learnReferences(app.reader, manifest, { signal: never })).references;
}

/** `Table.path → targets`. */
function shown(references: readonly Reference[]): readonly string[] {
  return references.map(({ entity, path, targets }) => `${entity}.${pathText(path)} → ${targets.map((target) => `${target.entity} ${target.hits}`).join(', ')}`);
}

describe('references', () => {
  it('are found wherever ids of other records stand: fields, lists, inside of objects, as keys, in texts', async () => {
    const references = await learn({
      Customer: { records: many(1, 20, (n) => ({ name: `Customer ${n}`, friend: n === 0 ? null : hex(1, n - 1) })) },
      Product: { records: many(2, 10, () => ({})) },
      Order: {
        records: many(3, 40, (n) => ({
          customer: hex(1, n % 20),
          items: [{ product: hex(2, n % 10), count: n }, { product: hex(2, (n + 1) % 10), count: 1 }],
          tags: [hex(2, 1), 'red'],
          stock: { [hex(2, n % 10)]: { seen_by: hex(1, 0) }, total: 3 },
          note: `See /customers/${hex(1, n % 20)}, thanks`,
          data: JSON.stringify({ product: hex(2, 3) }),
        })),
      },
    });
    expect(shown(references)).toEqual([
      'Customer.friend → Customer 19',
      'Order.customer → Customer 40',
      'Order.data (in its text) → Product 40',
      'Order.items[].product → Product 80',
      'Order.note (in its text) → Customer 40',
      'Order.stock (its keys) → Product 40',
      'Order.stock.*.seen_by → Customer 40',
      'Order.tags[] → Product 40',
    ]);
  });

  it('to users are known, but not that somebody made a record', async () => {
    expect(shown(await learn({ Job: { records: many(1, 5, (n) => ({ assignee: hex(9, n % 3) })) } }))).toEqual(['Job.assignee → User 5']);
  });

  it('may lead to several tables, the most frequent first, and to records that are gone', async () => {
    const references = await learn({
      Post: { records: many(1, 10, () => ({})) },
      Photo: { records: many(2, 10, () => ({})) },
      Comment: { records: many(3, 30, (n) => ({ about: n < 5 ? hex(1, n) : n < 25 ? hex(2, n % 10) : hex(2, 900 + n) })) },
    });
    expect(shown(references)).toEqual(['Comment.about → Photo 20, Post 5']);
    expect(references[0]).toMatchObject({ values: 30, dangling: 5, from: 'data' });
  });

  it('are not seen in a coincidence', async () => {
    const references = await learn({
      Post: { records: many(1, 10, () => ({})) },
      Log: { records: many(3, 1000, (n) => ({ text: n === 500 ? hex(1, 3) : `entry ${n}`, more: n === 500 ? `about ${hex(1, 3)} it was` : 'this is a longer text without any' })) },
    });
    expect(references).toEqual([]);
  });

  it('by short ids need a field that is named for them', async () => {
    const numbered = (count: number, fields: (n: number) => JsonObject): readonly JsonObject[] => Array.from({ length: count }, (_, n) => ({ id: String(n), created_date: '', ...fields(n) }));
    const references = await learn({
      Shelf: { records: numbered(10, () => ({})) },
      Box: { records: numbered(50, (n) => ({ shelf_id: String(n % 10), shelf: String(n % 10), size: String(n % 10), colour_id: String(n % 10) })) },
    });
    expect(shown(references)).toEqual(['Box.shelf → Shelf 50', 'Box.shelf_id → Shelf 50']);
  });

  it('are those of the schema where it speaks of them', async () => {
    const schema = { type: 'object', properties: { owner: { type: 'string', ref: 'Person' }, crew: { type: 'array', relation: { entity: 'Person' }, items: { type: 'string' } }, note: { type: 'string', entity: 'Nowhere' } } };
    const references = await learn({
      Person: { records: [{ id: 'red', created_date: '' }] },
      Boat: { schema, records: [{ id: 'b', created_date: '', owner: 'red', crew: ['blue', 'red'], note: 'red' }] },
    });
    expect(shown(references)).toEqual(['Boat.crew[] → Person 1', 'Boat.owner → Person 1']);
    expect(references.every(({ from }) => from === 'schema')).toBe(true);
  });

  it('are found in what is left of a damaged backup, which is said', async () => {
    const app = createStoredApp();
    // Two tables that lie in different objects, and a third whose index the place lost.
    const first = await app.snapshot('first', { Order: { records: many(3, 40, (n) => ({ customer: hex(1, n % 20) })) } });
    const before = await keysOf(app);
    const second = await app.snapshot('second', { Note: { records: many(5, 40, (n) => ({ about: hex(1, n % 20) })) } });
    const spoilt = (await keysOf(app)).filter((key) => !before.includes(key));
    const third = await app.snapshot('third', { Customer: { records: many(1, 20, () => ({})) } });
    const manifest = { ...third, entities: [...third.entities, ...first.entities, ...second.entities, ...first.entities.map((entity) => ({ ...entity, name: 'Lost', index: ['0'.repeat(64)] }))] };
    expect(shown((await learnReferences(app.reader, manifest, { signal: never })).references)).toEqual(['Note.about → Customer 40', 'Order.customer → Customer 40']);
    for (const key of spoilt) {
      const bytes = await app.store.get(key, { signal: never });
      await app.store.delete(key, { signal: never });
      await app.store.put(key, bytes.map((byte, at) => (at > bytes.length / 2 ? byte ^ 1 : byte)), { signal: never });
    }
    const learnt = await learnReferences(app.reader, manifest, { signal: never });
    expect(shown(learnt.references)).toEqual(['Order.customer → Customer 40']);
    expect(learnt.damaged).toBeGreaterThan(1);
  });
});

async function keysOf({ store }: StoredApp): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('', { signal: never })) keys.push(key);
  return keys;
}
