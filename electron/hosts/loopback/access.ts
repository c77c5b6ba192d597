import { randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Who may speak to this host: pages that were opened with a one-time token. Other programs of this computer's other users, and
 * every web site in the person's browser, can reach the port too, and must get nothing.
 */
export class Access {
  readonly #tokens = new Set<string>();
  readonly #sessions = new Set<string>();
  readonly #maximum: number;

  constructor(maximum = 64) {
    this.#maximum = maximum;
  }

  /** A token for the fragment of an address; good for one exchange. */
  mintToken(): string {
    return keep(this.#tokens, this.#maximum);
  }

  /** The session that a token buys; undefined for a token that is wrong or was used. */
  exchange(token: string): string | undefined {
    const known = find(this.#tokens, token);
    if (known === undefined) return undefined;
    this.#tokens.delete(known);
    return keep(this.#sessions, this.#maximum);
  }

  admits(session: string): boolean {
    return find(this.#sessions, session) !== undefined;
  }
}

/** 256 random bits, kept in the set; the oldest go when there are too many. */
function keep(set: Set<string>, maximum: number): string {
  const secret = randomBytes(32).toString('base64url');
  set.add(secret);
  const [oldest] = set;
  if (set.size > maximum && oldest !== undefined) set.delete(oldest);
  return secret;
}

/** Compared with every one there is, each in constant time: how long it takes tells nothing. */
function find(set: ReadonlySet<string>, given: string): string | undefined {
  let found: string | undefined;
  for (const secret of set) if (sameSecret(secret, given)) found = secret;
  return found;
}

/** Whether two texts are equal, in a time that depends on their lengths alone. */
export function sameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
