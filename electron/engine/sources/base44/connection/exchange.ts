import { HoldfastError } from '../../../../../shared/model/errors.ts';
import { parseRetryAfter } from '../../../../../shared/model/retry.ts';
import type { Clock } from '../../../ports/clock.ts';
import { cancelledError } from '../../../ports/cancel.ts';
import { maxSilenceMs, networkFailure, stuckFailure, tooLargeFailure } from './failures.ts';
import type { RequestContext } from './failures.ts';
import { safeCause } from './redact.ts';
import { startWatchdog } from './watchdog.ts';
import type { Watchdog } from './watchdog.ts';

/** What one request needs of the world. */
export interface Network {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly redact: (text: string) => string;
}

export interface Exchange extends RequestContext {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
}

/** An answer whose body is still to be read, watched all the while. `stop` must be called in the end. */
export interface OpenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly watchdog: Watchdog;
  /** An error met while reading the body, as one of ours. */
  explain(error: unknown): HoldfastError;
  stop(): void;
}

/** One request, once, no redirect followed. @throws network, cancelled. */
export async function openExchange(network: Network, exchange: Exchange, signal: AbortSignal): Promise<OpenAnswer> {
  const watchdog = startWatchdog(network.clock, maxSilenceMs, signal);
  const explain = (error: unknown): HoldfastError => {
    if (error instanceof HoldfastError) return error;
    if (signal.aborted) return cancelledError();
    if (watchdog.stuck) return stuckFailure(exchange);
    return networkFailure(error, safeCause(error, network.redact), exchange);
  };
  try {
    const response = await watchdog.wait(
      network.fetch(exchange.url, {
        method: exchange.method,
        headers: exchange.headers,
        redirect: 'manual',
        signal: watchdog.signal,
        ...(exchange.body === undefined ? {} : { body: exchange.body }),
      }),
    );
    return {
      status: response.status,
      headers: response.headers,
      body: response.body,
      watchdog,
      explain,
      stop: () => {
        watchdog.stop();
        // Frees the connection where the body was not read to its end; one that broke already needs nothing.
        if (response.body !== null && !response.body.locked) response.body.cancel().catch(() => undefined);
      },
    };
  } catch (error) {
    watchdog.stop();
    throw explain(error);
  }
}

/** The body's bytes as they arrive. @throws network, cancelled. */
export async function* bodyOf(answer: OpenAnswer): AsyncGenerator<Uint8Array> {
  if (answer.body === null) return;
  const reader = answer.body.getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await answer.watchdog.wait(reader.read());
      if (done) break;
      yield value;
    }
    finished = true;
  } catch (error) {
    finished = true;
    throw answer.explain(error);
  } finally {
    if (!finished) reader.cancel().catch(() => undefined);
    answer.watchdog.stop();
  }
}

/** A whole answer in memory. */
export interface FullAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly retryAfterMs: number | undefined;
}

/** One request, its answer read whole. @throws network, cancelled; server (`too-large`) when it is larger than `maxBytes`. */
export async function exchangeOnce(network: Network, exchange: Exchange, maxBytes: number, signal: AbortSignal): Promise<FullAnswer> {
  const answer = await openExchange(network, exchange, signal);
  try {
    if (Number(answer.headers.get('content-length') ?? 0) > maxBytes) throw tooLargeFailure(exchange, maxBytes);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of bodyOf(answer)) {
      parts.push(part);
      size += part.length;
      if (size > maxBytes) throw tooLargeFailure(exchange, maxBytes);
    }
    const retryAfterMs = parseRetryAfter(answer.headers.get('retry-after'), network.clock.now());
    return { status: answer.status, headers: answer.headers, bytes: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, size), retryAfterMs };
  } finally {
    answer.stop();
  }
}
