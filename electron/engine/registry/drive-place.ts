import { randomUUID } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { StoredDestination } from '../settings/schema.ts';
import type { AddGoogleDriveInput } from './google-desk.ts';
import type { GoogleSignIns } from './google-sign-ins.ts';
import { parseName } from './names.ts';
import type { ParsedPlace } from './place-input.ts';

/** A folder of Google Drive as a place; made, where it is a new one. @throws invalid-input with the field in `details.field`; as `GoogleSignIns` */
export async function addedDrive(signIns: GoogleSignIns, { name, signIn, folder }: AddGoogleDriveInput, clock: Clock, signal: AbortSignal): Promise<ParsedPlace> {
  const parsedName = parseName('place', name);
  const { keys, account } = await signIns.signedIn(signIn, signal);
  const { refreshToken, clientId, clientSecret } = keys;
  const folderId = await signIns.folderFor(signIn, folder, signal);
  // The keychain is one for all home directories; two of them may know a place of that name.
  const own = `place/${randomUUID()}`;
  const destination: StoredDestination = {
    kind: 'google-drive',
    name: parsedName,
    folderId,
    ...(account === undefined ? {} : { account }),
    clientId,
    secrets: { refreshToken: `${own}/refresh-token`, ...(clientSecret === undefined ? {} : { clientSecret: `${own}/client-secret` }) },
    addedAt: clock.now().toISOString(),
  };
  return { destination, secrets: { refreshToken, clientSecret } };
}
