import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { ExportUpload } from './entity.ts';
import { FileNames } from './file-names.ts';
import { uploadsIndexName, uploadsName } from './output-folder.ts';
import { diskError, inPieces, syncFolder, writeNewFile } from './write-file.ts';

/**
 * Writes uploaded files under `files/` by the names they had, with a list that says which address in a record is which.
 * @returns how many; the folder is made only when there is one.
 * @throws corrupt when a file has another size than it should.
 */
export async function writeUploads(staging: string, uploads: AsyncIterable<ExportUpload>, signal: AbortSignal): Promise<number> {
  const folder = join(staging, uploadsName);
  const names = new FileNames([uploadsIndexName]);
  const iterator = uploads[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return 0;
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    throw diskError(error);
  });
  let count = 0;
  async function* list(): AsyncGenerator<string> {
    for (let next = first; next.done !== true; next = await iterator.next()) {
      const { name, size, address, body } = next.value;
      const file = names.next(name, '');
      await writeNewFile(join(folder, file), measured(body, size, name), signal);
      count += 1;
      yield `${JSON.stringify({ path: `${uploadsName}/${file}`, name, size, ...(address === undefined ? {} : { address }) })}\n`;
    }
  }
  try {
    await writeNewFile(join(folder, uploadsIndexName), inPieces(list()), signal);
  } finally {
    await iterator.return?.();
  }
  await syncFolder(folder);
  return count;
}

async function* measured(body: AsyncIterable<Uint8Array>, size: number, name: string): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const piece of body) {
    seen += piece.length;
    yield piece;
  }
  if (seen !== size) throw new HoldfastError('corrupt', `The uploaded file “${name}” is not as long as it was.`, { details: { expected: size, found: seen } });
}
