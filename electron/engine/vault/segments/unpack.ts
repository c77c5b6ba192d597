import { openFile } from '../crypto/age-file.ts';
import type { VaultKeys } from '../crypto/keys.ts';
import { type FramePlace, openFrame } from './segment.ts';

/** Opens frames out of a whole segment's object: the chunks one after another, in the order asked for. @throws corrupt. */
export async function unpack(object: Uint8Array, frames: readonly FramePlace[], keys: VaultKeys): Promise<Uint8Array<ArrayBuffer>> {
  const segment = await openFile(keys.identity, object);
  const plain = new Uint8Array(frames.reduce((sum, frame) => sum + frame.bytes, 0));
  let used = 0;
  for (const frame of frames) {
    plain.set(openFrame(segment.subarray(frame.offset, frame.offset + frame.length), frame, keys.chunkKey), used);
    used += frame.bytes;
  }
  return plain;
}
