import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyGroups } from '../../../electron/engine/kit/key-groups.ts';
import { createSampleAppHost, type OwnedSampleApp } from '../../../electron/hosts/sample/sample-app-host.ts';
import type { EngineClient, HostedEngine } from '../../support/hosts/host.ts';
import { inProcessHost } from '../../support/hosts/in-process.ts';

/** What a founder does in the first ten minutes, call by call, in this order. */

const app = 'Harbour';
let home: string;
let sampleApp: OwnedSampleApp;
let engine: HostedEngine;
let client: EngineClient;
let connection: { platform: 'base44'; url: string; appId: string; token: string };
let key = '';

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-onboarding-'));
  sampleApp = createSampleAppHost(home);
  engine = await inProcessHost.start({ home, sampleApp });
  ({ client } = engine);
  const { url, appId, token } = await client.sample.start();
  connection = { platform: 'base44', url, appId, token };
});
afterAll(async () => {
  await engine.stop();
  await sampleApp.stop();
  await rm(home, { recursive: true, force: true });
});

async function backUp(): Promise<void> {
  const { runId } = await client.runs.start({ kind: 'backup', app });
  for await (const { state, error } of await client.runs.watch({ runId })) if (state !== 'running') expect({ state, error }).toEqual({ state: 'done', error: undefined });
}

describe('before anything is added', () => {
  it('the app is looked at, and nothing is kept', async () => {
    const inspected = await client.apps.inspect({ connection });
    expect(inspected.suggestedName).toBe('Harbour & Pine');
    expect(inspected.entities.find(({ name }) => name === 'Order')?.records).toBeGreaterThan(0);
    expect(inspected.notes.length).toBeGreaterThan(0);
    expect(await client.apps.list()).toEqual({ apps: [] });
  });

  it.each([
    ['a token that is none', { token: 'nope' }, 'auth-revoked', /does not accept this access token/],
    ['another app’s id', { appId: 'f'.repeat(24) }, 'not-found', /no app with this id/],
    ['a workspace key', { token: 'b44k_x' }, 'invalid-input', /workspace API key/],
    ['an id that is none', { appId: '../admin' }, 'invalid-input', /not the id of an app/],
  ])('%s is told in a sentence with a next step', async (_what, wrong, code, message) => {
    await expect(client.apps.inspect({ connection: { ...connection, ...wrong } })).rejects.toMatchObject({ code, message: expect.stringMatching(message), data: { nextStep: expect.stringMatching(/\w{3}/) } });
  });

  it('the keychain proves that it works, and Holdfast says what it is', async () => {
    expect(await client.settings.keychain()).toEqual({ protection: 'memory-only', ok: true });
    expect(await client.settings.about()).toMatchObject({ version: '1.2.3', home, node: process.versions.node });
  });
});

describe('an app that was added', () => {
  beforeAll(async () => {
    await mkdir(path.join(home, 'place'));
    await client.places.add({ name: 'Desk', kind: 'local', path: path.join(home, 'place') });
    await client.apps.add({ name: app, connection });
  });

  it('has an objective', async () => {
    expect((await client.apps.setObjective({ app: 'harbour', hours: 24 })).app).toMatchObject({ name: app, objectiveHours: 24 });
    expect((await client.apps.list()).apps).toMatchObject([{ objectiveHours: 24 }]);
    await expect(client.apps.setObjective({ app: 'nobody', hours: 24 })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('has a recovery kit, as text and as a page', async () => {
    const text = await client.kit.render({ app, format: 'txt', deputy: 'Ada' });
    expect(text).toMatchObject({ fileName: 'holdfast-recovery-kit-harbour.txt', mediaType: 'text/plain' });
    const written = Buffer.from(text.base64, 'base64').toString();
    key = /^AGE-SECRET-KEY-1\w{58}$/m.exec(written)?.[0] ?? '';
    expect(written).toContain(path.join(home, 'place', 'harbour'));
    const page = await client.kit.render({ app, format: 'pdf' });
    expect(Buffer.from(page.base64, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('is proved by retyping, which is noted', async () => {
    const { groups, of, length } = await client.kit.challenge({ app });
    expect([of, length]).toEqual([keyGroups(key).length, 5]);
    const answers = groups.map((group) => ({ group, text: keyGroups(key)[group - 1]?.toLowerCase() ?? '' }));
    const [first, ...rest] = answers;
    expect(await client.kit.prove({ app, answers: [{ group: first?.group ?? 1, text: 'wrong' }, ...rest] })).toEqual({ proved: false, wrong: [first?.group] });
    expect((await client.apps.list()).apps[0]?.kitProvedAt).toBeUndefined();
    expect(await client.kit.prove({ app, answers })).toEqual({ proved: true, wrong: [] });
    expect((await client.apps.list()).apps[0]?.kitProvedAt).toBeDefined();
    const { events } = await client.activity.list({ app, limit: 10 });
    expect(events.map(({ kind }) => kind)).toEqual(['kit-proved', 'kit-proof-failed', 'kit-saved', 'kit-saved', 'settings-changed', 'app-added']);
  });

  it('has a backup that can be described', async () => {
    await backUp();
    const [newest] = (await client.backups.list({ app })).backups;
    const detail = await client.backups.describe({ app, backup: 'latest' });
    expect(detail).toMatchObject({ ...newest, verified: true, outcome: 'complete' });
    expect(detail.tables.reduce((sum, { records }) => sum + records, 0)).toBe(newest?.records);
    expect(detail.tables.find(({ name }) => name === 'Order')).toMatchObject({ status: 'complete' });
    expect(detail.files).toBeGreaterThan(0);
    expect(detail.coverage.map(({ what }) => what)).toContain('passwords');
    await expect(client.backups.describe({ app, backup: '2020' })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a place', () => {
  it('is proposed until it is one', async () => {
    await mkdir(path.join(home, 'Documents'));
    const { folders } = await client.places.suggest();
    expect(folders[0]).toMatchObject({ path: path.join(home, 'Documents', 'Holdfast'), label: 'Documents', kind: 'this-computer' });
    expect(folders[0]?.freeSpace).toBeGreaterThan(0);
    await client.places.add({ name: 'Second', kind: 'local', path: folders[0]?.path ?? '' });
    expect((await client.places.suggest()).folders.map((folder) => folder.path)).not.toContain(folders[0]?.path);
  });

  it('tells what it holds, and what it lacks', async () => {
    const [newest] = (await client.backups.list({ app })).backups;
    expect(await client.places.look({ place: 'Desk' })).toMatchObject({ reachable: true, holds: [{ app, backups: 1, newestVerified: newest?.startedAt, behindBy: 0 }] });
    expect(await client.places.look({ place: 'Second' })).toMatchObject({ reachable: true, holds: [{ app, backups: 0, storedBytes: 0, behindBy: 1 }] });
    await rm(path.join(home, 'Documents'), { recursive: true });
    expect(await client.places.look({ place: 'Second' })).toMatchObject({ reachable: false, holds: [], problem: { code: 'not-found' } });
  });
});

describe('on a new computer', () => {
  it('the folder and the kit bring everything back', async () => {
    const newHome = await mkdtemp(path.join(os.tmpdir(), 'holdfast-new-computer-'));
    const fresh = await inProcessHost.start({ home: newHome, sampleApp });
    try {
      const location = { kind: 'local', path: path.join(home, 'place') } as const;
      await expect(fresh.client.apps.open({ location, key: 'my key' })).rejects.toMatchObject({ code: 'invalid-input' });
      expect((await fresh.client.apps.open({ location, key: keyGroups(key).join(' ').toLowerCase() })).app).toMatchObject({ name: app, platform: 'opened' });
      await expect(fresh.client.apps.open({ location, key })).rejects.toMatchObject({ code: 'conflict' });
      const [backup] = (await fresh.client.backups.list({ app })).backups;
      expect(backup).toEqual((await client.backups.list({ app })).backups[0]);
      const { tables } = await fresh.client.data.tables({ app, backup: 'latest' });
      expect(tables.find(({ name }) => name === 'Order')?.records).toBeGreaterThan(0);
      expect((await fresh.client.data.page({ app, backup: 'latest', table: 'Order', offset: 0, limit: 1 })).rows).toHaveLength(1);
      expect((await fresh.client.status.overview({ app })).needs.map(({ kind }) => kind)).not.toContain('kit-not-proved');
      expect((await fresh.client.activity.list({ app, limit: 10 })).events.map(({ kind }) => kind)).toEqual(['key-used', 'app-opened']);
      const refused = await fresh.client.runs.start({ kind: 'backup', app }).then(
        async ({ runId }) => {
          for await (const { state, error } of await fresh.client.runs.watch({ runId })) if (state !== 'running') return error;
          return undefined;
        },
        (error: unknown) => error,
      );
      expect(refused).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('only from its backups') });
    } finally {
      await fresh.stop();
      await rm(newHome, { recursive: true, force: true });
    }
  });
});

it('writes the key and the token down nowhere', async () => {
  expect(key).toMatch(/^AGE-/);
  const files = (await readdir(home, { withFileTypes: true, recursive: true })).filter((entry) => entry.isFile() && !['place', 'catalog'].some((name) => entry.parentPath.startsWith(path.join(home, name))));
  expect(files.map(({ name }) => name)).toContain('activity.jsonl');
  for (const { parentPath, name } of files) {
    const content = await readFile(path.join(parentPath, name), 'latin1');
    expect(content).not.toContain(connection.token);
    // A few groups of five could be anywhere by chance; all of them are not.
    expect(keyGroups(key).slice(0, -1).filter((group) => content.includes(group))).toHaveLength(0);
  }
});
