import { bodyPieces, bodySize } from '../../ports/object-body.ts';
import type { ObjectBody, ObjectStore } from '../../ports/object-store.ts';

/** Whether the object is there with just these bytes; read piece by piece, so that it need not fit in memory. */
export async function holdsExactly(store: ObjectStore, key: string, body: ObjectBody, signal: AbortSignal): Promise<boolean> {
  const there = await store.stat(key, { signal });
  if (there?.size !== bodySize(body)) return false;
  let start = 0;
  for await (const piece of bodyPieces(key, body, signal)) {
    if (piece.byteLength === 0) continue;
    const end = start + piece.byteLength;
    const stored = await store.get(key, { signal, range: { start, end } });
    if (Buffer.compare(stored, piece) !== 0) return false;
    start = end;
  }
  return true;
}
