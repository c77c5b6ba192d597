import { HoldfastError } from '../../../../shared/model/errors.ts';
import { openFile } from '../crypto/age-file.ts';
import { contentId, type ContentId } from '../crypto/content-id.ts';
import type { VaultKeys } from '../crypto/keys.ts';
import { decodeDirectoryFrame } from './directory-frame.ts';
import { damagedSegment, type FramePlace, openFrame } from './segment.ts';

/**
 * Opens every byte of a segment's object: decrypts it, computes its id and that of each chunk in it again. Returns where the chunks lie.
 * @throws corrupt; permission-denied when it was encrypted to another key.
 */
export async function verifySegment(object: Uint8Array, id: ContentId, keys: VaultKeys): Promise<readonly FramePlace[]> {
  const plain = await openFile(keys.identity, object);
  if (contentId(keys.chunkKey, plain) !== id) throw new HoldfastError('corrupt', 'It holds something else than its name says.');
  const { frames } = decodeDirectoryFrame(plain);
  for (const frame of frames) openFrame(plain.subarray(frame.offset, frame.offset + frame.length), frame, keys.chunkKey);
  const last = frames.at(-1);
  if (last !== undefined && last.offset + last.length !== plain.length) throw damagedSegment();
  return frames;
}
