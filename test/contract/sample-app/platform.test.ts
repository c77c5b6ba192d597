import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { ask, sdkFor } from '../../support/base44-sdk.ts';
import { at, hexId, people, trashedId, workshop, type Task } from '../../support/workshop.ts';

// What the SDK has no method for: trash, versions, schemas, the app and what defines it.

let app: RunningSampleApp;
let now: Date;

beforeEach(async () => {
  now = new Date('2026-03-01T12:00:00Z');
  app = await startSampleApp({ dataset: workshop(), now: () => now });
});
afterEach(() => app.stop());

const later = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * 60_000);
};
const tasks = () => sdkFor(app).entity<Task>('Task');
const objects = (json: unknown): readonly Readonly<Record<string, unknown>>[] => json as readonly Readonly<Record<string, unknown>>[];

describe('trash', () => {
  it('lists what was deleted, with when, and filters and pages it like a listing', async () => {
    await tasks().delete(hexId(1003));
    await tasks().deleteMany({ done: true });
    const all = objects((await ask(app, 'entities/Task/trash?sort=created_date')).json);
    expect(all.map(({ title }) => title)).toEqual(['Task 2', 'Task 3', 'Task 5', 'Task 8', 'Thrown away']);
    expect(all[1]).toMatchObject({ id: hexId(1003), created_date: at(3), is_deleted: true, deleted_date: '2026-03-01T12:00:00.000000' });
    expect((await ask(app, 'entities/Task/trash?sort=created_date&skip=1&limit=1&fields=title')).json).toEqual([{ title: 'Task 3' }]);
    expect((await ask(app, `entities/Task/trash?q=${JSON.stringify({ title: 'Thrown away' })}`)).json).toHaveLength(1);
  });

  it('gives a record back as it was, with its id and dates', async () => {
    const before = await tasks().get(hexId(1003));
    await tasks().delete(hexId(1003));
    const answer = await ask(app, `entities/Task/${hexId(1003)}/restore`, { method: 'PUT' });
    expect([answer.status, answer.json]).toEqual([200, before]);
    expect(await tasks().get(hexId(1003))).toEqual(before);
    expect((await ask(app, `entities/Task/${hexId(1003)}/restore`, { method: 'PUT' })).status).toBe(404);
    expect(app.stats().webhooks.at(-1)).toEqual({ entity: 'Task', event: 'restore' });
  });

  it('gives back all that match, without webhooks', async () => {
    await tasks().deleteMany({});
    app.resetStats();
    const some = await ask(app, 'entities/Task/trash/restore', { method: 'PUT', body: { id: { $in: [hexId(1001), hexId(1002)] } } });
    expect(some.json).toEqual({ success: true, restored: 2 });
    expect((await ask(app, 'entities/Task/trash/restore', { method: 'PUT', body: {} })).json).toEqual({ success: true, restored: 9 });
    expect(await tasks().count()).toBe(11);
    expect(app.stats().webhooks).toEqual([]);
  });

  it('deletes for good from the trash only', async () => {
    expect((await ask(app, `entities/Task/${hexId(1001)}/permanent`, { method: 'DELETE' })).status).toBe(403);
    expect((await ask(app, `entities/Task/${trashedId}/permanent`, { method: 'DELETE' })).json).toEqual({ success: true });
    expect((await ask(app, 'entities/Task/trash')).json).toEqual([]);
  });

  it('is not there for users', async () => {
    expect((await ask(app, 'entities/User/trash')).status).toBe(404);
  });
});

describe('versions', () => {
  const checkpoints = async (query = ''): Promise<readonly Readonly<Record<string, unknown>>[]> => objects(((await ask(app, `entities/versions/checkpoints${query}`)).json as { readonly items: unknown }).items);
  const snapshotOf = async (entity: string, checkpoint: unknown) => (await ask(app, `entities/${entity}/versions/checkpoints/${String(checkpoint)}/snapshot`)).json as { readonly fields: readonly string[]; readonly records: readonly Task[] };
  const titles = (records: readonly { readonly title: string }[]): readonly string[] => records.map(({ title }) => title).toSorted();

  it('tells how far back they go', async () => {
    expect((await ask(app, 'entities/versions/info')).json).toEqual({ state: 'enabled', retention_days: 30 });
  });

  it('adds a checkpoint at most every five minutes for each entity, newest first', async () => {
    expect((await checkpoints()).map(({ entity_name: name }) => name)).toEqual(['Note', 'Task']);
    for (const [minutes, title] of [[1, 'a'], [1, 'b'], [10, 'c']] as const) {
      later(minutes);
      await tasks().update(hexId(1001), { title });
    }
    const times = (await checkpoints('?entity_name=Task')).map(({ created_date: date }) => date);
    // The two early changes share one, dated at the second of them.
    expect(times).toEqual(['2026-03-01T12:12:00.000000', '2026-03-01T12:02:00.000000', '2026-03-01T12:00:00.000000']);
    const shared = (await checkpoints('?entity_name=Task')).at(-2);
    expect(titles((await snapshotOf('Task', shared?.['id'])).records)).toContain('b');
    later(60 * 24 * 31);
    expect(await checkpoints('?entity_name=Task')).toEqual([]);
  });

  it('gives a whole table as it was then, hidden rows included', async () => {
    const [start] = await checkpoints('?entity_name=Task');
    later(10);
    await tasks().update(hexId(1001), { title: 'Changed' });
    await tasks().delete(hexId(1002));
    await tasks().create({ title: 'Created' });
    const then = await snapshotOf('Task', start?.['id']);
    expect(titles(then.records)).toEqual(Array.from({ length: 10 }, (_, n) => `Task ${n}`));
    expect(then.fields).toContain('title');
    expect((await snapshotOf('Note', start?.['id'])).records).toHaveLength(9);
    expect((await ask(app, 'entities/Task/versions/checkpoints/none/snapshot')).status).toBe(404);
  });

  it('restores entities in the background, refuses writes meanwhile, and can be undone', async () => {
    const [start] = await checkpoints('?entity_name=Task');
    later(10);
    const before = await tasks().get(hexId(1001));
    await tasks().update(hexId(1001), { title: 'Changed' });
    await tasks().delete(hexId(1002));
    const { id: created } = await tasks().create({ title: 'Created' });
    app.resetStats();
    const started = (await ask(app, `entities/versions/checkpoints/${String(start?.['id'])}/restore`, { method: 'POST', body: { entity_names: ['Task'] } })).json as { readonly id: string };
    expect(started).toMatchObject({ skipped_entities: [] });
    await expect(tasks().create({ title: 'x' })).rejects.toMatchObject({ status: 409 });
    const operation = async (batch: string) => ((await ask(app, `entities/versions/restores/batch/${batch}`)).json as { operations: readonly { status: string; undo_checkpoint_id: string }[] }).operations[0];
    await vi.waitFor(async () => expect(await operation(started.id)).toMatchObject({ entity_name: 'Task', status: 'succeeded' }));
    expect(titles(await tasks().list())).toEqual(Array.from({ length: 10 }, (_, n) => `Task ${n}`));
    expect(await tasks().get(hexId(1001))).toEqual(before);
    expect(objects((await ask(app, 'entities/Task/trash')).json).map(({ id }) => id)).toEqual(expect.arrayContaining([created]));
    expect(app.stats().webhooks).toEqual([]);
    const undo = await operation(started.id);
    const undone = (await ask(app, `entities/versions/checkpoints/${undo?.undo_checkpoint_id ?? ''}/restore`, { method: 'POST', body: { entity_names: ['Task'] } })).json as { readonly id: string };
    await vi.waitFor(async () => expect(await operation(undone.id)).toMatchObject({ status: 'succeeded' }));
    expect(titles(await tasks().list())).toEqual(['Changed', 'Created', 'Task 0', 'Task 3', 'Task 4', 'Task 5', 'Task 6', 'Task 7', 'Task 8', 'Task 9']);
  });

  it('skips an entity that is being restored, rejects when nothing changed, and knows no unknown batch', async () => {
    const [start] = await checkpoints('?entity_name=Task');
    const restore = (names: readonly string[]) => ask(app, `entities/versions/checkpoints/${String(start?.['id'])}/restore`, { method: 'POST', body: { entity_names: names } });
    expect((await restore(['Task'])).status).toBe(400);
    app.edit.create('Task', { title: 'x' });
    expect((await restore(['Task'])).status).toBe(200);
    expect((await restore(['Task'])).json).toMatchObject({ skipped_entities: ['Task'] });
    expect((await restore(['None'])).status).toBe(404);
    expect((await ask(app, 'entities/versions/restores/batch/none')).json).toMatchObject({ operations: [] });
  });

  it('are there on Elite for seven days and not at all below', async () => {
    const elite = await startSampleApp({ dataset: workshop(), plan: 'elite' });
    const pro = await startSampleApp({ dataset: workshop(), plan: 'pro' });
    try {
      expect((await ask(elite, 'entities/versions/info')).json).toEqual({ state: 'enabled', retention_days: 7 });
      expect((await ask(pro, 'entities/versions/info')).json).toMatchObject({ state: 'not_available' });
      expect((await ask(pro, 'entities/versions/checkpoints')).status).toBe(403);
      expect((await ask(pro, 'entities/Task/trash')).status).toBe(200);
    } finally {
      await Promise.all([elite.stop(), pro.stop()]);
    }
  });
});

describe('schemas', () => {
  const schema = { type: 'object', properties: { label: { type: 'string' } } };

  it('lists each with its name, User only for its custom fields', async () => {
    const list = (await ask(app, 'entity-schemas')).json as readonly { readonly name: string; readonly schema: { readonly properties: object } }[];
    expect(list.map(({ name }) => name)).toEqual(['Task', 'Note', 'User']);
    expect(list[1]?.schema).toMatchObject({ name: 'Note', rls: { read: { created_by: '{{user.email}}' } } });
    expect((await ask(app, 'entity-schemas/User')).json).toEqual({ type: 'object', properties: { team: { type: 'string' } } });
    expect((await ask(app, 'entity-schemas/None')).status).toBe(404);
  });

  it('may wrap them in a map instead', async () => {
    const other = await startSampleApp({ dataset: workshop(), schemaEnvelope: 'map' });
    try {
      expect(Object.keys((await ask(other, 'entity-schemas')).json as object)).toEqual(['Task', 'Note', 'User']);
    } finally {
      await other.stop();
    }
  });

  it('creates one, and says 409 when there is one of that name', async () => {
    expect((await ask(app, 'entity-schemas', { method: 'POST', body: { name: 'Label', schema } })).json).toMatchObject({ name: 'Label', properties: schema.properties });
    expect(await sdkFor(app).entity<{ label: string }>('Label').create({ label: 'x' })).toMatchObject({ label: 'x' });
    expect((await ask(app, 'entity-schemas', { method: 'POST', body: { name: 'Task', schema } })).status).toBe(409);
    expect((await ask(app, 'entity-schemas', { method: 'POST', body: { name: 'Bad', schema: {} } })).status).toBe(422);
  });

  it('deletes every entity that PUT leaves out', async () => {
    const current = (await ask(app, 'entity-schemas/Task')).json;
    const answer = await ask(app, 'entity-schemas', { method: 'PUT', body: { entityNameToSchema: { Task: current, Label: schema } } });
    expect(answer.json).toEqual({ created: ['Label'], updated: [], deleted: ['Note', 'User'] });
    expect((await ask(app, 'entities/Note')).status).toBe(404);
    expect((await ask(app, 'entity-schemas/User')).status).toBe(404);
    expect(await tasks().count()).toBe(10);
  });

  it('refuses PUT with 428 for an app whose code Base44 manages', async () => {
    const managed = await startSampleApp({ dataset: workshop({ managedSource: true }) });
    try {
      expect((await ask(managed, 'entity-schemas', { method: 'PUT', body: { entityNameToSchema: {} } })).status).toBe(428);
      expect((await ask(managed, 'entities/Task/count')).json).toEqual({ count: 10 });
    } finally {
      await managed.stop();
    }
  });

  it('describes itself', async () => {
    expect((await ask(app, 'openapi-spec')).json).toMatchObject({ openapi: '3.1.0', components: { schemas: { Task: { type: 'object' } } } });
  });
});

describe('the app', () => {
  it('is listed and described, with the fields that are asked for', async () => {
    const list = await fetch(`${app.url}/api/apps?sort=-updated_date&fields=id,name&limit=50`, { headers: { Authorization: `Bearer ${app.token}` } });
    expect(await list.json()).toEqual([{ id: app.appId, name: 'Workshop' }]);
    expect((await ask(app, '')).status).toBe(200);
    const described = await fetch(`${app.url}/api/apps/${app.appId}`, { headers: { Authorization: `Bearer ${app.token}` } });
    expect(await described.json()).toMatchObject({ id: app.appId, name: 'Workshop', user_description: 'Jobs and notes', created_by: people.owner, is_managed_source_code: false });
  });

  it('shows functions, agents, conversations and secrets', async () => {
    expect((await ask(app, 'backend-functions')).json).toMatchObject({ functions: [{ name: 'sendReport', entry: 'entry.ts', files: [{ path: 'entry.ts', content: 'export default () => "sent";\n' }], automations: [] }] });
    expect((await ask(app, 'agent-configs')).json).toEqual({ items: [{ name: 'helper', description: 'Helps', instructions: 'Be brief.', tool_configs: [] }], total: 1 });
    expect((await ask(app, 'agents/conversations')).json).toMatchObject([{ agent_name: 'helper', messages: [{ content: 'Hello' }] }]);
    expect((await ask(app, 'secrets')).json).toEqual({ MAIL_KEY: 'not-a-real-key' });
  });
});
