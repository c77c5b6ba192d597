import { HoldfastError } from '../../../../shared/model/errors.ts';
import { openFile, sealFile } from '../crypto/age-file.ts';
import type { ContentId } from '../crypto/content-id.ts';
import type { VaultKeys } from '../crypto/keys.ts';
import { encodeSegment, type FramePlace, openFrame, type SegmentKind } from './segment.ts';

/**
 * The work that is worth a thread of its own: compressing and encrypting a segment, and the reverse. Plain functions, so that
 * they run in a worker or, where there is none, in place.
 */

/** Chunks that lie one after another in `plain`. */
export interface PackJob {
  readonly kind: 'pack';
  readonly segment: SegmentKind;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly chunks: readonly { readonly id: ContentId; readonly start: number; readonly end: number }[];
}

export interface PackedSegment {
  readonly id: ContentId;
  readonly object: Uint8Array<ArrayBuffer>;
  readonly frames: readonly FramePlace[];
  /** The job's own buffer, handed back to be filled again. */
  readonly plain: Uint8Array<ArrayBuffer>;
}

/** Frames to open out of a whole segment's object. */
export interface UnpackJob {
  readonly kind: 'unpack';
  readonly object: Uint8Array<ArrayBuffer>;
  readonly frames: readonly FramePlace[];
}

export interface UnpackedChunks {
  /** The chunks one after another, in the order asked for. */
  readonly plain: Uint8Array<ArrayBuffer>;
}

export async function pack(job: PackJob, keys: VaultKeys): Promise<PackedSegment> {
  const chunks = job.chunks.map(({ id, start, end }) => ({ id, bytes: job.plain.subarray(start, end) }));
  const segment = encodeSegment(job.segment, chunks, keys.chunkKey);
  const object = await sealFile(keys.recipients, segment.plain);
  // Decrypted once more with the vault's key, header included, before it is sent: what only the encryption got wrong would
  // otherwise be found on the day it is needed (I2).
  if (Buffer.compare(await openFile(keys.identity, object), segment.plain) !== 0) {
    throw new HoldfastError('bug', 'Something went wrong while encrypting: what was encrypted did not come back the same. Nothing was sent.');
  }
  return { id: segment.id, object: owned(object), frames: segment.frames, plain: job.plain };
}

export async function unpack(job: UnpackJob, keys: VaultKeys): Promise<UnpackedChunks> {
  const segment = await openFile(keys.identity, job.object);
  const plain = new Uint8Array(job.frames.reduce((sum, frame) => sum + frame.bytes, 0));
  let used = 0;
  for (const frame of job.frames) {
    plain.set(openFrame(segment.subarray(frame.offset, frame.offset + frame.length), frame, keys.chunkKey), used);
    used += frame.bytes;
  }
  return { plain };
}

/** The same bytes in a buffer of their own, which can be handed to another thread. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
}
