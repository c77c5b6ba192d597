import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RealtimeEvent } from '@base44/sdk';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { handler, sdkFor } from '../../support/base44-sdk.ts';
import { contract, hexId, people, photo, workshop, type Task } from '../../support/workshop.ts';

// What the official SDK can do beside records: users, files, realtime, functions, agents.

let app: RunningSampleApp;

beforeEach(async () => {
  app = await startSampleApp({ dataset: workshop() });
});
afterEach(() => app.stop());

interface Person {
  readonly id: string;
  readonly created_date: string;
  readonly email: string;
  readonly full_name: string;
  readonly role: string;
  readonly team: string;
}

describe('users', () => {
  it('knows who is asking', async () => {
    const { client } = sdkFor(app, { token: app.tokenFor(people.ada) });
    expect(await client.auth.me()).toMatchObject({ id: hexId(2), email: people.ada, full_name: 'Ada Archer', role: 'user', team: 'blue' });
    expect(await client.auth.isAuthenticated()).toBe(true);
    expect(await sdkFor(app, { token: app.expiredToken }).client.auth.isAuthenticated()).toBe(false);
  });

  it('signs in with the password of the sample app', async () => {
    const { client } = sdkFor(app, { token: '' });
    const { access_token: token, user } = await client.auth.loginViaEmailPassword(people.ben, 'sample-app');
    expect([token, user.email]).toEqual([app.tokenFor(people.ben), people.ben]);
    expect(await client.auth.me()).toMatchObject({ email: people.ben });
    await expect(sdkFor(app, { token: '' }).client.auth.loginViaEmailPassword(people.ben, 'wrong')).rejects.toMatchObject({ status: 401 });
  });

  it('lists everybody to an admin and oneself to others', async () => {
    const users = sdkFor(app).entity<Person>('User');
    expect((await users.list('created_date')).map(({ email }) => email)).toEqual([people.owner, people.ada, people.ben]);
    expect((await users.filter({ team: 'blue' })).map(({ email }) => email)).toEqual([people.ada]);
    expect((await users.list({ limit: 2, sort: 'created_date' })).items).toHaveLength(2);
    const own = sdkFor(app, { token: app.tokenFor(people.ben) }).entity<Person>('User');
    expect((await own.list()).map(({ email }) => email)).toEqual([people.ben]);
    expect([await users.count(), await own.count()]).toEqual([3, 1]);
    await expect(own.get(hexId(2))).rejects.toMatchObject({ status: 404 });
  });

  it('changes custom fields only, others by an admin only', async () => {
    const { client, entity } = sdkFor(app, { token: app.tokenFor(people.ada) });
    expect(await client.auth.updateMe({ team: 'green', full_name: 'X', role: 'admin' })).toMatchObject({ team: 'green', full_name: 'Ada Archer', role: 'user' });
    await expect(entity<Person>('User').update(hexId(3), { team: 'green' })).rejects.toMatchObject({ status: 403 });
    expect(await sdkFor(app).entity<Person>('User').update(hexId(3), { team: 'green', email: 'x' })).toMatchObject({ team: 'green', email: people.ben });
  });

  it('does not create or delete users through entities, though it says nothing', async () => {
    const users = sdkFor(app).entity<Person>('User');
    expect(await users.create({ email: 'new@workshop.example' })).toMatchObject({ email: 'new@workshop.example' });
    await users.bulkCreate([{ email: 'new@workshop.example' }]);
    await users.delete(hexId(3));
    expect(await users.count()).toBe(3);
  });

  it('counts the e-mails that invitations would send', async () => {
    const { client } = sdkFor(app);
    await client.auth.inviteUser('one@workshop.example', 'user');
    expect(app.stats().invitations).toEqual(['one@workshop.example']);
    expect(await sdkFor(app).entity('User').count()).toBe(3);
  });
});

describe('files', () => {
  it('uploads in the open and downloads without a token', async () => {
    const { file_url: url } = await sdkFor(app).client.integrations.Core.UploadFile({ file: new File([photo], 'räd photo.png', { type: 'image/png' }) });
    expect(url).toMatch(new RegExp(`^${app.url}/api/apps/${app.appId}/files/public/${app.appId}/[0-9a-f]+_`));
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type'), response.headers.get('content-length')]).toEqual([200, 'image/png', '200000']);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(photo);
  });

  it('keeps private files behind a signed address that expires', async () => {
    let now = new Date('2026-03-01T00:00:00Z');
    const clocked = await startSampleApp({ dataset: workshop(), now: () => now });
    try {
      const core = sdkFor(clocked).client.integrations.Core;
      const { file_uri: uri } = await core.UploadPrivateFile({ file: new File([contract], 'c.pdf', { type: 'application/pdf' }) });
      expect(uri).toMatch(/\/files\/private\//);
      expect((await fetch(clocked.url + uri)).status).toBe(403);
      const { signed_url: url } = await core.CreateFileSignedUrl({ file_uri: uri, expires_in: 60 });
      expect(new Uint8Array(await (await fetch(url)).arrayBuffer())).toEqual(contract);
      expect((await fetch(url.replace('token=', 'token=0'))).status).toBe(403);
      expect((await fetch(url.replace(/expires=\d+/, 'expires=9999999999'))).status).toBe(403);
      now = new Date(now.getTime() + 61_000);
      expect((await fetch(url)).status).toBe(403);
      const again = await core.CreateFileSignedUrl({ file_uri: uri });
      expect((await fetch(again.signed_url)).status).toBe(200);
      await expect(core.CreateFileSignedUrl({ file_uri: `/api/apps/${clocked.appId}/files/private/${clocked.appId}/none.pdf` })).rejects.toMatchObject({ status: 404 });
    } finally {
      await clocked.stop();
    }
  });

  it('serves the files of the data set under the addresses its records hold', async () => {
    const { client, entity } = sdkFor(app);
    const task = await entity<Task>('Task').get(hexId(1001));
    expect(new Uint8Array(await (await fetch(task.photo)).arrayBuffer())).toEqual(photo);
    expect((await fetch(task.photo.replace('/files/public/', '/files/mp/public/'))).status).toBe(200);
    const note = await entity<{ readonly document: string }>('Note').get(hexId(5000));
    const { signed_url: url } = await client.integrations.Core.CreateFileSignedUrl({ file_uri: note.document });
    expect(new Uint8Array(await (await fetch(url)).arrayBuffer())).toEqual(contract);
    expect((await fetch(`${task.photo}x`)).status).toBe(404);
  });

  it('takes an empty file without a name, and refuses what is no file', async () => {
    const { file_url: url } = await sdkFor(app).client.integrations.Core.UploadFile({ file: new File([], '') });
    expect(await (await fetch(url)).text()).toBe('');
    const response = await fetch(`${app.url}/api/apps/${app.appId}/integration-endpoints/Core/UploadFile`, { method: 'POST', headers: { Authorization: `Bearer ${app.token}` }, body: 'x' });
    expect(response.status).toBe(400);
  });
});

describe('realtime', () => {
  it('tells of each change of a record the subscriber may read', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const mine = sdkFor(app);
    const adas = sdkFor(app, { token: app.tokenFor(people.ada) });
    const seen: RealtimeEvent<Task>[] = [];
    const hidden: unknown[] = [];
    const notes: unknown[] = [];
    const stop = mine.entity<Task>('Task').subscribe((event) => seen.push(event));
    adas.entity('Note').subscribe((event) => hidden.push(event));
    mine.entity('Note').subscribe((event) => notes.push(event));
    try {
      await vi.waitFor(async () => {
        await mine.entity<Task>('Task').update(hexId(1001), { price: 1 });
        expect(seen.length).toBeGreaterThan(0);
      });
      seen.length = 0;
      const created = await mine.entity<Task>('Task').create({ title: 'New' });
      await mine.entity<Task>('Task').update(created.id, { title: 'Newer' });
      await mine.entity<Task>('Task').delete(created.id);
      await mine.entity<{ text: string }>('Note').create({ text: 'Mine' });
      await vi.waitFor(() => expect([seen.length, notes.length]).toEqual([3, 1]));
      expect(seen.map(({ type, id, data }) => [type, id, data.title])).toEqual([['create', created.id, 'New'], ['update', created.id, 'Newer'], ['delete', created.id, 'Newer']]);
      expect(hidden).toEqual([]);
      seen.length = 0;
      vi.spyOn(console, 'error').mockImplementation(() => undefined);
      await mine.entity<Task>('Task').create({ title: 'x'.repeat(11 * 1024) });
      await vi.waitFor(() => expect(seen).toHaveLength(1));
      expect(seen[0]?.data).toMatchObject({ title: '', _oversize: true });
      stop();
    } finally {
      mine.client.cleanup();
      adas.client.cleanup();
      vi.restoreAllMocks();
    }
  });

  it('refuses a token that is not good', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { client, entity } = sdkFor(app, { token: app.expiredToken });
    try {
      entity('Task').subscribe(() => undefined);
      await vi.waitFor(() => expect(errors).toHaveBeenCalledWith('connect_error', expect.objectContaining({ message: 'Not authorized.' })));
    } finally {
      client.cleanup();
      vi.restoreAllMocks();
    }
  });
});

describe('functions, agents, settings', () => {
  it('calls a function there is, which answers what it got', async () => {
    const { client } = sdkFor(app);
    expect(await client.functions.invoke('sendReport', { to: 'all' })).toMatchObject({ data: { function: 'sendReport', received: { to: 'all' } } });
    await expect(client.functions.invoke('none', {})).rejects.toMatchObject({ status: 404 });
  });

  it('keeps conversations with agents', async () => {
    const adas = sdkFor(app, { token: app.tokenFor(people.ada) }).client.agents;
    expect(await adas.getConversations()).toHaveLength(1);
    const conversation = await adas.createConversation({ agent_name: 'helper' });
    await adas.addMessage(conversation, { role: 'user', content: 'Help' });
    expect(await adas.getConversation(conversation.id)).toMatchObject({ agent_name: 'helper', messages: [{ role: 'user', content: 'Help' }] });
    expect(await sdkFor(app, { token: app.tokenFor(people.ben) }).client.agents.listConversations({})).toEqual([]);
    expect(await sdkFor(app).client.agents.getConversations()).toHaveLength(2);
  });

  it('tells anyone what a login page needs', async () => {
    expect(await sdkFor(app, { token: '' }).client.app.getPublicSettings()).toEqual({ id: app.appId, name: 'Workshop', public_settings: 'private_with_login' });
  });
});

describe('the service role', () => {
  it('stands above row and field rules', async () => {
    const { client, entity } = sdkFor(app, { token: app.tokenFor(people.ada), serviceToken: app.serviceToken });
    expect(await entity('Note').count()).toBe(3);
    const all = handler<{ readonly secret?: string }>(client.asServiceRole, 'Note');
    expect(await all.count()).toBe(9);
    expect((await all.list()).every(({ secret }) => secret !== undefined)).toBe(true);
  });
});
