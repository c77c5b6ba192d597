import { openGoogleDriveWhenUsed } from '../../../electron/engine/destinations/google-drive/open-when-used.ts';
import type { Role } from '../../support/google/world.ts';
import { startDrivePlace } from '../../support/google/drive-place.ts';
import { describeObjectStore } from './describe-object-store.ts';
import type { StoreUnderTest } from './fixture.ts';

async function googleDrive(role?: Role): Promise<StoreUnderTest> {
  const made = await startDrivePlace(role === undefined ? {} : { role });
  return {
    // As the program has it; the other computer's is open from the start.
    store: openGoogleDriveWhenUsed(made.place),
    reopen: made.open,
    everything: async () => made.objects().map((file) => file.name),
    seed: async (keys) => {
      for (const key of keys) made.makeFile(key);
    },
    close: made.google.close,
  };
}

describeObjectStore('Google Drive', () => googleDrive());

describeObjectStore('Google Drive, in a shared drive where nothing may be deleted but all be put in the trash', () => googleDrive('fileOrganizer'));
