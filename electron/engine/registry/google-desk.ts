import type { LongCall } from '../long-call.ts';
import type { DriveFolder } from '../ports/google-accounts.ts';

/**
 * Signing in to Google for a place in Google Drive, as a page or a terminal can follow it: begun, waited for, then used by `add` or
 * `reconnect`. What Google gave stays in here until then and is never told.
 */
export interface GoogleDesk {
  /** Whether this build has a client id of its own; without one a person has to bring theirs. */
  readonly hasClient: boolean;
  /**
   * Begins a sign-in; Google’s page is for the person’s own browser, which comes back to this computer by itself.
   * @throws invalid-input (`details.field`: clientId, clientSecret); not-found (no such place); permission-denied when this computer lets nobody listen
   */
  begin(input: GoogleSignInInput, options: LongCall): Promise<BegunSignIn>;
  /**
   * Fulfilled once the person has finished. The signal ends the waiting, not the sign-in.
   * @throws permission-denied when they declined or left the box for Drive empty; auth-expired when nobody finished in time; cancelled
   *   after `cancel`; not-found when no sign-in is called so; conflict when it is for a place and another account was signed in; network …
   */
  finished(signIn: string, options: LongCall): Promise<FinishedSignIn>;
  /** Forgets it, finished or not. One that is gone already is success. */
  cancel(signIn: string): void;
}

export interface GoogleSignInInput {
  /** The place to sign in for again, with the client id it was added with. */
  readonly place?: string;
  /** The person's own OAuth client; absent for this build's, or the place's. */
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export interface BegunSignIn {
  readonly signIn: string;
  /** Google’s page. */
  readonly address: string;
}

export interface FinishedSignIn {
  /** The address of the account, where Google tells it. */
  readonly account?: string;
  /** Every folder there that Holdfast made for backups, also on another computer; by name. */
  readonly folders: readonly FoundFolder[];
}

export interface FoundFolder extends Pick<DriveFolder, 'id' | 'name'> {
  /** In a drive that a team shares. */
  readonly isShared: boolean;
  /** The place here that it is already. */
  readonly place?: string;
}

/** A folder of Google Drive as a place. */
export interface AddGoogleDriveInput {
  readonly name: string;
  readonly kind: 'google-drive';
  /** As `begin` named it; finished. */
  readonly signIn: string;
  readonly folder: FolderChoice;
}

/** One that was found, or a new one; `sharedDrive` = the id or the address of the shared drive that it is made in. */
export type FolderChoice = { readonly kind: 'found'; readonly id: string } | { readonly kind: 'new'; readonly name: string; readonly sharedDrive?: string | undefined };

/** A new sign-in for a place that has lost its own. */
export interface ReconnectGoogleDriveInput {
  readonly kind: 'google-drive';
  /** Begun for that place; finished. */
  readonly signIn: string;
}
