import type { Readable } from 'node:stream';
import { cancelledError, throwIfCancelled } from '../../ports/cancel.ts';
import { bodyPieces } from '../../ports/object-body.ts';
import type { ObjectBody } from '../../ports/object-store.ts';

/** A whole body in memory. */
export async function gathered(key: string, body: ObjectBody, signal: AbortSignal): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const pieces: Uint8Array[] = [];
  // Copied: a stream may fill the same memory again for its next piece.
  for await (const piece of bodyPieces(key, body, signal)) pieces.push(new Uint8Array(piece));
  return Buffer.concat(pieces);
}

/** @throws an error named `IncompleteAnswer` when the connection ends before all has come */
export async function received(body: Readable, announced: number | undefined, signal: AbortSignal): Promise<Uint8Array> {
  const stop = (): void => void body.destroy(cancelledError(signal));
  signal.addEventListener('abort', stop, { once: true });
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    throwIfCancelled(signal);
    for await (const piece of body) {
      if (!(piece instanceof Uint8Array)) continue;
      pieces.push(piece);
      size += piece.byteLength;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
  if (announced !== undefined && size !== announced) throw Object.assign(new Error('The answer ended early.'), { name: 'IncompleteAnswer' });
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
