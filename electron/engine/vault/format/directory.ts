import { z } from 'zod';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { ContentId } from '../crypto/content-id.ts';
import { linesOf } from './lines.ts';

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

// Lines as `encodeDirectory` writes them. A vault has one for each 64 KiB of JSON, and all are read to find a single record.
const usualLine = /^\{"chunk":"([0-9a-f]{64})","segment":"([0-9a-f]{64})","offset":(\d{1,15}),"length":([1-9]\d{0,14}),"bytes":(\d{1,15}),"objectSize":([1-9]\d{0,14})\}$/;

/** @throws corrupt. */
export function decodeDirectory(bytes: Uint8Array): DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  let last = '';
  for (const line of linesOf(bytes)) {
    const match = usualLine.exec(line);
    if (match === null) {
      entries.push(parseEntry(line));
      continue;
    }
    const [, chunk = '', segment = '', offset, length, size, objectSize] = match;
    // Neighbouring chunks lie in one segment: its id is kept once.
    if (segment !== last) last = segment;
    entries.push({ chunk, segment: last, offset: Number(offset), length: Number(length), bytes: Number(size), objectSize: Number(objectSize) });
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
