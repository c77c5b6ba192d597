import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createSampleAppHost, type OwnedSampleApp } from '../../../electron/hosts/sample/sample-app-host.ts';
import type { run as runSchema } from '../../../shared/contract/runs.ts';
import type { EngineClient, HostedEngine } from '../../support/hosts/host.ts';
import { inProcessHost } from '../../support/hosts/in-process.ts';
import { loopbackHost } from '../../support/hosts/loopback.ts';
import { messagePortHost } from '../../support/hosts/message-port.ts';

type Run = z.infer<typeof runSchema>;

const app = 'Harbour';

/** One suite over every way to reach the engine: in process, over a WebSocket, over message ports. */
describe.each([inProcessHost, loopbackHost, messagePortHost])('the engine $name', (host) => {
  let home: string;
  let sampleApp: OwnedSampleApp;
  let engine: HostedEngine;

  beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-api-'));
    sampleApp = createSampleAppHost(home);
    engine = await host.start({ home, sampleApp });
  });

  afterEach(async () => {
    await engine.stop();
    await sampleApp.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function protect(client: EngineClient): Promise<void> {
    const { url, appId, token } = await client.sample.start();
    await mkdir(path.join(home, 'place'));
    await client.places.add({ name: 'Desk', kind: 'local', path: path.join(home, 'place') });
    await client.apps.add({ name: app, connection: { platform: 'base44', url, appId, token, plan: 'unmetered' } });
  }

  it('begins empty', async () => {
    expect(await engine.client.apps.list()).toStrictEqual({ apps: [] });
    expect(await engine.client.places.list()).toStrictEqual({ places: [] });
    expect(await engine.client.runs.list({ limit: 10 })).toStrictEqual({ runs: [] });
  });

  it('protects an app and follows its first backup to the end, from two pages', async () => {
    const { client } = engine;
    await protect(client);
    const { runId } = await client.runs.start({ kind: 'backup', app });
    const second = await engine.another();
    const [seen, alsoSeen] = await Promise.all([follow(client, runId), follow(second, runId)]);

    for (const states of [seen, alsoSeen]) {
      const last = states.at(-1);
      expect(last).toMatchObject({ id: runId, state: 'done', by: 'person', result: { kind: 'backup', outcome: 'complete', places: [{ name: 'Desk', outcome: 'verified' }] } });
    }
    expect(new Set(seen.flatMap(({ progress }) => (progress === undefined ? [] : [progress.phase]))).size).toBeGreaterThan(1);

    const { backups } = await second.backups.list({ app });
    expect(backups).toHaveLength(1);
    expect(backups[0]).toMatchObject({ outcome: 'complete', verified: true, kind: 'manual' });
    expect(await client.status.overview({ app })).toMatchObject({ newest: { id: backups[0]?.id, records: backups[0]?.records }, places: [{ name: 'Desk', reachable: true, behind: false }] });
    // Joined after the end: the result is still told.
    expect((await follow(await engine.another(), runId)).map(({ state }) => state)).toStrictEqual(['done']);
  });

  it('lets a late page join a running backup and any page cancel it', async () => {
    const { client } = engine;
    await protect(client);
    const { runId } = await client.runs.start({ kind: 'backup', app });
    for await (const state of await client.runs.watch({ runId })) if (state.progress !== undefined) break;
    const late = await engine.another();
    const joined = follow(late, runId);
    expect((await client.runs.list({ app, limit: 5 })).runs[0]).toMatchObject({ id: runId, state: 'running' });
    await expect(late.runs.start({ kind: 'backup', app })).rejects.toMatchObject({ code: 'conflict' });
    await late.runs.cancel({ runId });
    expect((await joined).at(-1)).toMatchObject({ state: 'cancelled' });
    expect((await client.backups.list({ app })).backups).toStrictEqual([]);
    // And what was stopped can be done again, to the end.
    const again = await client.runs.start({ kind: 'backup', app });
    expect((await follow(client, again.runId)).at(-1)).toMatchObject({ state: 'done' });
  });

  it('tells a page that listens what changed', async () => {
    const { client } = engine;
    const listening = new AbortController();
    const topics = new Set<string>();
    const changes = await client.changes.watch(undefined, { signal: listening.signal });
    const heard = (async () => {
      for await (const { topic } of changes) {
        topics.add(topic);
        if (topics.has('places')) return;
      }
    })();
    await mkdir(path.join(home, 'place'));
    await (await engine.another()).places.add({ name: 'Desk', kind: 'local', path: path.join(home, 'place') });
    await heard;
    listening.abort();
    expect(topics).toContain('places');
  });

  it('answers every wrong call with a code of the taxonomy, a sentence and a next step', async () => {
    const { client } = engine;
    const { url, appId } = await client.sample.start();
    const wrong: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['not-found', () => client.backups.list({ app: 'Nobody' })],
      ['not-found', () => client.runs.cancel({ runId: '11111111-1111-4111-8111-111111111111' })],
      ['invalid-input', () => client.apps.remove({ app: '' })],
      ['invalid-input', () => client.runs.start(JSON.parse('{"kind":"format-disk"}') as Parameters<typeof client.runs.start>[0])],
      ['auth-revoked', () => client.apps.inspect({ connection: { platform: 'base44', url, appId, token: 'wrong' } })],
    ];
    for (const [code, call] of wrong) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ORPCError);
      expect(error).toMatchObject({ code, defined: true, message: expect.stringMatching(/\w+ .*\.$/), data: { nextStep: expect.stringMatching(/\w+/) } });
      expect(JSON.stringify(error)).not.toContain('wrong');
    }
  });

  it('hands out no secret in any list', async () => {
    const { client } = engine;
    await protect(client);
    const { token } = await client.sample.start();
    const said = JSON.stringify(await Promise.all([client.apps.list(), client.places.list(), client.status.overview({ app }), client.activity.list({ limit: 100 })]));
    expect(said).not.toContain(token);
    expect(said).not.toContain('AGE-SECRET-KEY');
    expect(await readdir(home)).not.toContain('secrets');
  });
});

/** Every state a watcher is told, to the end. */
async function follow(client: EngineClient, runId: string): Promise<readonly Run[]> {
  const states: Run[] = [];
  for await (const state of await client.runs.watch({ runId })) states.push(state);
  return states;
}
