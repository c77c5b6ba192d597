import { HoldfastError } from '../../../../shared/model/errors.ts';
import { openFile, sealFile } from '../crypto/age-file.ts';
import type { ContentId } from '../crypto/content-id.ts';
import type { VaultKeys } from '../crypto/keys.ts';
import type { EncodedSegment, FramePlace } from './segment.ts';

/** A segment ready to be stored. */
export interface PackedSegment {
  readonly id: ContentId;
  readonly object: Uint8Array;
  readonly frames: readonly FramePlace[];
}

/**
 * Encrypts a segment, and decrypts it once more with the vault's key, header included, before it is sent: what only the encryption
 * got wrong would otherwise be found on the day it is needed (I2).
 */
export async function sealSegment(segment: EncodedSegment, keys: VaultKeys): Promise<PackedSegment> {
  const object = await sealFile(keys.recipients, segment.plain);
  if (Buffer.compare(await openFile(keys.identity, object), segment.plain) !== 0) {
    throw new HoldfastError('bug', 'Something went wrong while encrypting: what was encrypted did not come back the same. Nothing was sent.');
  }
  return { id: segment.id, object, frames: segment.frames };
}
