import { HoldfastError, isHoldfastError } from '../../../../../shared/model/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import { newTokenSteps } from './next-steps.ts';

/** How a token is presented: personal access tokens as `Authorization: Bearer`, keys of an account or workspace as `api_key`. */
export type TokenStyle = 'bearer' | 'api-key';

/** What is known of the token without asking. */
export interface TokenFacts {
  /** It was accepted at least once in this session. */
  readonly worked: boolean;
  /** It says itself (as a JSON web token) that its time is over. */
  readonly hasExpired: boolean;
  readonly looksLikeWorkspaceKey: boolean;
}

/** The token of a session, and which style the platform takes it in: found out by trying, then kept. */
export interface Token {
  facts(): TokenFacts;
  readonly style: TokenStyle | undefined;
  headers(style: TokenStyle): Readonly<Record<string, string>>;
  /**
   * Makes a call with the style that is known to work, or with one after the other until one does. Refused in both, the
   * error is the one that says more: that it may not (403) rather than that it is unknown (401).
   */
  present<T>(call: (style: TokenStyle) => Promise<T>): Promise<T>;
}

/** @throws invalid-input when the text cannot be a token; it is not in the error. */
export function createToken(text: string, clock: Clock): Token {
  const secret = text.trim();
  // Anything else would be refused by `fetch`, which quotes the header in its error.
  if (!/^[\x21-\x7e]{1,8192}$/.test(secret)) {
    const message = secret === '' ? 'The access token is empty.' : 'The access token holds characters that a token cannot have.';
    throw new HoldfastError('invalid-input', message, { nextStep: newTokenSteps, details: { field: 'token' } });
  }
  const looksLikeWorkspaceKey = secret.startsWith('b44k_');
  const expiresAt = expiryOf(secret);
  let style: TokenStyle | undefined;
  let worked = false;

  return {
    facts: () => ({ worked, looksLikeWorkspaceKey, hasExpired: expiresAt !== undefined && expiresAt <= clock.now().getTime() }),
    get style() {
      return style;
    },
    headers: (as): Readonly<Record<string, string>> => (as === 'bearer' ? { authorization: `Bearer ${secret}` } : { api_key: secret }),
    async present(call) {
      const toTry: readonly TokenStyle[] = style !== undefined ? [style] : looksLikeWorkspaceKey ? ['api-key', 'bearer'] : ['bearer', 'api-key'];
      let refused: HoldfastError | undefined;
      for (const one of toTry) {
        try {
          const result = await call(one);
          style = one;
          worked = true;
          return result;
        } catch (error) {
          if (!isRefusal(error)) throw error;
          if (refused === undefined || (saysMore(error) && !saysMore(refused))) refused = error;
        }
      }
      throw refused ?? new HoldfastError('bug', 'Something went wrong inside Holdfast.');
    },
  };
}

function isRefusal(error: unknown): error is HoldfastError {
  return isHoldfastError(error) && (error.details['status'] === 401 || error.details['status'] === 403);
}

function saysMore(error: HoldfastError): boolean {
  return error.details['status'] === 403 || error.code === 'auth-expired';
}

/** When a JSON web token ends, in milliseconds since 1970; undefined for any other token. Nothing is verified: it only explains a refusal. */
function expiryOf(secret: string): number | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(secret)?.[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null || !('exp' in claims)) return undefined;
    return typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
