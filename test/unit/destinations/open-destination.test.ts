import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DestinationConfig } from '../../../electron/engine/destinations/index.ts';
import { openDestination } from '../../../electron/engine/destinations/index.ts';
import { expectCode, never, text } from '../../conformance/object-store/fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('a destination opened from its settings', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'holdfast-destination-'));
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  const deps = () => ({ clock: new FakeClock(), random: () => 0 });

  it('is the folder it names', async () => {
    const store = await openDestination({ kind: 'local', path: base }, deps());
    await store.put('vault.json', text('{}'), { signal: never });
    expect(await readdir(base)).toEqual(['vault.json']);
    expect(await store.capabilities.freeSpace?.({ signal: never })).toBeGreaterThan(0);
  });

  it('is made when it is added, and never else', async () => {
    const config: DestinationConfig = { kind: 'local', path: join(base, 'new') };
    await expectCode(openDestination(config, deps()), 'not-found');
    await openDestination(config, deps(), { create: true });
    expect(await readdir(base)).toEqual(['new']);
  });

  it.each([{ kind: 'local' }, { kind: 'local', path: '' }, { kind: 'tape', path: '/x' }, {}])('is refused when its settings make no sense: %j', async (config) => {
    await expectCode(openDestination(config as DestinationConfig, deps()), 'invalid-input');
    expect(await readdir(base)).toEqual([]);
  });
});
