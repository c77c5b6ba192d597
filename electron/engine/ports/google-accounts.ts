import type { CallOptions } from './object-store.ts';

/** The program as Google knows it: from the build, or the user's own. Google calls the second part a secret; in a program that anybody can download it is none. */
export interface GoogleClientId {
  readonly clientId: string;
  readonly clientSecret?: string;
}

/** Where Google is. Another only in tests. */
export interface GoogleAddresses {
  /** With a slash at the end. */
  readonly api: string;
  readonly authorize: string;
  readonly token: string;
}

export interface SignInWishes extends CallOptions {
  readonly client: GoogleClientId;
  /** Brings an address before the person's eyes, in their own browser, where they see whose page it is; fulfilled when that was begun. */
  readonly openBrowser: (address: string) => Promise<void>;
  /** The account to suggest, for signing in again. */
  readonly account?: string;
}

export interface GoogleSignIn {
  /** Opens the files of this program in the account until it is withdrawn: belongs into the keychain and nowhere else. */
  readonly refreshToken: string;
  /** The account’s address, where Google tells it. */
  readonly account?: string;
}

/** What opens the files of this program in an account. */
export interface GoogleKeys extends GoogleClientId {
  readonly refreshToken: string;
}

/** A folder in Google Drive that this program made to keep objects in. */
export interface DriveFolder {
  readonly id: string;
  readonly name: string;
  /** The shared drive it is in; absent in a person's own Drive. */
  readonly driveId?: string;
}

/** Google accounts and the folders for places in them. */
export interface GoogleAccounts {
  /** This build's own; undefined where a person has to bring theirs. */
  readonly client: GoogleClientId | undefined;
  /**
   * Google’s page in the person’s browser, waited for.
   * @throws permission-denied when the person declines or leaves the box for Drive empty; cancelled when the signal fires;
   *   auth-expired when nobody finishes in time; network, server …
   */
  signIn(wishes: SignInWishes): Promise<GoogleSignIn>;
  /** Every folder for a place that Google shows to this client id, made on any computer. @throws auth-*, permission-denied, network … */
  folders(keys: GoogleKeys, options: CallOptions): Promise<readonly DriveFolder[]>;
  /** @param folder.sharedDriveId puts it into that shared drive. @throws as `folders`; invalid-input, quota-exceeded, not-found (no such shared drive) */
  makeFolder(keys: GoogleKeys, folder: { readonly name: string; readonly sharedDriveId?: string }, options: CallOptions): Promise<DriveFolder>;
}
