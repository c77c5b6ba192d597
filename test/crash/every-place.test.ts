import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalFolder } from '../../electron/engine/destinations/local-folder/local-folder.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import { metered } from '../../electron/engine/destinations/wrappers/metered.ts';
import { prefixed } from '../../electron/engine/destinations/wrappers/prefixed.ts';
import { retrying } from '../../electron/engine/destinations/wrappers/retrying.ts';
import { throttled } from '../../electron/engine/destinations/wrappers/throttled.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { startDrivePlace } from '../support/google/drive-place.ts';
import { type CrashPlace, describePlace } from './describe-place.ts';

/** Memory is looked at with more data in every-store-call.test.ts and thinning-out.test.ts; S3 needs a server and has a file of its own, s3.test.ts. */

const clock = (): FakeClock => new FakeClock({ autoAdvance: true });
const random = (): number => 0.5;
const over = (through: (store: ObjectStore) => ObjectStore) => async (): Promise<CrashPlace> => ({ driver: createMemoryStore(), through });

describePlace('a folder', async () => {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-crash-'));
  return { driver: await openLocalFolder({ path }), reopen: () => openLocalFolder({ path }), close: () => rm(path, { recursive: true, force: true }) };
});

describePlace('Google Drive', async () => {
  const drive = await startDrivePlace();
  return { driver: await drive.open(), reopen: drive.open, close: drive.google.close };
});

describePlace('a part of a place that is metered and throttled', over((store) => prefixed(throttled(metered(store).store, { clock: clock(), upload: 100_000, download: 100_000, concurrency: 1 }), 'acme/prod')));
describePlace('a place that is asked again, under all other wrappers', over((store) => prefixed(throttled(metered(retrying(store, { clock: clock(), random })).store, { clock: clock(), upload: 100_000 }), 'acme')), { copes: true });
