import type { LongCall } from '../long-call.ts';
import type { PlainError } from '../../../shared/model/errors.ts';
import type { AddBucketInput, AddFolderInput } from './add-place.ts';
import type { AddGoogleDriveInput, GoogleDesk, ReconnectGoogleDriveInput } from './google-desk.ts';

export interface DestinationRegistry {
  /** Tested before it is added (see `test`). */
  add(input: AddDestinationInput, options: LongCall): Promise<DestinationInfo>;
  list(): Promise<readonly DestinationInfo[]>;
  /** What lies there, found out now. A place that cannot be reached is a result. @throws not-found when no place is called so. */
  look(name: string, options: LongCall): Promise<PlaceState>;
  /** Forgets the place here; what lies there stays. */
  remove(name: string): Promise<void>;
  /** Writes, reads back, lists and deletes small objects there, and cleans up. */
  test(name: string, options: LongCall): Promise<DestinationTest>;
  /**
   * New keys for a place that no longer takes the old ones; kept only after the place was seen with them.
   * @throws invalid-input (another kind of place); conflict (another account); as `look` finds it with the new ones
   */
  reconnect(name: string, input: ReconnectPlaceInput, options: LongCall): Promise<DestinationInfo>;
  readonly google: GoogleDesk;
}

export type ReconnectPlaceInput = ReconnectGoogleDriveInput | ReconnectBucketInput;

/** Another key for a bucket that is a place already. */
export interface ReconnectBucketInput {
  readonly kind: 's3';
  /** Absent where only the secret is another. */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey: string;
}

/** A folder that could become a place. */
export interface SuggestedPlace {
  /** May not be there yet: it is made when the place is added. */
  readonly path: string;
  readonly label: string;
  readonly kind: 'this-computer' | 'external-drive' | 'synced-folder';
  /** Bytes, where that can be told. */
  readonly freeSpace: number | null;
}

/** A place as it was found just now. */
export interface PlaceState {
  readonly name: string;
  readonly reachable: boolean;
  readonly problem?: PlainError;
  /** What may put it right: signing in again, where a person signs in. */
  readonly remedy?: 'sign-in';
  readonly freeSpace: number | null;
  /** Present where the place keeps old versions of what is overwritten or deleted. */
  readonly protection?: PlaceProtection;
  readonly holds: readonly HeldBackups[];
}

export interface PlaceProtection {
  /** For so many days after it was stored nothing can be deleted for good: by nobody, or only by who has a permission of its own for that. */
  readonly lock?: { readonly days: number; readonly byNobody: boolean };
}

/** What a place has of one app. */
export interface HeldBackups {
  readonly app: string;
  readonly backups: number;
  /** When the newest complete, verified backup there began to read the app. */
  readonly newestVerified?: string;
  /** When something was last read back from there. */
  readonly lastReadBack?: string;
  /** Bytes that the app's backups take there; null where that cannot be told. */
  readonly storedBytes: number | null;
  /** Verified backups that another place has and this one lacks. */
  readonly behindBy: number;
}

export type AddDestinationInput = AddFolderInput | AddBucketInput | AddGoogleDriveInput;

export interface DestinationInfo {
  readonly name: string;
  readonly kind: 'local' | 's3' | 'google-drive';
  /** Where a person finds it: the full name of a folder, `s3://bucket/folder`, the address of a server with the bucket or of the folder in Google Drive. */
  readonly path: string;
  /** Address of the account that has it, of a place in Google Drive. */
  readonly account?: string;
  /** Of a bucket; the key that is used there, not its secret. */
  readonly accessKeyId?: string;
  readonly addedAt: string;
}

export interface DestinationTest {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  /** Bytes, where the place can tell. */
  readonly freeSpace: number | null;
}
