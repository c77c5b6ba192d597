/**
 * The one error taxonomy (docs/design.md, "Errors"). Every source, destination, pipeline and host speaks it:
 * the code answers "try again?" and "who must act?", the sentence and the next step are for a founder,
 * the cause is for the log. Neither may hold a secret or the content of a customer's record.
 */
export const errorCodes = [
  'auth-expired',
  'auth-revoked',
  'permission-denied',
  'not-found',
  'rate-limited',
  'quota-exceeded',
  'network',
  'server',
  'conflict',
  'corrupt',
  'incomplete',
  'invalid-input',
  'cancelled',
  'bug',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What the screen shows where nothing more precise is known; a thrower nearly always knows better. */
const defaultNextStep: Record<ErrorCode, string> = {
  'auth-expired': 'Connect again with a new token.',
  'auth-revoked': 'Connect again with a new token.',
  'permission-denied': 'Give this token or this computer the permission it lacks, then try again.',
  'not-found': 'Check the name or the address, then try again.',
  'rate-limited': 'Nothing to do: it goes on by itself when the platform allows it.',
  'quota-exceeded': 'Free some space or choose a bigger place, then back up again.',
  network: 'Check the internet connection; the next run goes on where this one stopped.',
  server: 'Nothing to do now: it is tried again. If it lasts, look at the status page of the service.',
  conflict: 'Look at what changed in the meantime, then try again.',
  corrupt: 'Run a check of every byte to see what is affected, and back up again.',
  incomplete: 'Look at what is missing in the report, then back up again.',
  'invalid-input': 'Correct what was typed and try again.',
  cancelled: 'Start it again whenever you like; nothing was lost.',
  bug: 'Please send us the report; your backups are untouched.',
};

/** Worth the same request again, by itself and soon? Permanent errors are never retried. */
const transientCodes: ReadonlySet<ErrorCode> = new Set(['rate-limited', 'network', 'server']);

export interface HoldfastErrorOptions {
  readonly nextStep?: string;
  /** Milliseconds the other side asked us to wait (`Retry-After`). */
  readonly retryAfterMs?: number;
  /** Overrides the code's default; e.g. a `server` answer that is known to be final. */
  readonly transient?: boolean;
  /** Small facts for the log and for tests: names of objects and entities, sizes, statuses. Never a secret, never a record. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

/** The only error class thrown on purpose in this program. */
export class HoldfastError extends Error {
  readonly code: ErrorCode;
  readonly nextStep: string;
  readonly transient: boolean;
  readonly retryAfterMs: number | undefined;
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(code: ErrorCode, message: string, options: HoldfastErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HoldfastError';
    this.code = code;
    this.nextStep = options.nextStep ?? defaultNextStep[code];
    this.transient = options.transient ?? transientCodes.has(code);
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details ?? {};
  }
}

/** The shape in which an error leaves the engine (command line, messages). */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly nextStep: string;
}

export function isHoldfastError(error: unknown, code?: ErrorCode): error is HoldfastError {
  return error instanceof HoldfastError && (code === undefined || error.code === code);
}

/** Anything thrown, as one of ours: an abort becomes `cancelled`, the unknown becomes `bug` with its cause kept for the log. */
export function toHoldfastError(error: unknown): HoldfastError {
  if (error instanceof HoldfastError) return error;
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return new HoldfastError('cancelled', 'Stopped before it was done.', { cause: error });
  }
  return new HoldfastError('bug', 'Something went wrong inside Holdfast.', { cause: error });
}

export function toPlainError(error: unknown): PlainError {
  const { code, message, nextStep } = toHoldfastError(error);
  return { code, message, nextStep };
}

/** For the `default` of a switch over a union: does not compile when a case was forgotten. */
export function assertNever(value: never): never {
  throw new HoldfastError('bug', 'Something went wrong inside Holdfast.', { details: { unexpected: String(value) } });
}
