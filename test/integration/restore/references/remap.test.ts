import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creationOrder } from '../../../../electron/engine/restore/references/creation-order.ts';
import { IdOwners } from '../../../../electron/engine/restore/references/id-owners.ts';
import { learnReferences } from '../../../../electron/engine/restore/references/learn.ts';
import type { Reference } from '../../../../electron/engine/restore/references/reference.ts';
import { remapRecord } from '../../../../electron/engine/restore/references/remap.ts';
import { canonicalJson, parseJson } from '../../../../shared/model/record.ts';
import type { JsonObject, JsonValue } from '../../../../shared/model/record.ts';
import { createStoredApp } from '../../../support/stored-app.ts';

const never = new AbortController().signal;
const reference = (path: readonly string[], ...targets: readonly string[]): Reference => ({ entity: 'E', path: [...path], targets: targets.map((entity) => ({ entity, hits: 1 })), from: 'data', values: 1, dangling: 0 });
const a = 'a'.repeat(24);
const b = 'b'.repeat(24);

describe('giving a record the new ids', () => {
  const ids = new Map([
    ['Order', new Map([[a, 'NEW-A'], ['__proto__', 'NEW-P']])],
    ['Other', new Map([[b, 'NEW-B']])],
  ]);

  it('changes them where the references are, and nothing else', () => {
    const record = parseJson(
      `{"id":"${a}","order":"${a}","text":"${a}","list":["x","${a}",7,null,["${a}"]],"deep":{"of":[{"order":"${a}","n":12345678901234567890}]},"by":{"${a}":1,"z":"${a}"},"note":"go to /o/${a}?x=${b}, not x${a}","__proto__":{"o":"${a}"},"both":["${a}","${b}"]}`,
    ) as JsonObject;
    const references = [
      reference(['.order'], 'Order'),
      reference(['.list', '[]'], 'Order'),
      reference(['.deep', '.of', '[]', '.order'], 'Order'),
      reference(['.by', '{key}'], 'Order'),
      reference(['.note', '~'], 'Order'),
      reference(['.__proto__', '.o'], 'Order'),
      reference(['.both', '[]'], 'Gone', 'Other', 'Order'),
      reference(['.nothing', '[]'], 'Order'),
    ];
    expect(canonicalJson(remapRecord(record, references, ids))).toBe(
      canonicalJson(
        parseJson(
          `{"id":"${a}","order":"NEW-A","text":"${a}","list":["x","NEW-A",7,null,["${a}"]],"deep":{"of":[{"order":"NEW-A","n":12345678901234567890}]},"by":{"NEW-A":1,"z":"${a}"},"note":"go to /o/NEW-A?x=${b}, not x${a}","__proto__":{"o":"NEW-A"},"both":["NEW-A","NEW-B"]}`,
        ),
      ),
    );
  });

  it('gives back the same object when it refers to none of them', () => {
    const record = { id: '1', order: b, list: ['x'] };
    expect(remapRecord(record, [reference(['.order'], 'Order'), reference(['.list', '[]'], 'Order')], ids)).toBe(record);
    expect(remapRecord({ order: '__proto__' }, [reference(['.order'], 'Order')], ids)).toEqual({ order: 'NEW-P' });
    expect(remapRecord({ order: 'constructor' }, [reference(['.order'], 'Order')], ids)).toEqual({ order: 'constructor' });
  });
});

describe('the order of creation', () => {
  it('puts what is referred to first, also through several tables', () => {
    const references = [reference(['.x'], 'C'), { ...reference(['.x'], 'B'), entity: 'A' }, { ...reference(['.x'], 'E', 'B'), entity: 'B' }, { ...reference(['.x'], 'A', 'C'), entity: 'D' }];
    expect(creationOrder(['A', 'B', 'C', 'D', 'E'], references)).toEqual(['C', 'E', 'B', 'A', 'D']);
    expect(creationOrder(['D', 'A'], references)).toEqual(['A', 'D']);
  });

  it('breaks a circle where least is lacking', () => {
    const circle = [{ ...reference([], 'Team'), entity: 'Person', targets: [{ entity: 'Team', hits: 500 }] }, { ...reference([], 'Person'), entity: 'Team', targets: [{ entity: 'Person', hits: 4 }] }];
    expect(creationOrder(['Person', 'Team'], circle)).toEqual(['Team', 'Person']);
  });

  it('holds every table once, and every reference leads back unless there is a circle', () => {
    const name = fc.integer({ min: 0, max: 11 }).map(String);
    fc.assert(
      fc.property(fc.uniqueArray(name), fc.array(fc.tuple(name, name)), fc.boolean(), (entities, pairs, circles) => {
        const edges = pairs.filter(([from, to]) => circles || Number(from) > Number(to));
        const order = creationOrder(entities, edges.map(([from, to]) => ({ ...reference(['.x'], to), entity: from })));
        expect(order.toSorted()).toEqual(entities.toSorted());
        if (circles) return;
        for (const [from, to] of edges) if (entities.includes(from) && entities.includes(to)) expect(order.indexOf(to)).toBeLessThan(order.indexOf(from));
      }),
      { numRuns: 200 },
    );
  });
});

describe('ids and their tables', () => {
  it('are told apart however many and whatever they are', () => {
    const id = fc.oneof(fc.stringMatching(/^[0-9a-f]{24}$/), fc.stringMatching(/^[0-9A-F]{24}$/), fc.string(), fc.constant('0'.repeat(24)), fc.uuid());
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.integer({ min: 0, max: 5 })), { maxLength: 300 }), fc.array(id), (added, others) => {
        const owners = new IdOwners();
        const known = new Map<string, Set<number>>();
        for (const [one, owner] of added) {
          owners.add(one, owner);
          known.set(one, (known.get(one) ?? new Set<number>()).add(owner));
        }
        for (const one of [...known.keys(), ...others]) expect(new Set(owners.ownersOf(one))).toEqual(known.get(one) ?? new Set());
      }),
      { numRuns: 20 },
    );
    const owners = new IdOwners();
    for (let n = 0; n < 50_000; n += 1) owners.add((n * 65_537).toString(16).padStart(24, '0'), n % 7);
    for (let n = 0; n < 50_000; n += 1) if (owners.ownersOf((n * 65_537).toString(16).padStart(24, '0'))[0] !== n % 7) throw new Error(`lost ${n}`);
    expect(owners.ownersOf('f'.repeat(24))).toEqual([]);
  });
});

/**
 * An app made at random whose references are known by how it was made: whatever the learner is told nothing of, every
 * reference must lead to the new record after all records got new ids, and everything else must be as it was.
 */
describe('learning and remapping together', () => {
  interface Shape {
    readonly field: string;
    readonly target: number;
    readonly as: 'field' | 'list' | 'object' | 'objects' | 'key' | 'text';
  }
  const shape = fc.record({ field: fc.constantFrom('a', 'b', 'owner_id', '__proto__', '9', 'é.x', '[]'), target: fc.integer({ min: 0, max: 3 }), as: fc.constantFrom('field', 'list', 'object', 'objects', 'key', 'text') }) as fc.Arbitrary<Shape>;
  const app = fc.record({ tables: fc.array(fc.uniqueArray(shape, { selector: ({ field }) => field, maxLength: 4 }), { minLength: 4, maxLength: 4 }), counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 4, maxLength: 4 }), seed: fc.nat() });

  const idOf = (table: number, n: number): string => `${'abcd'[table] ?? 'e'}${n.toString(16).padStart(23, '5')}`;
  const newOf = (id: string): string => `f${id.slice(0, 23)}`;

  function value(as: Shape['as'], id: string, n: number): JsonValue {
    if (as === 'list') return ['some', id, n];
    if (as === 'object') return { in: { it: id }, n };
    if (as === 'objects') return [{ it: id }, { it: null }, 'x'];
    if (as === 'key') return { [id]: n };
    return as === 'text' ? `Look at https://x.example/r/${id}?n=${n}` : id;
  }

  it('leaves no reference behind and nothing else changed', async () => {
    await fc.assert(
      fc.asyncProperty(app, async ({ tables, counts, seed }) => {
        const make = (map: (id: string) => string): readonly (readonly JsonObject[])[] =>
          tables.map((shapes, table) =>
            Array.from({ length: counts[table] ?? 1 }, (_, n) =>
              Object.fromEntries([
                ['id', idOf(table, n)],
                ['created_date', String(n).padStart(3, '0')],
                ['title', `no id ${n} ${seed}`],
                ['created_by_id', idOf(0, 0)],
                ...shapes.map(({ field, target, as }) => [field, value(as, map(idOf(target, (n + seed) % (counts[target] ?? 1))), n)] as const),
              ]),
            ),
          );
        const before = make((id) => id);
        const after = make(newOf);
        const stored = createStoredApp();
        const manifest = await stored.snapshot('s', Object.fromEntries(before.map((records, table) => [`T${table}`, { records }])));
        const { references } = await learnReferences(stored.reader, manifest, { signal: never });
        const ids = new Map(before.map((records, table) => [`T${table}`, new Map(records.map((_, n) => [idOf(table, n), newOf(idOf(table, n))]))]));
        for (const [table, records] of before.entries()) {
          const own = references.filter(({ entity }) => entity === `T${table}`);
          for (const [n, record] of records.entries()) expect(canonicalJson(remapRecord(record, own, ids))).toBe(canonicalJson(after[table]?.[n]));
        }
      }),
      { numRuns: 12 },
    );
  });
});
