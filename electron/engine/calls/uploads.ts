import { createHash } from 'node:crypto';
import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import { type FileRecord, fileRecordSchema, type Manifest } from '../../../shared/model/snapshot.ts';
import type { ExportUpload } from '../export/index.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { openRanged, type OpenedFile } from '../vault/crypto/age-file.ts';
import { parseObject, readRecords } from '../vault/entity-reader.ts';
import { fileKey } from '../vault/format/names.ts';
import type { Vault, VaultAccess } from '../vault/vault.ts';

/** Files up to this are opened whole before they are handed on, so that a damaged one is left out; larger ones as they are written. */
const wholeUpTo = 64 * 1024 * 1024;
const readStep = 4 * 1024 * 1024;

/** The uploaded files of a backup. One that is damaged or missing is left out and said: the others must not be lost for it. */
export async function* uploadsOf(vault: Vault, reader: ChunkReader, manifest: Manifest, signal: AbortSignal, warn: (sentence: string) => void, list: AsyncIterable<readonly string[]> = readRecords(reader, manifest.files, signal)): AsyncGenerator<ExportUpload> {
  for await (const lines of list) {
    for (const line of lines) {
      const record = fileRecordSchema.parse(parseObject(line));
      try {
        const body = await contentOf(vault, record, signal);
        yield { name: record.name, size: record.size, address: record.url, body };
      } catch (error) {
        if (!isHoldfastError(error, 'corrupt')) throw error;
        warn(`The uploaded file “${record.name}” is missing or damaged in this place and was left out.`);
      }
    }
  }
}

/** The content of one, from its start. @throws corrupt when it is damaged or missing. */
export async function* fileContent(vault: VaultAccess, record: FileRecord, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield* await contentOf(vault, record, signal);
}

async function contentOf(vault: VaultAccess, record: FileRecord, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const key = fileKey(record.file);
  const found = await vault.store.stat(key, { signal });
  if (found === undefined) throw damaged(key, 'missing');
  const file = await openRanged(vault.keys.identity, { size: found.size, read: (range) => vault.store.get(key, { signal, range }) }).catch((error: unknown) => {
    throw isHoldfastError(error, 'permission-denied') ? damaged(key, 'not sealed with this key') : toHoldfastError(error);
  });
  if (record.size > wholeUpTo) return piecesOf(file, record, key);
  const pieces: Uint8Array[] = [];
  for await (const piece of piecesOf(file, record, key)) pieces.push(piece);
  return inMemory(pieces);
}

/** @throws corrupt at the end when it is not the content that was stored. */
async function* piecesOf(file: OpenedFile, record: FileRecord, key: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for (let start = 0; start < file.plainSize; start += readStep) {
    const piece = await file.read({ start, end: start + readStep });
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== record.sha256) throw damaged(key, 'another content');
}

async function* inMemory(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

function damaged(object: string, why: string): HoldfastError {
  return new HoldfastError('corrupt', 'An uploaded file in this backup is damaged.', { details: { object, why } });
}
