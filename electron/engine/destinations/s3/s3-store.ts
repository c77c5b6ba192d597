import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { DeleteObjectCommand, GetObjectCommand, HeadBucketCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { HoldfastError, isHoldfastError } from '../../../../shared/model/errors.ts';
import { cancelledError, throwIfCancelled } from '../../ports/cancel.ts';
import { assertRange, bodySize } from '../../ports/object-body.ts';
import { assertKeyPrefix, assertObjectKey } from '../../ports/object-key.ts';
import type { CallOptions, FoldersOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../ports/object-store.ts';
import { deleteObjects, knowsNoDeleteMany, mostInOneDelete } from './delete-many.ts';
import { gathered, received } from './bodies.ts';
import { MultipartUploads } from './multipart.ts';
import type { S3TimeLimits } from './s3-client.ts';
import { createS3Client } from './s3-client.ts';
import type { S3Doing } from './s3-errors.ts';
import { bucketMissing, deleteRefused, notS3, objectExists, objectMissing, s3Answer, s3Error } from './s3-errors.ts';
import type { S3Place } from './s3-place.ts';
import { askProtection } from './server-abilities.ts';

export interface OpenS3Options {
  readonly secretAccessKey: string;
  readonly signal?: AbortSignal;
  readonly limits?: S3TimeLimits;
  /** Write nothing, not even what shows whether the server creates atomically: `capabilities` then speak of the worst. */
  readonly readOnly?: boolean | undefined;
  /** What passes by itself fails the opening too: somebody has just typed the address, and waits. */
  readonly mustAnswer?: boolean | undefined;
}

const MiB = 1024 * 1024;
/** A stream up to here is one request; one that must create, up to the second, because only there every server is atomic. */
const oneRequest = 16 * MiB;
const oneCreatingRequest = 64 * MiB;

/** Lies beside the objects under a name that none of them can have, so that asking costs one refused request and writes nothing. */
const probeName = '~holdfast-create-only.txt';
const probeContent = new TextEncoder().encode('Holdfast keeps this file here to find out whether this place refuses to overwrite a file. It may be deleted.\n');
const probeOverwritten = new TextEncoder().encode('Holdfast keeps this file here to remember that this place overwrites files although it is asked not to. It may be deleted.\n');

/**
 * A place in a bucket of any server that speaks S3. docs/adr/0014-s3-client-and-servers.md has which do what.
 * Asks the server once: whether the bucket is there, whether it creates atomically, whether it keeps versions.
 * What passes by itself does not fail the opening: the first call to the place, which is tried again, tells it.
 * @throws auth-revoked for a wrong key or secret; not-found for no such bucket; invalid-input for a wrong region or clock; cancelled
 */
export async function openS3(place: S3Place, { secretAccessKey, signal = new AbortController().signal, limits, readOnly = false, mustAnswer = false }: OpenS3Options): Promise<ObjectStore> {
  const store = new S3Store(place, createS3Client(place, secretAccessKey, limits));
  try {
    await store.findOut(signal, readOnly);
  } catch (error) {
    if (isHoldfastError(error) && (mustAnswer || !error.transient) && error.code !== 'permission-denied') throw error;
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
  /** It takes requests that delete many; one that has none says so at the first. */
  #deletesMany = true;

  constructor(place: S3Place, client: S3Client) {
    this.#place = place;
    this.#client = client;
    this.#base = place.prefix === undefined || place.prefix === '' ? '' : `${place.prefix}/`;
  }

  async findOut(signal: AbortSignal, readOnly: boolean): Promise<void> {
    await this.#reporting('open', undefined, signal, () => this.#page('', undefined, signal, { MaxKeys: 1 }));
    if (readOnly) return;
    const [createOnly, protection] = await Promise.all([this.#createsAtomically(signal), askProtection(this.#client, this.#place.bucket, signal)]);
    this.capabilities = { ...this.capabilities, createOnly, ...protection };
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

  async folders(prefix: string, { signal, most }: FoldersOptions): Promise<readonly string[]> {
    const names = new Set<string>();
    let after: string | undefined;
    do {
      const page = await this.#reporting('list', undefined, signal, () => {
        assertKeyPrefix(prefix);
        throwIfCancelled(signal);
        return this.#page(prefix, after, signal, { Delimiter: '/' });
      });
      for (const { Prefix = '' } of page.CommonPrefixes ?? []) {
        const name = decoded(Prefix, page.EncodingType).slice(this.#base.length + prefix.length, -1);
        if (name !== '' && names.size < most) names.add(name);
      }
      after = page.IsTruncated === true && names.size < most ? page.NextContinuationToken : undefined;
    } while (after !== undefined);
    return [...names].toSorted();
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

  async deleteMany(keys: readonly string[], { signal }: CallOptions): Promise<ReadonlyMap<string, HoldfastError>> {
    for (const key of keys) assertObjectKey(key);
    const left = new Map<string, HoldfastError>();
    const distinct = [...new Set(keys)];
    for (let at = 0; at < distinct.length; at += mostInOneDelete) {
      const some = distinct.slice(at, at + mostInOneDelete);
      for (const [key, error] of await (this.#deletesMany ? this.#deleteSome(some, signal) : this.#deleteEach(some, signal))) left.set(key, error);
    }
    return left;
  }

  async #deleteSome(keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, HoldfastError>> {
    throwIfCancelled(signal);
    try {
      const { Deleted, Errors } = await this.#client.send(deleteObjects(this.#place.bucket, keys.map((key) => this.#base + key)), { abortSignal: signal });
      const refusals = new Map((Errors ?? []).map(({ Key = '', Code = '' }) => [Key, Code]));
      const told = new Set([...(Deleted ?? []).map(({ Key = '' }) => Key), ...refusals.keys()]);
      // Of what the answer does not speak, nobody knows whether it is gone.
      if (keys.some((key) => !told.has(this.#base + key))) throw notS3(this.#place);
      return new Map(
        keys.flatMap((key) => {
          const code = refusals.get(this.#base + key);
          return code === undefined || code === 'NoSuchKey' ? [] : [[key, deleteRefused(code, { place: this.#place, doing: 'delete', key })] as const];
        }),
      );
    } catch (error) {
      if (signal.aborted) throw cancelledError(signal);
      if (!knowsNoDeleteMany(error)) throw s3Error(error, { place: this.#place, doing: 'delete' });
      this.#deletesMany = false;
      return this.#deleteEach(keys, signal);
    }
  }

  async #deleteEach(keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, HoldfastError>> {
    const left = new Map<string, HoldfastError>();
    const open = keys.values();
    const deleteNext = async (): Promise<void> => {
      for (const key of open) {
        try {
          await this.delete(key, { signal });
        } catch (error) {
          if (signal.aborted || !isHoldfastError(error)) throw error;
          left.set(key, error);
        }
      }
    };
    await Promise.all(Array.from({ length: this.capabilities.maxConcurrency }, deleteNext));
    return left;
  }

  async #page(prefix: string, after: string | undefined, signal: AbortSignal, more: Pick<ListObjectsV2CommandInput, 'MaxKeys' | 'Delimiter'> = {}): Promise<ListObjectsV2CommandOutput> {
    const page = await this.#client.send(
      new ListObjectsV2Command({
        Bucket: this.#place.bucket,
        Prefix: this.#base + prefix,
        // Other programs' names may hold what XML cannot.
        EncodingType: 'url',
        ...(after === undefined ? {} : { ContinuationToken: after }),
        ...more,
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

  /**
   * Asked by a file that must not be overwritten. What a server answered that overwrites it is noted in that file: in a bucket that keeps
   * versions each further asking would leave one more behind, and where they are locked nobody could delete it.
   */
  async #createsAtomically(signal: AbortSignal): Promise<boolean> {
    try {
      if ((await this.#probe(signal)) === 'overwrites') return false;
      // The first time the file is not there yet, and only the second put can be refused.
      for (let tries = 0; tries < 2 && !this.#refusesConditions; tries += 1) await this.#putAtOnce(this.#base + probeName, probeContent, true, signal);
      await this.#putAtOnce(this.#base + probeName, probeOverwritten, false, signal);
      return false;
    } catch (error) {
      throwIfCancelled(signal);
      return isTaken(error);
    }
  }

  async #probe(signal: AbortSignal): Promise<'overwrites' | undefined> {
    try {
      const { Body, ContentLength } = await this.#client.send(new GetObjectCommand({ Bucket: this.#place.bucket, Key: this.#base + probeName }), { abortSignal: signal });
      const bytes = Body instanceof Readable ? await received(Body, ContentLength, signal) : new Uint8Array();
      return Buffer.compare(bytes, probeOverwritten) === 0 ? 'overwrites' : undefined;
    } catch {
      throwIfCancelled(signal);
      return undefined;
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
