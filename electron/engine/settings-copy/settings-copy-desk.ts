import type { z } from 'zod';
import type { copyPreview } from '../../../shared/contract/settings-copy.ts';

export type CopyPreview = z.infer<typeof copyPreview>;

/** Where a folder of the file is here. */
export interface MovedFolder {
  readonly of: 'app' | 'place';
  readonly name: string;
  readonly path: string;
}

/** Takes settings to another computer in one encrypted file, and takes such a file over. */
export interface SettingsCopyDesk {
  /**
   * The file: an age file with a passphrase, JSON inside. Keys of backups are never in it.
   * @throws invalid-input (`details.field` = `passphrase`); as the keychain, where secrets are wanted
   */
  make(options: { readonly passphrase: string; readonly withSecrets: boolean }): Promise<MadeCopy>;
  /** What taking it over would do; nothing is changed. @throws invalid-input, permission-denied (another passphrase), corrupt; as the keychain */
  preview(given: GivenCopy): Promise<CopyPreview>;
  /** All of it or nothing; the settings of before are kept beside. @throws as `preview`; conflict where anything is another than it was when `basis` was told. */
  takeOver(given: GivenCopy & { readonly basis: string }): Promise<TakenOver>;
  /** The last time a file was taken over and not taken back. */
  last(): Promise<{ readonly at: string; readonly computer: string } | undefined>;
  /** Puts the settings of before back, whole. @throws not-found; conflict where something was added since; corrupt. */
  undo(): Promise<void>;
}

export interface MadeCopy {
  readonly fileName: string;
  readonly content: Uint8Array;
  /** Names of apps, places and channels whose secret is not in the keychain of this computer, and so not in the file. */
  readonly missing: readonly string[];
}

export interface GivenCopy {
  readonly file: Uint8Array;
  readonly passphrase: string;
  /** Folders that are elsewhere on this computer. */
  readonly folders: readonly MovedFolder[];
}

export interface TakenOver extends CopyPreview {
  /** Full name of the file that has the settings of before. */
  readonly backupFile: string;
}
