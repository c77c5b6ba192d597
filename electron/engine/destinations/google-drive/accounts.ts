import type { Clock } from '../../ports/clock.ts';
import type { GoogleAccounts, GoogleAddresses, GoogleKeys } from '../../ports/google-accounts.ts';
import { realGoogle } from './connection.ts';
import { createGoogleDriveFolder, findGoogleDriveFolders, type GoogleDriveOptions } from './google-drive.ts';
import { signInToGoogle } from './sign-in.ts';

/** Google accounts as Google has them. @param wayBack as `signInToGoogle` takes it */
export function googleAccounts(clock: Clock, addresses: GoogleAddresses = realGoogle, wayBack?: string): Omit<GoogleAccounts, 'client'> {
  const at = (keys: GoogleKeys): GoogleDriveOptions => ({ access: { ...keys, addresses }, clock });
  return {
    signIn: (wishes) => signInToGoogle({ ...wishes, clock, addresses, wayBack }),
    folders: (keys, { signal }) => findGoogleDriveFolders(at(keys), { signal }),
    makeFolder: (keys, folder, { signal }) => createGoogleDriveFolder(at(keys), folder, { signal }),
  };
}
