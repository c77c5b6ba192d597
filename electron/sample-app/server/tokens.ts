import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { forbidden, unauthorized } from './failure.ts';
import type { Fields } from './store/row.ts';

export type TokenKind = 'personal' | 'personal-read-only' | 'account-key' | 'workspace-key' | 'app-user' | 'service';

/** Who is asking, and with what. */
export interface Caller {
  readonly kind: TokenKind;
  /** Names the caller in cursors and statistics; not the secret. */
  readonly id: string;
  readonly email: string;
  /** May use what the app's editors may: trash, versions, schemas, all users. */
  readonly editor: boolean;
  readonly readOnly: boolean;
  /** The caller's own user record, for row rules. */
  readonly user: Fields;
}

interface Token {
  readonly kind: TokenKind;
  readonly email: string;
  readonly state: 'live' | 'expired' | 'revoked';
}

/** The tokens there are, the same for the same app and seed. */
export class Tokens {
  readonly #salt: string;
  readonly #known = new Map<string, Token>();
  readonly #expired = new Set<string>();
  readonly #readOnly = new Set<string>();

  constructor(salt: string) {
    this.#salt = salt;
  }

  issue(kind: TokenKind, email: string, state: Token['state'] = 'live'): string {
    const prefix = kind === 'workspace-key' ? 'b44k' : 'sample';
    const digest = createHash('sha256').update([this.#salt, kind, email, state].join('\n')).digest('hex').slice(0, 40);
    const token = `${prefix}_${digest}`;
    this.#known.set(token, { kind, email, state });
    return token;
  }

  /**
   * @throws Failure 401 without a token or with one that is unknown, revoked or expired; 403 for a workspace key, which
   * the record and schema endpoints do not take.
   */
  identify(headers: IncomingHttpHeaders, userByEmail: (email: string) => Fields | undefined): Caller {
    const secret = credentialOf(headers);
    if (secret === undefined) throw unauthorized('Authentication required to access this resource.');
    const token = this.#known.get(secret);
    if (token === undefined || token.state === 'revoked') throw unauthorized('Invalid or revoked token.');
    if (token.state === 'expired' || this.#expired.has(secret)) throw unauthorized('Token has expired.');
    if (token.kind === 'workspace-key') throw forbidden('Workspace API keys are not authorized for this endpoint.');
    const isAccountKey = headers['api_key'] === secret;
    if (isAccountKey !== (token.kind === 'account-key')) throw unauthorized('Invalid or revoked token.');
    return {
      kind: token.kind,
      id: `${token.kind}:${token.email}`,
      email: token.email,
      editor: token.kind !== 'app-user',
      readOnly: token.kind === 'personal-read-only' || this.#readOnly.has(secret),
      user: userByEmail(token.email) ?? { email: token.email },
    };
  }

  /** From now on the token a request carried has expired, or may only read. */
  spoil(headers: IncomingHttpHeaders, how: 'expired' | 'read-only'): void {
    const secret = credentialOf(headers);
    if (secret !== undefined) (how === 'expired' ? this.#expired : this.#readOnly).add(secret);
  }

  unspoil(): void {
    this.#expired.clear();
    this.#readOnly.clear();
  }
}

function credentialOf(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer.trim();
  const key = headers['api_key'];
  return typeof key === 'string' ? key : undefined;
}
