import { randomUUID } from 'node:crypto';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { BackupLocation, GoogleDriveLocation } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { DriveFolder, GoogleAccounts } from '../ports/google-accounts.ts';
import type { GoogleSignIns } from '../registry/google-sign-ins.ts';
import { parsePlace, type ParsedPlace } from '../registry/place-input.ts';

export interface LocationParts {
  readonly clock: Clock;
  readonly google: GoogleAccounts;
  /** Where somebody signed in to Google for it. */
  readonly signIns: () => Promise<GoogleSignIns>;
}

/** A name that is not kept: it is a place for as long as is looked. */
const name = 'Opened';

/**
 * The places to look through for what somebody named, with what they take to be looked into: one, or every folder in Google Drive that may be meant.
 * @throws invalid-input with the field in `details.field`; not-found (Google shows no such folder, or the sign-in is over); as Google
 */
export async function startingPlaces(parts: LocationParts, location: BackupLocation, signal: AbortSignal): Promise<readonly ParsedPlace[]> {
  return location.kind === 'google-drive' ? driveFolders(parts, location, signal) : [parsePlace({ ...location, name }, parts.clock)];
}

async function driveFolders({ clock, google, signIns }: LocationParts, { signIn, folder }: GoogleDriveLocation, signal: AbortSignal): Promise<readonly ParsedPlace[]> {
  const { keys, account } = await (await signIns()).signedIn(signIn, signal);
  const shown = await google.folders(keys, { signal });
  const meant = folder === undefined || folder.trim() === '' ? shown : shown.filter((each) => isMeant(each, folder.trim()));
  if (meant.length === 0) throw noFolder(shown, account);
  const { refreshToken, clientId, clientSecret } = keys;
  const addedAt = clock.now().toISOString();
  return meant.map(({ id }) => {
    // The keychain is one for all home directories; two of them may open the same.
    const own = `place/${randomUUID()}`;
    return {
      destination: {
        kind: 'google-drive',
        name,
        folderId: id,
        ...(account === undefined ? {} : { account }),
        clientId,
        secrets: { refreshToken: `${own}/refresh-token`, ...(clientSecret === undefined ? {} : { clientSecret: `${own}/client-secret` }) },
        addedAt,
      },
      secrets: { refreshToken, clientSecret },
    };
  });
}

/** By its id, by the address that a kit or a browser shows, or by its name. */
function isMeant(folder: DriveFolder, wanted: string): boolean {
  const [, id] = /\/folders\/([A-Za-z0-9_-]+)/.exec(wanted) ?? [];
  return id === undefined ? folder.id === wanted || folder.name === wanted : folder.id === id;
}

/** Google has one answer for "not there" and "not shown to you", so that both are said. */
function noFolder(shown: readonly DriveFolder[], account: string | undefined): HoldfastError {
  const whose = account === undefined ? 'that Google account' : `the Drive of ${account}`;
  if (shown.length > 0) {
    return new HoldfastError('not-found', `Google shows Holdfast no such folder in ${whose}.`, { nextStep: `It shows these: ${shown.map((each) => each.name).join(', ')}.`, details: { reason: 'no-such-folder', field: 'folder' } });
  }
  return new HoldfastError('not-found', `Google shows Holdfast no backups in ${whose}.`, {
    nextStep: 'Sign in with the account that your recovery kit names. Where it names a client id, too, sign in with that one: Google shows the backups to no other.',
    details: { reason: 'no-folders', field: 'account' },
  });
}
