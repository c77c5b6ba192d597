import { HoldfastError } from '../../../../../shared/model/errors.ts';
import type { ErrorCode, HoldfastErrorOptions } from '../../../../../shared/model/errors.ts';
import { codeOf } from './redact.ts';

/**
 * Why a request failed beyond its code, in `details.reason`: the readers of pages decide by it whether the whole source
 * is out of reach or only this answer.
 */
export type Reason =
  /** No connection to the server at all. */
  | 'unreachable'
  /** Its certificate is not to be trusted. */
  | 'certificate'
  /** The answer broke off. */
  | 'cut-off'
  /** Two minutes without a byte. */
  | 'stuck'
  /** More bytes than were allowed for. */
  | 'too-large'
  /** A web page where data should be. */
  | 'web-page'
  /** Neither JSON nor a web page, or JSON of another shape. */
  | 'not-understood'
  | 'redirect'
  /** The address exists on no version of the API that answers here (404, 405, 501). */
  | 'no-endpoint'
  | 'read-only'
  /** Something was sent that is not to be sent twice, and nobody knows whether it was carried out. */
  | 'outcome-unknown'
  | 'workspace-key';

/** What a request was for, as it goes on in "… could not <purpose>", and where it went. */
export interface RequestContext {
  readonly purpose: string;
  /** Host and port. */
  readonly host: string;
}

/** The longest silence before a request counts as stuck (reliability.md). */
export const maxSilenceMs = 120_000;

export function failure(code: ErrorCode, reason: Reason, message: string, options: HoldfastErrorOptions = {}): HoldfastError {
  return new HoldfastError(code, message, { ...options, details: { ...options.details, reason } });
}

export function hasReason(error: unknown, ...reasons: readonly Reason[]): error is HoldfastError {
  return error instanceof HoldfastError && reasons.some((reason) => error.details['reason'] === reason);
}

const certificateCodes = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|HOSTNAME_MISMATCH)/;
const noConnectionCodes = /^(ENOTFOUND|EAI_|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EADDRNOTAVAIL)/;

/** An error that `fetch` or a body's reader threw. `cause` is what is safe to log. */
export function networkFailure(error: unknown, cause: Error, { purpose, host }: RequestContext): HoldfastError {
  const codes = causeCodes(error);
  const details = { host, purpose, ...(codes[0] === undefined ? {} : { system: codes[0] }) };
  if (codes.some((code) => certificateCodes.test(code))) {
    return failure('network', 'certificate', `The connection to ${host} is not secure: its certificate cannot be trusted.`, {
      nextStep: 'Check the address. In a company network, ask whether it inspects encrypted traffic.',
      transient: false,
      details,
      cause,
    });
  }
  // Ports that a browser refuses (fetch.spec.whatwg.org, "bad port") fail without a code.
  const isBadPort = error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port';
  if (isBadPort || codes.some((code) => noConnectionCodes.test(code))) {
    const isUnknownHost = codes.includes('ENOTFOUND');
    return failure('network', 'unreachable', isUnknownHost ? `No server called ${host} was found.` : `${host} cannot be reached.`, {
      nextStep: 'Check the address and the internet connection, then try again.',
      transient: !isBadPort,
      details,
      cause,
    });
  }
  return failure('network', 'cut-off', `The connection to ${host} broke off.`, { details, cause });
}

/** Codes of an error, of its causes and of the tries that it sums up. */
function causeCodes(error: unknown): readonly string[] {
  const codes: string[] = [];
  const look = (at: unknown, depth: number): void => {
    if (!(at instanceof Error) || depth > 4) return;
    const code = codeOf(at);
    if (code !== undefined) codes.push(code);
    if (at instanceof AggregateError) for (const one of at.errors) look(one, depth + 1);
    look(at.cause, depth + 1);
  };
  look(error, 0);
  return codes;
}

export function stuckFailure({ purpose, host }: RequestContext): HoldfastError {
  return failure('network', 'stuck', `${host} stopped answering.`, { details: { host, purpose } });
}

export function tooLargeFailure({ purpose, host }: RequestContext, maxBytes: number): HoldfastError {
  return failure('server', 'too-large', `${host} sent more than can be taken in one piece.`, {
    transient: false,
    details: { host, purpose, maxBytes },
  });
}

export function webPageFailure({ purpose, host }: RequestContext, status: number): HoldfastError {
  return failure('server', 'web-page', `${host} answered with a web page where data should be.`, {
    nextStep:
      'Check the address: it is https://app.base44.com, or the address of the app itself. If it is right, open it in a browser: Base44 may be under maintenance, or this network may ask you to sign in first.',
    details: { host, purpose, status },
  });
}

export function notUnderstoodFailure({ purpose, host }: RequestContext, transient: boolean): HoldfastError {
  return failure('server', 'not-understood', `${host} sent an answer that cannot be understood.`, { transient, details: { host, purpose } });
}

export function redirectFailure({ purpose, host }: RequestContext, target: string | undefined): HoldfastError {
  const message = `${host} ${target === undefined ? 'sends us on to another address' : `sends us on to ${target}`}; the access token is not sent there.`;
  return failure('invalid-input', 'redirect', message, {
    nextStep: 'Connect the app again with the address that really serves it, such as https://app.base44.com.',
    details: { host, purpose },
  });
}

/**
 * What a request comes to that is not to be made again blindly and failed on its way or without a clear no: it may have been
 * carried out. One that was cancelled meanwhile stays cancelled.
 */
export function outcomeUnknownFailure(error: HoldfastError, { purpose, host }: RequestContext): HoldfastError {
  const code = error.code === 'cancelled' || error.code === 'network' ? error.code : 'server';
  return failure(code, 'outcome-unknown', `${host} did not confirm that it could ${purpose}; some of it may have been done.`, {
    nextStep: 'Nothing to do: what landed is looked up before anything is written again.',
    transient: false,
    details: { host, purpose, after: error.code },
    cause: error,
  });
}

/** Is it certain that the request was not carried out? */
export function wasNotTaken(error: HoldfastError): boolean {
  const { status, system } = error.details;
  if (typeof status === 'number') return status >= 300 && status < 500 && status !== 408;
  if (hasReason(error, 'certificate', 'redirect')) return true;
  // A connection that was there may fail with the other codes of an unreachable server too.
  return typeof system === 'string' && /^(?:ECONNREFUSED|ENOTFOUND|EAI_|UND_ERR_CONNECT_TIMEOUT)/.test(system);
}

/**
 * Does this error mean that nothing more can be had from the whole source? Then it is thrown; anything else is the
 * failure of one table or page.
 */
export function endsTheSource(error: unknown): boolean {
  if (!(error instanceof HoldfastError)) return true;
  if (error.code === 'network') return hasReason(error, 'unreachable', 'certificate');
  return error.code === 'auth-expired' || error.code === 'auth-revoked' || error.code === 'rate-limited' || error.code === 'cancelled' || error.code === 'bug' || hasReason(error, 'redirect');
}
