import { constants, lstat, open } from 'node:fs/promises';
import path from 'node:path';
import { isOpener, longestOpener } from '../../shared/model/opener-file.ts';

/**
 * The folder whose backups a double-clicked file stands for: where the file itself lies, whatever is written in it. Undefined for
 * anything but a small file that Holdfast wrote: a link to one, a folder, a pipe, a program or a picture called so.
 */
export async function folderOfOpener(file: string): Promise<string | undefined> {
  try {
    if (!(await lstat(file)).isFile()) return undefined;
    // Exchanged meanwhile: a link is not followed, and a pipe not waited for. Windows knows neither flag.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const about = await handle.stat();
      if (!about.isFile() || about.size > longestOpener) return undefined;
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(longestOpener + 1));
      const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead));
      return bytesRead <= longestOpener && isOpener(text) ? path.dirname(file) : undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
