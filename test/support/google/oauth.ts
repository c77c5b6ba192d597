import { createHash, randomBytes } from 'node:crypto';
import type { Caller } from './world.ts';

const driveFile = 'https://www.googleapis.com/auth/drive.file';

/** A client that Google knows; Google gives desktop programs a secret too, and asks for it. */
export interface KnownClient {
  readonly id: string;
  readonly secret: string | undefined;
}

/** What the person does on Google's page. */
export interface Person {
  readonly account: string;
  readonly decision: 'allow' | 'decline' | 'leave-box-empty';
}

interface Grant extends Caller {
  readonly scope: string;
}

interface Code extends Grant {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly offline: boolean;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Google's sign-in: RFC 6749 with PKCE (RFC 7636), for programs on a computer (RFC 8252). */
export class GoogleSignIns {
  readonly clients = new Map<string, KnownClient>();
  person: Person = { account: 'founder@example.com', decision: 'allow' };
  /** Seconds that an access token is said to last. */
  lifetime = 3599;
  readonly #codes = new Map<string, Code>();
  readonly #refreshTokens = new Map<string, Grant>();
  readonly #accessTokens = new Map<string, Grant>();
  /** Why refresh tokens are refused. */
  #refusal: Readonly<Record<string, string>> | undefined;

  /** What the page does once the person has decided: the address it sends the browser to, or why it shows an error instead. */
  authorize(query: URLSearchParams): { readonly kind: 'redirect'; readonly to: string } | { readonly kind: 'error'; readonly problem: string } {
    const need = (name: string) => query.get(name) ?? '';
    const client = this.clients.get(need('client_id'));
    if (client === undefined) return { kind: 'error', problem: 'invalid_client' };
    const redirectUri = need('redirect_uri');
    if (!/^http:\/\/127\.0\.0\.1:\d+\/?$/.test(redirectUri)) return { kind: 'error', problem: 'redirect_uri_mismatch' };
    if (need('response_type') !== 'code' || need('code_challenge_method') !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(need('code_challenge'))) return { kind: 'error', problem: 'invalid_request' };
    const to = new URL(redirectUri);
    if (query.has('state')) to.searchParams.set('state', need('state'));
    if (this.person.decision === 'decline') to.searchParams.set('error', 'access_denied');
    else {
      const scope = this.person.decision === 'leave-box-empty' ? '' : need('scope');
      const code = secret('code');
      this.#codes.set(code, { account: this.person.account, client: client.id, scope, challenge: need('code_challenge'), redirectUri, offline: need('access_type') === 'offline' && need('prompt').split(' ').includes('consent') });
      to.searchParams.set('code', code);
      to.searchParams.set('scope', scope);
    }
    return { kind: 'redirect', to: to.href };
  }

  token(form: URLSearchParams): TokenAnswer {
    const client = this.clients.get(form.get('client_id') ?? '');
    if (client?.secret !== undefined && !form.has('client_secret')) return refused(400, { error: 'invalid_request', error_description: 'client_secret is missing.' });
    if (client === undefined || (client.secret !== undefined && form.get('client_secret') !== client.secret)) return refused(401, { error: 'invalid_client', error_description: 'The OAuth client was not found.' });
    if (form.get('grant_type') === 'authorization_code') return this.#redeem(form, client);
    if (form.get('grant_type') === 'refresh_token') return this.#refresh(form, client);
    return refused(400, { error: 'unsupported_grant_type' });
  }

  /** A grant without the page, for tests of what comes after. */
  grant(account: string, client: string, scope = driveFile): string {
    const token = secret('refresh');
    this.#refreshTokens.set(token, { account, client, scope });
    return token;
  }

  /** Access tokens are taken no longer, though they were said to last. */
  expireAccessTokens(): void {
    this.#accessTokens.clear();
  }

  /** Refresh tokens are refused, in Google's words for that; access tokens too. */
  refuse(why: 'revoked' | 'sign-in-again'): void {
    this.expireAccessTokens();
    this.#refusal = why === 'revoked' ? { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } : { error: 'invalid_grant', error_description: 'reauth related error (invalid_rapt)', error_subtype: 'invalid_rapt' };
  }

  /** The person takes back what they allowed: all tokens of the account are refused, those of a later sign-in are not. */
  withdraw(account: string): void {
    for (const tokens of [this.#refreshTokens, this.#accessTokens]) for (const [token, grant] of tokens) if (grant.account === account) tokens.delete(token);
  }

  acceptAgain(): void {
    this.#refusal = undefined;
  }

  /** Who an access token belongs to; `scope` without `drive.file` opens nothing of Drive. */
  caller(authorization: string | undefined): Grant | undefined {
    return this.#accessTokens.get(authorization?.replace(/^Bearer /, '') ?? '');
  }

  #redeem(form: URLSearchParams, client: KnownClient): TokenAnswer {
    const code = this.#codes.get(form.get('code') ?? '');
    // A code is good for one try.
    this.#codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (code === undefined || code.client !== client.id || code.redirectUri !== form.get('redirect_uri') || code.challenge !== challenge) return refused(400, { error: 'invalid_grant', error_description: 'Bad Request' });
    const { account, scope, offline } = code;
    return this.#issue({ account, client: client.id, scope }, offline ? { refresh_token: this.grant(account, client.id, scope) } : {});
  }

  #refresh(form: URLSearchParams, client: KnownClient): TokenAnswer {
    const grant = this.#refreshTokens.get(form.get('refresh_token') ?? '');
    if (this.#refusal !== undefined || grant === undefined || grant.client !== client.id) return refused(400, this.#refusal ?? { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' });
    return this.#issue(grant, {});
  }

  #issue(grant: Grant, more: Readonly<Record<string, string>>): TokenAnswer {
    const token = secret('access');
    this.#accessTokens.set(token, grant);
    return { status: 200, body: { access_token: token, expires_in: this.lifetime, token_type: 'Bearer', scope: grant.scope, ...more } };
  }
}

export function opensDrive(scope: string): boolean {
  return scope.split(' ').includes(driveFile);
}

function refused(status: number, body: Readonly<Record<string, string>>): TokenAnswer {
  return { status, body };
}

/** Recognisable, so that a test can look for one where none may be. */
function secret(kind: string): string {
  return `${kind}-${randomBytes(16).toString('hex')}`;
}
