import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { RunOutcome } from '../../electron/engine/api/run-outcome.ts';
import { startService } from '../../electron/engine/api/service.ts';
import type { EngineDependencies } from '../../electron/engine/calls/dependencies.ts';
import { createMemoryKeychain } from '../../electron/engine/keychain/memory.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { defaultPreferences, emptySettings } from '../../electron/engine/settings/schema.ts';
import { createFakeConnector } from '../support/fake-connector.ts';
import { createMemorySource } from '../support/memory-source.ts';
import { orderRecord } from '../support/small-app.ts';
import { LeapingClock } from './agent-load.ts';

/**
 * A process of its own: `APPS TABLES HOURS`. An agent with so many apps, each backed up every hour to a place in memory, for so many simulated hours.
 * One record of each app changes every hour. Prints JSON.
 */
const [apps = 50, tables = 20, hours = 720] = process.argv.slice(2).map(Number);
const start = new Date('2026-03-01T00:00:00Z');
const hourMs = 3_600_000;

const home = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'holdfast-load-'));
try {
  process.stdout.write(`${JSON.stringify(await simulate())}\n`);
} finally {
  await rm(home, { recursive: true, force: true });
}
process.exit(0);

async function simulate(): Promise<Record<string, unknown>> {
  await writeFile(path.join(home, 'config.json'), JSON.stringify({ ...emptySettings, preferences: { ...defaultPreferences, searchIndex: false } }));
  const source = createMemorySource({ entities: Object.fromEntries(Array.from({ length: tables }, (_, n) => [`Table${n}`, { records: Array.from({ length: 5 }, (__, i) => orderRecord(i)) }])) });
  const connector = createFakeConnector(source);
  const clock = new LeapingClock(start);
  const deps: EngineDependencies = {
    home,
    version: '1.2.3',
    clock,
    keychain: createMemoryKeychain(),
    fetch: () => Promise.reject(new Error('nothing is fetched here')),
    random: () => 0.5,
    log: () => undefined,
    workers: 0,
  };
  const outcomes: Record<string, number> = {};
  const windows = new Map<string, Set<string>>();
  let isOver = false;
  const tell = ({ app, kind, dueAt, outcome, reason, error }: RunOutcome): void => {
    if (isOver) return;
    const what = [kind, outcome, reason?.kind ?? error?.code ?? ''].join(' ').trim();
    outcomes[what] = (outcomes[what] ?? 0) + 1;
    if (kind === 'window') windows.set(app, (windows.get(app) ?? new Set()).add(dueAt));
  };
  const service = await startService(deps, { connector }, { downloads: home, documents: home, timeZone: 'UTC', nap: clock.nap, searchIndex: false, keepsSchedule: { as: 'load' }, onOutcome: tell });
  const client = createRouterClient(service.router);
  await clock.during(client.places.add({ name: 'Place', kind: 'local', path: '/place' }));
  for (let n = 0; n < apps; n += 1) {
    await clock.during(client.apps.add({ name: `App ${n}`, connection: { platform: 'base44', url: 'https://app.base44.com', appId: `app-${n}`, token: 'token' } }));
    await clock.during(client.schedule.set({ app: `App ${n}`, rule: { kind: 'every', hours: 1 } }));
  }
  clock.isBusy = async () => (await client.runs.list({ limit: 4 })).runs.some(({ state }) => state === 'running');
  const began = performance.now();
  const cpu = process.cpuUsage();
  const memory: { hour: number; heapMB: number; rssMB: number; objects: number }[] = [];
  const place = connector.placeAt('/place');
  const measureEvery = Math.max(1, Math.floor(hours / 12));
  let changed = 0;
  for (let hour = 1; hour <= hours; hour += 1) {
    source.put('Table0', orderRecord(changed % 5, { title: `changed ${changed}`, updated_date: clock.now().toISOString() }));
    changed += 1;
    await clock.goTo(new Date(start.getTime() + hour * hourMs));
    source.forgetCalls();
    if (hour % measureEvery === 0) {
      const objects = (await keysIn(place)).length;
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      const missed = [...windows.values()].filter((seen) => seen.size < hour - 1).length;
      process.stderr.write(
        `hour ${hour} of ${hours}: heap ${(heapUsed / 2 ** 20).toFixed(1)} MB, process ${(rss / 2 ** 20).toFixed(0)} MB, ${objects} objects in the place, ${JSON.stringify(outcomes)}, apps that miss a window ${missed}, ${((performance.now() - began) / 1000).toFixed(0)} s\n`,
      );
      memory.push({ hour, heapMB: heapUsed / 2 ** 20, rssMB: rss / 2 ** 20, objects });
    }
  }
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  isOver = true;
  // The looks at the clock of a day on which nothing is due.
  for (let n = 0; n < apps; n += 1) await clock.during(client.schedule.set({ app: `App ${n}`, rule: { kind: 'every', hours: 24 * 31 } }));
  // As often as in life: every look at the clock, and every look into the places.
  clock.leastNapMs = 0;
  await clock.goTo(new Date(clock.now().getTime() + 5 * 60_000));
  const quietMs = 20 * 60_000;
  const quiet = process.cpuUsage();
  await clock.goTo(new Date(clock.now().getTime() + quietMs));
  const idle = process.cpuUsage(quiet);
  const due = hours - 1;
  const missing = [...windows.values()].map((seen) => Math.max(0, due - seen.size));
  await clock.during(service.close());
  // The names and handles of what lies in the place are on the heap too, and no agent has those: what one object takes.
  globalThis.gc?.();
  const full = process.memoryUsage().heapUsed;
  const keys = await keysIn(place);
  await place.deleteMany?.(keys, { signal: new AbortController().signal });
  globalThis.gc?.();
  const objectKB = (full - process.memoryUsage().heapUsed) / 1024 / Math.max(1, keys.length);
  return {
    objectKB,
    apps,
    tables,
    hours,
    outcomes,
    windows: [...windows.values()].reduce((sum, seen) => sum + seen.size, 0),
    appsWithMissing: windows.size < apps ? apps : missing.filter((each) => each > 0).length,
    ms,
    cpuMs: (user + system) / 1000,
    memory,
    idleShare: (idle.user + idle.system) / 1000 / quietMs,
  };
}

async function keysIn(place: ObjectStore): Promise<readonly string[]> {
  return (await Array.fromAsync(place.list('', { signal: new AbortController().signal }))).map(({ key }) => key);
}
