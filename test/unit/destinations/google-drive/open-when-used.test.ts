import { afterEach, describe, expect, it } from 'vitest';
import { openGoogleDriveWhenUsed } from '../../../../electron/engine/destinations/google-drive/open-when-used.ts';
import { expectCode } from '../../../conformance/object-store/fixture.ts';
import { type DrivePlace, type DrivePlaceOptions, startDrivePlace } from '../../../support/google/drive-place.ts';

const { signal } = new AbortController();

let drive: DrivePlace | undefined;
afterEach(() => drive?.google.close());

async function place(options?: DrivePlaceOptions) {
  drive = await startDrivePlace(options);
  const before = drive.google.requests.length;
  return { ...drive, store: openGoogleDriveWhenUsed(drive.place), asked: () => drive?.google.requests.slice(before) ?? [] };
}

describe('a place in Google Drive', () => {
  it('is asked for nothing before it is used, and opened once', async () => {
    const { store, asked } = await place();
    expect([asked(), store.capabilities.maxConcurrency, store.capabilities.nearby]).toEqual([[], 4, false]);
    await Promise.all([store.stat('a', { signal }), store.stat('b', { signal }), store.put('c', new Uint8Array(1), { signal })]);
    await store.get('c', { signal });
    // The folder, and then again for each object that is not there.
    expect(asked().filter((kind) => kind === 'token')).toHaveLength(1);
    expect(await store.capabilities.freeSpace?.({ signal })).toBeUndefined();
  });

  it('that could not be opened is opened by the next call', async () => {
    const { store, google } = await place();
    google.faults.add('get', { kind: 'status', status: 503 });
    await expectCode(store.stat('a', { signal }), 'server');
    expect(await store.stat('a', { signal })).toBeUndefined();
  });

  it('goes on opening for a call that was not stopped', async () => {
    const { store, google } = await place();
    const stop = new AbortController();
    google.faults.add('get', { kind: 'run', run: () => stop.abort() });
    const stopped = expectCode(store.stat('a', { signal: stop.signal }), 'cancelled');
    expect(await store.stat('b', { signal })).toBeUndefined();
    await stopped;
  });

  it('tells its free space where there is a limit, and none of a shared drive', async () => {
    const own = await place();
    own.google.world.limits.set('founder@example.com', 1000);
    expect(await own.store.capabilities.freeSpace?.({ signal })).toBe(1000);
    await own.google.close();
    const shared = await place({ role: 'organizer' });
    shared.google.world.limits.set('founder@example.com', 1000);
    expect(await shared.store.capabilities.freeSpace?.({ signal })).toBeUndefined();
  });
});
