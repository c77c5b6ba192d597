import { open, unlink } from 'node:fs/promises';
import { HoldfastError } from '../../shared/model/errors.ts';

/** Writes a new file that only its owner can read: for keys and secrets, which are never written over. @throws conflict when there is one already; not-found, quota-exceeded, permission-denied. */
export async function writeNewFile(file: string, content: string | Uint8Array): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } catch (error) {
      await unlink(file).catch(() => undefined);
      throw error;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): HoldfastError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EEXIST':
      return new HoldfastError('conflict', `There is already a file ${file}.`, { nextStep: 'Choose another name, or delete that file first: what holds a key is never overwritten.', cause: error });
    case 'ENOENT':
    case 'ENOTDIR':
      return new HoldfastError('not-found', `The folder for ${file} does not exist.`, { nextStep: 'Make the folder first, or choose another.', cause: error });
    case 'ENOSPC':
      return new HoldfastError('quota-exceeded', `There is no space left for ${file}.`, { nextStep: 'Free some space, or choose another folder.', cause: error });
    default:
      return new HoldfastError('permission-denied', `${file} cannot be written.`, { nextStep: 'Choose a folder that you may write to.', cause: error });
  }
}
