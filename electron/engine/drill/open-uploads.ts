import { createHash } from 'node:crypto';
import type { FileRecord } from '../../../shared/model/snapshot.ts';
import { mapLimited } from '../streams/concurrency.ts';
import { throwIfCancelled } from '../ports/cancel.ts';
import { damageOf } from '../vault/check/check-run.ts';
import { openFile, openRanged } from '../vault/crypto/age-file.ts';
import { contentIdOf, type ContentId } from '../vault/crypto/content-id.ts';
import { fileKey } from '../vault/format/names.ts';
import type { BrokenUpload } from './checks/files.ts';
import type { DrillWork } from './work.ts';

/** Larger ones are read in parts of so many bytes. */
const part = 4 * 1024 * 1024;
/** So many bytes of small ones are held at once. */
const roundBytes = 16 * 1024 * 1024;

/** Opens every uploaded file of the backup and computes its id and its hash anew. @throws what the place cannot be read for. */
export async function openUploads(work: DrillWork, uploads: readonly FileRecord[]): Promise<{ readonly files: number; readonly bytes: number; readonly broken: readonly BrokenUpload[] }> {
  const { stock, call } = work;
  const files = new Map<ContentId, FileRecord & { readonly tables: Set<string> }>();
  for (const upload of uploads) {
    const known = files.get(upload.file) ?? { ...upload, tables: new Set<string>() };
    for (const table of upload.referencedBy) known.tables.add(table);
    files.set(upload.file, known);
  }
  const broken: BrokenUpload[] = [];
  let done = 0;
  let bytes = 0;
  const judge = (file: FileRecord & { readonly tables: Set<string> }, problem: string | undefined): void => {
    if (problem !== undefined) broken.push({ object: fileKey(file.file), problem, tables: [...file.tables] });
    call.onProgress?.({ phase: 'fetch', subject: 'files', done: ++done, total: files.size, unit: 'files' });
  };
  let round: (FileRecord & { readonly tables: Set<string> })[] = [];
  let size = 0;
  const finish = async (): Promise<void> => {
    for (const [file, problem] of await openSmall(work, round)) judge(file, problem);
    round = [];
    size = 0;
  };
  for (const file of files.values()) {
    throwIfCancelled(call.signal);
    const stored = stock.files.get(file.file);
    bytes += stored ?? 0;
    if (stored === undefined) judge(file, 'It is missing.');
    else if (stored > part) judge(file, await openLarge(work, file, stored));
    else {
      round.push(file);
      size += stored;
      if (size >= roundBytes) await finish();
    }
  }
  await finish();
  return { files: files.size, bytes, broken };
}

async function openSmall<File extends FileRecord>({ vault, watch, call }: DrillWork, files: readonly File[]): Promise<readonly (readonly [File, string | undefined])[]> {
  const fetched = await watch.during('fetch', () =>
    mapLimited(files, vault.store.capabilities.maxConcurrency, async (file) => {
      try {
        return { file, object: await vault.store.get(fileKey(file.file), { signal: call.signal }) };
      } catch (error) {
        return { file, problem: damageOf(error) };
      }
    }),
  );
  return watch.during('decrypt', async () => {
    const judged: (readonly [File, string | undefined])[] = [];
    for (const { file, object, problem } of fetched) judged.push([file, object === undefined ? problem : await problemOf(vault.keys, file, async (take) => take(await openFile(vault.keys.identity, object)))]);
    return judged;
  });
}

async function openLarge({ vault, watch, call }: DrillWork, file: FileRecord, size: number): Promise<string | undefined> {
  const fetch = (range: { start: number; end: number }): Promise<Uint8Array> => vault.store.get(fileKey(file.file), { signal: call.signal, range });
  return watch.during('decrypt', () =>
    problemOf(vault.keys, file, async (take) => {
      const opened = await openRanged(vault.keys.identity, { size, read: fetch });
      for (let start = 0; start < opened.plainSize; start += part) take(await opened.read({ start, end: Math.min(opened.plainSize, start + part) }));
    }),
  );
}

async function problemOf({ chunkKey }: DrillWork['vault']['keys'], file: FileRecord, read: (take: (bytes: Uint8Array) => void) => Promise<void>): Promise<string | undefined> {
  const id = contentIdOf(chunkKey);
  const sha256 = createHash('sha256');
  let size = 0;
  try {
    await read((bytes) => {
      id.add(bytes);
      sha256.update(bytes);
      size += bytes.length;
    });
  } catch (error) {
    return damageOf(error);
  }
  if (size !== file.size) return `It holds ${size} bytes where it should hold ${file.size}.`;
  return id.id() === file.file && sha256.digest('hex') === file.sha256 ? undefined : 'It holds something else than was noted for it.';
}
