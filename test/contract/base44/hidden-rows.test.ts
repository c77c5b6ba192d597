import { afterEach, describe, expect, it } from 'vitest';
import { startSampleApp, type RowRules, type RunningSampleApp, type SampleAppOptions } from '../../../electron/sample-app/index.ts';
import type { EntityDescription } from '../../../shared/model/app.ts';
import type { Source } from '../../../electron/engine/ports/source.ts';
import { never, read, source } from '../../support/base44-source.ts';
import { people, workshop } from '../../support/workshop.ts';

// Rows and fields that rules hide from the token, though every request succeeds. The owner wrote three of nine notes.

let app: RunningSampleApp | undefined;
afterEach(async () => {
  await app?.stop();
  app = undefined;
});

const own: RowRules = { read: { created_by: '{{user.email}}' } };
const adminsOnly: RowRules = { read: { user_condition: { role: 'admin' } } };
const adminsOrOwn: RowRules = { read: { $or: [{ user_condition: { role: 'admin' } }, { created_by: '{{user.email}}' }] } };

interface Looked {
  readonly note: EntityDescription;
  readonly opened: Source;
  readonly notes: readonly string[];
  readonly entities: readonly EntityDescription[];
  readonly app: RunningSampleApp;
}

async function look(options: Partial<SampleAppOptions>, tokenOf: (from: RunningSampleApp) => string = (from) => from.token): Promise<Looked> {
  const from = await startSampleApp({ dataset: workshop(), ...options });
  app = from;
  const opened = source(from.url, { config: { appId: from.appId }, deps: { token: tokenOf(from) } });
  const { entities, notes } = await opened.describe({ signal: never });
  const note = entities.find((entity) => entity.name === 'Note');
  if (note === undefined) throw new Error('no notes');
  return { note, opened, notes, entities, app: from };
}

describe('rules that can hide nothing from the token', () => {
  it.each<readonly [string, RowRules]>([
    ['no rule', {}],
    ['a rule for writing only', { write: false, update: { created_by: '{{user.email}}' } }],
    ['true', { read: true }],
    ['null', { read: null }],
    ['nothing', { read: '' }],
    ['an empty condition', { read: {} }],
    ['admins, of whom the owner is one', adminsOnly],
    ['admins or their own', adminsOrOwn],
  ])('%s: the table is whole, and nobody is asked', async (_name, rules) => {
    const { note, opened, app: from } = await look({ rowRules: { Note: rules } });
    expect(note.hiddenRows).toBeUndefined();
    expect(from.stats().byKind['count']).toBeUndefined();
    expect((await read(opened, note)).records).toHaveLength(9);
  });
});

describe('rules that hide rows', () => {
  it('are said where looking past them is ignored', async () => {
    const { note, opened, notes } = await look({ rowRules: { Note: own } });
    expect(note.hiddenRows).toMatchObject({ proven: false });
    expect(note.hiddenRows?.reason).toMatch(/only some of the records/);
    expect(note.hiddenRows?.reason).toMatch(/created by one account/);
    expect((await read(opened, note)).records).toHaveLength(3);
    expect(notes.join()).not.toMatch(/hidden from this token/);
  });

  it('are looked past where that works, and the table is then whole', async () => {
    const { note, opened, notes } = await look({ rowRules: { Note: own }, bypassRls: true });
    expect(note.hiddenRows).toBeUndefined();
    expect(notes.join()).toContain('6 of 9 records of Note are hidden from this token by rules of the app; they are read with the rights of its owner.');
    expect((await read(opened, note)).records).toHaveLength(9);
    expect(await opened.count(note, { signal: never })).toBe(9);
  });

  it('that hide nothing at the moment are no matter where looking past rules was seen to work', async () => {
    const { entities, opened } = await look({ rowRules: { Note: own, Task: { read: { created_by: '{{user.email}}' } } }, bypassRls: true });
    expect(entities.map((entity) => entity.hiddenRows)).toEqual([undefined, undefined, undefined]);
    const task = entities.find((entity) => entity.name === 'Task');
    expect(task === undefined ? [] : (await read(opened, task)).records).toHaveLength(10);
  });

  it('that hide nothing at the moment are said all the same where it was not', async () => {
    const { entities } = await look({ rowRules: { Note: {}, Task: { read: { created_by: '{{user.email}}' } } } });
    expect(entities.find((entity) => entity.name === 'Task')?.hiddenRows).toMatchObject({ proven: false });
  });

  it('that let nobody read are said', async () => {
    const { note, opened } = await look({ rowRules: { Note: { read: false } } });
    expect(note.hiddenRows?.reason).toMatch(/no record at all/);
    expect((await read(opened, note)).records).toEqual([]);
  });

  it('are said to show in the trash', async () => {
    const from = await startSampleApp({ dataset: workshop(), rowRules: { Note: own } });
    app = from;
    const foreign = from.edit.records('Note').find((record) => record.created_by === people.ada);
    from.edit.remove('Note', foreign?.id ?? '');
    const { entities } = await source(from.url, { config: { appId: from.appId }, deps: { token: from.token } }).describe({ signal: never });
    expect(entities.find((entity) => entity.name === 'Note')?.hiddenRows?.reason).toMatch(/trash, which no rule covers, holds records that the rules would hide/);
  });

  it('are said for a token that may not look into the trash, without a failure', async () => {
    const { note } = await look({ rowRules: { Note: own } }, (from) => from.readOnlyToken);
    expect(note.hiddenRows?.reason).toMatch(/trash could not be compared/);
  });

  it('are found when a run goes on without describing the app first', async () => {
    const { note, app: from } = await look({ rowRules: { Note: own }, bypassRls: true });
    const fresh = source(from.url, { config: { appId: from.appId }, deps: { token: from.token } });
    expect((await read(fresh, note)).records).toHaveLength(9);
  });

  it('that are not applied to the token after all show by what it sees', async () => {
    const { note } = await look({ rowRules: { Note: { read: { created_by: 'nobody@example.com' } } }, faults: [] });
    expect(note.hiddenRows).toBeDefined();
    // The server shows notes that the rule it publishes would hide.
    const from = await startSampleApp({
      dataset: workshop(),
      rowRules: { Note: {} },
      faults: [{ on: { kind: 'schemas' }, do: { kind: 'status', status: 200, body: [{ name: 'Note', schema: { type: 'object', properties: {}, rls: { read: { created_by: '{{user.email}}' } } } }] } }],
    });
    try {
      const { entities } = await source(from.url, { config: { appId: from.appId }, deps: { token: from.token } }).describe({ signal: never });
      expect(entities[0]).toMatchObject({ name: 'Note' });
      expect(entities[0]?.hiddenRows).toBeUndefined();
    } finally {
      await from.stop();
    }
  });
});

describe('counts that change while they are compared', () => {
  it('do not pass for hidden rows', async () => {
    const from = await startSampleApp({ dataset: workshop(), rowRules: { Note: { read: { created_by: '{{user.email}}' } } } });
    app = from;
    let counted = 0;
    from.faults.onRequest((request) => {
      if (request.kind !== 'count') return;
      counted += 1;
      if (counted === 2) from.edit.create('Note', { text: 'meanwhile' });
    });
    const { entities, notes } = await source(from.url, { config: { appId: from.appId }, deps: { token: from.token } }).describe({ signal: never });
    expect(counted).toBe(3);
    expect(entities.find((entity) => entity.name === 'Note')?.hiddenRows).toMatchObject({ proven: false });
    expect(notes.join()).not.toMatch(/hidden from this token/);
  });
});

describe('fields with rules', () => {
  const onlySome = { type: 'object', properties: { text: { type: 'string' }, secret: { type: 'string', rls: { read: { user_condition: { role: 'accountant' } } } } } } as const;
  const withFieldRule = (bypassRls: boolean): Partial<SampleAppOptions> => {
    const dataset = workshop();
    return { bypassRls, dataset: { ...dataset, entities: dataset.entities.map((entity) => (entity.name === 'Note' ? { ...entity, schema: onlySome } : entity)) } };
  };

  it('whose values may be left out are named', async () => {
    const { note, opened } = await look(withFieldRule(false));
    expect(note.hiddenRows?.reason).toMatch(/may leave out values of secret/);
    expect(note.hiddenRows?.fields).toEqual(['secret']);
    expect((await read(opened, note)).records.some(({ json }) => json.includes('"secret"'))).toBe(false);
  });

  it('are read past the rules where that works', async () => {
    const { note, opened, notes } = await look(withFieldRule(true));
    expect(note.hiddenRows).toBeUndefined();
    expect(notes.join()).toContain('Some values of Note are hidden');
    expect((await read(opened, note)).records.every(({ json }) => json.includes('"secret"'))).toBe(true);
  });
});

describe('users', () => {
  it('are all seen by an admin', async () => {
    const { entities, opened } = await look({});
    const user = entities.find((entity) => entity.name === 'User');
    expect(user?.hiddenRows).toBeUndefined();
    expect(user === undefined ? [] : (await read(opened, user)).records).toHaveLength(3);
  });

  it('may be hidden from a token whose owner is none', async () => {
    const { entities } = await look({ dataset: { ...workshop(), ownerEmail: people.ben } });
    expect(entities.find((entity) => entity.name === 'User')?.hiddenRows).toMatchObject({ proven: false });
  });

  it('may be hidden where Base44 does not say whose token it is', async () => {
    const { entities } = await look({ rowRules: {}, faults: [{ on: { kind: 'me' }, do: { kind: 'status', status: 403, body: { message: 'user_not_registered' } } }, { on: { kind: 'list', entity: 'User' }, do: { kind: 'short-page', rows: 1 } }] });
    expect(entities.find((entity) => entity.name === 'User')?.hiddenRows?.reason).toMatch(/did not say whose token this is/);
  });
});
