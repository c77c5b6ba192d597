import type { AddBucketInput, AddFolderInput } from '../registry/add-place.ts';
import type { AddGoogleDriveInput } from '../registry/google-desk.ts';

/** Where backups lie that no settings know, with what it takes to look there: the vault itself, the place it is in, or a part of either. */
export type BackupLocation = Omit<AddFolderInput, 'name'> | Omit<AddBucketInput, 'name'> | GoogleDriveLocation;

export interface GoogleDriveLocation extends Pick<AddGoogleDriveInput, 'kind' | 'signIn'> {
  /** Id, address or name of a folder; absent for all that Holdfast made there. */
  readonly folder?: string | undefined;
}

export interface OpenAppInput {
  readonly location: BackupLocation;
  /** The key as somebody typed, pasted or scanned it from a recovery kit. */
  readonly key: string;
  /** Which vault, where the key opens several: its id, its address, its folder's name or its app's. */
  readonly vault?: string;
}

export interface FoundBackups {
  /** Where they lie: tells copies of the same backups apart. */
  readonly address: string;
  readonly vaultId: string;
  /** As they say themselves. */
  readonly app: string;
  /** Whether the key opens them. */
  readonly opens: boolean;
  /** Of those that it opens. */
  readonly backups?: number;
  /** When the newest of those began. */
  readonly newestAt?: string;
}

export interface OpenLocation {
  readonly location: BackupLocation;
  /** Text of an age identity file. */
  readonly identity: string;
  /** Which app's vault, where the place holds several. */
  readonly app?: string;
}
