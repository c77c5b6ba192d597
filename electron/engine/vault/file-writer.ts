import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open as openHandle, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { ObjectBody } from '../ports/object-store.ts';
import { scratchError } from '../system/scratch-error.ts';
import { openFile, openRanged, type RangedFile, sealStream } from './crypto/age-file.ts';
import { contentIdOf, type ContentId } from './crypto/content-id.ts';
import type { VaultKeys } from './crypto/keys.ts';

/** An uploaded file, encrypted and ready to be stored under its id. */
export interface SealedFile {
  readonly id: ContentId;
  /** Bytes and SHA-256 (hex) of the content. */
  readonly size: number;
  readonly sha256: string;
  readonly object: ObjectBody;
  /** Removes what it occupies on this computer. */
  dispose(): Promise<void>;
}

// Up to this many encrypted bytes stay in memory; larger files go through the disk, so that memory does not grow with them.
const memoryLimit = 4 * 1024 * 1024;

/**
 * Encrypts a file while it comes in. Its name in the vault is the hash of its content, known only at its end, so it is collected
 * first: small ones in memory, large ones encrypted on disk under `scratch`. Then it is opened again and compared (I2).
 * @throws what the content throws; quota-exceeded when this computer's disk is full.
 */
export async function sealUploadedFile(content: AsyncIterable<Uint8Array>, keys: VaultKeys, scratch: string): Promise<SealedFile> {
  const id = contentIdOf(keys.chunkKey);
  const sha256 = createHash('sha256');
  let size = 0;
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const bytes of content) {
      id.add(bytes);
      sha256.update(bytes);
      size += bytes.length;
      yield bytes;
    }
  }
  const spool = new Spool(join(scratch, `file-${randomUUID()}`));
  try {
    for await (const bytes of sealStream(keys.recipients, hashed())) await spool.add(bytes);
    await spool.end();
    const object = spool.body();
    const sealed = { id: id.id(), size, sha256: sha256.digest('hex'), object, dispose: () => spool.dispose() };
    if ((await idOfSealed(object, keys)) !== sealed.id) {
      throw new HoldfastError('bug', 'Something went wrong while encrypting: what was encrypted did not come back the same. Nothing was sent.');
    }
    return sealed;
  } catch (error) {
    await spool.dispose();
    throw error;
  }
}

/** The content id of a sealed file, by decrypting it. @throws corrupt. */
async function idOfSealed(object: Uint8Array | FileBody, keys: VaultKeys): Promise<ContentId> {
  if (!(object instanceof Uint8Array)) return idOfStoredFile({ size: object.size, read: (range) => object.readRange(range) }, keys);
  const id = contentIdOf(keys.chunkKey);
  id.add(await openFile(keys.identity, object));
  return id.id();
}

/** The content id of a sealed file that lies somewhere, by decrypting all of it. @throws corrupt; permission-denied (encrypted to another key); what reading throws. */
export async function idOfStoredFile(stored: RangedFile, keys: VaultKeys): Promise<ContentId> {
  const id = contentIdOf(keys.chunkKey);
  const file = await openRanged(keys.identity, stored);
  const part = 1024 * 1024;
  for (let start = 0; start < file.plainSize; start += part) id.add(await file.read({ start, end: start + part }));
  return id.id();
}

interface FileBody {
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
  readRange(range: { start: number; end: number }): Promise<Uint8Array>;
}

/** Bytes in memory until they are too many, then in a file. */
class Spool {
  readonly #path: string;
  #parts: Uint8Array[] = [];
  #size = 0;
  #handle: Awaited<ReturnType<typeof openHandle>> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async add(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.length;
    this.#parts.push(bytes.slice());
    if (this.#size > memoryLimit || this.#handle !== undefined) await this.#write();
  }

  async end(): Promise<void> {
    if (this.#handle === undefined) return;
    await this.#write();
    await this.#handle.close();
  }

  body(): Uint8Array | FileBody {
    if (this.#handle === undefined) return Buffer.concat(this.#parts);
    const path = this.#path;
    return {
      size: this.#size,
      open: () => createReadStream(path),
      readRange: (range) => readRange(path, range),
    };
  }

  async dispose(): Promise<void> {
    this.#parts = [];
    if (this.#handle === undefined) return;
    await this.#handle.close().catch(() => undefined);
    await rm(this.#path, { force: true });
  }

  async #write(): Promise<void> {
    try {
      if (this.#handle === undefined) {
        await mkdir(join(this.#path, '..'), { recursive: true, mode: 0o700 });
        this.#handle = await openHandle(this.#path, 'wx', 0o600);
      }
      for (const part of this.#parts) await this.#handle.writeFile(part);
    } catch (error) {
      throw scratchError(error);
    }
    this.#parts = [];
  }
}

async function readRange(path: string, range: { start: number; end: number }): Promise<Uint8Array> {
  if (range.end <= range.start) return new Uint8Array(0);
  const parts: Buffer[] = [];
  const stream: AsyncIterable<Buffer> = createReadStream(path, { start: range.start, end: range.end - 1 });
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
