import { HoldfastError } from '../../../shared/model/errors.ts';
import { cancelledError, orCancelled, throwIfCancelled } from './cancel.ts';
import type { ObjectBody } from './object-store.ts';

export function bodySize(body: ObjectBody): number {
  return body instanceof Uint8Array ? body.byteLength : body.size;
}

/**
 * The body's bytes in pieces, in order. Ends early with `cancelled`, also when the body itself hangs, and closes the body then.
 * @throws incomplete when a StreamBody gives more or fewer bytes than it said; whatever the body's own reading throws.
 */
export async function* bodyPieces(key: string, body: ObjectBody, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  throwIfCancelled(signal);
  if (body instanceof Uint8Array) {
    yield body;
    return;
  }
  const iterator = body.open()[Symbol.asyncIterator]();
  let seen = 0;
  let ended = false;
  try {
    for (;;) {
      const next = await orCancelled(iterator.next(), signal);
      if (next.done === true) {
        ended = true;
        break;
      }
      seen += next.value.byteLength;
      if (seen > body.size) throw wrongSize(key, body.size, seen);
      yield next.value;
      if (signal.aborted) throw cancelledError(signal);
    }
  } finally {
    // Not awaited: a body that hangs in a read would hang here too.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
  if (seen !== body.size) throw wrongSize(key, body.size, seen);
}

function wrongSize(key: string, expected: number, seen: number): HoldfastError {
  const problem = seen > expected ? 'more bytes came than were announced' : `only ${seen} of ${expected} bytes came`;
  return new HoldfastError('incomplete', `“${key}” was not stored: ${problem}.`, {
    nextStep: 'Back up again; what was being read changed or broke off on the way.',
    details: { key, expected, seen },
  });
}

/**
 * The part of an object of `size` bytes that a range asks for; the whole without one.
 * @throws invalid-input when the range is not made of whole numbers, 0 or more, `start` not after `end`.
 */
export function clampRange(size: number, range: { readonly start: number; readonly end: number } | undefined): { readonly start: number; readonly end: number } {
  if (range === undefined) return { start: 0, end: size };
  assertRange(range);
  return { start: Math.min(range.start, size), end: Math.min(range.end, size) };
}

/** @throws invalid-input as `clampRange`; for drivers that must refuse before they know the size. */
export function assertRange(range: { readonly start: number; readonly end: number } | undefined): void {
  if (range === undefined) return;
  const { start, end } = range;
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end) return;
  throw new HoldfastError('invalid-input', 'A part of an object was asked for that cannot exist.', {
    nextStep: 'Please send us the report; your backups are untouched.',
    details: { start, end },
  });
}
