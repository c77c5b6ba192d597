import fc from 'fast-check';
import type { JsonValue } from '../../shared/model/record.ts';
import type { Table } from './stored-app.ts';

/** What became of a table between two moments: undefined where it was not there. */
export interface TablePair {
  readonly from: Table | undefined;
  readonly to: Table | undefined;
}

const fieldNames = ['name', 'phone', 'note', 'constructor', '__proto__', 'ü', 'a"b'];
const values = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<JsonValue>('x', 'y', 0, 1, true, false) },
  { weight: 2, arbitrary: fc.constantFrom<JsonValue>(null, '', [], {}) },
  fc.constantFrom<JsonValue>([1], { a: null }, 'a long text that takes some room '.repeat(6)),
);
const someFields = fc.array(fc.tuple(fc.constantFrom(...fieldNames), values), { maxLength: 4 });

/** A record on each side: what it was, and what became of it. */
const life = fc.record({
  day: fc.integer({ min: 1, max: 9 }),
  before: fc.option(someFields, { freq: 6 }),
  after: fc.oneof({ weight: 6, arbitrary: fc.constant('same' as const) }, { weight: 1, arbitrary: fc.constant('gone' as const) }, { weight: 2, arbitrary: someFields }),
});

const schemas = fc.option(
  fc.subarray([...fieldNames, 'created_date']).map((names): JsonValue => ({ properties: Object.fromEntries(names.map((name) => [name, {}])) })),
  { nil: {} },
);
const statuses = fc.constantFrom('complete' as const, 'complete' as const, 'complete' as const, 'incomplete' as const);

/** Random lives of a table's records, with schemas that change, fields with awkward names, and readings that were not whole. */
export const tablePair: fc.Arbitrary<TablePair> = fc
  .record({
    lives: fc.array(life, { maxLength: 60 }),
    schemas: fc.oneof(schemas.map((schema) => [schema, schema] as const), fc.tuple(schemas, schemas)),
    statuses: fc.tuple(statuses, statuses),
    presence: fc.constantFrom('both', 'both', 'both', 'both', 'from', 'to'),
  })
  .map(({ lives, schemas: [older, newer], statuses: [first, second], presence }) => {
    const make = (n: number, day: number, given: readonly (readonly [string, JsonValue])[], updated: string): Readonly<Record<string, JsonValue>> => ({
      ...Object.fromEntries(given),
      id: String(n).padStart(3, '0'),
      created_date: `2026-01-0${day}`,
      updated_date: updated,
    });
    const long = '2026-02-01T00:00:00.000Z';
    const since = '2026-03-02T00:00:00.000Z';
    const from = lives.flatMap(({ day, before }, n) => (before === null ? [] : [make(n, day, before, long)]));
    const to = lives.flatMap(({ day, before, after }, n) => {
      if (after === 'gone' || (after === 'same' && before === null)) return [];
      return [after === 'same' ? make(n, day, before ?? [], long) : make(n, day, after, since)];
    });
    return {
      from: presence === 'to' ? undefined : { records: from, schema: older, status: first },
      to: presence === 'from' ? undefined : { records: to, schema: newer, status: second },
    };
  });
