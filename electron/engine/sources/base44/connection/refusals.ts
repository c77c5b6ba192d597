import { HoldfastError } from '../../../../../shared/model/errors.ts';
import { parseJson } from '../../../../../shared/model/record.ts';
import { failure, webPageFailure } from './failures.ts';
import type { RequestContext } from './failures.ts';
import { newTokenSteps, writingTokenSteps } from './next-steps.ts';
import type { TokenFacts } from './token.ts';

/** An answer with a status other than 2xx. */
export interface Refusal {
  readonly status: number;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly requestId: string | null;
  readonly retryAfterMs: number | undefined;
}

/**
 * Turns a refusal into an error of the taxonomy. The platform's own words decide where the status leaves a choice, but
 * are not passed on: they may quote a record.
 */
export function refusalFailure(refusal: Refusal, context: RequestContext, token: TokenFacts, redact: (text: string) => string): HoldfastError {
  const { status } = refusal;
  const said = whatItSays(refusal.bytes);
  // A server may echo anything anywhere; what was redacted does not look like an id or a type any more.
  const errorType = named(redact(said.errorType ?? ''), /^\w{1,60}$/);
  const requestId = named(redact(refusal.requestId ?? ''), /^[\w.:-]{1,100}$/);
  const details = {
    host: context.host,
    purpose: context.purpose,
    status,
    ...(errorType === undefined ? {} : { errorType }),
    ...(requestId === undefined ? {} : { requestId }),
  };
  const isPage = /^text\/html/i.test(refusal.contentType);
  if (status === 401) return tokenRefused(said.text, details, token);
  if (status === 403) return notAllowed(said.text, details, context, token, isPage);
  if (status === 429) {
    return new HoldfastError('rate-limited', `${context.host} asks us to slow down.`, {
      ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
      details,
    });
  }
  if (status === 402) {
    return new HoldfastError('permission-denied', `The plan of the app at Base44 does not allow to ${context.purpose}.`, {
      nextStep: 'Look at the plan in Base44, then try again.',
      details,
    });
  }
  // Base44 answers some "not found" with 500 (its own command line treats KeyError so too).
  const isGone = said.errorType === 'ObjectNotFoundError' || said.errorType === 'KeyError';
  if (status === 404 || status === 410 || isGone) {
    const missing = new HoldfastError('not-found', `Base44 found nothing there when asked to ${context.purpose}.`, { details });
    return isPage ? failure('not-found', 'no-endpoint', missing.message, { details }) : missing;
  }
  if (status === 405 || status === 501) return failure('not-found', 'no-endpoint', `${context.host} cannot ${context.purpose}.`, { details });
  if (status === 408) return failure('network', 'cut-off', `${context.host} was too slow to ${context.purpose}.`, { details });
  if (status === 409 || status === 428) return new HoldfastError('conflict', `${context.host} refused to ${context.purpose}: something there changed in the meantime.`, { details });
  if (status === 413) return failure('server', 'too-large', `${context.host} cannot ${context.purpose} in one piece.`, { transient: false, details });
  if (status >= 500) return new HoldfastError('server', `${context.host} failed to ${context.purpose} (its error ${status}).`, { details });
  if (isPage) return webPageFailure(context, status);
  const field = named(redact(/^Error in field ([^\s:.[]+)/.exec(said.message ?? '')?.[1] ?? ''), /^[\p{L}\p{N}_-]{1,60}$/u);
  if (field !== undefined) {
    return new HoldfastError('invalid-input', `${context.host} does not take what the field “${field}” holds.`, {
      nextStep: 'Compare the value with what the field may hold in Base44 now: its type, and whether it must have a value.',
      details: { ...details, field },
    });
  }
  return new HoldfastError('invalid-input', `${context.host} did not accept the request to ${context.purpose} (its answer ${status}).`, {
    nextStep: 'Check the address and the id of the app. If both are right, please report this: Base44 may have changed.',
    details,
  });
}

function tokenRefused(text: string, details: Readonly<Record<string, string | number | boolean>>, token: TokenFacts): HoldfastError {
  const options = { nextStep: newTokenSteps, details };
  if (token.looksLikeWorkspaceKey) return workspaceKey(details);
  if (/expire/i.test(text) || token.hasExpired) return new HoldfastError('auth-expired', 'The access token has expired.', options);
  // "Invalid or revoked" leaves it open.
  if (/revoke|deactivat|disabled|deleted/i.test(text) && !/invalid|unknown/i.test(text)) return new HoldfastError('auth-revoked', 'The access token was revoked.', options);
  if (token.worked) return new HoldfastError('auth-expired', 'The access token worked and is no longer accepted: it has expired or was revoked.', options);
  return new HoldfastError('auth-revoked', 'Base44 does not accept this access token: it is mistyped, cut short, or was revoked.', options);
}

function notAllowed(
  text: string,
  details: Readonly<Record<string, string | number | boolean>>,
  { purpose, host }: RequestContext,
  token: TokenFacts,
  isPage: boolean,
): HoldfastError {
  if (token.looksLikeWorkspaceKey) return workspaceKey(details);
  if (isPage) {
    return failure('permission-denied', 'web-page', `${host} refused to ${purpose} with a web page: something between this computer and Base44 blocks it.`, {
      nextStep: 'Try from another network, or without a VPN.',
      details,
    });
  }
  if (/read[- _]?only/i.test(text)) {
    return failure('permission-denied', 'read-only', `This access token is read-only and may not ${purpose}.`, {
      nextStep: writingTokenSteps,
      details,
    });
  }
  return new HoldfastError('permission-denied', `This access token may not ${purpose}.`, {
    nextStep: `Its owner needs editor access to the app, and the token must include this app. ${newTokenSteps}`,
    details,
  });
}

/** Workspace API keys (`b44k_…`) are for deployment: Base44 accepts them neither for records nor for schemas. */
function workspaceKey(details: Readonly<Record<string, string | number | boolean>>): HoldfastError {
  return failure('invalid-input', 'workspace-key', 'This is a workspace API key; Base44 does not let it read records.', { nextStep: newTokenSteps, details });
}

/** The words of an error's body, for telling causes apart only, the name of the error's type, and its message. */
function whatItSays(bytes: Uint8Array): { readonly text: string; readonly errorType: string | undefined; readonly message: string | undefined } {
  const text = Buffer.from(bytes.subarray(0, 16_384)).toString('utf8');
  let errorType: string | undefined;
  let message: string | undefined;
  try {
    const body = parseJson(text);
    if (typeof body === 'object' && body !== null && 'error_type' in body && typeof body.error_type === 'string') errorType = body.error_type;
    if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string') ({ message } = body);
  } catch {
    // Not JSON: only its words count.
  }
  return { text, errorType, message };
}

function named(text: string, shape: RegExp): string | undefined {
  return shape.test(text) ? text : undefined;
}
