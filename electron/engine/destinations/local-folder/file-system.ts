import * as fs from 'node:fs/promises';

/** What this driver needs of the file system: Node's own, or one that a test makes fail. */
export type FileSystem = Pick<typeof fs, 'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'realpath' | 'rename' | 'stat' | 'statfs' | 'unlink'>;

export const nodeFileSystem: FileSystem = fs;

/** `ENOENT` and its like, where `error` came from the operating system. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
