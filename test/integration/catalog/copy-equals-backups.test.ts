import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filter } from '../../../electron/engine/catalog/database/conditions.ts';
import type { HistoryEntry } from '../../../electron/engine/catalog/database/history.ts';
import type { JsonValue } from '../../../shared/model/record.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { type CopyInPlace, copyInPlace } from '../../support/copy-in-place.ts';
import { matchesWords, type NaiveBackup, passes, recordsOf, sorted } from '../../support/naive-copy.ts';
import { createStoredApp, type Table } from '../../support/stored-app.ts';

const fields = ['name', 'a"b', '__proto__', 'a.b', '$', 'ü', 'n'];
const values = fc.constantFrom<JsonValue>(
  'Zoë', 'ZOE', 'zoe lund', 'ada@example.com', 'ada@example.org', '2026-01-14T02:00:00Z', '2026-01-15', '10', 10, 9.5, '9', 1e21, true, false, null, '', [], {},
  [1, 'deep zoe'], { a: { b: 'Lund' } }, '', '日本語', 'a"b OR NOT *', "O'Brien", '\u0000x', 'l’été', '😀',
);
const tableNames = ['Order', 'x" y', 'constructor'];

/** What a record is in each of the backups, absent where it is not there. */
const life = (backups: number) =>
  fc.record({
    day: fc.integer({ min: 1, max: 3 }),
    states: fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant('as before' as const) }, { weight: 1, arbitrary: fc.constant('gone' as const) }, { weight: 2, arbitrary: fc.array(fc.tuple(fc.constantFrom(...fields), values), { maxLength: 3 }) }), { minLength: backups, maxLength: backups }),
  });

/** Ids whose order is another in UTF-8 than in UTF-16, and such with half characters. */
const idOf = (n: number): string => `${['', '\ufffd', '\u{1f600}', '\ud800', 'é'][n % 5]}${String(n).padStart(3, '0')}`;

const histories = fc.integer({ min: 1, max: 4 }).chain((backups) =>
  fc.record({
    tables: fc.tuple(
      ...tableNames.map(() =>
        fc.record({
          lives: fc.array(life(backups), { maxLength: 25 }),
          statuses: fc.array(fc.constantFrom('complete' as const, 'complete' as const, 'incomplete' as const), { minLength: backups, maxLength: backups }),
          present: fc.array(fc.constantFrom(true, true, true, false), { minLength: backups, maxLength: backups }),
          byId: fc.array(fc.constantFrom(false, false, false, true), { minLength: backups, maxLength: backups }),
        }),
      ),
    ),
    start: fc.nat({ max: backups - 1 }),
    olderFirst: fc.boolean(),
    forgotten: fc.option(fc.nat({ max: backups - 1 }), { freq: 3 }),
  }),
);
type History = typeof histories extends fc.Arbitrary<infer T> ? T : never;

function backupsOf({ tables }: History): NaiveBackup[] {
  const count = tables[0]?.statuses.length ?? 0;
  return Array.from({ length: count }, (_, at) => ({
    name: `2026-03-0${at + 1}T00-00-00Z_x_manual`,
    tables: Object.fromEntries(
      tables.flatMap(({ lives, statuses, present, byId }, i): [string, Table][] =>
        present[at] === true ? [[tableNames[i] ?? '', { records: recordsAt(lives, at), status: statuses[at] ?? 'complete', ...(byId[at] === true ? { key: [{ field: 'id', type: 'text' }] } : {}) }]] : [],
      ),
    ),
  }));
}

function recordsAt(lives: History['tables'][number]['lives'], at: number) {
  return lives.flatMap(({ day, states }, n) => {
    const last = states.slice(0, at + 1).findLast((state) => state !== 'as before') ?? [];
    return last === 'gone' ? [] : [{ ...Object.fromEntries(last), id: idOf(n), created_date: `2026-01-0${day}` }];
  });
}

const queries = ['zoe', 'ZOË lu', 'example', 'ada@example.com', 'com ada', '2026-01-14', '1', '10', '"', 'a"b', 'NOT', 'a* OR', 'brien', 'ete', '日本', '000', '-', '😀', 'name:zoe', '^zoe', 'zoe NEAR lund'];
const filters: Filter[] = fields.flatMap((field): Filter[] => [
  { field, op: 'contains', value: 'zoe' },
  { field, op: 'is', value: '10.0' },
  { field, op: 'is-not', value: 'zoë' },
  { field, op: 'empty' },
  { field, op: 'not-empty' },
  { field, op: 'greater', value: '9' },
  { field, op: 'greater', value: '2026-01-14' },
  { field, op: 'less', value: '10' },
]);

async function expectSame(copy: CopyInPlace, backups: readonly NaiveBackup[]): Promise<void> {
  for (const [at, { name: backup, tables }] of backups.entries()) {
    const shown = await copy.ask('show', { backup });
    expect(shown?.tables.map(({ name, records, status }) => ({ name, records, status }))).toEqual(Object.entries(tables).map(([name, { records, status }]) => ({ name, records: records.length, status })));
    for (const [i, [table, content]] of Object.entries(tables).entries()) {
      const records = recordsOf(content);
      const names = new Set(records.flatMap(({ json }) => Object.keys(JSON.parse(json) as object)));
      expect(shown?.tables[i]?.fields.map(({ name }) => name)).toEqual([...names].toSorted());
      const page = (selecting: object, offset = 0, limit = 500) => copy.ask('page', { backup, table, offset, limit, selecting });
      expect(await page({})).toEqual({ total: records.length, rows: records });
      expect((await page({}, 3, 4))?.rows).toEqual(records.slice(3, 7));
      const filter = filters[(at * 7 + records.length * 3 + i) % filters.length] ?? { field: 'name', op: 'empty' };
      const kept = records.filter(({ json }) => passes(json, filter));
      expect(await page({ filters: [filter] }, 1, 5)).toEqual({ total: kept.length, rows: kept.slice(1, 6) });
      const field = fields[(at + records.length) % fields.length] ?? 'name';
      for (const descending of [true, false]) expect((await page({ filters: [filter], sort: { field, descending } }))?.rows).toEqual(sorted(kept, field, descending));
      const words = queries[(at * 5 + records.length) % queries.length] ?? '';
      const hits = records.filter(({ json }) => matchesWords(json, words));
      expect(await page({ words })).toEqual({ total: hits.length, rows: hits });
      const one = records[records.length >> 1];
      if (one !== undefined) expect(await copy.ask('record', { backup, table, id: one.id })).toEqual({ record: one });
    }
    for (const query of queries) {
      const found = await copy.ask('search', { backup, searching: { query, limit: 200 } });
      const hits = /[\p{L}\p{N}]/u.test(query) ? Object.entries(tables).flatMap(([table, content]) => recordsOf(content).filter(({ json }) => matchesWords(json, query)).map((record) => ({ table, ...record, gone: false }))) : [];
      expect(found?.more).toBe(false);
      expect(found?.hits.toSorted(byTableAndId)).toEqual(hits.toSorted(byTableAndId));
    }
    const ever = await copy.ask('search', { backup, searching: { query: 'zoe', limit: 200, everywhen: true } });
    expect(ever?.hits.map(({ table, id, gone }) => JSON.stringify([table, id, gone])).toSorted()).toEqual(everMatching(backups, tables, 'zoe').toSorted());
  }
  for (const table of tableNames) {
    for (const n of [0, 3, 7]) expect(await copy.ask('history', { table, id: idOf(n) })).toEqual(naiveHistory(backups, table, idOf(n)));
  }
}

function byTableAndId(a: { table: string; id: string }, b: { table: string; id: string }): number {
  return JSON.stringify([a.table, a.id]) < JSON.stringify([b.table, b.id]) ? -1 : 1;
}

function everMatching(backups: readonly NaiveBackup[], here: NaiveBackup['tables'], query: string): string[] {
  const found = new Map<string, string>();
  for (const { tables } of backups) {
    for (const [table, content] of Object.entries(tables)) {
      for (const { id, json } of recordsOf(content)) {
        if (!matchesWords(json, query)) continue;
        const now = recordsOf(here[table]).find((each) => each.id === id);
        const gone = now === undefined || !matchesWords(now.json, query);
        found.set(JSON.stringify([table, id]), JSON.stringify([table, id, gone]));
      }
    }
  }
  return [...found.values()];
}

/** By the contract's words: told backup for backup. */
function naiveHistory(backups: readonly NaiveBackup[], table: string, id: string): HistoryEntry[] {
  const told: HistoryEntry[] = [];
  let wasMissing = false;
  for (const { name, tables } of backups) {
    const content = Object.hasOwn(tables, table) ? tables[table] : undefined;
    const json = recordsOf(content).find((record) => record.id === id)?.json;
    const before = told[0];
    const at = { backup: name, startedAt: '2026-03-01T10:00:00.000Z', lastBackup: name, lastStartedAt: '2026-03-01T10:00:00.000Z' };
    if (json === undefined) {
      if (content !== undefined && content.status !== 'complete') continue;
      wasMissing = true;
      if (before?.change === 'deleted') told[0] = { ...before, lastBackup: name };
      else if (before !== undefined) told.unshift({ ...at, change: 'deleted' });
    } else if (before?.json === json) told[0] = { ...before, lastBackup: name };
    else told.unshift({ ...at, change: before === undefined || before.change === 'deleted' ? (wasMissing ? 'created' : 'first-seen') : 'changed', json });
  }
  return told;
}

describe('the searchable copy', () => {
  it('answers as the backups do, in whatever order they were taken in', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const backups = backupsOf(history);
        const app = createStoredApp();
        const manifests: Manifest[] = [];
        for (const { name, tables } of backups) manifests.push(await app.snapshot(name, tables));
        const copy = await copyInPlace();
        try {
          const take = async (at: number, beside: number): Promise<void> => {
            const manifest = manifests[at];
            if (manifest !== undefined) await copy.take(app.reader, manifest, at === beside ? 'first' : at > beside ? 'newer' : 'older', at === beside ? undefined : manifests[beside]);
          };
          await take(history.start, history.start);
          const older = async (): Promise<void> => {
            for (let at = history.start - 1; at >= 0; at--) await take(at, at + 1);
          };
          if (history.olderFirst) await older();
          for (let at = history.start + 1; at < manifests.length; at++) await take(at, at - 1);
          if (!history.olderFirst) await older();
          await expectSame(copy, backups);
          const gone = history.forgotten === null || backups.length === 1 ? undefined : backups[history.forgotten];
          if (gone === undefined) return;
          await copy.ask('forget', { names: [gone.name] });
          await expectSame(copy, backups.filter((backup) => backup !== gone));
        } finally {
          await copy.dispose();
        }
      }),
      { numRuns: 8 },
    );
  });
});
