import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateGolden } from '../../../../electron/engine/drill/golden/evaluate.ts';
import type { GoldenRule } from '../../../../electron/engine/drill/golden/golden-list.ts';
import { ScratchSqlite } from '../../../../electron/engine/drill/scratch-sqlite.ts';

type Fields = Readonly<Record<string, unknown>>;
type Tables = Readonly<Record<string, readonly Fields[]>>;

const clock = { monotonic: () => performance.now() };

function load(tables: Tables): ScratchSqlite {
  const scratch = new ScratchSqlite(Object.keys(tables).map((name) => ({ name, identity: ['id'], schema: { properties: { id: { type: 'string' } } } })));
  for (const [at, records] of Object.values(tables).entries()) scratch.load(at, records.map((record) => JSON.stringify(record)));
  scratch.seal();
  return scratch;
}

function judge(tables: Tables, rule: GoldenRule, partial: readonly string[] = [], queryMs = 2000) {
  const scratch = load(tables);
  try {
    return evaluateGolden({ scratch, partial: new Set(partial) }, { id: 'x', name: 'Jane Doe is there', rule }, { clock, queryMs });
  } finally {
    scratch.close();
  }
}

const shop: Tables = {
  Customer: [{ id: 'c1', email: 'jane@example.com', vip: true }, { id: 'c2', email: 'joe@example.com', vip: false }],
  Order: [
    { id: 'o1', customer_id: 'c1', total: 10, tags: ['a'] },
    { id: 'o2', customer_id: 'c2', total: 0, also: ['c1', 'c2'] },
    { id: 'o3', customer_id: 'c9', total: null, also: ['c1', 'gone'] },
    { id: 'o4', customer_id: '', total: 5 },
  ],
  Empty: [],
};

const count = (rest: Omit<Extract<GoldenRule, { kind: 'count' }>, 'kind'>): GoldenRule => ({ kind: 'count', ...rest });
const sql = (text: string, expected: Extract<GoldenRule, { kind: 'sql' }>['expect'] = 'no-rows'): GoldenRule => ({ kind: 'sql', sql: text, expect: expected });

describe('a golden check', () => {
  it.each<[string, GoldenRule, 'passed' | 'failed' | 'not-checked', RegExp]>([
    ['enough', count({ table: 'Order', least: 4 }), 'passed', /^4 records of Order are/],
    ['too few', count({ table: 'Order', least: 1000 }), 'failed', /should be at least 1,000/],
    ['too many', count({ table: 'Order', most: 3 }), 'failed', /should be at most 3/],
    ['with a value', count({ table: 'Customer', least: 1, most: 1, where: { field: 'vip', is: true } }), 'passed', /^1 record of Customer with that vip is/],
    ['with no value', count({ table: 'Order', least: 1, most: 1, where: { field: 'customer_id', is: null } }), 'passed', /1 record/],
    ['a table that is gone', count({ table: 'Invoice', least: 1 }), 'failed', /no table called Invoice/],
    ['a field that is gone', count({ table: 'Order', least: 1, where: { field: 'nope', is: 1 } }), 'failed', /field called nope/],
    ['a record by id', { kind: 'record', table: 'Customer', by: { kind: 'id', id: 'c1' } }, 'passed', /is in the backup/],
    ['a record by a field', { kind: 'record', table: 'Customer', by: { kind: 'field', field: 'email', is: 'joe@example.com' } }, 'passed', /is in the backup/],
    ['a record that is not there', { kind: 'record', table: 'Customer', by: { kind: 'id', id: 'c3' } }, 'failed', /not in the backup/],
    ['references, some astray, one blank', { kind: 'reference', table: 'Order', field: 'customer_id', target: 'Customer' }, 'failed', /1 of 4 records of Order leads .* not in the backup; 1 of 4 records of Order has no customer_id/],
    ['references in lists', { kind: 'reference', table: 'Order', field: 'also', target: 'Customer' }, 'failed', /1 of 4 records of Order leads .*; 2 of 4 records of Order have no also/],
    ['references to an empty table', { kind: 'reference', table: 'Customer', field: 'email', target: 'Empty' }, 'failed', /2 of 2/],
    ['always filled', { kind: 'filled', table: 'Customer', field: 'email' }, 'passed', /All 2 records/],
    ['not always; zero is a value', { kind: 'filled', table: 'Order', field: 'total' }, 'failed', /^1 of 4 records/],
    ['a query that finds nothing', sql('SELECT * FROM "Order" WHERE total < 0'), 'passed', /found nothing/],
    ['a query that finds some', sql('SELECT id FROM "Order" WHERE total > 0; -- done'), 'failed', /found 2 rows/],
    ['a query with a value', sql('SELECT sum(total) FROM "Order"', { value: 15 }), 'passed', /what it should/],
    ['a query with another value', sql('SELECT count(*) FROM Customer', { value: 3 }), 'failed', /another value/],
    ['a join and a list', sql('WITH many AS (SELECT o.id FROM "Order" o, json_each(o.also) e JOIN Customer c ON c.id = e.value GROUP BY o.id) SELECT count(*) FROM many', { value: 2 }), 'passed', /what it should/],
  ])('%s', (_what, rule, state, detail) => {
    const found = judge(shop, rule);
    expect(found).toMatchObject({ id: 'golden-x', kind: 'golden', state });
    expect(found.detail).toMatch(detail);
    expect(found.consequence !== undefined && found.nextStep !== undefined).toBe(state === 'failed');
    expect(JSON.stringify(found)).not.toMatch(/jane|joe|Jane|c9|gone"/);
  });

  it('of a table that is not whole proves nothing but what is there', () => {
    const states = [count({ table: 'Customer', least: 1 }), count({ table: 'Customer', most: 5 }), { kind: 'filled', table: 'Customer', field: 'email' } satisfies GoldenRule, { kind: 'record', table: 'Customer', by: { kind: 'id', id: 'c1' } } satisfies GoldenRule].map((rule) => judge(shop, rule, ['Customer']).state);
    expect(states).toEqual(['passed', 'not-checked', 'not-checked', 'passed']);
  });

  it.each([
    ['DELETE FROM "Order"'],
    ['SELECT 1; DROP TABLE "Order"'],
    ["ATTACH '/tmp/x.db' AS x"],
    ['WITH x AS (SELECT 1) DELETE FROM "Order"'],
    ['SELECT * FROM pragma_table_info(\'Order\')'],
    ['SELECT name FROM sqlite_master'],
    ['SELECT count(*) FROM main."Order"'],
    ['SELECT count(*) FROM [main] . "Order"'],
    ['SELECT randomblob(1000000000)'],
    ["SELECT load_extension('x')"],
    ["SELECT printf('%1000000000d', 1)"],
    ['SELECT holdfast_stop(1)'],
    ['WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT count(*) FROM r'],
    ['SELECT ?'],
    ['EXPLAIN SELECT 1'],
    ['PRAGMA query_only = OFF'],
    ["SELECT writefile('/tmp/x', 'y')"],
    [''],
    ['SELECT nope FROM "Order"'],
    ['SELECT \'jane'],
    ['SELECT count(*) FROM (VALUES (1), (2), (3)) a, (VALUES (1), (2)) b, (VALUES (1), (2)) c'],
    ['WITH m AS MATERIALIZED (SELECT id FROM "Order") SELECT count(*) FROM m, m b, m c, m d'],
    ["SELECT count(*) FROM json_each('[1,2]') a, json_each('[1,2]') b"],
  ])('refuses %s', (text) => {
    const found = judge(shop, sql(text));
    expect(found.state).toBe('not-checked');
    expect(found.detail).toMatch(/^(This is no query|A golden check may not|The query does not fit|The query looks through several)/);
  });

  it('stops a query over everything with everything, and answers the next', () => {
    const scratch = load({ T: Array.from({ length: 3000 }, (_, i) => ({ id: `t${i}` })) });
    const ask = (text: string) => evaluateGolden({ scratch, partial: new Set() }, { id: 'x', name: 'x', rule: sql(text, { value: 3000 }) }, { clock, queryMs: 100 });
    const began = performance.now();
    expect(ask('SELECT count(*) FROM T a, T b, T c WHERE a.id || b.id < c.id')).toMatchObject({ state: 'not-checked', detail: expect.stringContaining('was stopped') });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(ask('SELECT count(*) FROM T').state).toBe('passed');
    expect(() => scratch.rows('DELETE FROM T')).toThrow();
    scratch.close();
  });

  it('comes to what going through the records by hand comes to', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const value = fc.oneof(fc.constantFrom('', 'x', 'y', '7', null), fc.constantFrom(0, 7), fc.boolean());
    const records = fc.uniqueArray(fc.record({ id, field: fc.option(value, { nil: undefined }), ref: fc.option(fc.oneof(id, fc.constant('zz'), fc.array(fc.oneof(id, fc.constant('zz')), { maxLength: 2 })), { nil: undefined }) }), { selector: (record) => record.id, minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(records, records, fc.constantFrom('x', 7, 0, true, null), fc.nat(4), (one, other, is, least) => {
        // A column is there once a record has the field.
        const tables = { One: [{ id: 'e', field: 'x', ref: 'a' }, ...one], Other: other };
        const blank = (each: unknown): boolean => each === undefined || each === null || each === '' || (Array.isArray(each) && each.length === 0);
        const same = (each: unknown): boolean => (is === null ? blank(each) : each === is || (typeof is === 'number' && (each === String(is) || (typeof each === 'boolean' && Number(each) === is))) || (is === true && each === 1));
        const ids = new Set(other.map((record) => record.id));
        const leads = (ref: unknown): boolean => !blank(ref) && (Array.isArray(ref) ? ref : [ref]).every((each: unknown) => [...ids].some((target) => target === each));
        const passes = (ok: boolean): string => (ok ? 'passed' : 'failed');
        const all: readonly Fields[] = tables.One;
        expect(judge(tables, count({ table: 'One', least, where: { field: 'field', is } })).state).toBe(passes(all.filter((each) => same(each['field'])).length >= least));
        expect(judge(tables, { kind: 'filled', table: 'One', field: 'field' }).state).toBe(passes(all.every((each) => !blank(each['field']))));
        expect(judge(tables, { kind: 'reference', table: 'One', field: 'ref', target: 'Other' }).state).toBe(passes(all.every((each) => leads(each['ref']))));
        expect(judge(tables, { kind: 'record', table: 'Other', by: { kind: 'id', id: 'a' } }).state).toBe(passes(ids.has('a')));
      }),
      { numRuns: 40 },
    );
  });
});
