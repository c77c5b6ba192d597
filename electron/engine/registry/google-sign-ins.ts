import { randomUUID } from 'node:crypto';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { orCancelled } from '../ports/cancel.ts';
import type { Clock } from '../ports/clock.ts';
import type { DriveFolder, GoogleAccounts, GoogleClientId, GoogleKeys, GoogleSignIn } from '../ports/google-accounts.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { StoredDestination } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { FinishedSignIn, FolderChoice, GoogleDesk, GoogleSignInInput } from './google-desk.ts';
import { findDestination } from './lookup.ts';

export interface GoogleSignInsDeps {
  readonly settings: SettingsStore;
  readonly keychain: Keychain;
  readonly clock: Clock;
  readonly google: GoogleAccounts;
  /** Fires when the engine is closed. */
  readonly closing: AbortSignal;
}

type StoredDrive = Extract<StoredDestination, { kind: 'google-drive' }>;

/** What a sign-in came to. Its refresh token is for the keychain alone. */
export interface SignedIn {
  readonly keys: GoogleKeys;
  readonly account: string | undefined;
  /** The place it was begun for. */
  readonly place: string | undefined;
}

export interface GoogleSignIns extends GoogleDesk {
  /** @throws not-found when there is no such sign-in that is finished */
  signedIn(signIn: string, signal: AbortSignal): Promise<SignedIn>;
  /** The folder that was chosen, made where it is a new one: once, however often a place for it is tried. @throws invalid-input, not-found … as Google */
  folderFor(signIn: string, choice: FolderChoice, signal: AbortSignal): Promise<string>;
}

interface Going {
  readonly stop: AbortController;
  readonly done: Promise<Done>;
  readonly begunAt: number;
  /** Folders made for it, by name and shared drive. */
  readonly made: Map<string, DriveFolder>;
}

interface Done extends SignedIn {
  readonly folders: readonly DriveFolder[];
}

/** More at once are not a person’s; the oldest is forgotten. */
const most = 4;
/** Who signed in and went away has gone away. */
const keptMs = 30 * 60_000;

/** Sign-ins that were begun and not used yet, in memory only: they end with the engine. */
export function createGoogleSignIns(deps: GoogleSignInsDeps): GoogleSignIns {
  const { google, clock, closing, settings } = deps;
  const all = new Map<string, Going>();

  function forget(signIn: string): void {
    all.get(signIn)?.stop.abort();
    all.delete(signIn);
  }

  function makeRoom(): void {
    const now = clock.now().getTime();
    for (const [signIn, { begunAt }] of all) if (now - begunAt > keptMs || all.size >= most) forget(signIn);
  }

  function find(signIn: string): Going {
    const going = all.get(signIn);
    if (going !== undefined && clock.now().getTime() - going.begunAt <= keptMs) return going;
    forget(signIn);
    throw new HoldfastError('not-found', 'That sign-in to Google is over.', { nextStep: 'Sign in to Google again.', details: { reason: 'no-such-sign-in' } });
  }

  async function done(signIn: string, signal: AbortSignal): Promise<Done> {
    const going = find(signIn);
    try {
      return await orCancelled(going.done, signal);
    } catch (error) {
      // What failed is over; who only stopped waiting can wait again.
      if (!signal.aborted) forget(signIn);
      throw error;
    }
  }

  return {
    hasClient: google.client !== undefined,

    async begin(input, { signal }) {
      makeRoom();
      const place = input.place === undefined ? undefined : driveNamed(findDestination(await settings.read(), input.place));
      const client = await clientFor(deps, input, place);
      const signIn = randomUUID();
      const stop = new AbortController();
      const { promise: address, resolve, reject } = Promise.withResolvers<string>();
      const ending = AbortSignal.any([stop.signal, closing]);
      const signed = google.signIn({ client, signal: ending, openBrowser: async (page) => resolve(page), ...(place?.account === undefined ? {} : { account: place.account }) });
      const finishing = signed.then((gained) => finish(google, client, gained, place, ending));
      // Told to whoever waits for it, and before there is an address to whoever began.
      finishing.catch(reject);
      all.set(signIn, { stop, done: finishing, begunAt: clock.now().getTime(), made: new Map() });
      try {
        return { signIn, address: await orCancelled(address, signal) };
      } catch (error) {
        forget(signIn);
        throw error;
      }
    },

    async finished(signIn, { signal }): Promise<FinishedSignIn> {
      const { account, folders } = await done(signIn, signal);
      const { destinations } = await settings.read();
      return {
        ...(account === undefined ? {} : { account }),
        folders: folders.map(({ id, name, driveId }) => {
          const place = destinations.find((each) => each.kind === 'google-drive' && each.folderId === id)?.name;
          return { id, name, isShared: driveId !== undefined, ...(place === undefined ? {} : { place }) };
        }),
      };
    },

    cancel: forget,

    async signedIn(signIn, signal) {
      const { keys, account, place } = await done(signIn, signal);
      return { keys, account, place };
    },

    async folderFor(signIn, choice, signal) {
      if (choice.kind === 'found') return parseFolderId(choice.id);
      const name = parseFolderName(choice.name);
      const sharedDriveId = choice.sharedDrive === undefined ? undefined : parseSharedDrive(choice.sharedDrive);
      const { keys } = await done(signIn, signal);
      const { made } = find(signIn);
      const known = made.get(`${sharedDriveId ?? ''}/${name}`);
      if (known !== undefined) return known.id;
      const folder = await google.makeFolder(keys, { name, ...(sharedDriveId === undefined ? {} : { sharedDriveId }) }, { signal });
      made.set(`${sharedDriveId ?? ''}/${name}`, folder);
      return folder.id;
    },
  };
}

async function finish(google: GoogleAccounts, client: GoogleClientId, { refreshToken, account }: GoogleSignIn, place: StoredDrive | undefined, signal: AbortSignal): Promise<Done> {
  if (place?.account !== undefined && account !== undefined && place.account.toLowerCase() !== account.toLowerCase()) throw otherAccount(place.name, place.account, account);
  const keys = { ...client, refreshToken };
  // Signing in again is for a folder that is known; whether it is shown is found out when the sign-in is used.
  const folders = place === undefined ? await google.folders(keys, { signal }) : [];
  return { keys, account, place: place?.name, folders };
}

/** Files are shown to the client id that made them and to no other: a place keeps the one it was added with. */
async function clientFor({ keychain, google }: GoogleSignInsDeps, { clientId, clientSecret }: GoogleSignInInput, place: StoredDrive | undefined): Promise<GoogleClientId> {
  const secret = clientSecret === undefined || clientSecret.trim() === '' ? undefined : parseClientSecret(clientSecret);
  if (place !== undefined) {
    const kept = secret ?? (place.secrets.clientSecret === undefined ? undefined : await keychain.get(place.secrets.clientSecret));
    return { clientId: place.clientId, ...(kept === undefined ? {} : { clientSecret: kept }) };
  }
  if (clientId !== undefined && clientId.trim() !== '') return { clientId: parseClientId(clientId), ...(secret === undefined ? {} : { clientSecret: secret }) };
  if (google.client !== undefined) return google.client;
  throw refused('clientId', 'This version of Holdfast is not registered with Google, so that it needs a client id of your own.', 'Make an OAuth client of type Desktop in the Google Cloud console, and give its client id and secret.');
}

function driveNamed(destination: StoredDestination): StoredDrive {
  if (destination.kind === 'google-drive') return destination;
  throw new HoldfastError('invalid-input', `“${destination.name}” is not in Google Drive.`, { nextStep: 'Name a place in Google Drive.' });
}

/** Google’s ids look like `1234-abc.apps.googleusercontent.com`; nothing that could change the address it goes into gets through. */
function parseClientId(text: string): string {
  const id = text.trim();
  if (/^[A-Za-z0-9._-]{3,200}$/.test(id)) return id;
  throw refused('clientId', 'That is not a client id of Google.', 'Copy the client id from the Google Cloud console. It ends in .apps.googleusercontent.com.');
}

function parseClientSecret(text: string): string {
  const secret = text.trim();
  if (/^[\x21-\x7e]{1,300}$/.test(secret)) return secret;
  throw refused('clientSecret', 'That is not the secret of a client id.', 'Copy it again from the Google Cloud console, whole, without line breaks or spaces.');
}

function parseFolderId(text: string): string {
  if (/^[A-Za-z0-9_-]{1,200}$/.test(text)) return text;
  throw refused('folder', 'That is no folder of Google Drive.', 'Choose one of the folders that were found, or make a new one.');
}

function parseFolderName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,100}$/u.test(name)) return name;
  throw refused('folder', 'That cannot be the name of a folder.', 'Give it a name of 1 to 100 letters, digits and signs.');
}

/** The id, also where the address of the shared drive was pasted from a browser. */
function parseSharedDrive(text: string): string {
  const [, id] = /^(?:https:\/\/drive\.google\.com\/(?:drive\/)?(?:u\/\d+\/)?folders\/)?([A-Za-z0-9_-]{1,100})(?:[?#].*)?$/.exec(text.trim()) ?? [];
  if (id !== undefined) return id;
  throw refused('sharedDrive', 'That is not a shared drive.', 'Open the shared drive in a browser and copy the address of the page.');
}

function otherAccount(place: string, expected: string, current: string): HoldfastError {
  return new HoldfastError('conflict', `You signed in to Google as ${current}, but “${place}” is in the Drive of ${expected}.`, {
    nextStep: `Sign in again, and choose ${expected} on Google’s page.`,
    details: { reason: 'other-account' },
  });
}

function refused(field: string, message: string, nextStep: string): HoldfastError {
  return new HoldfastError('invalid-input', message, { nextStep, details: { field } });
}
