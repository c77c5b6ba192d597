/** The folders and disks of a computer, as far as proposing places needs them. Missing and unreadable folders are answers: nobody asked for them. */
export interface ComputerFolders {
  readonly platform: 'linux' | 'mac' | 'windows';
  /** The person's own folder. */
  readonly home: string;
  readonly userName: string;
  /** Names of the folders in it; empty when it cannot be looked into. */
  inside(folder: string): Promise<readonly string[]>;
  isFolder(path: string): Promise<boolean>;
  /** Is it on another disk than the home folder? */
  isOtherDisk(path: string): Promise<boolean>;
  /** May this user make folders there? */
  isWritable(path: string): Promise<boolean>;
  /** Bytes, where that can be told. */
  freeSpace(path: string): Promise<number | null>;
  join(...parts: readonly string[]): string;
}
