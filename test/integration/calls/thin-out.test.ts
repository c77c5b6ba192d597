import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal, timeZone: 'UTC' };
const connection = { platform: 'base44', url: 'https://app.base44.com', appId: 'a1', token: 't' } as const;
let test: TestEngine;
let names: string[];

beforeEach(async () => {
  test = await makeTestEngine();
  test.source.setEntity('Order', { records: [{ id: 'o1', created_date: '2026-01-01T00:00:00Z', updated_date: '2026-01-01T00:00:00Z', total: 1 }] });
  await test.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/disk' }, call);
  await test.engine.destinations.add({ name: 'Drive', kind: 'local', path: '/drive' }, call);
  await test.engine.apps.add({ name: 'Shop', connection }, call);
  names = [];
  for (let n = 0; n < 5; n += 1) {
    names.push((await test.engine.backup('Shop', call)).snapshot);
    await test.clock.advance(3_600_000);
  }
});
afterEach(() => test.remove());

const listedIn = async (destination: string): Promise<readonly string[]> => (await test.engine.snapshots('Shop', { ...call, destination })).snapshots.map(({ name }) => name).toReversed();

/** The place does not answer until told. */
function away(path: string): () => void {
  const { vault } = test.connector;
  const connector: { vault: typeof vault } = test.connector;
  connector.vault = (place, slug) => ('path' in place && place.path === path ? Promise.reject(new HoldfastError('network', 'The place does not answer.')) : vault(place, slug));
  return () => void (connector.vault = vault);
}

describe('retention over all places of an app', () => {
  it('thins out each, and asks before it does anything anywhere', async () => {
    await expect(test.engine.retention('Shop', call)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'more-than-expected' } });
    expect([await listedIn('Disk'), await listedIn('Drive')]).toEqual([names, names]);
    const report = await test.engine.retention('Shop', { ...call, confirmed: true });
    expect(report.deleted.map(({ name }) => name)).toEqual([names[1], names[0]]);
    expect(report.places).toMatchObject([{ name: 'Disk', outcome: 'done' }, { name: 'Drive', outcome: 'done' }]);
    expect([await listedIn('Disk'), await listedIn('Drive')]).toEqual([names.slice(2), names.slice(2)]);
  });

  it('goes on in the others when one place is away, and says so', async () => {
    away('/drive');
    const report = await test.engine.retention('Shop', { ...call, confirmed: true });
    expect(report.places).toMatchObject([{ name: 'Disk', outcome: 'done' }, { name: 'Drive', outcome: 'failed', error: { code: 'network' } }]);
    expect(await listedIn('Disk')).toEqual(names.slice(2));
  });

  it('keeps what is pinned in another place, also where the pin could not be set', async () => {
    const back = away('/disk');
    expect((await test.engine.pin('Shop', names[0] ?? '', { ...call, pinned: true })).places).toMatchObject([{ name: 'Disk', outcome: 'failed' }, { name: 'Drive', outcome: 'done' }]);
    back();
    await test.engine.retention('Shop', { ...call, confirmed: true, destination: 'Disk' });
    expect(await listedIn('Disk')).toEqual([names[0], ...names.slice(2)]);
  });

  it('keeps by numbers that differ from the preset’s, and refuses what is no number', async () => {
    const { policy } = await test.engine.retention('Shop', { ...call, dryRun: true, preset: 'a-year', keep: { daily: 3, weekly: undefined } });
    expect(policy).toEqual({ last: 0, daily: 3, weekly: 0, monthly: 12, preChange: 5 });
    await expect(test.engine.retention('Shop', { ...call, dryRun: true, keep: { daily: Number.NaN } })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
