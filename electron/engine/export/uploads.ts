import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { ExportUpload } from './entity.ts';
import { FileNames } from './file-names.ts';
import { uploadsIndexName, uploadsName } from './output-folder.ts';
import { diskError, inPieces, syncFolder, writeNewFile } from './write-file.ts';

export interface WrittenUploads {
  readonly count: number;
  readonly bytes: number;
}

/**
 * Writes uploaded files under `files/` by the names they had, with a list that says which address in a record is which.
 * @param damaged is told of a file that turned out damaged while it was written, and that was left out; without it, that throws.
 * @returns how many and their bytes; the folder is made only when there is one.
 * @throws corrupt when a file has another size than it should.
 */
export async function writeUploads(staging: string, uploads: AsyncIterable<ExportUpload>, signal: AbortSignal, damaged?: (name: string) => void): Promise<WrittenUploads> {
  const folder = join(staging, uploadsName);
  const names = new FileNames([uploadsIndexName]);
  const iterator = uploads[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return { count: 0, bytes: 0 };
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    throw diskError(error);
  });
  let count = 0;
  let bytes = 0;
  async function* list(): AsyncGenerator<string> {
    for (let next = first; next.done !== true; next = await iterator.next()) {
      const { name, size, address, body } = next.value;
      const file = names.next(name, '');
      try {
        await writeNewFile(join(folder, file), measured(body, size, name), signal);
      } catch (error) {
        if (damaged === undefined || !isHoldfastError(error, 'corrupt')) throw error;
        await rm(join(folder, file), { force: true });
        damaged(name);
        continue;
      }
      count += 1;
      bytes += size;
      yield `${JSON.stringify({ path: `${uploadsName}/${file}`, name, size, ...(address === undefined ? {} : { address }) })}\n`;
    }
  }
  try {
    await writeNewFile(join(folder, uploadsIndexName), inPieces(list()), signal);
  } finally {
    await iterator.return?.();
  }
  await syncFolder(folder);
  return { count, bytes };
}

async function* measured(body: AsyncIterable<Uint8Array>, size: number, name: string): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const piece of body) {
    seen += piece.length;
    yield piece;
  }
  if (seen !== size) throw new HoldfastError('corrupt', `The uploaded file “${name}” is not as long as it was.`, { details: { expected: size, found: seen } });
}
