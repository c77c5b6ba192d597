import { toHoldfastError } from '../../../../../shared/model/errors.ts';
import { parseJson } from '../../../../../shared/model/record.ts';
import type { Clock } from '../../../ports/clock.ts';
import { throwIfCancelled } from '../../../ports/cancel.ts';
import type { Settings } from '../config.ts';
import { exchangeOnce } from './exchange.ts';
import type { FullAnswer, Network } from './exchange.ts';
import { notUnderstoodFailure, outcomeUnknownFailure, redirectFailure, wasNotTaken, webPageFailure } from './failures.ts';
import type { RequestContext } from './failures.ts';
import { createPacer } from './pacing.ts';
import type { Pacer } from './pacing.ts';
import { createRedactor } from './redact.ts';
import { refusalFailure } from './refusals.ts';
import { withRetries } from './retrying.ts';
import type { Retrying } from './retrying.ts';
import { createToken } from './token.ts';
import type { Token, TokenStyle } from './token.ts';

/** Says what goes on, for the program's log: a sentence and small facts, never a secret or a record. */
export type Log = (message: string, facts: Readonly<Record<string, string | number | boolean>>) => void;

export interface ConnectionDeps {
  readonly token: string;
  readonly clock: Clock;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  readonly fetch: typeof fetch;
  readonly log?: Log;
}

export interface ApiRequest {
  /** Below `/api/apps/{appId}/`, its parts encoded; '' is the app itself. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What it is for, as it goes on in "This access token may not …". */
  readonly purpose: string;
  /** Ask to see past row rules (`X-Bypass-RLS`). */
  readonly privileged?: boolean;
  /** The largest answer that is taken; 64 MiB unless told. */
  readonly maxBytes?: number;
  /** Not given: it is asked with GET. */
  readonly send?: { readonly method: 'POST' | 'PUT' | 'DELETE' } & ({ readonly json: string } | { readonly form: FormData });
  /** It changes the app's records: such requests have a pace of their own, as the platform counts them apart. */
  readonly writes?: boolean;
  /** Not to be made again unless it certainly was not carried out. */
  readonly once?: boolean;
}

export interface ApiAnswer {
  /** Parsed without losing numbers. */
  readonly value: unknown;
  /** Size of the body. */
  readonly bytes: number;
}

/** The app's API: authenticated, paced, retried. All requests of a source go through one of these. */
export interface Connection {
  readonly origin: string;
  readonly appId: string;
  /**
   * @throws auth-expired, auth-revoked, permission-denied, not-found, rate-limited, network, server, conflict,
   *   invalid-input, cancelled; see `failures.ts` for `details.reason`. With `once` the reason is `outcome-unknown` where it
   *   may have been carried out all the same.
   */
  request(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer>;
  readonly token: Token;
  /** For downloads, which are not JSON. */
  readonly network: Network;
  readonly pacer: Pacer;
  retry<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** Server's clock minus ours in milliseconds at the last answer; undefined before the first. */
  clockSkewMs(): number | undefined;
  readonly log: Log;
}

const defaultMaxBytes = 64 * 1024 * 1024;
const maxHops = 3;

/** @throws invalid-input when the token cannot be one. */
export function openConnection(settings: Settings, deps: ConnectionDeps): Connection {
  const { clock } = deps;
  const token = createToken(deps.token, clock);
  const redact = createRedactor(deps.token.trim());
  const network: Network = { fetch: deps.fetch, clock, redact };
  const pacer = createPacer(clock, settings.limits);
  const writingPacer = createPacer(clock, settings.limits);
  const log: Log = deps.log ?? (() => undefined);
  const host = new URL(settings.origin).host;
  let clockSkewMs: number | undefined;

  const retryingAt = (slowed: Pacer): Retrying => ({
    clock,
    random: deps.random,
    onRetry: (error, waitMs) => {
      log('A request failed and is made again.', { ...error.details, code: error.code, waitMs });
      if (error.code === 'rate-limited') slowed.tooMany(waitMs);
    },
  });
  const pacerOf = (request: ApiRequest): Pacer => (request.writes === true ? writingPacer : pacer);

  /** As `ask`, for what must not be done twice: only an error that leaves no doubt is passed on as it is. */
  async function askOnce(request: ApiRequest, style: TokenStyle, signal: AbortSignal): Promise<ApiAnswer> {
    const sending = { hasBegun: false };
    try {
      return await ask(request, style, signal, sending);
    } catch (thrown) {
      const error = toHoldfastError(thrown);
      throw !sending.hasBegun || wasNotTaken(error) ? error : outcomeUnknownFailure(error, { purpose: request.purpose, host });
    }
  }

  async function ask(request: ApiRequest, style: TokenStyle, signal: AbortSignal, sending = { hasBegun: false }): Promise<ApiAnswer> {
    const context: RequestContext = { purpose: request.purpose, host };
    const answer = await pacerOf(request).run(() => {
      sending.hasBegun = true;
      return send(request, style, context, signal);
    }, signal);
    const date = Date.parse(answer.headers.get('date') ?? '');
    if (!Number.isNaN(date)) clockSkewMs = date - clock.now().getTime();
    if (answer.status >= 200 && answer.status < 300) return parseAnswer(answer, context);
    throw refusalFailure(
      {
        status: answer.status,
        bytes: answer.bytes,
        contentType: answer.headers.get('content-type') ?? '',
        requestId: answer.headers.get('x-request-id'),
        retryAfterMs: answer.retryAfterMs,
      },
      context,
      token.facts(),
      redact,
    );
  }

  /** Follows redirects on the same server only: another one must not get the token. */
  async function send(request: ApiRequest, style: TokenStyle, context: RequestContext, signal: AbortSignal): Promise<FullAnswer> {
    const body = request.send;
    let url = urlOf(settings, request);
    for (let hops = 0; ; hops += 1) {
      const exchange = {
        ...context,
        url,
        method: request.send?.method ?? ('GET' as const),
        headers: {
          accept: 'application/json',
          'x-app-id': settings.appId,
          ...token.headers(style),
          ...(settings.dataEnvironment === undefined ? {} : { 'x-data-env': settings.dataEnvironment }),
          ...(request.privileged === true ? { 'x-bypass-rls': 'true' } : {}),
          ...(body === undefined || 'form' in body ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: 'form' in body ? body.form : body.json }),
      };
      const answer = await exchangeOnce(network, exchange, request.maxBytes ?? defaultMaxBytes, signal);
      if (answer.status < 300 || answer.status >= 400 || answer.status === 304) return answer;
      const next = redirectTarget(answer, url);
      // Any other redirect would have it asked for again without what was sent.
      const isSame = body === undefined || answer.status === 307 || answer.status === 308;
      if (!isSame || next === undefined || next.origin !== settings.origin || hops >= maxHops) throw redirectFailure(context, next === undefined ? undefined : redact(next.host));
      url = next;
    }
  }

  return {
    origin: settings.origin,
    appId: settings.appId,
    token,
    network,
    pacer,
    log,
    clockSkewMs: () => clockSkewMs,
    retry: (signal, work) => withRetries(retryingAt(pacer), signal, work),
    async request(request, signal) {
      throwIfCancelled(signal);
      const make = request.once === true ? askOnce : ask;
      return withRetries(retryingAt(pacerOf(request)), signal, () => token.present((style) => make(request, style, signal)));
    },
  };
}

function urlOf(settings: Settings, request: ApiRequest): URL {
  const url = new URL(`/api/apps/${encodeURIComponent(settings.appId)}${request.path === '' ? '' : `/${request.path}`}`, settings.origin);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  return url;
}

export function redirectTarget(answer: { readonly headers: Headers }, from: URL): URL | undefined {
  const location = answer.headers.get('location');
  return location !== null && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function parseAnswer(answer: FullAnswer, context: RequestContext): ApiAnswer {
  const contentType = answer.headers.get('content-type') ?? '';
  if (/^text\/html/i.test(contentType) || startsLikeMarkup(answer.bytes)) throw webPageFailure(context, answer.status);
  try {
    return { value: parseJson(strictUtf8.decode(answer.bytes)), bytes: answer.bytes.length };
  } catch {
    // The parser's own error quotes the text, which is somebody's data.
    throw notUnderstoodFailure(context, true);
  }
}

function startsLikeMarkup(bytes: Uint8Array): boolean {
  return /^\s*</.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1').replace(/^\u00ef\u00bb\u00bf/, ''));
}
