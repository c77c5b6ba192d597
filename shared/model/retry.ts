/** How long to wait between tries of the same call, in milliseconds. */
export interface BackOff {
  /** The first wait is up to this long; each later one up to twice as long. */
  readonly baseMs: number;
  /** No wait of our own choosing is longer. */
  readonly capMs: number;
}

/**
 * How long to wait before the next try. What the other side asked for (`Retry-After`) is honoured, plus up to `baseMs`
 * so that many clients do not come back in the same instant. Otherwise full jitter: anything between nothing and the
 * doubled-up limit (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * @param failures how many tries have failed so far, 1 or more
 * @param random from 0 up to but not including 1
 */
export function fullJitterDelay(failures: number, random: number, backOff: BackOff, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.max(0, retryAfterMs) + Math.floor(random * backOff.baseMs);
  const limit = Math.min(backOff.capMs, backOff.baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.floor(random * limit);
}

/**
 * A `Retry-After` header in milliseconds: either seconds or a date (RFC 9110, 10.2.3). Undefined where it is absent or
 * makes no sense; a date that has passed is 0.
 */
export function parseRetryAfter(header: string | null | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  // An HTTP date begins with the name of a day; Date.parse alone would take nearly anything.
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
