import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { retrying } from '../../../../electron/engine/destinations/wrappers/retrying.ts';
import type { ObjectBody, ObjectStore } from '../../../../electron/engine/ports/object-store.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import type { DrivePlace } from '../../../support/google/drive-place.ts';
import { startDrivePlace } from '../../../support/google/drive-place.ts';
import type { RequestKind } from '../../../support/google/faults.ts';
import { startGoogle } from '../../../support/google/simulated-google.ts';
import { expectCode, pattern, stream } from '../../../conformance/object-store/fixture.ts';

const { signal } = new AbortController();
const block = 256 * 1024;
const chunkSize = 8 * block;
/** Two chunks and a bit. */
const size = 17 * block + 7;
const content = pattern(size);
const key = 'acme/files/0001.age';

let drive: DrivePlace;
let store: ObjectStore;
/** As it is in use. */
let patient: ObjectStore;
beforeEach(async () => {
  drive = await startDrivePlace({ chunkSize });
  store = await drive.open();
  patient = retrying(store, { clock: new FakeClock({ autoAdvance: true }), random: () => 0 });
});
afterEach(() => drive.google.close());

const put = (to: ObjectStore, body: ObjectBody) => to.put(key, body, { signal });
const count = (kind: RequestKind) => drive.google.requests.filter((one) => one === kind).length;
async function expectStored(expected: Uint8Array): Promise<void> {
  expect(Buffer.compare(await store.get(key, { signal }), expected)).toBe(0);
  expect(drive.objects()).toHaveLength(1);
}

describe('an upload that breaks off', () => {
  it.each([
    ['an error of Google’s in the middle', { kind: 'take', bytes: 5 * block + 100, status: 503 }],
    ['a connection that breaks', { kind: 'reset' }],
    ['an answer that is lost', { kind: 'lose-answer' }],
  ] as const)('goes on where it was after %s', async (_, fault) => {
    drive.google.faults.add('upload', fault, { nth: 2 });
    await put(patient, content);
    await expectStored(content);
    expect(count('upload-start')).toBe(1);
    expect(count('upload-status')).toBe(1);
    // The chunk it happened in is the most that is sent twice.
    expect(drive.google.bytesUploaded()).toBeLessThanOrEqual(size + chunkSize);
  });

  it('goes on with a stream, which is opened again', async () => {
    const body = stream(size, 100_003);
    drive.google.faults.add('upload', { kind: 'take', bytes: 3 * block, status: 500 }, { nth: 2 });
    drive.google.faults.add('upload-status', { kind: 'status', status: 503 });
    await put(patient, body);
    expect(count('upload-start')).toBe(1);
    const pieces: Uint8Array[] = [];
    for await (const piece of body.open()) pieces.push(piece);
    await expectStored(Buffer.concat(pieces));
  });

  it('makes no second file when the last answer is lost', async () => {
    drive.google.faults.add('upload', { kind: 'lose-answer' }, { nth: 3 });
    await put(patient, content);
    await expectStored(content);
  });

  it('makes no second file when listings lag behind as well', async () => {
    drive.google.world.listingsLag = true;
    drive.google.faults.add('upload', { kind: 'lose-answer' }, { nth: 3 });
    await put(patient, content);
    drive.google.world.catchUp();
    await expectStored(content);
  });

  it.each([404, 410] as const)('begins anew when Drive has lost it (%i)', async (status) => {
    drive.google.faults.add('upload', { kind: 'forget-upload', status }, { nth: 2 });
    await put(patient, content);
    await expectStored(content);
    expect(count('upload-start')).toBe(2);
  });

  it('begins anew when Drive has lost it in between', async () => {
    drive.google.faults.add('upload', { kind: 'reset' }, { nth: 2 });
    drive.google.faults.add('upload-status', { kind: 'forget-upload', status: 404 });
    await put(patient, content);
    await expectStored(content);
  });

  it('is never mixed with another content of the same size', async () => {
    drive.google.faults.add('upload', { kind: 'take', bytes: 5 * block, status: 503 }, { nth: 2 });
    await expectCode(put(store, content), 'server');
    const other = content.toReversed();
    await put(store, other);
    await expectStored(other);
  });

  it('shows nobody a part of it', async () => {
    const other = await drive.open();
    const seen: unknown[] = [];
    const look = async () => {
      seen.push(await other.stat(key, { signal }));
      for await (const object of other.list('', { signal })) seen.push(object);
    };
    drive.google.faults.add('upload', { kind: 'run', run: look }, { times: 3 });
    await put(store, content);
    expect(seen).toEqual([undefined, undefined, undefined]);
  });
});

describe('an upload', () => {
  it('sends again what Drive did not take of a chunk', async () => {
    drive.google.faults.add('upload', { kind: 'take', bytes: 5 * block }, { times: 2 });
    await put(store, content);
    await expectStored(content);
    expect(count('upload-start')).toBe(1);
  });

  it('is no object when it arrives damaged, and is sent once more', async () => {
    drive.google.faults.add('upload', { kind: 'damage' }, { times: 2 });
    const error = await expectCode(put(store, pattern(1000)), 'network');
    expect(error.transient).toBe(true);
    expect(drive.objects()).toEqual([]);
    await put(patient, pattern(1000));
    await expectStored(pattern(1000));
  });

  it('replaces what is there in one step', async () => {
    await put(store, pattern(1000));
    drive.google.faults.add('upload', { kind: 'reset' });
    await expectCode(put(store, pattern(2000)), 'network');
    await expectStored(pattern(1000));
    await put(store, pattern(2000));
    await expectStored(pattern(2000));
  });

  it('makes a new file when the one to be replaced goes in between', async () => {
    await put(store, pattern(1000));
    const lose = () => {
      for (const file of drive.objects()) drive.google.world.files.delete(file.id);
    };
    drive.google.faults.add('upload-start', { kind: 'run', run: lose });
    await put(store, pattern(2000));
    await expectStored(pattern(2000));
  });

  it('sends its access token nowhere else', async () => {
    const stranger = await startGoogle();
    drive.google.faults.add('upload-start', { kind: 'answer', body: {}, headers: { location: `${stranger.addresses.api}upload/drive/v3/files?upload_id=1` } });
    await expectCode(put(store, pattern(1000)), 'network');
    expect(stranger.requests).toEqual([]);
    await stranger.close();
  });
});
