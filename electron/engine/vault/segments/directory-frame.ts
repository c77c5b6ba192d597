import { z } from 'zod';
import { damagedSegment, type FramePlace, type SegmentKind, skippableHead, skippableMagic } from './segment.ts';

/**
 * The directory at the head of a segment, read back. Kept apart from the writing: the threads that pack need no parser, and a thread
 * whose memory holds little is cheap to clean.
 */
const directorySchema = z.object({
  kind: z.enum(['records', 'index']),
  chunks: z.array(z.tuple([z.string().regex(/^[0-9a-f]{64}$/), z.int().positive(), z.int().nonnegative()])),
});

export interface SegmentDirectory {
  readonly kind: SegmentKind;
  readonly frames: readonly FramePlace[];
}

/** Bytes of the directory's frame, told by the first eight bytes of a segment. @throws corrupt. */
export function directorySize(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < skippableHead || view.getUint32(0, true) !== skippableMagic) throw damagedSegment();
  return skippableHead + view.getUint32(4, true);
}

/** Reads the directory from the beginning of a segment (`directorySize` bytes or more). @throws corrupt. */
export function decodeDirectoryFrame(plain: Uint8Array): SegmentDirectory {
  const size = directorySize(plain);
  if (plain.length < size) throw damagedSegment();
  let parsed: z.infer<typeof directorySchema>;
  try {
    parsed = directorySchema.parse(JSON.parse(new TextDecoder().decode(plain.subarray(skippableHead, size))));
  } catch (cause) {
    throw damagedSegment(cause);
  }
  let offset = size;
  const frames = parsed.chunks.map(([chunk, length, bytes]) => {
    const place = { chunk, offset, length, bytes };
    offset += length;
    return place;
  });
  return { kind: parsed.kind, frames };
}
