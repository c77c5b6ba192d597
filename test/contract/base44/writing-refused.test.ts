import { describe, expect, it } from 'vitest';
import { entityNamed, errorOf, json, never } from '../../support/base44-source.ts';
import { describedEntity, startScripted, startWriting, writerAt, writerOf } from '../../support/base44-writer.ts';
import { hexId, workshop } from '../../support/workshop.ts';

// Records that Base44 does not take: found out in few requests, and the others are written.

const options = { signal: never };
const ids = [hexId(1000), hexId(1001), hexId(1002)];
const titles = (of: Awaited<ReturnType<typeof startWriting>>): readonly unknown[] => of.edit.records('Task').map((record) => record['title']);

describe('records that are refused', () => {
  it('by a row rule or their values are named, and the rest is written, in few requests', async () => {
    const sample = await startWriting({ dataset: workshop({ tasks: 600 }), rowRules: { Task: { update: { status: { $ne: 'done' } } } } });
    const writer = writerOf(sample);
    const task = await describedEntity(sample);
    await writer.read(task, ids, options);
    const records = sample.edit.records('Task').slice(0, 500);
    // One by its value, one by the rule among those that it leaves.
    const changes = records.filter((record, n) => record['status'] !== 'done' || n === 200).map(({ id }, n) => ({ id, fields: { title: n === 77 ? 5 : 'Written' } }));
    sample.resetStats();
    const { refused } = await writer.update(task, changes, options);
    expect(refused.map(({ error }) => error.code).toSorted()).toEqual(['invalid-input', 'permission-denied']);
    expect(refused.find(({ error }) => error.code === 'invalid-input')?.error.message).toContain('“title”');
    expect(titles(sample).filter((title) => title === 'Written')).toHaveLength(changes.length - 2);
    expect(sample.stats().total).toBeLessThan(45);
  });

  it('all of them, cost a bounded number of requests', async () => {
    const sample = await startWriting({ dataset: workshop({ tasks: 400 }), rowRules: { Task: { update: false } } });
    const task = await describedEntity(sample);
    const writer = writerOf(sample);
    await writer.read(task, ids, options);
    sample.resetStats();
    const changes = sample.edit.records('Task').map(({ id }) => ({ id, fields: { title: 'No' } }));
    expect((await writer.update(task, changes, options)).refused).toHaveLength(400);
    expect(sample.stats().total).toBeLessThan(100);
  });

  it('because the server fails over one of them do not take the others along; where it fails over all, it is the server', async () => {
    const written = new Set<string>();
    let isDown = false;
    const { url, seen } = await startScripted(({ path, body }, response) => {
      if (path.endsWith('/me')) return json(response, {});
      const sent = JSON.parse(body) as readonly { readonly id: string }[];
      if (isDown || sent.some(({ id }) => id === hexId(77))) return json(response, { error_type: 'InternalError', message: 'Internal server error' }, 500);
      for (const { id } of sent) written.add(id);
      return json(response, sent);
    });
    const changes = Array.from({ length: 100 }, (_, n) => ({ id: hexId(n), fields: { title: 'x' } }));
    const { refused } = await writerAt(url).update(entityNamed('Task', { type: 'object', properties: { title: { type: 'string' } } }), changes, options);
    expect(refused.map(({ id, error }) => [id, error.code])).toEqual([[hexId(77), 'server']]);
    expect(written.size).toBe(99);
    isDown = true;
    const before = seen.length;
    expect((await errorOf(writerAt(url).update(entityNamed('Task'), changes, options))).code).toBe('server');
    expect(seen.length - before).toBeLessThan(20);
  });

  it('because they are many and large go in several requests, an answer that is too large is no failure', async () => {
    const sizes: number[] = [];
    const { url } = await startScripted(({ path, body }, response) => {
      if (path.endsWith('/me')) return json(response, {});
      sizes.push(body.length);
      return response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(100 * 1024 * 1024) }).end('[');
    });
    const changes = Array.from({ length: 10 }, (_, n) => ({ id: hexId(n), fields: { title: 'x'.repeat(1024 * 1024) } }));
    expect(await writerAt(url).update(entityNamed('Task', { type: 'object', properties: { title: { type: 'string' } } }), changes, options)).toEqual({ refused: [] });
    expect(sizes).toHaveLength(4);
    expect(Math.max(...sizes)).toBeLessThan(5 * 1024 * 1024);
  });

  it('because they are too large together are sent in parts', async () => {
    const sizes: number[] = [];
    const { url } = await startScripted(({ path, body }, response) => {
      if (path.endsWith('/me')) return json(response, {});
      if (body.length > 3000) return response.writeHead(413, { 'content-type': 'application/json' }).end('{"detail":"Request too large"}');
      const sent = JSON.parse(body) as readonly { readonly title: string }[];
      sizes.push(sent.length);
      return json(response, sent.map((one) => ({ id: one.title.slice(0, 3) })), 201);
    });
    const records = Array.from({ length: 10 }, (_, n) => ({ title: `${String(n).padStart(3, '0')}${'x'.repeat(n === 4 ? 5000 : 500)}` }));
    const made = await writerAt(url).create(entityNamed('Task', { type: 'object', properties: { title: { type: 'string' } } }), records, options);
    expect(made.ids).toEqual(['000', '001', '002', '003', undefined, '005', '006', '007', '008', '009']);
    expect(made.refused.map(({ index }) => index)).toEqual([4]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(9);
  });
});
