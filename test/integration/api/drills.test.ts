import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { delegatingStore } from '../../support/delegating-store.ts';
import { makeTestComputer, type ServiceClient, type TestComputer, untilEnded } from '../../support/test-service.ts';

/** Drills that begin by themselves, through the service as it runs beside a window. */

const hour = 3_600_000;
const day = 24 * hour;
const app = 'Shop';
let computer: TestComputer;
let client: ServiceClient;

beforeEach(async () => {
  computer = await makeTestComputer();
  ({ client } = await computer.start());
  await client.places.add({ name: 'Disk', kind: 'local', path: '/disk' });
  await client.apps.add({ name: app, connection: { platform: 'base44', url: 'https://app.example', appId: 'small-app', token: 'pa55word' } });
});
afterEach(() => computer.remove());

async function backUp(): Promise<void> {
  const { runId } = await client.runs.start({ kind: 'backup', app });
  await untilEnded(client, runId);
}

/** Time goes by and nobody looks at the clock; then somebody does. */
async function later(ms: number): Promise<void> {
  await computer.clock.advance(ms);
  await client.schedule.pause({ until: null });
}

/** What goes on just now: a drill's report is there a moment before it is over. */
const atIt = async (): Promise<readonly string[]> => (await client.runs.list({ app, limit: 20 })).runs.filter(({ state }) => state === 'running').map(({ request }) => request.kind);
/** Drills there were, oldest first, as `by ok`. */
const drills = async (): Promise<readonly string[]> => (await client.drills.list({ app, limit: 20 })).drills.toReversed().map(({ by, ok }) => `${by} ${ok ? 'passed' : 'failed'}`);
const drilled = (all: readonly string[]): Promise<void> => vi.waitFor(async () => expect([await drills(), await atIt()]).toEqual([all, []]), { timeout: 15_000 });

it('once a week from a day after the first backup on, by itself', async () => {
  await later(30 * day);
  expect([await drills(), await atIt()]).toEqual([[], []]);
  await backUp();
  await later(hour);
  expect([await drills(), await atIt()]).toEqual([[], []]);
  await later(day);
  await drilled(['schedule passed']);
  await later(5 * day);
  expect([await drills(), await atIt()]).toEqual([['schedule passed'], []]);
  await later(2 * day);
  await drilled(['schedule passed', 'schedule passed']);
});

it('once, after a sleep that went over several', async () => {
  await backUp();
  await later(23 * day);
  await drilled(['schedule passed']);
  await later(6 * hour);
  expect([await drills(), await atIt()]).toEqual([['schedule passed'], []]);
});

it('again, a day after one that failed, once there is a newer backup', async () => {
  await backUp();
  const { vault } = computer.connector;
  computer.connector.vault = async (place, slug) => damaged(await vault(place, slug));
  await later(day + hour);
  await drilled(['schedule failed']);
  computer.connector.vault = vault;
  // Nothing new lies there to be drilled.
  await later(2 * day);
  expect([await drills(), await atIt()]).toEqual([['schedule failed'], []]);
  await backUp();
  await later(hour);
  await drilled(['schedule failed', 'schedule passed']);
});

it('not while the app is being backed up, and right after', async () => {
  await backUp();
  const released = Promise.withResolvers<void>();
  const { source } = computer;
  computer.connector.source = async () => ({ ...source, describe: (options) => released.promise.then(() => source.describe(options)) });
  await computer.clock.advance(2 * day);
  const { runId } = await client.runs.start({ kind: 'backup', app });
  try {
    await later(hour);
    expect([await drills(), await atIt()]).toEqual([[], ['backup']]);
  } finally {
    released.resolve();
  }
  await untilEnded(client, runId);
  await later(hour);
  await drilled(['schedule passed']);
});

/** What lies under `segments/` reads as something else. */
function damaged(store: ObjectStore): ObjectStore {
  return delegatingStore(store, {
    async get(key, options) {
      const bytes = await store.get(key, options);
      return key.startsWith('segments/') ? bytes.map((byte) => byte ^ 1) : bytes;
    },
  });
}
