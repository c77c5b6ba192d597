import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleApp, type RowRule, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { ask, sdkFor } from '../../support/base44-sdk.ts';
import { hexId, people, trashedId, workshop } from '../../support/workshop.ts';

// Tokens of every kind, row and field rules, data environments: what a credential may see and do.

let app: RunningSampleApp;
beforeAll(async () => {
  app = await startSampleApp({ dataset: workshop() });
});
afterAll(() => app.stop());

const httpException = (status: number) => ({ status, json: { error_type: 'HTTPException', request_id: null, traceback: '' } });

describe('tokens', () => {
  it('asks for one', async () => {
    expect(await ask(app, 'entities/Task', { token: null })).toMatchObject({ status: 401, json: { error_type: 'HTTPException', extra_data: { reason: 'auth_required' } } });
  });

  it.each(['expiredToken', 'revokedToken'] as const)('refuses the %s', async (name) => {
    expect(await ask(app, 'entities/Task', { token: app[name] })).toMatchObject(httpException(401));
  });

  it('tells an expired token from an unknown one in its message only', async () => {
    expect((await ask(app, 'entities/Task', { token: app.expiredToken })).json).toMatchObject({ message: 'Token has expired.' });
    expect((await ask(app, 'entities/Task', { token: 'made-up' })).json).toMatchObject({ message: 'Invalid or revoked token.' });
  });

  it('takes the legacy account key in its own header only', async () => {
    expect((await ask(app, 'entities/Task/count', { token: null, headers: { api_key: app.legacyApiKey } })).json).toEqual({ count: 10 });
    expect((await ask(app, 'entities/Task/count', { token: null, headers: { 'x-api-key': app.legacyApiKey } })).status).toBe(401);
    expect((await ask(app, 'entities/Task/count', { token: app.legacyApiKey })).status).toBe(401);
    expect((await ask(app, 'entities/Task/count', { token: null, headers: { api_key: app.token } })).status).toBe(401);
  });

  it('lets the SDK use the legacy key through its headers', async () => {
    expect(await sdkFor(app, { token: '', headers: { api_key: app.legacyApiKey } }).entity('Task').count()).toBe(10);
  });

  it('refuses a workspace key on records and schemas with 403', async () => {
    for (const path of ['entities/Task', 'entity-schemas']) {
      expect(await ask(app, path, { token: null, headers: { api_key: app.workspaceKey } })).toMatchObject(httpException(403));
    }
    expect(app.workspaceKey).toMatch(/^b44k_/);
  });

  it.each([
    ['GET', 'entities/Task', 200], ['GET', 'entities/Task/v2/list', 200], ['GET', 'entities/Task/count', 200], ['GET', `entities/Task/${hexId(1001)}`, 200],
    ['GET', 'entities/User', 200], ['GET', 'entities/User/me', 200], ['GET', 'entity-schemas', 200], ['GET', 'backend-functions', 200], ['GET', '', 200],
    ['POST', 'entities/Task', 403], ['POST', 'entities/Task/bulk', 403], ['PUT', `entities/Task/${hexId(1001)}`, 403], ['PUT', 'entities/Task/bulk', 403],
    ['PATCH', 'entities/Task/update-many', 403], ['POST', 'entities/Task/upsert', 403], ['POST', 'entities/Task/import', 403],
    ['DELETE', `entities/Task/${hexId(1001)}`, 403], ['DELETE', 'entities/Task', 403], ['GET', 'entities/Task/trash', 403],
    ['PUT', `entities/Task/${trashedId}/restore`, 403], ['PUT', 'entities/Task/trash/restore', 403], ['GET', 'entities/versions/info', 403],
    ['GET', 'entities/versions/checkpoints', 403], ['GET', 'openapi-spec', 403], ['PUT', 'entity-schemas', 403], ['POST', 'users/invite-users', 403],
    ['POST', 'integration-endpoints/Core/UploadFile', 403], ['POST', 'integration-endpoints/Core/CreateFileSignedUrl', 403],
  ])('a read-only token: %s %s is answered %d', async (method, path, status) => {
    const answer = await ask(app, path, { method, token: app.readOnlyToken, ...(method === 'GET' ? {} : { body: {} }) });
    expect(answer.status).toBe(status);
    expect(await sdkFor(app).entity('Task').count()).toBe(10);
  });

  it('may let a read-only token sign private files, which is not documented either way', async () => {
    const other = await startSampleApp({ dataset: workshop(), readOnlyMaySign: true });
    try {
      const uri = `/api/apps/${other.appId}/files/private/${other.appId}/b2_contract.pdf`;
      expect((await ask(other, 'integration-endpoints/Core/CreateFileSignedUrl', { method: 'POST', token: other.readOnlyToken, body: { file_uri: uri } })).status).toBe(200);
    } finally {
      await other.stop();
    }
  });

  it.each(['entities/Task/trash', 'entities/versions/info', 'entity-schemas', 'secrets', ''])('a user of the app is no editor: %s', async (path) => {
    expect(await ask(app, path, { token: app.tokenFor(people.ada) })).toMatchObject(httpException(403));
  });

  it('gives an editor a token of the app for theirs', async () => {
    expect((await ask(app, 'auth/token')).json).toEqual({ token: app.tokenFor(people.owner) });
  });

  it('says 404 for another app and for paths there are none of', async () => {
    const other = await fetch(`${app.url}/api/apps/${'0'.repeat(24)}/entities/Task`, { headers: { Authorization: `Bearer ${app.token}` } });
    expect([other.status, await other.json()]).toMatchObject([404, { error_type: 'ObjectNotFoundError' }]);
    expect(await ask(app, 'no/such/path')).toMatchObject({ status: 404, json: { detail: 'Not Found' } });
    expect((await fetch(`${app.url}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${app.url}/api/apps/%E0%A4%A`)).status).toBe(400);
  });

  it('numbers its answers', async () => {
    expect((await ask(app, 'entities/Task')).headers.get('x-request-id')).toMatch(/./);
  });
});

describe('row rules', () => {
  const notes = (token: string) => sdkFor(app, { token }).entity<{ readonly id: string; readonly created_date: string; readonly text: string; readonly secret?: string }>('Note');

  it('hide records from list, pages, count, aggregate and get alike, the owner included', async () => {
    const own = notes(app.token);
    expect((await own.list('created_date')).map(({ text }) => text)).toEqual(['Note 0', 'Note 3', 'Note 6']);
    expect((await own.list({ limit: 2, sort: 'created_date' })).items).toHaveLength(2);
    expect(await own.count()).toBe(3);
    expect((await own.aggregate({})).rows).toEqual([{ count: 3 }]);
    expect((await own.list({ distinct: 'text' })).items).toEqual(['Note 0', 'Note 3', 'Note 6']);
    await expect(own.get(hexId(5001))).rejects.toMatchObject({ status: 404 });
  });

  it('do not hide anything from the trash', async () => {
    const other = await startSampleApp({ dataset: workshop() });
    try {
      other.edit.remove('Note', hexId(5001));
      expect((await ask(other, 'entities/Note/trash')).json).toMatchObject([{ text: 'Note 1', is_deleted: true }]);
    } finally {
      await other.stop();
    }
  });

  it('forbid an update with 403 and a deletion with 404, and narrow what is changed by query', async () => {
    const other = await startSampleApp({ dataset: workshop(), rowRules: { Task: { read: true, write: { created_by: '{{user.email}}' } } } });
    try {
      const adas = sdkFor(other, { token: other.tokenFor(people.ada) }).entity<{ readonly id: string; readonly title: string; readonly done: boolean }>('Task');
      expect(await adas.count()).toBe(10);
      await expect(adas.update(hexId(1001), { title: 'x' })).rejects.toMatchObject({ status: 403 });
      await expect(adas.bulkUpdate([{ id: hexId(1001), title: 'x' }])).rejects.toMatchObject({ status: 403 });
      await expect(adas.delete(hexId(1001))).rejects.toMatchObject({ status: 404 });
      expect(await adas.updateMany({}, { $set: { title: 'x' } })).toMatchObject({ updated: 0 });
      expect(await adas.deleteMany({})).toMatchObject({ deleted: 0 });
      expect(await adas.create({ title: 'Mine' })).toMatchObject({ created_by: people.ada });
      expect(await adas.deleteMany({})).toMatchObject({ deleted: 1 });
    } finally {
      await other.stop();
    }
  });

  it('forbid creating with 403', async () => {
    const other = await startSampleApp({ dataset: workshop(), rowRules: { Task: { create: { user_condition: { role: 'admin' } } } } });
    try {
      await expect(sdkFor(other, { token: other.tokenFor(people.ada) }).entity<{ title: string }>('Task').create({ title: 'x' })).rejects.toMatchObject({ status: 403 });
      await expect(sdkFor(other).entity<{ title: string }>('Task').create({ title: 'x' })).resolves.toMatchObject({ title: 'x' });
      expect((await ask(other, 'entity-schemas/Task')).json).toMatchObject({ rls: { create: { user_condition: { role: 'admin' } } } });
    } finally {
      await other.stop();
    }
  });

  it.each<readonly [string, RowRule, number]>([
    ['true', true, 10], ['false', false, 0], ['null', null, 10], ['an empty text', '', 10], ['an empty condition', {}, 10],
    ['a user field', { user_condition: { team: 'blue' } }, 10], ['another user field', { user_condition: { 'data.team': 'red' } }, 0],
    ['a user field in a list', { user_condition: { team: { $in: ['blue', 'green'] } } }, 10],
    ['$or', { $or: [{ status: 'open' }, { 'data.priority': 1 }] }, 5], ['$and', { $and: [{ status: 'open' }, { priority: { $gt: 0 } }] }, 3], ['$nor', { $nor: [{ status: 'open' }] }, 6],
    ['a template inside a text', { title: 'Task {{user.role}}' }, 0], ['the creator by id', { created_by_id: '{{user.id}}' }, 0],
  ])('read: %s', async (_name, read, expected) => {
    const other = await startSampleApp({ dataset: workshop(), rowRules: { Task: { read } } });
    try {
      expect(await sdkFor(other, { token: other.tokenFor(people.ada) }).entity('Task').count()).toBe(expected);
    } finally {
      await other.stop();
    }
  });

  it('fields with a rule of their own are left out', async () => {
    const [own] = await notes(app.tokenFor(people.ada)).list();
    expect(own).not.toHaveProperty('secret');
    const [admins] = await notes(app.token).list();
    expect(admins).toHaveProperty('secret');
  });

  it('X-Bypass-RLS is ignored, or honoured for the owner, as the server is told', async () => {
    const headers = { 'X-Bypass-RLS': 'true' };
    expect((await ask(app, 'entities/Note/count', { headers })).json).toEqual({ count: 3 });
    const other = await startSampleApp({ dataset: workshop(), bypassRls: true });
    try {
      expect((await ask(other, 'entities/Note/count', { headers })).json).toEqual({ count: 9 });
      expect((await ask(other, 'entities/Note/count', { headers, token: other.readOnlyToken })).json).toEqual({ count: 9 });
      expect((await ask(other, 'entities/Note/count', { headers, token: other.tokenFor(people.ada) })).json).toEqual({ count: 3 });
      expect((await ask(other, 'entities/Note/count')).json).toEqual({ count: 3 });
    } finally {
      await other.stop();
    }
  });
});

describe('data environments', () => {
  it('keeps test records apart by header', async () => {
    const other = await startSampleApp({ dataset: workshop() });
    try {
      const dev = sdkFor(other, { headers: { 'X-Data-Env': 'dev' } }).entity<{ readonly title: string }>('Task');
      expect((await dev.list()).map(({ title }) => title)).toEqual(['Only a test']);
      await dev.create({ title: 'Another' });
      expect(await dev.count()).toBe(2);
      const prod = sdkFor(other, { headers: { 'X-Data-Env': 'prod' } }).entity('Task');
      expect([await prod.count(), await sdkFor(other).entity('Task').count()]).toEqual([10, 10]);
    } finally {
      await other.stop();
    }
  });
});

describe('filters beside q', () => {
  it('reads unknown parameters as filters on the field of that name', async () => {
    expect((await ask(app, 'entities/Task?status=open&priority=3')).json).toMatchObject([{ title: 'Task 3' }]);
    expect((await ask(app, 'entities/Task/count?done=true')).json).toEqual({ count: 3 });
    expect((await ask(app, 'entities/Task?lmit=5')).json).toEqual([]);
  });

  it('takes q as the SDK sends it, with + for spaces', async () => {
    expect((await ask(app, 'entities/Task?q={"title":"Task+3"}')).json).toMatchObject([{ title: 'Task 3' }]);
    expect((await ask(app, 'entities/Task?q={broken')).status).toBe(400);
    expect((await ask(app, 'entities/Task?q=[1]')).status).toBe(400);
    expect((await ask(app, 'entities/Task?limit=-1')).status).toBe(400);
  });
});
