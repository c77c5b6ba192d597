import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import { bodyPieces } from '../../ports/object-body.ts';
import type { StreamBody } from '../../ports/object-store.ts';

const MiB = 1024 * 1024;
/** S3 takes 10,000 parts of at least 5 MiB. */
const smallestPart = 8 * MiB;
const mostParts = 10_000;
/** Of one upload at a time: memory is this many parts, however large the object. */
const partsAtOnce = 2;
/** Milliseconds for giving up an upload that was stopped: the one who stopped it is waiting. */
const giveUpLimit = 10_000;

export interface UploadTarget {
  readonly client: S3Client;
  readonly bucket: string;
  /** The object's whole key in the bucket. */
  readonly key: string;
  readonly ifAbsent: boolean;
  /** The driver's own reading of an error of the client. */
  readonly toError: (error: unknown) => HoldfastError;
}

interface Part {
  readonly number: number;
  readonly etag: string;
  readonly md5: string;
}

interface Upload {
  readonly id: string;
  readonly parts: Map<number, Part>;
}

/**
 * Uploads of bodies too large for one request. They become an object in one step at their end. One that breaks off for a
 * reason that passes is kept, and goes on with the parts that are missing when the same body is put again; any other is
 * given up, so that no parts are left for which the owner of the bucket pays.
 */
export class MultipartUploads {
  readonly #unfinished = new WeakMap<StreamBody, Upload & { readonly key: string }>();

  /** @throws HoldfastError as `toError` says; incomplete, and whatever reading the body throws */
  async put(target: UploadTarget, body: StreamBody, signal: AbortSignal): Promise<void> {
    const { key } = target;
    const kept = this.#unfinished.get(body);
    this.#unfinished.delete(body);
    const upload = kept?.key === key ? kept : await begin(target, signal);
    try {
      await sendParts(target, upload, body, signal);
      throwIfCancelled(signal);
      await complete(target, upload, signal);
    } catch (error) {
      const isGone = error instanceof HoldfastError && error.details['s3'] === 'NoSuchUpload';
      // Gone = given up by the server, or completed although its answer was lost: a new upload is right for both.
      if (error instanceof HoldfastError && error.transient && !isGone) this.#unfinished.set(body, { ...upload, key });
      else if (!isGone) await giveUp(target, upload);
      throw error;
    }
  }
}

async function begin({ client, bucket, key, toError }: UploadTarget, signal: AbortSignal): Promise<Upload> {
  try {
    const { UploadId: id } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: 'application/octet-stream' }), { abortSignal: signal });
    if (id === undefined) throw new HoldfastError('server', 'The server began an upload and did not name it.');
    return { id, parts: new Map() };
  } catch (error) {
    throw toError(error);
  }
}

async function sendParts(target: UploadTarget, upload: Upload, body: StreamBody, callerSignal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([callerSignal, stop.signal]);
  const sending = new Set<Promise<void>>();
  try {
    let number = 0;
    for await (const bytes of partsOf(target.key, body, callerSignal)) {
      number += 1;
      while (sending.size >= partsAtOnce) await Promise.race(sending);
      const sent: Promise<void> = sendPart(target, upload, number, bytes, signal).finally(() => sending.delete(sent));
      sent.catch(() => undefined);
      sending.add(sent);
    }
    await Promise.all(sending);
  } finally {
    // An upload can only be given up, or gone on with, when none of its parts is on the way any more.
    stop.abort();
    await Promise.allSettled(sending);
  }
}

async function sendPart({ client, bucket, key, toError }: UploadTarget, upload: Upload, number: number, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  const md5 = createHash('md5').update(bytes).digest('base64');
  // The body was opened anew: a part is only left out when it is the same as the one that lies there.
  if (upload.parts.get(number)?.md5 === md5) return;
  try {
    const { ETag: etag } = await client.send(new UploadPartCommand({ Bucket: bucket, Key: key, UploadId: upload.id, PartNumber: number, Body: bytes, ContentMD5: md5 }), { abortSignal: signal });
    if (etag === undefined) throw new HoldfastError('server', 'The server took a part of an upload and did not name it.');
    upload.parts.set(number, { number, etag, md5 });
  } catch (error) {
    throw toError(error);
  }
}

async function complete({ client, bucket, key, ifAbsent, toError }: UploadTarget, { id, parts }: Upload, signal: AbortSignal): Promise<void> {
  const inOrder = [...parts.values()].toSorted((a, b) => a.number - b.number);
  try {
    await client.send(
      new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: id,
        MultipartUpload: { Parts: inOrder.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
        ...(ifAbsent ? { IfNoneMatch: '*' } : {}),
      }),
      { abortSignal: signal },
    );
  } catch (error) {
    throw toError(error);
  }
}

/** Best effort: what is left behind is no object, and a key that may only add must not fail for it. */
async function giveUp({ client, bucket, key }: UploadTarget, { id }: Upload): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id }), { requestTimeout: giveUpLimit });
  } catch {
    // Expires by the bucket's own rule for unfinished uploads.
  }
}

/** The body cut into parts, each in memory of its own. */
async function* partsOf(key: string, body: StreamBody, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  const size = partSize(body.size);
  let part = Buffer.allocUnsafe(Math.min(size, body.size));
  let filled = 0;
  let given = 0;
  for await (const piece of bodyPieces(key, body, signal)) {
    for (let at = 0; at < piece.byteLength; ) {
      const taken = Math.min(part.byteLength - filled, piece.byteLength - at);
      part.set(piece.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < part.byteLength) continue;
      yield part;
      given += filled;
      filled = 0;
      part = Buffer.allocUnsafe(Math.min(size, body.size - given));
    }
  }
}

function partSize(size: number): number {
  return Math.max(smallestPart, Math.ceil(size / mostParts / MiB) * MiB);
}
