import { afterEach, beforeEach, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { PlaceState } from '../../../electron/engine/engine.ts';
import { placeAddress } from '../../../electron/engine/registry/place-address.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

let test: TestEngine;
const away = new Set<string>();
beforeEach(async () => {
  away.clear();
  test = await makeTestEngine();
  const open = test.connector.vault;
  test.connector.vault = async (place, slug) => {
    if (away.has(place.name)) throw new HoldfastError('not-found', `The folder ${placeAddress(place)} is not there.`, { details: { reason: 'place-gone' } });
    return open(place, slug);
  };
  test.source.setEntity('Order', { records: [{ id: 'o1', created_date: '2026-01-01' }] });
  for (const name of ['One', 'Two']) await test.engine.destinations.add({ name, kind: 'local', path: `/${name}` }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/x' } }, call);
});
afterEach(() => test.remove());

let orders = 1;
async function backUp(): Promise<string> {
  await test.clock.advance(60_000);
  orders += 1;
  test.source.put('Order', { id: `o${orders}`, created_date: '2026-01-02' });
  return (await test.engine.backup('Shop', call)).snapshot;
}
const look = (name: string): Promise<PlaceState> => test.engine.destinations.look(name, call);

async function bytesIn(path: string): Promise<number> {
  let bytes = 0;
  for await (const { key, size } of test.connector.placeAt(path).list('', call)) if (key.startsWith('shop/')) bytes += size;
  return bytes;
}

it('before the first backup: nothing, and not behind', async () => {
  expect(await look('one')).toEqual({ name: 'One', reachable: true, freeSpace: null, holds: [{ app: 'Shop', backups: 0, storedBytes: 0, behindBy: 0 }] });
});

it('what a place holds, and what it lacks that another has', async () => {
  const started = new Date(test.clock.now().getTime() + 60_000).toISOString();
  await backUp();
  away.add('Two');
  await backUp();
  await backUp();
  away.clear();
  const [one, two] = [await look('One'), await look('Two')];
  expect(one.holds).toMatchObject([{ app: 'Shop', backups: 3, behindBy: 0, storedBytes: await bytesIn('/One') }]);
  expect(two.holds).toMatchObject([{ app: 'Shop', backups: 1, behindBy: 2, newestVerified: started, storedBytes: await bytesIn('/Two') }]);
  expect(Date.parse(one.holds[0]?.lastReadBack ?? '')).toBeGreaterThan(Date.parse(two.holds[0]?.lastReadBack ?? ''));
});

it('a backup that lies there and was never read back counts as a backup, and not as verified', async () => {
  const snapshot = await backUp();
  const place = test.connector.placeAt('/Two');
  await place.delete('shop/status.json', call);
  const { holds } = await look('Two');
  expect(holds).toMatchObject([{ backups: 1, behindBy: 1 }]);
  expect(holds[0]).not.toHaveProperty('newestVerified');
  expect(holds[0]).not.toHaveProperty('lastReadBack');
  expect((await test.engine.snapshots('Shop', { ...call, destination: 'Two' })).snapshots).toMatchObject([{ id: snapshot, verified: false }]);
});

it('one that is not whole is not the newest verified one', async () => {
  const started = new Date(test.clock.now().getTime() + 60_000).toISOString();
  await backUp();
  test.source.setEntity('Note', { unreadable: new HoldfastError('permission-denied', 'This token may not read it.') });
  await backUp();
  expect((await look('One')).holds).toMatchObject([{ backups: 2, newestVerified: started, behindBy: 0 }]);
});

it('one that was damaged since is not the newest verified one', async () => {
  const started = new Date(test.clock.now().getTime() + 60_000).toISOString();
  await backUp();
  const newest = await backUp();
  expect((await look('One')).holds[0]?.newestVerified).not.toBe(started);
  await test.connector.placeAt('/One').put(`shop/snapshots/${newest}.age`, new Uint8Array(100), call);
  expect((await look('One')).holds).toMatchObject([{ backups: 2, newestVerified: started }]);
});

it('a place that is away says why, and takes nothing from what the other is known to hold', async () => {
  await backUp();
  away.add('Two');
  expect(await look('Two')).toMatchObject({ reachable: false, problem: { code: 'not-found', message: 'The folder /Two is not there.' }, holds: [] });
  expect((await look('One')).holds).toMatchObject([{ backups: 1, behindBy: 0 }]);
  await expect(look('Nowhere')).rejects.toMatchObject({ code: 'not-found' });
});

it('a locked keychain is a problem of the look, not of the place', async () => {
  await backUp();
  const { vaultId } = await test.engine.recoveryKit('Shop');
  await test.deps.keychain.delete(`vault/${vaultId}/identity`);
  expect(await look('One')).toMatchObject({ reachable: true, problem: { code: 'permission-denied' }, holds: [] });
});

it('a place that was away is current again after the next backup: what was copied there was read back from there', async () => {
  await backUp();
  away.add('Two');
  await backUp();
  await backUp();
  away.clear();
  const newest = await backUp();
  expect((await look('Two')).holds).toMatchObject([{ backups: 4, behindBy: 0 }]);
  const { snapshots } = await test.engine.snapshots('Shop', { ...call, destination: 'Two' });
  expect(snapshots.map(({ verified }) => verified)).toEqual([true, true, true, true]);
  // What the place says of itself is still of the newest one.
  const status: unknown = JSON.parse(new TextDecoder().decode(await test.connector.placeAt('/Two').get('shop/status.json', call)));
  expect(status).toMatchObject({ snapshot: newest });
});

it('a copy that does not read back stays unproved, and takes nothing away from the new backup', async () => {
  const first = await backUp();
  const place = test.connector.placeAt('/Two');
  await place.delete('shop/status.json', call);
  const manifest = await place.get(`shop/snapshots/${first}.age`, call);
  await place.put(`shop/snapshots/${first}.age`, manifest.slice(0, -1), call);
  await test.clock.advance(60_000);
  test.source.put('Order', { id: 'o-last', created_date: '2026-01-03' });
  const report = await test.engine.backup('Shop', call);
  expect(report.places.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['One', 'verified'],
    ['Two', 'verified'],
  ]);
  expect((await look('Two')).holds).toMatchObject([{ backups: 2, behindBy: 1 }]);
});

it('a place does not lack what was removed from it on purpose while another one was away', async () => {
  const names: string[] = [];
  for (let n = 0; n < 5; n += 1) names.push(await backUp());
  away.add('One');
  await test.engine.deleteBackups('Shop', names.slice(0, 2), call);
  away.clear();
  expect((await look('Two')).holds).toMatchObject([{ backups: 3, behindBy: 0 }]);
  expect((await look('One')).holds).toMatchObject([{ backups: 5, behindBy: 0 }]);
});
