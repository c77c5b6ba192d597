import { randomUUID } from 'node:crypto';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
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
  if (location.kind !== 'google-drive') return [parsePlace({ ...location, name }, parts.clock)];
  try {
    return await driveFolders(parts, location, signal);
  } catch (error) {
    // Whatever it is, signing in is what there is to do about it.
    if (!isHoldfastError(error) || error.code === 'cancelled' || error.details['field'] !== undefined) throw error;
    const { code, message, nextStep, transient, details, cause } = error;
    throw new HoldfastError(code, message, { nextStep, transient, details: { ...details, field: 'account' }, cause });
  }
}

async function driveFolders({ clock, google, signIns }: LocationParts, { signIn, folder }: GoogleDriveLocation, signal: AbortSignal): Promise<readonly ParsedPlace[]> {
  const { keys, account } = await (await signIns()).signedIn(signIn, signal);
  const shown = await google.folders(keys, { signal });
  const wanted = wantedFolder(folder ?? '');
  const meant = shown.filter(({ id, name: called }) => wanted === undefined || wanted.id === id || wanted.name === called);
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
        ...(wanted?.prefix === undefined ? {} : { prefix: wanted.prefix }),
        ...(account === undefined ? {} : { account }),
        clientId,
        secrets: { refreshToken: `${own}/refresh-token`, ...(clientSecret === undefined ? {} : { clientSecret: `${own}/client-secret` }) },
        addedAt,
      },
      secrets: { refreshToken, clientSecret },
    };
  });
}

interface WantedFolder {
  readonly id: string;
  readonly name?: string;
  /** The part of it that a kit names. */
  readonly prefix?: string;
}

/** By the address that a kit or a browser shows, by its id, or by its name. Undefined where none was named. */
function wantedFolder(text: string): WantedFolder | undefined {
  const wanted = text.trim();
  if (wanted === '') return undefined;
  const [, id, prefix] = /\/folders\/([A-Za-z0-9_-]+)[^#]*(?:#([a-z0-9/-]+))?/.exec(wanted) ?? [];
  if (id === undefined) return { id: wanted, name: wanted };
  return { id, ...(prefix === undefined ? {} : { prefix }) };
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
