import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EntityHandler } from '@base44/sdk';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { ask, sdkFor } from '../../support/base44-sdk.ts';
import { hexId, people, workshop, type Task } from '../../support/workshop.ts';

// Every writing call of the official SDK against the sample app.

let app: RunningSampleApp;
let tasks: EntityHandler<Task>;

beforeEach(async () => {
  app = await startSampleApp({ dataset: workshop() });
  tasks = sdkFor(app).entity('Task');
});
afterEach(() => app.stop());

const sent = (fields: Readonly<Record<string, unknown>>): Partial<Task> => fields;

describe('create', () => {
  it('assigns id, dates and creator itself, whatever was sent', async () => {
    const fields = { title: 'New', id: hexId(1), created_date: '1999-01-01', updated_date: '1999-01-01', created_by: people.ada, created_by_id: hexId(2), is_sample: true };
    const created = await tasks.create(sent(fields));
    expect(created.id).toMatch(/^[0-9a-f]{24}$/);
    expect(created.id).not.toBe(hexId(1));
    expect(created).toMatchObject({ title: 'New', created_by: people.owner, created_by_id: hexId(1), is_sample: false });
  });

  it('answers dates with Z, which are read back without it and with microseconds', async () => {
    const created = await tasks.create({ title: 'New' });
    expect(created.created_date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const read = await tasks.get(created.id);
    expect(read.created_date).toBe(`${created.created_date.slice(0, -1)}000`);
    expect(read.updated_date).toMatch(/\.\d{6}$/);
  });

  it('drops undeclared fields, fills in defaults and keeps null', async () => {
    const created = await tasks.create(sent({ title: 'New', colour: 'red', price: null }));
    expect(created).not.toHaveProperty('colour');
    expect(created).toMatchObject({ status: 'open', done: false, price: null });
    expect(created).not.toHaveProperty('priority');
  });

  it.each<readonly [Readonly<Record<string, unknown>>, string]>([
    [{}, 'Error in field title: Field required'],
    [{ title: null }, 'Error in field title: Field required'],
    [{ title: 5 }, 'Error in field title: Input should be a valid string'],
    [{ title: 'x', price: '9' }, 'Error in field price: Input should be a valid number'],
    [{ title: 'x', priority: 1.5 }, 'Error in field priority: Input should be a valid integer'],
    [{ title: 'x', done: 'yes' }, 'Error in field done: Input should be a valid boolean'],
    [{ title: 'x', tags: 'a' }, 'Error in field tags: Input should be a valid array'],
    [{ title: 'x', tags: ['a', 1] }, 'Error in field tags[1]: Input should be a valid string'],
    [{ title: 'x', place: [] }, 'Error in field place: Input should be a valid object'],
    [{ title: 'x', parts: [{ count: 'many' }] }, 'Error in field parts[0].count: Input should be a valid integer'],
  ])('refuses %j with 422', async (fields, message) => {
    await expect(tasks.create(sent(fields))).rejects.toMatchObject({ status: 422, message, data: { error_type: 'ValidationError' } });
    expect(await tasks.count()).toBe(10);
  });

  it('keeps numbers that a double cannot hold', async () => {
    const created = await ask(app, 'entities/Task', { method: 'POST', body: '{"title":"Big","priority":12345678901234567890,"price":1e400}' });
    expect(created.text).toContain('"priority":12345678901234567890,"price":1e400');
    expect((await ask(app, 'entities/Task?sort=-created_date&limit=1')).text).toContain('"priority":12345678901234567890,"price":1e400');
  });

  it('keeps a field of 10 MB', async () => {
    const { id } = await tasks.create({ title: 'é'.repeat(5 * 1024 * 1024) });
    expect((await tasks.get(id)).title).toHaveLength(5 * 1024 * 1024);
  });

  it('keeps entities and fields of hostile names', async () => {
    const name = '../../x';
    const schema = '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"},"a.b":{"type":"string"}}}';
    await ask(app, 'entity-schemas', { method: 'POST', body: `{"name":${JSON.stringify(name)},"schema":${schema}}` });
    const path = `entities/${encodeURIComponent(name)}`;
    const fields = '"__proto__":"p","constructor":"c","a.b":"d"';
    expect((await ask(app, path, { method: 'POST', body: `{${fields}}` })).text).toContain(fields);
    expect((await ask(app, `${path}?q=${encodeURIComponent('{"a.b":"d","constructor":"c"}')}`)).text).toContain(fields);
    expect((await ask(app, `${path}/v2/list`)).text).toContain(fields);
  });

  it('keeps hostile names and values as they are', async () => {
    const text = `NUL \u0000, lone \uD800, separators \u2028\u2029, ${'deep'.repeat(1000)}`;
    const created = await tasks.create(sent({ title: text, place: { city: '../../x', zip: '1', ['__proto__']: { polluted: true } } }));
    const read = await tasks.get(created.id);
    expect(read.title).toBe(text);
    expect(read.place?.city).toBe('../../x');
  });
});

describe('update and delete', () => {
  it('merges fields, moves updated_date and answers the whole record', async () => {
    const before = await tasks.get(hexId(1002));
    const after = await tasks.update(hexId(1002), sent({ status: 'done', price: null, colour: 'red', id: 'x', created_by: 'x' }));
    expect(after).toEqual({ ...before, status: 'done', price: null, updated_date: after.updated_date });
    expect(after.updated_date > before.updated_date).toBe(true);
    expect(await tasks.get(hexId(1002))).toEqual(after);
  });

  it('checks the fields that were sent only', async () => {
    await expect(tasks.update(hexId(1002), sent({ priority: 'high' }))).rejects.toMatchObject({ status: 422 });
    await expect(tasks.update(hexId(1002), sent({ title: null }))).rejects.toMatchObject({ status: 422 });
    await expect(tasks.update('none', { title: 'x' })).rejects.toMatchObject({ status: 404 });
  });

  it('deletes into the trash, once', async () => {
    expect(await tasks.delete(hexId(1002))).toEqual({ success: true });
    await expect(tasks.get(hexId(1002))).rejects.toMatchObject({ status: 404 });
    await expect(tasks.delete(hexId(1002))).rejects.toMatchObject({ status: 404 });
    expect(await tasks.count()).toBe(9);
  });

  it('deletes what matches, and everything for an empty query', async () => {
    expect(await tasks.deleteMany({ status: 'done' })).toEqual({ success: true, deleted: 3 });
    expect(await tasks.deleteMany({})).toEqual({ success: true, deleted: 7 });
    expect(await tasks.list()).toEqual([]);
  });
});

describe('bulk', () => {
  it('creates many in the order they were sent', async () => {
    const created = await tasks.bulkCreate([{ title: 'a' }, { title: 'b' }, { title: 'c' }]);
    expect(created.map(({ title }) => title)).toEqual(['a', 'b', 'c']);
    expect(new Set(created.map(({ id }) => id)).size).toBe(3);
    expect(created[0]?.created_date).toMatch(/Z$/);
    expect(await tasks.count()).toBe(13);
  });

  it('creates all or none', async () => {
    await expect(tasks.bulkCreate([{ title: 'a' }, sent({ title: 5 })])).rejects.toMatchObject({ status: 422 });
    expect(await tasks.count()).toBe(10);
  });

  it('is not idempotent', async () => {
    await tasks.bulkCreate([{ title: 'a' }]);
    await tasks.bulkCreate([{ title: 'a' }]);
    expect(await tasks.count({ title: 'a' })).toBe(2);
  });

  it('updates many, each its own fields, all or none', async () => {
    const updated = await tasks.bulkUpdate([{ id: hexId(1005), title: 'five' }, { id: hexId(1001), price: 1 }]);
    expect(updated.map(({ title, price }) => [title, price])).toEqual([['five', 7.5], ['Task 1', 1]]);
    await expect(tasks.bulkUpdate([{ id: hexId(1001), price: 2 }, { id: 'none', price: 2 }])).rejects.toMatchObject({ status: 404 });
    await expect(tasks.bulkUpdate([{ id: hexId(1001), price: 2 }, { id: hexId(1001), price: 3 }])).rejects.toMatchObject({ status: 422 });
    await expect(tasks.bulkUpdate(Array.from({ length: 501 }, (_, n) => ({ id: hexId(n) })))).rejects.toMatchObject({ status: 422 });
    expect((await tasks.get(hexId(1001))).price).toBe(1);
  });

  it('tells webhooks of single writes and creations only', async () => {
    await tasks.bulkUpdate([{ id: hexId(1001), price: 2 }]);
    await tasks.updateMany(sent({ id: hexId(1002) }), { $set: { price: 2 } });
    await tasks.deleteMany({ title: 'Task 3' });
    expect(app.stats().webhooks).toEqual([]);
    await tasks.update(hexId(1001), { price: 3 });
    await tasks.delete(hexId(1001));
    expect(app.stats().webhooks).toEqual([{ entity: 'Task', event: 'update' }, { entity: 'Task', event: 'delete' }]);
  });
});

describe('updateMany', () => {
  const changed = async (id: string, data: Record<string, Record<string, unknown>>): Promise<Task> => {
    expect(await tasks.updateMany({ id }, data)).toEqual({ success: true, updated: 1, has_more: false });
    return tasks.get(id);
  };

  it.each<readonly [string, Record<string, Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ['$set', { $set: { status: 'done', price: 4 } }, { status: 'done', price: 4 }],
    ['$inc', { $inc: { priority: 5 } }, { priority: 9 }],
    ['$mul', { $mul: { priority: 3 } }, { priority: 12 }],
    ['$min', { $min: { priority: 1, price: 100 } }, { priority: 1, price: 6 }],
    ['$max', { $max: { priority: 1, price: 100 } }, { priority: 4, price: 100 }],
    ['$push', { $push: { tags: 'new' } }, { tags: ['even', 't4', 'new'] }],
    ['$push with $each', { $push: { tags: { $each: ['a', 'b'] } } }, { tags: ['even', 't4', 'a', 'b'] }],
    ['$addToSet', { $addToSet: { tags: { $each: ['even', 'odd'] } } }, { tags: ['even', 't4', 'odd'] }],
    ['$pull', { $pull: { tags: 'even' } }, { tags: ['t4'] }],
    ['$pull with a condition', { $pull: { parts: { count: { $gt: 3 } } } }, { parts: [] }],
    ['several at once', { $set: { done: true }, $inc: { priority: -1 } }, { done: true, priority: 3 }],
  ])('%s', async (_name, data, expected) => {
    expect(await changed(hexId(1004), data)).toMatchObject(expected);
  });

  it('$unset and $rename take fields away', async () => {
    expect(await changed(hexId(1004), { $unset: { price: '' } })).not.toHaveProperty('price');
    const renamed = await changed(hexId(1005), { $rename: { due: 'status' } });
    expect(renamed.status).toBe('2026-02-06');
    expect(renamed).not.toHaveProperty('due');
  });

  it('$currentDate writes the time', async () => {
    expect((await changed(hexId(1004), { $currentDate: { due: true } })).due).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('refuses a field in two operators, unknown operators and values that do not fit', async () => {
    await expect(tasks.updateMany({}, { $set: { price: 1 }, $inc: { price: 1 } })).rejects.toMatchObject({ status: 400 });
    await expect(tasks.updateMany({}, { $bit: { price: 1 } })).rejects.toMatchObject({ status: 400 });
    await expect(tasks.updateMany({}, { $inc: { title: 1 } })).rejects.toMatchObject({ status: 422 });
    await expect(tasks.updateMany({}, { $unset: { title: '' } })).rejects.toMatchObject({ status: 422 });
  });

  it('works through 500 at a time', async () => {
    await tasks.bulkCreate(Array.from({ length: 600 }, (_, n) => ({ title: `x${n}`, status: 'fresh' })));
    expect(await tasks.updateMany({ status: 'fresh' }, { $set: { status: 'seen' } })).toEqual({ success: true, updated: 500, has_more: true });
    expect(await tasks.updateMany({ status: 'fresh' }, { $set: { status: 'seen' } })).toEqual({ success: true, updated: 100, has_more: false });
  });
});

describe('upsert', () => {
  it('updates by key, creates the rest, the last of a key wins', async () => {
    const result = await tasks.upsert([{ title: 'Task 3', price: 1 }, { title: 'Brand new', price: 2 }, { title: 'Brand new', price: 3 }], { key: 'title' });
    expect(result).toMatchObject({ created: 1, updated: 1 });
    expect(result.records.map(({ title, price, priority }) => [title, price, priority])).toEqual([['Task 3', 1, 3], ['Brand new', 3, undefined]]);
    expect(await tasks.count()).toBe(11);
  });

  it('takes several fields as a key', async () => {
    const result = await tasks.upsert([{ title: 'Task 3', status: 'open', price: 9 }, { title: 'Task 3', status: 'done' }], { key: ['title', 'status'] });
    expect(result).toMatchObject({ created: 1, updated: 1 });
  });

  it('refuses keys that are no plain declared field, records without it, and more than 500', async () => {
    await expect(tasks.upsert([{ title: 'x' }], { key: 'id' })).rejects.toMatchObject({ status: 400 });
    await expect(tasks.upsert([{ title: 'x' }], { key: 'tags' })).rejects.toMatchObject({ status: 400 });
    await expect(tasks.upsert([{ title: 'x' }], { key: 'priority' })).rejects.toMatchObject({ status: 422 });
    await expect(tasks.upsert(Array.from({ length: 501 }, (_, n) => ({ title: `${n}` })), { key: 'title' })).rejects.toMatchObject({ status: 422 });
  });
});

describe('importEntities', () => {
  const file = (text: string): File => new File([text], 'tasks.csv', { type: 'text/csv' });

  it.each([
    ['commas', 'Title,priority,done,tags\n"A, b",1,true,"[""x""]"\nC,2,no,y\n'],
    ['semicolons', 'title;Priority;done;tags\n"A, b";1;true;"[""x""]"\nC;2;no;y\n'],
    ['tabs and a mark at the start', '\uFEFFtitle\tpriority\tdone\ttags\nA, b\t1\ttrue\t"[""x""]"\nC\t2\tno\ty\n'],
  ])('reads %s; every row is a new record', async (_name, text) => {
    const result = await tasks.importEntities(file(text));
    expect(result).toMatchObject({ status: 'success', details: 'Successfully imported 2 entities with RLS enforcement' });
    expect(result.output?.map(({ title, priority, done, tags }) => ({ title, priority, done, tags }))).toEqual([
      { title: 'A, b', priority: 1, done: true, tags: ['x'] },
      { title: 'C', priority: 2, done: false, tags: ['y'] },
    ]);
    await tasks.importEntities(file(text));
    expect(await tasks.count()).toBe(14);
  });

  it('tells of a failure under status 200, having created nothing', async () => {
    expect(await tasks.importEntities(file('title,priority\nok,1\nbad,many\n'))).toEqual({ status: 'error', details: 'Error in field priority: Input should be a valid integer', output: null });
    expect(await tasks.importEntities(file(`title\n${'x'.repeat(11 * 1024 * 1024)}`))).toMatchObject({ status: 'error' });
    expect(await tasks.count()).toBe(10);
  });
});
