import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Nap } from '../../../electron/engine/system/nap.ts';
import { tryFileLock } from '../../../electron/engine/system/file-lock.ts';
import { makeTestComputer, type RunningService, type ServiceClient, type TestComputer, untilEnded } from '../../support/test-service.ts';

const hour = 3_600_000;
const app = 'Shop';
const slow = { timeout: 20_000 };
let computer: TestComputer;
beforeEach(async () => {
  computer = await makeTestComputer();
});
afterEach(() => computer.remove());

/** A program that looks at the clock when the test says that it is time to. */
async function begin(as?: string): Promise<RunningService & { readonly round: () => void }> {
  const waiting = new Set<() => void>();
  const nap: Nap = (ms, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        waiting.delete(done);
        resolve();
      };
      if (signal.aborted) return resolve();
      signal.addEventListener('abort', done, { once: true });
      // The rounds by the clock; whatever waits for an answer may have it.
      if (ms === 15_000) waiting.add(done);
    });
  const started = await computer.start({ nap, ...(as === undefined ? {} : { keepsSchedule: { as } }) });
  return {
    ...started,
    round() {
      for (const done of waiting) done();
    },
  };
}

async function addShop(client: ServiceClient): Promise<void> {
  await client.places.add({ name: 'Disk', kind: 'local', path: '/disk' });
  await client.apps.add({ name: app, connection: { platform: 'base44', url: 'https://app.example', appId: 'small-app', token: 'pa55word' } });
}

const keptBy = async (client: ServiceClient) => (await client.schedule.get({ app })).keptBy;
const ended = async (client: ServiceClient): Promise<readonly string[]> => (await client.schedule.history({ app, days: 30 })).runs.flatMap(({ kind, end }) => (end === undefined ? [] : [`${kind} ${end.kind === 'skipped' ? end.reason.kind : end.kind}`]));
const taken = async (client: ServiceClient) => (await client.activity.list({ kinds: ['schedule-taken-over'], limit: 5 })).events.map(({ detail }) => detail);

describe('two programs on one home', () => {
  it('the app beside an agent says who keeps the schedule, and keeps it from when the agent has ended', async () => {
    const agent = await begin('holdfast agent');
    await addShop(agent.client);
    await agent.client.schedule.set({ app, rule: { kind: 'every', hours: 1 } });
    await vi.waitFor(async () => expect(await ended(agent.client)).toEqual(['first done']), slow);
    const window = await begin();
    expect(await keptBy(window.client)).toEqual({ program: 'holdfast agent', since: expect.any(String) });
    await computer.clock.advance(hour + 60_000);
    // Due, and not this one's to begin.
    window.round();
    await agent.client.schedule.pause({ until: null });
    await vi.waitFor(async () => expect(await ended(agent.client)).toEqual(['first done', 'window done']), slow);
    // What the agent does is seen here, also where nobody opens Activity.
    await vi.waitFor(async () => {
      window.round();
      expect((await window.client.runs.list({ app, limit: 10 })).runs.filter(({ request }) => request.kind === 'backup').map(({ state }) => state)).toEqual(['done', 'done']);
    }, slow);
    expect(await taken(window.client)).toEqual([]);

    await agent.service.close();
    await vi.waitFor(async () => {
      window.round();
      expect(await keptBy(window.client)).toBeNull();
    }, slow);
    expect(await taken(window.client)).toEqual(['From holdfast agent, which has ended.']);
    // It knows what the agent did: nothing is made twice.
    expect((await window.client.runs.list({ app, limit: 10 })).runs.filter(({ request }) => request.kind === 'backup')).toHaveLength(2);
    // The next window is its own.
    await computer.clock.advance(hour);
    await vi.waitFor(async () => {
      window.round();
      expect(await ended(window.client)).toEqual(['first done', 'window done', 'window done']);
    }, slow);
    expect((await window.client.runs.list({ app, limit: 10 })).runs.filter(({ request }) => request.kind === 'backup').map(({ by, state }) => `${by} ${state}`)).toEqual(['schedule done', 'schedule done', 'schedule done']);
  });

  it('an agent beside the app is refused by name; a second window waits its turn, and its own backup goes on', async () => {
    const first = await begin();
    await addShop(first.client);
    await expect(begin('holdfast agent')).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('the app') });
    const second = await begin();
    computer.source.inject({ on: 'records', entity: 'Order', atRecord: 0, as: 'hang' });
    const { runId } = await second.client.runs.start({ kind: 'backup', app });
    await first.service.close();
    await vi.waitFor(async () => {
      second.round();
      expect(await keptBy(second.client)).toBeNull();
    }, slow);
    // What it was at itself was not left by anybody.
    expect((await second.client.runs.list({ app, limit: 1 })).runs).toMatchObject([{ id: runId, state: 'running' }]);
    expect((await second.client.activity.list({ kinds: ['run-ended'], limit: 5 })).events).toEqual([]);
    await second.client.runs.cancel({ runId });
    expect((await untilEnded(second.client, runId)).state).toBe('cancelled');
    // An agent finds the app that took over, and says so.
    await expect(begin('holdfast agent')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('after one that was killed in the middle of a backup and of its notes, says so and makes it good', async () => {
    const agent = await begin('holdfast agent');
    await addShop(agent.client);
    await agent.client.schedule.set({ app, rule: { kind: 'every', hours: 6 } });
    await vi.waitFor(async () => expect(await ended(agent.client)).toEqual(['first done']), slow);
    await agent.service.close();
    // What the killed one leaves: its name, a run without an end, and half a line. The system takes its lock back.
    const lock = tryFileLock(path.join(computer.home, 'service-lock'));
    await writeFile(path.join(computer.home, 'service-owner.json'), JSON.stringify({ pid: 999_999, program: 'holdfast agent', since: computer.clock.now().toISOString() }));
    const window = await begin();
    expect(await keptBy(window.client)).toMatchObject({ program: 'holdfast agent' });
    const journal = path.join(computer.home, 'activity.jsonl');
    const id = '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21';
    const at = computer.clock.now().toISOString();
    await appendFile(journal, `${JSON.stringify({ id: 'killed', at, kind: 'run-started', app, runId: id, runKind: 'backup', request: { kind: 'backup', app }, by: 'schedule' })}\n{"id":"half`);
    lock?.release();
    await vi.waitFor(async () => {
      window.round();
      expect(await keptBy(window.client)).toBeNull();
    }, slow);
    expect((await window.client.runs.list({ app, limit: 1 })).runs).toMatchObject([{ id, state: 'interrupted' }]);
    expect(await taken(window.client)).toEqual(['From holdfast agent, which has ended.']);
    // Another try, five minutes after the start of the one that was cut short.
    await vi.waitFor(async () => expect((await window.client.schedule.get({ app })).next.why).toBe('The last try was cut short: this is another one.'), slow);
    await computer.clock.advance(6 * 60_000);
    await vi.waitFor(async () => {
      window.round();
      expect(await ended(window.client)).toEqual(['first done', 'retry done']);
    }, slow);
    // Each note stands on a line of its own, whatever the killed one left of its last.
    const lines = (await readFile(journal, 'utf8')).split('\n').filter((line) => line.includes('"id"'));
    expect(lines.filter((line) => !line.endsWith('}'))).toEqual(['{"id":"half']);
  });
});
