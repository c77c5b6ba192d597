import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdOwners } from '../../../../electron/engine/restore/references/id-owners.ts';
import { learnRecordByRecord, learnReferences } from '../../../../electron/engine/restore/references/learn.ts';
import { LineScanner, NotPlain } from '../../../../electron/engine/restore/references/scan-lines.ts';
import { type Sighting, Sightings } from '../../../../electron/engine/restore/references/sightings.ts';
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from '../../../../shared/model/record.ts';
import { createStoredApp } from '../../../support/stored-app.ts';

/** The fast way of learning who refers to whom comes to what taking every record apart comes to, or says that it cannot. */

const never = new AbortController().signal;
const hex = (table: number, n: number): string => `${table}${n.toString(16).padStart(23, '0')}`;
const uuid = '0b6f2f3a-1c4e-4d55-8a77-0123456789ab';

const anId = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 0, max: 5 })).map(([table, n]) => hex(table, n)),
  fc.constantFrom(hex(7, 1), hex(1, 3).toUpperCase(), 'ABCDEFabcdef0123456789AB', uuid, uuid.toUpperCase()),
);
const aText = fc.oneof(
  anId,
  fc.constantFrom('', 'é', '\\', '"', '\n', '\u2028', '😀', 'deadbeef', `x${hex(1, 2)}`, `${hex(1, 2)}_`, 'ſ', '-'),
  fc.array(fc.oneof(anId, fc.constantFrom(' ', 'a', '0', 'z', '-', '/', '"', '\\', '😀', 'é', '.', '_', 'Z'), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 6 }).map((parts) => parts.join('')),
);
const aName = fc.oneof(fc.constantFrom('a', 'b', 'ref', 'é', '__proto__', 'con"structor', '0', 'id', 'created_by_id'), anId, fc.string({ unit: 'binary', maxLength: 4 }));
const aValue = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    aText,
    fc.constantFrom<JsonValue>(null, true, false, 0, -1.5e-7, 12_345_678, [], {}),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(aName, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;
const fields = fc.array(fc.tuple(aName, aValue), { maxLength: 6 }).map((entries) => Object.fromEntries(entries));
const tables = fc.tuple(fc.array(fields, { maxLength: 6 }), fc.array(fields, { maxLength: 6 })).map((all) => all.map((rows, table) => rows.map((row, n): JsonObject => ({ ...row, id: hex(table + 1, n) }))));
const makers = new Set(['created_by_id']);
const linesOf = (rows: readonly JsonObject[]): readonly string[] => rows.map((row) => canonicalJson(row));

function slowly(all: readonly (readonly string[])[]): unknown {
  const owners = new IdOwners();
  const parsed = all.map((lines) => lines.map((line) => parseJson(line) as JsonObject));
  for (const [table, rows] of parsed.entries()) for (const { id } of rows) if (typeof id === 'string') owners.add(id, table);
  return parsed.map((rows) => {
    const sightings = new Sightings(owners, new Set(['id', ...makers]));
    for (const row of rows) sightings.add(row);
    return shown(sightings.found());
  });
}

function quickly(all: readonly (readonly string[])[]): unknown {
  const scanner = new LineScanner(new IdOwners());
  for (const [table, lines] of all.entries()) {
    scanner.begin(table, ['id'], makers);
    // In chunks of two lines, as a table lies in several.
    for (let at = 0; at < lines.length; at += 2) scanner.add(new TextEncoder().encode(lines.slice(at, at + 2).map((line) => `${line}\n`).join('')));
  }
  return all.map((_, table) => shown(scanner.found(table)));
}

const shown = (sightings: Iterable<Sighting>): unknown =>
  [...sightings].map(({ path, hits, ...seen }) => [JSON.stringify(path), { ...seen, hits: [...hits] }] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));

describe('the fast way', () => {
  it('sees what the slow way sees, in whatever stands in the records', () => {
    fc.assert(
      fc.property(tables, (all) => {
        const lines = all.map(linesOf);
        try {
          expect(quickly(lines)).toEqual(slowly(lines));
        } catch (error) {
          // An id that is written with escapes is left to the slow way.
          if (!(error instanceof NotPlain)) throw error;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes what an app usually has: it is no way that always gives up', () => {
    const rows = [{ id: hex(1, 0), note: `see ${hex(1, 1)}`, list: [{ ref: hex(1, 1), n: 3 }], under: { [hex(1, 1)]: { by: hex(1, 0) } }, said: 'a "quote" and é' }, { id: hex(1, 1) }];
    expect(quickly([linesOf(rows)])).toEqual(slowly([linesOf(rows)]));
    expect(JSON.stringify(quickly([linesOf(rows)]))).toContain('{key}');
  });

  it.each([
    ['an id that is no 24 digits', '{"id":"red"}'],
    ['a number for an id', '{"id":12}'],
    ['no id', '{"a":"b"}'],
    ['a depth that nobody has', `{"a":${'['.repeat(40)}${']'.repeat(40)},"id":"${hex(1, 1)}"}`],
    ['what is no JSON', `{"id":"${hex(1, 1)}"`],
    ['a line that ends in a text', `{"id":"${hex(1, 1)}`],
  ])('gives up over %s', (_what, line) => {
    expect(() => quickly([[line]])).toThrow(NotPlain);
  });
});

it('a backup with ids of both kinds is learnt whole, whichever way it is read', async () => {
  const many = (count: number, make: (n: number) => JsonObject): readonly JsonObject[] => Array.from({ length: count }, (_, n) => ({ created_date: `2026-01-01T00:00:${String(n % 60).padStart(2, '0')}Z`, ...make(n) }));
  for (const shelfId of [(n: number) => hex(1, n), (n: number) => `shelf-${n}`]) {
    const app = createStoredApp();
    const manifest = await app.snapshot('s', {
      Shelf: { records: many(10, (n) => ({ id: shelfId(n) })) },
      Box: { records: many(30, (n) => ({ id: hex(2, n), shelf_id: shelfId(n % 10), inside: n === 0 ? null : hex(2, n - 1), note: `from ${hex(2, n)}` })) },
    });
    const learnt = await learnReferences(app.reader, manifest, { signal: never });
    expect(learnt).toEqual(await learnRecordByRecord(app.reader, manifest, { signal: never }));
    expect(learnt.references.map(({ path }) => path.join(''))).toEqual(['.inside', '.note~', '.shelf_id']);
  }
});
