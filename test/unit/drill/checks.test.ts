import { describe, expect, it } from 'vitest';
import { checkRollback } from '../../../electron/engine/drill/checks/backup.ts';
import { checkCounts } from '../../../electron/engine/drill/checks/counts.ts';
import { checkFiles } from '../../../electron/engine/drill/checks/files.ts';
import { checkAge } from '../../../electron/engine/drill/checks/fresh.ts';
import { checkObjects } from '../../../electron/engine/drill/checks/objects.ts';
import { checkReferences } from '../../../electron/engine/drill/checks/references.ts';
import { checkSource } from '../../../electron/engine/drill/checks/source.ts';
import { checkTripwire } from '../../../electron/engine/drill/checks/tripwire.ts';
import { checkTypes } from '../../../electron/engine/drill/checks/types.ts';
import { checkWriteBack, stagingApp } from '../../../electron/engine/drill/write-back.ts';
import type { DrillReport } from '../../../electron/engine/drill/drill-desk.ts';
import { standingOf } from '../../../electron/engine/drill/standing.ts';
import { TypesTally } from '../../../electron/engine/drill/types-tally.ts';
import { emptySettings, type StoredApp } from '../../../electron/engine/settings/schema.ts';

const now = new Date('2026-03-02T10:00:00Z');
const read = '2026-03-01T10:00:00.000Z';
const states = (checks: readonly { readonly state: string; readonly table?: string | undefined }[]): string[] => checks.map(({ state, table }) => (table === undefined ? state : `${state} ${table}`));

describe('age', () => {
  const facts = { readStartedAt: read, expectedBy: undefined, recoveryPoint: read, hours: undefined, now };
  it('is held against what the place says, the schedule and the objective', () => {
    expect(checkAge({ ...facts, hours: 24 }).state).toBe('passed');
    expect(checkAge({ ...facts, hours: 12 }).state).toBe('failed');
    expect(checkAge({ ...facts, expectedBy: '2026-03-02T09:00:00.000Z', hours: 48 }).state).toBe('failed');
    expect(checkAge({ ...facts, recoveryPoint: '2026-03-02T00:00:00.000Z' }).state).toBe('failed');
    expect(checkAge(facts).state).toBe('passed');
    expect(checkAge({ ...facts, recoveryPoint: undefined }).state).toBe('not-checked');
  });
});

describe('a place that may have been put back', () => {
  const snapshots = ['2026-03-01T00-00-00Z_a_manual', '2026-03-02T00-00-00Z_a_manual'].map((name) => ({ name, startedAt: new Date(name.slice(0, 10)) }));
  const facts = { status: { snapshot: snapshots[1]?.name ?? '', verified: snapshots.map(({ name }) => name) }, isThere: true, snapshots, seen: undefined, removed: [], now };
  it('fails where something newer was seen, unless that was removed on purpose', () => {
    const seen = '2026-03-03T00-00-00Z_a_manual';
    expect(states(checkRollback(facts))).toEqual(['passed']);
    expect(states(checkRollback({ ...facts, seen }))).toEqual(['failed']);
    expect(states(checkRollback({ ...facts, seen, removed: [seen] }))).toEqual(['passed']);
    expect(states(checkRollback({ ...facts, seen: '2026-02-01T00-00-00Z_a_manual' }))).toEqual(['passed']);
    expect(states(checkRollback({ ...facts, status: undefined, isThere: false }))).toEqual(['not-checked']);
  });
});

describe('what came back', () => {
  it('is counted by table', () => {
    const entities = [{ name: 'Order', records: 3 }, { name: 'Customer', records: 2 }];
    expect(states(checkCounts(entities, new Map([['Order', 3], ['Customer', 2]])))).toEqual(['passed']);
    expect(states(checkCounts(entities, new Map([['Order', 1], ['Customer', 2]])))).toEqual(['failed Order']);
    expect(states(checkCounts(entities, new Map([['Order', 4]])))).toEqual(['failed Order', 'failed Customer']);
  });

  it('is told by what is damaged, table by table', () => {
    const damage = [{ object: 'segments/aa/1.age', table: 'Order', problem: 'It is missing.', records: 1204 }, { object: 'segments/aa/2.age', table: 'Order', problem: 'It is missing.', records: 1 }, { object: 'segments/aa/2.age', table: null, problem: 'It is missing.', records: 0 }];
    const found = checkObjects({ damage, damagedLists: new Map(), objects: 3, backup: '1 March 2026' });
    expect(states(found)).toEqual(['failed Order', 'failed']);
    expect(found[0]?.consequence).toBe('1,205 records of “Order” would not come back from this place.');
    expect(states(checkObjects({ damage: [], damagedLists: new Map([['directories/x.age', 'It is damaged.']]), objects: 3, backup: '' }))).toEqual(['failed']);
  });

  it('opens its files', () => {
    expect(states(checkFiles(3, []))).toEqual(['passed']);
    expect(states(checkFiles(3, [{ object: 'files/aa/1.age', problem: 'It is missing.', tables: ['Order', 'Customer'] }, { object: 'files/aa/2.age', problem: 'It is missing.', tables: [] }]))).toEqual(['failed Order', 'failed Customer', 'failed']);
  });

  it('fits the description of its table', () => {
    const table = { name: 'Order', records: 3, hasSchema: true, isItsSchema: true, misfits: [], sameId: 0 };
    expect(states(checkTypes([table]))).toEqual(['passed']);
    expect(states(checkTypes([{ ...table, isItsSchema: false }]))).toEqual(['failed Order']);
    expect(states(checkTypes([{ ...table, sameId: 2 }]))).toEqual(['failed Order']);
    expect(states(checkTypes([{ ...table, misfits: [{ field: 'total', kind: 'type', expected: 'number', records: 2 }] }, { ...table, name: 'Other', hasSchema: false }]))).toEqual(['failed Order', 'not-checked Other']);
  });

  it('has its links', () => {
    const link = { table: 'Order', field: 'customer_id', targets: ['Customer'], dangling: 0, lost: 0, isTargetWhole: true, isAsked: true };
    expect(states(checkReferences([link, { ...link, dangling: 2 }]))).toEqual(['passed']);
    expect(states(checkReferences([{ ...link, dangling: 2, lost: 1 }]))).toEqual(['failed Order']);
    expect(states(checkReferences([{ ...link, dangling: 2, isTargetWhole: false }]))).toEqual(['failed Order']);
  });

  it('has what was there before', () => {
    expect(states(checkTripwire(read, [{ table: 'Order', missing: 3, unexplained: 0 }, { table: 'A', missing: 2, unexplained: 1 }, { table: 'B', missing: 2, unexplained: 0, why: 'Nobody knows.' }]))).toEqual(['failed A', 'not-checked B', 'passed']);
  });

  it('is as much as the app has, but for later edits', () => {
    const table = { table: 'Order', isInBackup: true, records: 10, now: 10, since: { created: 0, overlooked: 0 } };
    expect(states(checkSource(read, [table, { ...table, now: 12, since: { created: 2, overlooked: 0 } }, { ...table, now: 7 }]))).toEqual(['passed']);
    expect(states(checkSource(read, [{ ...table, now: 13, since: { created: 2, overlooked: 0 } }]))).toEqual(['failed Order']);
    expect(states(checkSource(read, [{ ...table, since: { created: 0, overlooked: 1 } }]))).toEqual(['failed Order']);
    expect(states(checkSource(read, [{ ...table, now: 13, since: undefined }, { ...table, table: 'Fine', since: undefined }]))).toEqual(['not-checked Order', 'passed']);
    expect(states(checkSource(read, [{ ...table, now: undefined }]))).toEqual(['not-checked Order']);
  });
});

describe('types', () => {
  const tally = (schema: unknown, ...records: readonly Readonly<Record<string, unknown>>[]) => {
    const made = new TypesTally(schema);
    made.add(records);
    return made.misfits;
  };
  it('of each field, inside of lists and objects too; what the schema does not say fits', () => {
    const schema = { properties: { n: { type: 'number' }, i: { type: ['integer', 'null'] }, tags: { type: 'array', items: { type: 'string' } }, at: { properties: { city: { type: 'string' } } }, any: {}, odd: { type: 'geo' } }, required: ['n'] };
    expect(tally(schema, { n: 1, i: null, tags: ['a', null], at: { city: 'B', more: 1 }, any: {}, odd: 3 }, { n: JSON.rawJSON('12345678901234567890'), i: 2 })).toEqual([]);
    expect(tally(schema, { n: '1', i: 1.5, tags: [1], at: { city: 2 } }, { n: null })).toEqual([
      { field: 'n', kind: 'type', expected: 'number', records: 1 },
      { field: 'i', kind: 'type', expected: 'integer or null', records: 1 },
      { field: 'tags', kind: 'type', expected: 'array', records: 1 },
      { field: 'at', kind: 'type', expected: '', records: 1 },
      { field: 'n', kind: 'required', records: 1 },
    ]);
    expect(tally(undefined, { a: 1 })).toEqual([]);
  });
});

describe('writing back into a second app', () => {
  const app = (name: string, path: string): StoredApp => ({ name, slug: name.toLowerCase(), connection: { platform: 'csv-folder', path }, secrets: { identity: 'i', chunkKey: 'c' }, destinations: 'all', vault: { id: '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21', recipient: 'age1x' }, addedAt: read });
  it('never goes into the app itself, by whatever name', () => {
    const shop = app('Shop', '/shop');
    const settings = { ...emptySettings, apps: [shop, app('Same', '/shop'), app('Staging', '/staging')] };
    expect(() => stagingApp(settings, shop, 'shop')).toThrow('never writes into');
    expect(() => stagingApp(settings, shop, 'Same')).toThrow('never writes into');
    expect(stagingApp(settings, shop, 'Staging').name).toBe('Staging');
  });

  it('is only as good as what was read back', () => {
    const receipt = { asked: 10, written: 10, verified: 10, failed: 0, failures: [] };
    expect(checkWriteBack('Staging', receipt).state).toBe('passed');
    expect(checkWriteBack('Staging', { ...receipt, verified: 9, failures: [{ entity: 'Order', id: '1', says: '' }] })).toMatchObject({ state: 'failed', detail: expect.stringContaining('“Order”') });
  });
});

describe('how it stands', () => {
  const report = (place: string, ok: boolean, startedAt: string): DrillReport => ({ id: startedAt.slice(0, 10), app: 'Shop', place, by: 'person', startedAt, durationMs: 1, ok, phases: [], checks: ok ? [] : [{ id: 'x', kind: 'objects', state: 'failed', name: 'All parts', table: 'Order', detail: 'd', consequence: 'c', nextStep: 'n' }] });
  it('goes by the last drill of each place', () => {
    const reports = [report('Disk', true, '2026-03-03T00:00:00.000Z'), report('Bucket', false, '2026-03-02T00:00:00.000Z'), report('Disk', false, '2026-03-01T00:00:00.000Z')];
    expect(standingOf(reports, { everyDays: 7 })).toEqual({ failed: [{ drill: '2026-03-02', at: '2026-03-02T00:00:00.000Z', place: 'Bucket', failed: 1, failures: [{ name: 'All parts', table: 'Order', consequence: 'c', nextStep: 'n' }] }], everyDays: 7, lastAt: '2026-03-03T00:00:00.000Z' });
  });
});
