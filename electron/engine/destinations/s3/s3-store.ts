import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { DeleteObjectCommand, GetBucketVersioningCommand, GetObjectCommand, HeadBucketCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { HoldfastError, isHoldfastError } from '../../../../shared/model/errors.ts';
import { cancelledError, throwIfCancelled } from '../../ports/cancel.ts';
import { assertRange, bodyPieces, bodySize } from '../../ports/object-body.ts';
import { assertKeyPrefix, assertObjectKey } from '../../ports/object-key.ts';
import type { CallOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../ports/object-store.ts';
import { MultipartUploads } from './multipart.ts';
import type { S3TimeLimits } from './s3-client.ts';
import { createS3Client } from './s3-client.ts';
import type { S3Doing } from './s3-errors.ts';
import { bucketMissing, notS3, objectExists, objectMissing, s3Answer, s3Error } from './s3-errors.ts';
import type { S3Place } from './s3-place.ts';

export interface OpenS3Options {
  readonly secretAccessKey: string;
  readonly signal?: AbortSignal;
  readonly limits?: S3TimeLimits;
}

const MiB = 1024 * 1024;
/** A stream up to here is one request; one that must create, up to the second, because only there every server is atomic. */
const oneRequest = 16 * MiB;
const oneCreatingRequest = 64 * MiB;

/** Lies beside the objects under a name that none of them can have, so that asking costs one refused request and writes nothing. */
const probeName = '~holdfast-create-only.txt';
const probeContent = new TextEncoder().encode('Holdfast keeps this file here to find out whether this place refuses to overwrite a file. It may be deleted.\n');

/**
 * A place in a bucket of any server that speaks S3. docs/adr/0014-s3-client-and-servers.md has which do what.
 * Asks the server once: whether the bucket is there, whether it creates atomically, whether it keeps versions.
 * What passes by itself does not fail the opening: the first call to the place, which is tried again, tells it.
 * @throws auth-revoked for a wrong key or secret; not-found for no such bucket; invalid-input for a wrong region or clock; cancelled
 */
export async function openS3(place: S3Place, { secretAccessKey, signal = new AbortController().signal, limits }: OpenS3Options): Promise<ObjectStore> {
  const store = new S3Store(place, createS3Client(place, secretAccessKey, limits));
  try {
    await store.findOut(signal);
  } catch (error) {
    if (isHoldfastError(error) && !error.transient && error.code !== 'permission-denied') throw error;
  }
  return store;
}

class S3Store implements ObjectStore {
  capabilities: StoreCapabilities = { maxConcurrency: 8, createOnly: false, versioned: false, nearby: false };
  readonly #place: S3Place;
  readonly #client: S3Client;
  readonly #base: string;
  readonly #uploads = new MultipartUploads();
  /** The server does not even know the header that asks it to create. */
  #refusesConditions = false;

  constructor(place: S3Place, client: S3Client) {
    this.#place = place;
    this.#client = client;
    this.#base = place.prefix === undefined || place.prefix === '' ? '' : `${place.prefix}/`;
  }

  async findOut(signal: AbortSignal): Promise<void> {
    await this.#reporting('open', undefined, signal, () => this.#page('', undefined, signal, 1));
    const [createOnly, versioned] = await Promise.all([this.#createsAtomically(signal), this.#keepsVersions(signal)]);
    this.capabilities = { ...this.capabilities, createOnly, versioned };
  }

  put(key: string, body: ObjectBody, { signal, ifAbsent = false }: PutOptions): Promise<void> {
    return this.#reporting('write', key, signal, async () => {
      assertObjectKey(key);
      throwIfCancelled(signal);
      // A server that ignores the condition would overwrite; looking first is the best there is then.
      if (ifAbsent && !this.capabilities.createOnly && (await this.#find(key, signal)) !== undefined) throw objectExists(this.#place, key);
      try {
        if (body instanceof Uint8Array || bodySize(body) <= (ifAbsent ? oneCreatingRequest : oneRequest)) {
          await this.#putAtOnce(this.#base + key, await gathered(key, body, signal), ifAbsent, signal);
        } else {
          if (ifAbsent && (await this.#find(key, signal)) !== undefined) throw objectExists(this.#place, key);
          const toError = (error: unknown) => (isTaken(error) ? objectExists(this.#place, key) : s3Error(error, { place: this.#place, doing: 'write', key }));
          await this.#uploads.put({ client: this.#client, bucket: this.#place.bucket, key: this.#base + key, ifAbsent: ifAbsent && !this.#refusesConditions, toError }, body, signal);
        }
      } catch (error) {
        throw ifAbsent && isTaken(error) ? objectExists(this.#place, key) : error;
      }
    });
  }

  get(key: string, { signal, range }: GetOptions): Promise<Uint8Array> {
    return this.#reporting('read', key, signal, async () => {
      assertObjectKey(key);
      assertRange(range);
      throwIfCancelled(signal);
      if (range !== undefined && range.start === range.end) {
        // HTTP cannot ask for nothing.
        if ((await this.#find(key, signal)) === undefined) throw objectMissing(this.#place, key);
        return new Uint8Array();
      }
      try {
        const asked = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` };
        const { Body, ContentLength, ContentRange, ETag } = await this.#client.send(new GetObjectCommand({ Bucket: this.#place.bucket, Key: this.#base + key, ...asked }), { abortSignal: signal });
        const bytes = Body instanceof Readable ? await received(Body, ContentLength, signal) : new Uint8Array();
        this.#assertFromS3(ETag);
        // A server may answer with all of it.
        return range !== undefined && ContentRange === undefined ? bytes.subarray(range.start, range.end) : bytes;
      } catch (error) {
        // The object is there, and the range begins behind its end.
        if (range !== undefined && s3Answer(error)?.status === 416) return new Uint8Array();
        throw error;
      }
    });
  }

  stat(key: string, { signal }: CallOptions): Promise<ObjectInfo | undefined> {
    return this.#reporting('read', key, signal, () => {
      assertObjectKey(key);
      throwIfCancelled(signal);
      return this.#find(key, signal);
    });
  }

  async *list(prefix: string, { signal }: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    let after: string | undefined;
    let last = '';
    do {
      const page = await this.#reporting('list', undefined, signal, () => {
        assertKeyPrefix(prefix);
        throwIfCancelled(signal);
        return this.#page(prefix, after, signal);
      });
      for (const { Key = '', Size = 0 } of page.Contents ?? []) {
        throwIfCancelled(signal);
        const key = decoded(Key, page.EncodingType).slice(this.#base.length);
        // Other programs may keep things in the bucket, the console its folders; none of them is an object of ours.
        if (!isOurs(key)) continue;
        if (key <= last) throw outOfOrder();
        last = key;
        yield { key, size: Size };
      }
      after = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      if (page.IsTruncated === true && after === undefined) throw outOfOrder();
    } while (after !== undefined);
  }

  delete(key: string, { signal }: CallOptions): Promise<void> {
    return this.#reporting('delete', key, signal, async () => {
      assertObjectKey(key);
      throwIfCancelled(signal);
      try {
        await this.#client.send(new DeleteObjectCommand({ Bucket: this.#place.bucket, Key: this.#base + key }), { abortSignal: signal });
      } catch (error) {
        // Amazon calls it done; some servers call it missing.
        if (s3Answer(error)?.name !== 'NoSuchKey') throw error;
      }
    });
  }

  async #page(prefix: string, after: string | undefined, signal: AbortSignal, most?: number): Promise<ListObjectsV2CommandOutput> {
    const page = await this.#client.send(
      new ListObjectsV2Command({
        Bucket: this.#place.bucket,
        Prefix: this.#base + prefix,
        // Other programs' names may hold what XML cannot.
        EncodingType: 'url',
        ...(after === undefined ? {} : { ContinuationToken: after }),
        ...(most === undefined ? {} : { MaxKeys: most }),
      }),
      { abortSignal: signal },
    );
    // Whatever is no listing would be read as one of nothing.
    if (page.IsTruncated === undefined) throw notS3(this.#place);
    return page;
  }

  /** Every S3 server gives an object its tag; a page that somebody put in between has none. */
  #assertFromS3(tag: string | undefined): void {
    if (tag === undefined) throw notS3(this.#place);
  }

  async #putAtOnce(name: string, bytes: Uint8Array, ifAbsent: boolean, signal: AbortSignal): Promise<void> {
    const isConditional = ifAbsent && !this.#refusesConditions;
    try {
      const { ETag } = await this.#client.send(
        new PutObjectCommand({
          Bucket: this.#place.bucket,
          Key: name,
          Body: bytes,
          ContentLength: bytes.byteLength,
          ContentType: 'application/octet-stream',
          // Every server checks this one, and buckets with object lock insist on it.
          ContentMD5: createHash('md5').update(bytes).digest('base64'),
          ...(isConditional ? { IfNoneMatch: '*' } : {}),
        }),
        { abortSignal: signal },
      );
      this.#assertFromS3(ETag);
    } catch (error) {
      if (!isConditional || s3Answer(error)?.status !== 501) throw error;
      this.#refusesConditions = true;
      await this.#putAtOnce(name, bytes, false, signal);
    }
  }

  async #find(key: string, signal: AbortSignal): Promise<ObjectInfo | undefined> {
    try {
      const { ContentLength = 0, ETag } = await this.#client.send(new HeadObjectCommand({ Bucket: this.#place.bucket, Key: this.#base + key }), { abortSignal: signal });
      this.#assertFromS3(ETag);
      return { key, size: ContentLength };
    } catch (error) {
      const status = s3Answer(error)?.status;
      if (status === 404) {
        await this.#assertBucket(signal);
        return undefined;
      }
      if (status === 403 || status === 400) await this.#askForReason(key, signal);
      throw error;
    }
  }

  /** @throws not-found when the bucket is gone. Where that cannot be told, it is there: it has answered. */
  async #assertBucket(signal: AbortSignal): Promise<void> {
    try {
      await this.#client.send(new HeadBucketCommand({ Bucket: this.#place.bucket }), { abortSignal: signal });
    } catch (error) {
      throwIfCancelled(signal);
      if (s3Answer(error)?.status === 404) throw bucketMissing(this.#place);
    }
  }

  /** An answer to HEAD has no text, and so no reason: the same asked by GET fails with one. */
  async #askForReason(key: string, signal: AbortSignal): Promise<void> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#place.bucket, Key: this.#base + key, Range: 'bytes=0-0' }), { abortSignal: signal });
    if (Body instanceof Readable) Body.destroy();
  }

  async #createsAtomically(signal: AbortSignal): Promise<boolean> {
    const name = this.#base + probeName;
    // The first time the file is not there yet, and only the second put can be refused.
    for (let tries = 0; tries < 2; tries += 1) {
      try {
        await this.#putAtOnce(name, probeContent, true, signal);
        if (this.#refusesConditions) return false;
      } catch (error) {
        throwIfCancelled(signal);
        return isTaken(error);
      }
    }
    return false;
  }

  async #keepsVersions(signal: AbortSignal): Promise<boolean> {
    try {
      const { Status } = await this.#client.send(new GetBucketVersioningCommand({ Bucket: this.#place.bucket }), { abortSignal: signal });
      return Status === 'Enabled';
    } catch {
      throwIfCancelled(signal);
      return false;
    }
  }

  async #reporting<T>(doing: S3Doing, key: string | undefined, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw cancelledError(signal);
      throw s3Error(error, { place: this.#place, doing, ...(key === undefined ? {} : { key }) });
    }
  }
}

function isTaken(error: unknown): boolean {
  return s3Answer(error)?.status === 412;
}

function decoded(key: string, encoding: string | undefined): string {
  if (encoding !== 'url') return key;
  try {
    return decodeURIComponent(key);
  } catch {
    return '';
  }
}

function isOurs(key: string): boolean {
  try {
    assertObjectKey(key);
    return true;
  } catch {
    return false;
  }
}

/** A listing that cannot be trusted must not look like a smaller place. */
function outOfOrder(): HoldfastError {
  return new HoldfastError('server', 'The server lists what lies there in no order.', {
    transient: false,
    nextStep: 'Use a bucket of the usual kind (at Amazon: “general purpose”), or another storage provider.',
    details: { reason: 'unordered-listing' },
  });
}

async function gathered(key: string, body: ObjectBody, signal: AbortSignal): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const pieces: Uint8Array[] = [];
  // Copied: a stream may fill the same memory again for its next piece.
  for await (const piece of bodyPieces(key, body, signal)) pieces.push(new Uint8Array(piece));
  return Buffer.concat(pieces);
}

/** @throws an error named `IncompleteAnswer` when the connection ends before all has come */
async function received(body: Readable, announced: number | undefined, signal: AbortSignal): Promise<Uint8Array> {
  const stop = (): void => void body.destroy(cancelledError(signal));
  signal.addEventListener('abort', stop, { once: true });
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    throwIfCancelled(signal);
    for await (const piece of body) {
      if (!(piece instanceof Uint8Array)) continue;
      pieces.push(piece);
      size += piece.byteLength;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
  if (announced !== undefined && size !== announced) throw Object.assign(new Error('The answer ended early.'), { name: 'IncompleteAnswer' });
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
