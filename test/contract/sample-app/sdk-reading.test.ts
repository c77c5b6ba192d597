import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntityFilterQuery, EntityHandler } from '@base44/sdk';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { sdkFor } from '../../support/base44-sdk.ts';
import { hexId, people, trashedId, workshop, type Task } from '../../support/workshop.ts';

// Every reading call of the official SDK against the sample app.

let app: RunningSampleApp;
let tasks: EntityHandler<Task>;

beforeAll(async () => {
  app = await startSampleApp({ dataset: workshop() });
  tasks = sdkFor(app).entity('Task');
});
afterAll(() => app.stop());

const titles = (records: readonly { readonly title: string }[]): readonly string[] => records.map(({ title }) => title);
const numbers = async (query: unknown): Promise<readonly number[]> => {
  const found = await tasks.filter(query as EntityFilterQuery<Task>, 'priority');
  return found.map(({ priority }) => priority);
};

describe('list and get', () => {
  it('gives every live record, whole, and neither trashed nor test ones', async () => {
    const all = await tasks.list();
    expect(new Set(titles(all))).toEqual(new Set(Array.from({ length: 10 }, (_, n) => `Task ${n}`)));
    expect(all.find(({ priority }) => priority === 3)).toEqual({
      title: 'Task 3', status: 'open', priority: 3, price: null, done: false, tags: ['t3'], parts: [{ name: 'bolt', count: 3 }],
      place: { city: 'Århus', zip: '1003' }, due: '2026-02-04',
      photo: `${app.url}/api/apps/${app.appId}/files/public/${app.appId}/a1_photo%20%C3%A9.png`,
      id: hexId(1003), created_date: '2026-01-01T00:00:03.000000', updated_date: '2026-01-01T00:33:17.000000',
      created_by: people.owner, created_by_id: hexId(1), is_sample: false,
    });
  });

  it('sorts either way, skips and limits', async () => {
    expect(titles(await tasks.list('-created_date', 3))).toEqual(['Task 9', 'Task 8', 'Task 7']);
    expect(titles(await tasks.list('+created_date', 2, 4))).toEqual(['Task 4', 'Task 5']);
    expect(titles(await tasks.list('updated_date', 2))).toEqual(['Task 9', 'Task 8']);
    expect(titles(await tasks.list('-title', 2))).toEqual(['Task 9', 'Task 8']);
  });

  it('sorts missing values before numbers, as MongoDB does', async () => {
    const found = await tasks.list('price');
    expect(found.map(({ price }) => price)).toEqual([null, null, 0, 1.5, 3, 6, 7.5, 9, 12, 13.5]);
  });

  it('promises no order where none is asked for, but the same one each time', async () => {
    const once = titles(await tasks.list());
    expect(titles(await tasks.list())).toEqual(once);
    expect(once).not.toEqual(titles(await tasks.list('created_date')));
    expect(once).not.toEqual(titles(await tasks.list('-created_date')));
  });

  it('leaves out fields that were not asked for', async () => {
    expect(await tasks.list('priority', 2, 0, ['title', 'priority'])).toEqual([{ title: 'Task 0', priority: 0 }, { title: 'Task 1', priority: 1 }]);
  });

  it('gets one, and says 404 for one that is not there or is in the trash', async () => {
    expect((await tasks.get(hexId(1002))).title).toBe('Task 2');
    await expect(tasks.get('no-such-id')).rejects.toMatchObject({ name: 'Base44Error', status: 404, message: 'Entity Task with ID no-such-id not found' });
    await expect(tasks.get(trashedId)).rejects.toMatchObject({ status: 404 });
  });

  it('says 404 for an entity there is none of', async () => {
    await expect(sdkFor(app).entity('Nothing').list()).rejects.toMatchObject({ status: 404, data: { error_type: 'HTTPException' } });
  });
});

describe('filter', () => {
  it.each<readonly [string, unknown, readonly number[]]>([
    ['a value', { status: 'waiting' }, [1, 4, 7]],
    ['several fields', { status: 'open', done: false, priority: 3 }, [3]],
    ['an array for any of them', { priority: [2, 5, 99] }, [2, 5]],
    ['null for missing', { price: null }, [3, 7]],
    ['$eq', { priority: { $eq: 4 } }, [4]],
    ['$ne', { status: { $ne: 'open' } }, [1, 2, 4, 5, 7, 8]],
    ['$gt and $lt together', { priority: { $gt: 2, $lt: 5 } }, [3, 4]],
    ['$gte', { priority: { $gte: 8 } }, [8, 9]],
    ['$lte', { priority: { $lte: 1 } }, [0, 1]],
    ['a range never across types', { title: { $gt: 5 } }, []],
    ['$in', { status: { $in: ['done', 'waiting'] } }, [1, 2, 4, 5, 7, 8]],
    ['$nin', { status: { $nin: ['done', 'waiting'] } }, [0, 3, 6, 9]],
    ['$exists', { nothing: { $exists: false }, place: { $exists: true } }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['$regex', { title: { $regex: '[37]$' } }, [3, 7]],
    ['$regex with options', { title: { $regex: 'TASK 1', $options: 'i' } }, [1]],
    ['$all', { tags: { $all: ['even', 't4'] } }, [4]],
    ['$size', { tags: { $size: 1 } }, [1, 3, 5, 7, 9]],
    ['$elemMatch on objects', { parts: { $elemMatch: { name: 'bolt', count: { $gte: 8 } } } }, [8, 9]],
    ['$elemMatch on values', { tags: { $elemMatch: { $regex: '^t[01]$' } } }, [0, 1]],
    ['$not', { priority: { $not: { $gt: 2 } } }, [0, 1, 2]],
    ['$and', { $and: [{ priority: { $gt: 2 } }, { done: true }] }, [5, 8]],
    ['$or', { $or: [{ priority: 0 }, { title: 'Task 6' }] }, [0, 6]],
    ['$nor', { $nor: [{ priority: { $lt: 8 } }, { title: 'Task 9' }] }, [8]],
    ['an element of an array field', { tags: 'even' }, [0, 2, 4, 6, 8]],
    ['a path into an object', { 'place.city': 'Bergen' }, [1, 5]],
    ['a path into an array of objects', { 'parts.count': 6 }, [6]],
    ['a whole object', { place: { city: 'Oslo', zip: '1000' } }, [0]],
    ['ids', { id: { $in: [hexId(1007), hexId(1001), 'none'] } }, [1, 7]],
    ['one id', { id: hexId(1007), status: 'waiting' }, [7]],
    ['a date read back', { created_date: { $gt: '2026-01-01T00:00:07.000000' } }, [8, 9]],
    ['a date with Z', { created_date: { $gte: '2026-01-01T00:00:08Z' } }, [8, 9]],
    ['a date with an offset', { created_date: { $gte: '2026-01-01T01:00:08+01:00' } }, [8, 9]],
    ['a day alone', { created_date: { $lt: '2026-01-01' } }, []],
    ['characters that are special in an address', { $or: [{ title: 'a & b = c + d? #1 %20 "é"' }, { priority: 9 }] }, [9]],
  ])('takes %s', async (_name, query, expected) => {
    expect(await numbers(query)).toEqual(expected);
  });

  it.each<readonly [string, unknown]>([
    ['an unknown operator', { priority: { $near: 3 } }],
    ['an unknown operator at the top', { $where: 'true' }],
    ['$in without an array', { priority: { $in: 3 } }],
    ['a broken expression', { title: { $regex: '(' } }],
  ])('refuses %s with 400', async (_name, query) => {
    await expect(numbers(query)).rejects.toMatchObject({ status: 400 });
  });
});

describe('cursor pages', () => {
  const walk = async (options: { readonly sort?: '-created_date' | 'created_date' | '-priority' | 'status' | 'updated_date'; readonly limit: number }): Promise<readonly string[]> => {
    const seen: string[] = [];
    let page = await tasks.list(options);
    seen.push(...titles(page.items));
    while (page.has_more) {
      page = await tasks.list({ cursor: page.next_cursor, limit: options.limit });
      seen.push(...titles(page.items));
    }
    expect(page.next_cursor).toBeNull();
    return seen;
  };

  it.each([{ limit: 3 }, { sort: 'created_date', limit: 4 }, { sort: '-priority', limit: 1 }, { sort: 'updated_date', limit: 10 }] as const)('walks every record once: %j', async (options) => {
    const sort = options.sort ?? '-created_date';
    expect(await walk(options)).toEqual(titles(await tasks.list(sort)));
  });

  it('breaks ties by id', async () => {
    const all = await walk({ sort: 'status', limit: 2 });
    expect(new Set(all).size).toBe(10);
  });

  it('newest first and 100 to a page unless told otherwise', async () => {
    const page = await tasks.list({});
    expect(titles(page.items).slice(0, 2)).toEqual(['Task 9', 'Task 8']);
    expect(page).toMatchObject({ has_more: false, next_cursor: null });
  });

  it('carries query and fields', async () => {
    const first = await tasks.filter({ status: 'waiting' }, { sort: 'created_date', limit: 2, fields: ['title'] });
    expect(first.items).toEqual([{ title: 'Task 1' }, { title: 'Task 4' }]);
    const second = await tasks.filter({ status: 'waiting' }, { cursor: first.next_cursor, limit: 2 });
    expect(second).toEqual({ items: [{ title: 'Task 7' }], next_cursor: null, has_more: false });
  });

  it('refuses a cursor with another query, sort or fields, of another caller or entity, or made up', async () => {
    const first = await tasks.filter({ status: 'waiting' }, { limit: 1 });
    const refused = { status: 400 };
    await expect(tasks.filter({ status: 'open' }, { cursor: first.next_cursor })).rejects.toMatchObject(refused);
    await expect(tasks.list({ cursor: first.next_cursor, sort: 'title' })).rejects.toMatchObject(refused);
    await expect(tasks.list({ cursor: first.next_cursor, fields: ['title'] })).rejects.toMatchObject(refused);
    await expect(sdkFor(app, { token: app.tokenFor(people.ada) }).entity('Task').list({ cursor: first.next_cursor })).rejects.toMatchObject(refused);
    await expect(sdkFor(app).entity('Note').list({ cursor: first.next_cursor })).rejects.toMatchObject(refused);
    await expect(tasks.list({ cursor: `${first.next_cursor ?? ''}x` })).rejects.toMatchObject(refused);
  });

  it('gives distinct values in ascending order, elements of arrays each', async () => {
    expect(await tasks.list({ distinct: 'status' })).toEqual({ items: ['done', 'open', 'waiting'], next_cursor: null, has_more: false });
    const first = await tasks.filter({ priority: { $lt: 3 } }, { distinct: 'tags', limit: 2 });
    expect(first).toMatchObject({ items: ['even', 't0'], has_more: true });
    const second = await tasks.list({ distinct: 'tags', cursor: first.next_cursor, limit: 2 });
    expect(second).toMatchObject({ items: ['t1', 't2'], has_more: false, next_cursor: null });
  });
});

describe('count and aggregate', () => {
  it('counts all, or those that match', async () => {
    expect(await tasks.count()).toBe(10);
    expect(await tasks.count({ priority: { $gte: 7 } })).toBe(3);
  });

  it('computes one row without groups', async () => {
    const { rows, truncated } = await tasks.aggregate({ sum: 'priority', avg: 'priority', min: 'due', max: ['price', 'title'], countDistinct: 'status' });
    expect(rows).toEqual([{ count: 10, sum_priority: 45, avg_priority: 4.5, min_due: '2026-02-01', max_price: 13.5, max_title: 'Task 9', count_distinct_status: 3 }]);
    expect(truncated).toBe(false);
  });

  it('groups, keeps what is asked of the groups, sorts and cuts off', async () => {
    expect(await tasks.aggregate({ groupBy: 'status', count: false, sum: 'priority', sort: '-sum_priority' })).toEqual({
      rows: [{ status: 'open', sum_priority: 18 }, { status: 'done', sum_priority: 15 }, { status: 'waiting', sum_priority: 12 }],
      truncated: false,
    });
    expect(await tasks.aggregate({ groupBy: ['status', 'done'], having: { count: { $gt: 3 } } })).toEqual({ rows: [{ status: 'open', done: false, count: 4 }], truncated: false });
    expect(await tasks.aggregate({ groupBy: 'title', sort: 'title', limit: 2, query: { priority: { $gt: 4 } } })).toEqual({ rows: [{ title: 'Task 5', count: 1 }, { title: 'Task 6', count: 1 }], truncated: true });
  });

  it('groups by a stretch of time', async () => {
    const bucket = async (field: 'created_date' | 'due', unit: 'day' | 'week' | 'month' | 'year') => (await tasks.aggregate({ dateBucket: { field, unit } })).rows;
    expect(await bucket('created_date', 'year')).toEqual([{ created_date: '2026', count: 10 }]);
    expect(await bucket('created_date', 'week')).toEqual([{ created_date: '2025-12-29', count: 10 }]);
    expect(await bucket('due', 'month')).toEqual([{ due: '2026-02', count: 10 }]);
    expect(await bucket('due', 'day')).toHaveLength(10);
    await expect(bucket('due', 'week')).rejects.toMatchObject({ status: 400 });
  });

  it('refuses more than four fields to group by', async () => {
    await expect(tasks.aggregate({ groupBy: ['title', 'status', 'done', 'priority', 'due'] })).rejects.toMatchObject({ status: 400 });
  });
});
