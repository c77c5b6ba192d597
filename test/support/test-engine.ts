import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { assembleEngine } from '../../electron/engine/calls/assemble.ts';
import type { EngineDependencies } from '../../electron/engine/calls/dependencies.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { createMemoryKeychain } from '../../electron/engine/keychain/memory.ts';
import { createFakeConnector, type FakeConnector } from './fake-connector.ts';
import { FakeClock } from './fake-clock.ts';
import { createMemorySource, type MemorySource } from './memory-source.ts';

/** A whole engine over an app and places in memory; only its home directory is real. */
export interface TestEngine {
  readonly engine: Engine;
  readonly source: MemorySource;
  readonly connector: FakeConnector;
  readonly clock: FakeClock;
  readonly deps: EngineDependencies;
  /** Another engine on the same home, as another process would be. */
  again(): Engine;
  remove(): Promise<void>;
}

export async function makeTestEngine(more: Partial<EngineDependencies> = {}): Promise<TestEngine> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-engine-'));
  const source = createMemorySource();
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
    ...more,
  };
  const drivers = { connector };
  return {
    engine: assembleEngine(deps, drivers),
    source,
    connector,
    clock,
    deps,
    again: () => assembleEngine(deps, drivers),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}
