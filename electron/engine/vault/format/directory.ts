import { z } from 'zod';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { ContentId } from '../crypto/content-id.ts';

/** Where a chunk lies. */
export interface ChunkLocation {
  readonly segment: ContentId;
  /** Of the chunk's frame in the decrypted segment. */
  readonly offset: number;
  /** Bytes of the frame. */
  readonly length: number;
  /** Bytes of the chunk. */
  readonly bytes: number;
  /** Bytes of the segment's encrypted object. */
  readonly objectSize: number;
}

export interface DirectoryEntry extends ChunkLocation {
  readonly chunk: ContentId;
}

const entrySchema = z.object({
  chunk: z.string().regex(/^[0-9a-f]{64}$/),
  segment: z.string().regex(/^[0-9a-f]{64}$/),
  offset: z.int().nonnegative(),
  length: z.int().positive(),
  bytes: z.int().nonnegative(),
  objectSize: z.int().positive(),
});

/** A run's directory as JSON Lines. The order of the fields is part of the format: the shell recipe reads it with sed. */
export function encodeDirectory(entries: Iterable<DirectoryEntry>): Uint8Array {
  let text = '';
  for (const e of entries) {
    text += `{"chunk":"${e.chunk}","segment":"${e.segment}","offset":${e.offset},"length":${e.length},"bytes":${e.bytes},"objectSize":${e.objectSize}}\n`;
  }
  return new TextEncoder().encode(text);
}

/** @throws corrupt. */
export function decodeDirectory(bytes: Uint8Array): DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    if (line !== '') entries.push(parseEntry(line));
  }
  return entries;
}

function parseEntry(line: string): DirectoryEntry {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new HoldfastError('corrupt', 'A directory of this vault is damaged.', { cause });
  }
}
