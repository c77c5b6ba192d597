import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import type { EngineRouter } from '../../electron/engine/api/index.ts';
import { startService } from '../../electron/engine/api/service.ts';
import type { EngineService, ServiceOptions } from '../../electron/engine/api/service-options.ts';
import type { EngineDependencies } from '../../electron/engine/calls/dependencies.ts';
import { createMemoryKeychain } from '../../electron/engine/keychain/memory.ts';
import type { Run } from '../../electron/engine/runs/run.ts';
import { defaultPreferences, emptySettings } from '../../electron/engine/settings/schema.ts';
import { createFakeConnector, type FakeConnector } from './fake-connector.ts';
import { FakeClock } from './fake-clock.ts';
import type { MemorySource } from './memory-source.ts';
import { smallApp } from './small-app.ts';

export type ServiceClient = RouterClient<EngineRouter>;

export interface RunningService {
  readonly service: EngineService;
  readonly client: ServiceClient;
}

/** A computer on which the service is started and ended: an app and places in memory, a real home directory, a clock that moves as it is slept on. */
export interface TestComputer {
  readonly home: string;
  readonly source: MemorySource;
  readonly connector: FakeConnector;
  readonly clock: FakeClock;
  readonly deps: EngineDependencies;
  start(options?: Partial<ServiceOptions>): Promise<RunningService>;
  /** Ends every service that was started, and removes the home. */
  remove(): Promise<void>;
}

export async function makeTestComputer(): Promise<TestComputer> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-service-'));
  // No searchable copy: its thread is the slowest part of a start, and not the subject.
  await writeFile(path.join(home, 'config.json'), JSON.stringify({ ...emptySettings, preferences: { ...defaultPreferences, searchIndex: false } }));
  const source = smallApp(30);
  const connector = createFakeConnector(source);
  const clock = new FakeClock({ autoAdvance: true });
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
  const services: EngineService[] = [];
  return {
    home,
    source,
    connector,
    clock,
    deps,
    async start(options = {}) {
      const service = await startService(deps, { connector }, { downloads: path.join(home, 'Downloads'), documents: home, timeZone: 'UTC', nap: untilStopped, computer: () => ({ online: undefined, onBattery: undefined, metered: undefined }), ...options });
      services.push(service);
      return { service, client: createRouterClient(service.router) };
    },
    async remove() {
      await Promise.all(services.map((service) => service.close()));
      // What was begun and is waited for by nobody (a first look into the keychain) may still write a file while the folder is emptied.
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    },
  };
}

/** The schedule looks at the clock once, at its start, and then when it is told to. */
function untilStopped(_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Follows a run to its end. */
export async function untilEnded(client: ServiceClient, runId: string): Promise<Run> {
  let last: Run | undefined;
  for await (const run of await client.runs.watch({ runId })) last = run;
  if (last === undefined) throw new Error('nothing was told of the run');
  return last;
}
