import type { GoogleAccess } from '../../../electron/engine/destinations/google-drive/connection.ts';
import type { GoogleDrivePlace } from '../../../electron/engine/destinations/google-drive/google-drive.ts';
import { createGoogleDriveFolder, openGoogleDrive } from '../../../electron/engine/destinations/google-drive/google-drive.ts';
import { propertiesOf } from '../../../electron/engine/destinations/google-drive/object-properties.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { FakeClock } from '../fake-clock.ts';
import type { SimulatedGoogle } from './simulated-google.ts';
import { startGoogle } from './simulated-google.ts';
import type { Caller, Role, StoredFile } from './world.ts';

/** A place in a simulated Google Drive, and what lies behind it. */
export interface DrivePlace {
  readonly google: SimulatedGoogle;
  readonly access: GoogleAccess;
  readonly place: GoogleDrivePlace;
  readonly caller: Caller;
  /** As another computer has it. */
  open(): Promise<ObjectStore>;
  /** Makes the file of an object by another way than through the store, as another computer would. */
  makeFile(key: string, content?: string): StoredFile;
  /** The files of objects that are not in the trash. */
  objects(): readonly StoredFile[];
  folder(): StoredFile;
}

export interface DrivePlaceOptions {
  /** Puts it into a shared drive, where the account may do so much. */
  readonly role?: Role;
  readonly stuckAfterMs?: number;
  readonly chunkSize?: number;
}

const sharedDriveId = 'shared-drive';
const { signal } = new AbortController();

export async function startDrivePlace({ role, stuckAfterMs, chunkSize }: DrivePlaceOptions = {}): Promise<DrivePlace> {
  const google = await startGoogle();
  const caller = { account: 'founder@example.com', client: 'holdfast-test' };
  google.signIns.clients.set(caller.client, { id: caller.client, secret: undefined });
  const access = { clientId: caller.client, refreshToken: google.signIns.grant(caller.account, caller.client), addresses: google.addresses, ...(stuckAfterMs === undefined ? {} : { stuckAfterMs }) };
  const clock = new FakeClock();
  if (role !== undefined) google.world.addSharedDrive(sharedDriveId, { [caller.account]: 'organizer' });
  const { id } = await createGoogleDriveFolder({ access, clock }, { name: 'Holdfast backups', ...(role === undefined ? {} : { sharedDriveId }) }, { signal });
  if (role !== undefined) google.world.addSharedDrive(sharedDriveId, { [caller.account]: role });
  const place = { access, clock, folderId: id, account: caller.account, ...(chunkSize === undefined ? {} : { chunkSize }) };
  return {
    google,
    access,
    place,
    caller,
    open: () => openGoogleDrive(place, { signal }),
    makeFile: (key, content = 'x') => google.world.make(caller, { name: key, mimeType: 'application/octet-stream', parents: [id], appProperties: propertiesOf(key), content: Buffer.from(content) }, true),
    objects: () => [...google.world.files.values()].filter((file) => file.id !== id && !google.world.isTrashed(file)),
    folder: () => {
      const folder = google.world.files.get(id);
      if (folder === undefined) throw new Error('The folder is gone.');
      return folder;
    },
  };
}
