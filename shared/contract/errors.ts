import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../model/errors.ts';

/** An error as it leaves the engine: a sentence and a next step for a founder. Never a secret, never a record. */
export const plainError = z.object({ code: z.enum(errorCodes), message: z.string(), nextStep: z.string() });

/** `field`: which of the things that were typed it is about, where it is about one. */
const typed = { data: z.object({ nextStep: z.string(), field: z.string().optional() }) };

/**
 * The one taxonomy as the typed errors of every call: a call that fails, fails with one of these codes, `message` is the
 * sentence and `data.nextStep` the next step.
 */
export const contractErrors = {
  'auth-expired': typed,
  'auth-revoked': typed,
  'permission-denied': typed,
  'not-found': typed,
  'rate-limited': typed,
  'quota-exceeded': typed,
  network: typed,
  server: typed,
  conflict: typed,
  corrupt: typed,
  incomplete: typed,
  'invalid-input': typed,
  cancelled: typed,
  bug: typed,
} as const satisfies Record<ErrorCode, typeof typed>;
