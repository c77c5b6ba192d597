import type { HoldfastError, PlainError } from '../../../../shared/model/errors.ts';
import type { ContentId } from '../crypto/content-id.ts';
import type { VaultKeys } from '../crypto/keys.ts';
import type { ChunkBatch, HashedChunk } from './builder.ts';
import type { EncodedSegment, FramePlace } from './segment.ts';

/** What the pool and its threads say to each other. Every request is answered with its `job` number. */
export type WorkerRequest = { readonly job: number } & (
  | { readonly kind: 'hash'; readonly number: number; readonly batch: ChunkBatch }
  | { readonly kind: 'keep'; readonly number: number; readonly wanted: readonly number[] }
  | { readonly kind: 'flush' }
  | { readonly kind: 'unpack'; readonly object: Uint8Array<ArrayBuffer>; readonly frames: readonly FramePlace[] }
  | { readonly kind: 'verify'; readonly object: Uint8Array<ArrayBuffer>; readonly segment: ContentId }
);

export type WorkerReply = { readonly job: number } & (
  | { readonly kind: 'hashed'; readonly chunks: readonly HashedChunk[] }
  | { readonly kind: 'packed'; readonly segments: readonly EncodedSegment[]; readonly buffer?: ArrayBuffer }
  | { readonly kind: 'unpacked'; readonly plain: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'verified'; readonly frames: readonly FramePlace[] }
  | { readonly kind: 'failed'; readonly error: PlainError; readonly details: HoldfastError['details']; readonly cause: string }
);

export interface WorkerStart {
  readonly keys: VaultKeys;
}
