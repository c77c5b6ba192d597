import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diffLive } from '../../../electron/engine/compare/diff-live.ts';
import type { EntityDiff } from '../../../electron/engine/engine.ts';
import type { SourceCapabilities } from '../../../electron/engine/ports/source.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/record.ts';
import { createMemorySource, type MemorySource, type MemorySourceOptions } from '../../support/memory-source.ts';
import { naiveDiff } from '../../support/naive-diff.ts';
import { createStoredApp, type Table, type Tables } from '../../support/stored-app.ts';
import { tablePair } from '../../support/table-histories.ts';
import { without } from '../../support/without.ts';

const never = new AbortController().signal;
const options = { signal: never, scratch: '/nowhere', records: true, now: () => new Date('2026-03-01T12:00:00.000Z') };

type Fields = Readonly<Record<string, JsonValue>>;

function records(count: number, more: (n: number) => Fields = () => ({})): Fields[] {
  return Array.from({ length: count }, (_, n) => ({ id: n.toString(16).padStart(6, '0'), created_date: `2026-01-01T${String(n).padStart(6, '0')}`, updated_date: '2026-02-01T00:00:00.000Z', name: `Name ${n}`, ...more(n) }));
}

const later = '2026-03-02T00:00:00.000Z';

function appOf(tables: Tables, more: MemorySourceOptions = {}): MemorySource {
  const entities = Object.fromEntries(
    Object.entries(tables).map(([name, { records: rows, schema = {}, status, reason = 'Rules hide some' }]) => [
      name,
      { records: rows, schema, ...(status === 'incomplete' ? { hiddenRows: { reason, proven: false } } : {}), ...(status === 'failed' ? { unreadable: new HoldfastError('permission-denied', 'Forbidden.') } : {}) },
    ]),
  );
  return createMemorySource({ pageRecords: 7, ...more, entities });
}

async function compared(from: Tables, source: MemorySource, more: Partial<Parameters<typeof diffLive>[3]> = {}): Promise<{ entities: readonly EntityDiff[]; opened: number }> {
  const app = createStoredApp();
  const manifest = await app.snapshot('older', from);
  const before = app.reader.chunksRead;
  const report = await diffLive(app.reader, manifest, source, { ...options, ...more });
  expect(report).toMatchObject({ from: 'older', to: 'live' });
  return { entities: report.entities, opened: app.reader.chunksRead - before };
}

const ways: readonly (Partial<SourceCapabilities> & { readonly way: string })[] = [
  { way: 'what changed and the keys are asked for' },
  { way: 'everything is read, in order', listsKeys: false },
  { way: 'everything is read, in any order', changedSince: false, ordered: false },
];

describe.each(ways)('$way', (way) => {
  const capabilities = without(way, 'way');

  it('says for any history what a comparison of all records in memory says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.tuple(fc.constantFrom('A', 'B'), tablePair), { maxLength: 2, selector: ([name]) => name }), async (pairs) => {
        const side = (which: 'from' | 'to'): Tables => Object.fromEntries(pairs.flatMap(([name, { [which]: table }]) => (table === undefined ? [] : [[name, table]])));
        const scratch = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
        try {
          const { entities } = await compared(side('from'), appOf(side('to'), { capabilities }), { scratch });
          const found = new Map(entities.map((entity) => [entity.name, without(entity, 'note')]));
          for (const [name, { from, to }] of pairs) if (from !== undefined || to !== undefined) expect(found.get(name)).toEqual(naiveDiff(name, from, to));
          expect(await readdir(scratch)).toEqual([]);
        } finally {
          await rm(scratch, { recursive: true });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('tells created, changed and deleted records of many apart', async () => {
    const now: Table = { records: [...records(600).filter(({ name }) => name !== 'Name 100').map((each) => (each['name'] === 'Name 500' ? { ...each, name: '', updated_date: later } : each)), ...records(1, () => ({ id: 'new', updated_date: later }))] };
    const { entities } = await compared({ T: { records: records(600) } }, appOf({ T: now }, { capabilities }));
    expect(entities).toEqual([
      { name: 'T', created: 1, changed: 1, deleted: 1, blankedFields: [{ field: 'name', records: 1 }], fieldsGone: [], records: { created: ['new'], changed: ['0001f4'], deleted: ['000064'] } },
    ]);
  });

  it('a table that cannot be read now, or not whole, calls nothing deleted', async () => {
    const { entities } = await compared({ T: { records: records(9) }, U: { records: records(9) } }, appOf({ T: { records: [], status: 'failed' }, U: { records: records(3), status: 'incomplete' } }, { capabilities }));
    expect(entities).toMatchObject([
      { name: 'T', deleted: 0, unsure: { created: 0, deleted: 9 }, note: expect.stringContaining('Forbidden.') },
      { name: 'U', deleted: 0, unsure: { created: 0, deleted: 6 }, note: expect.stringContaining('Rules hide some.') },
    ]);
  });

  it('a page that cannot be read is said, and calls nothing deleted', async () => {
    const source = appOf({ T: { records: records(20) } }, { capabilities });
    source.inject({ on: 'records', entity: 'T', atRecord: 0, as: 'page', error: new HoldfastError('server', 'Page 1 failed.') });
    const { entities } = await compared({ T: { records: records(20) } }, source);
    if (capabilities.listsKeys === false || capabilities.changedSince === false) {
      expect(entities).toMatchObject([{ deleted: 0, unsure: { created: 0, deleted: 7 }, note: expect.stringContaining('Page 1 failed.') }]);
    } else {
      expect(entities).toMatchObject([{ deleted: 0, created: 0, changed: 0 }]);
    }
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const source = appOf({ T: { records: records(50) } }, { capabilities });
    source.onPage = () => stop.abort();
    await expect(compared({ T: { records: records(50) } }, source, { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('what concerns the whole app ends the comparison', async () => {
    const source = appOf({ T: { records: records(20) } }, { capabilities });
    source.inject({ on: 'records', entity: 'T', atRecord: 0, as: 'throw', error: new HoldfastError('auth-expired', 'The token has expired.') });
    await expect(compared({ T: { records: records(20) } }, source)).rejects.toMatchObject({ code: 'auth-expired' });
  });
});

describe('asking only what changed', () => {
  it('reads no more of the app than what changed, and of the backup only the chunks it touches', async () => {
    const source = appOf({ T: { records: records(3000).map((each, n) => (n === 1500 ? { ...each, name: 'Other', updated_date: later } : each)) } });
    const { entities, opened } = await compared({ T: { records: records(3000) } }, source);
    expect(entities).toMatchObject([{ created: 0, changed: 1, deleted: 0 }]);
    expect(source.calls.filter(({ call }) => call !== 'describe')).toEqual([
      { call: 'records', entity: 'T', since: new Date('2026-03-01T10:00:00.000Z') },
      { call: 'keys', entity: 'T' },
    ]);
    // All of the index, which is many chunks at these sizes, and one chunk of records.
    const index = (await createStoredApp().snapshot('x', { T: { records: records(3000) } })).entities[0]?.index.length ?? 0;
    expect(opened).toBe(index + 1);
  });

  it('reads everything where the schema changed, since a platform changes records with it without saying so', async () => {
    const source = appOf({ T: { records: records(9).map((each) => without(each, 'name')), schema: { properties: { id: {} } } } });
    const { entities } = await compared({ T: { records: records(9), schema: { properties: { id: {}, name: {} } } } }, source);
    expect(entities).toMatchObject([{ changed: 9, blankedFields: [{ field: 'name', records: 9 }], fieldsGone: ['name'] }]);
  });

  it('reads everything where the list of keys breaks off, so that nothing unlisted looks deleted', async () => {
    const source = appOf({ T: { records: records(50) } });
    source.inject({ on: 'keys', entity: 'T', error: new HoldfastError('server', 'No keys today.') });
    expect((await compared({ T: { records: records(50) } }, source)).entities).toMatchObject([{ created: 0, changed: 0, deleted: 0 }]);
  });

  it('counts a record that came between the two questions', async () => {
    const source = appOf({ T: { records: records(50) } });
    const { keys } = source;
    const late = { ...records(1)[0], id: 'late', updated_date: later };
    const between = { ...source, keys: (...call: Parameters<typeof keys>) => (source.put('T', late), keys(...call)) };
    const { entities } = await compared({ T: { records: records(50) } }, between);
    expect(entities).toMatchObject([{ created: 1, records: { created: ['late'] } }]);
  });
});

describe('a source that says its records are in order, and gives them out of order', () => {
  it('is read again and sorted', async () => {
    const source = appOf({ T: { records: records(50).toReversed() } }, { capabilities: { listsKeys: false, ordered: false } });
    const { entities } = await compared({ T: { records: records(50) } }, { ...source, capabilities: { ...source.capabilities, ordered: true } });
    expect(entities).toMatchObject([{ created: 0, changed: 0, deleted: 0 }]);
    expect(source.calls.filter(({ call }) => call === 'records')).toHaveLength(2);
  });
});
