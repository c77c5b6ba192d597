import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackupFigures, TableFigures } from '../../../../electron/engine/watch/figures/figures.ts';
import { measureFigures } from '../../../../electron/engine/watch/figures/measure.ts';
import type { JsonValue } from '../../../../shared/model/record.ts';
import { naiveDiff } from '../../../support/naive-diff.ts';
import { createStoredApp, type Table, type Tables } from '../../../support/stored-app.ts';
import { tablePair } from '../../../support/table-histories.ts';

const options = { signal: new AbortController().signal, scratch: '/nowhere', earlier: [] };

type Fields = Readonly<Record<string, JsonValue>>;

function record(n: number, fields: Fields = {}): Fields {
  return { id: n.toString(16).padStart(6, '0'), created_date: `2026-01-${String((n % 28) + 1).padStart(2, '0')}T08:00:00.000Z`, name: `Name ${n}`, ...fields };
}

function records(count: number, fields: (n: number) => Fields = () => ({})): Fields[] {
  return Array.from({ length: count }, (_, n) => record(n, fields(n)));
}

async function between(from: Tables | undefined, to: Tables): Promise<BackupFigures & { readonly opened: number }> {
  const app = createStoredApp();
  const older = from === undefined ? undefined : await app.snapshot('older', from);
  const newer = await app.snapshot('newer', to);
  const before = app.reader.chunksRead;
  return { ...(await measureFigures(app.reader, older, newer, options)), opened: app.reader.chunksRead - before };
}

async function table(from: Table, to: Table): Promise<TableFigures> {
  const [only] = (await between({ T: from }, { T: to })).tables;
  if (only === undefined) throw new Error('no table');
  return only;
}

const properties = (types: Readonly<Record<string, string>>): JsonValue => ({ properties: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }])) });

describe('figures of a backup', () => {
  it('say what came, changed, went and went blank', async () => {
    const older = records(60, () => ({ phone: '1' }));
    const newer = [...older.slice(3).map((each, n) => (n < 5 ? { ...each, phone: '' } : each)), record(90)];
    expect(await table({ records: older }, { records: newer })).toMatchObject({ state: 'compared', before: 60, after: 58, created: 1, changed: 5, deleted: 3, isWhole: true, blanked: [{ field: 'phone', records: 5 }] });
  });

  it('say which fields came and went, by the schema', async () => {
    const figures = await table({ records: records(9), schema: properties({ name: 'string', phone: 'string', age: 'string' }) }, { records: records(9), schema: properties({ name: 'string', mobile: 'string', age: 'number' }) });
    expect(figures).toMatchObject({ appeared: ['mobile'], vanished: ['phone'], typeChanges: [{ field: 'age', from: 'string', to: 'number', records: 0 }] });
  });

  it('say where a value is of another kind now, and in how many records', async () => {
    const older = records(30, (n) => ({ total: n, tags: ['a'] }));
    const newer = older.map((each, n) => (n < 12 ? { ...each, total: String(n) } : each));
    expect((await table({ records: older }, { records: newer })).typeChanges).toEqual([{ field: 'total', from: 'number', to: 'text', records: 12 }]);
  });

  it('name tables that are new and gone', async () => {
    const { tables } = await between({ Old: { records: records(4) } }, { New: { records: records(7) } });
    expect(tables).toMatchObject([{ name: 'New', state: 'new', before: null, after: 7, created: 7 }, { name: 'Old', state: 'gone', before: 4, after: null, deleted: 4 }]);
  });

  it('of the first backup say nothing changed of which nothing is known', async () => {
    expect(await between(undefined, { T: { records: records(4) } })).toMatchObject({ comparedWith: null, tables: [{ state: 'new', after: 4, created: null, changed: null, deleted: null }] });
  });

  it('of a table that was not read whole give no number that nobody knows', async () => {
    expect(await table({ records: records(40) }, { records: records(30), status: 'incomplete' })).toMatchObject({ deleted: null, changed: null, created: 0, isWhole: false, unsure: { deleted: 10 } });
    expect(await table({ records: records(30), status: 'incomplete' }, { records: records(40) })).toMatchObject({ created: null, deleted: 0, machineMade: { records: 0 } });
    expect(await table({ records: records(40) }, { records: [], status: 'failed' })).toMatchObject({ state: 'unread', after: null, created: 0, changed: null, deleted: null });
  });

  it('cost what changed', async () => {
    const older = records(1500);
    const few = await between({ T: { records: older } }, { T: { records: older.map((each, n) => (n === 700 ? { ...each, name: 'x' } : each)) } });
    expect(few.tables[0]).toMatchObject({ changed: 1 });
    expect(few.opened).toBeLessThan(40);
    expect((await between({ T: { records: older } }, { T: { records: older } })).opened).toBe(0);
  });
});

it('agree with one who counts every record of random histories, and never tell a zero that nobody knows', async () => {
  await fc.assert(
    fc.asyncProperty(tablePair, async ({ from, to }) => {
      const { tables } = await between(from === undefined ? {} : { T: from }, to === undefined ? {} : { T: to });
      const [figures] = tables;
      const truth = naiveDiff('T', from, to);
      if (figures === undefined) return;
      expect([figures.created ?? 'unknown', figures.deleted ?? 'unknown']).toEqual([truth.unsure?.created ? 'unknown' : truth.created, truth.unsure?.deleted ? 'unknown' : truth.deleted]);
      expect(figures.blanked).toEqual(truth.blankedFields);
      expect(figures.changed ?? 0).toBe(truth.changed);
      if (figures.isWhole) expect(figures.changed).not.toBeNull();
      else expect(figures.changed).not.toBe(0);
      const wholeSides = [from, to].every((side) => side === undefined || (side.status ?? 'complete') === 'complete');
      expect(figures.isWhole).toBe(wholeSides);
      const { before, after, created, deleted } = figures;
      if (wholeSides && before !== null && after !== null) expect(before + (created ?? 0) - (deleted ?? 0)).toBe(after);
    }),
    { numRuns: 25 },
  );
});
