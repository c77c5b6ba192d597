import type { drive_v3 } from '@googleapis/drive';
import { drive } from '@googleapis/drive';
import { OAuth2Client } from 'google-auth-library';
import type { GoogleAddresses, GoogleClientId, GoogleKeys } from '../../ports/google-accounts.ts';

export const realGoogle: GoogleAddresses = {
  api: 'https://www.googleapis.com/',
  authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
  token: 'https://oauth2.googleapis.com/token',
};

export interface GoogleAccess extends GoogleKeys {
  readonly addresses?: GoogleAddresses;
  /** A request without an answer is given up after this many milliseconds; one that carries an object gets more, by its size. */
  readonly stuckAfterMs?: number;
}

/** Google's own client, signed in. */
export interface GoogleConnection {
  readonly auth: OAuth2Client;
  readonly files: drive_v3.Resource$Files;
  readonly about: drive_v3.Resource$About;
  /** With a slash at the end. */
  readonly api: string;
  /** For the `timeout` of a request that carries so many bytes, in milliseconds. */
  readonly patienceFor: (bytes: number) => number;
  /** Forgets the access token; the next call asks for a new one. */
  readonly renew: () => void;
}

/** Slower than this (bytes a millisecond) and a request counts as stuck. */
const slowestRate = 32;
const defaultStuckAfterMs = 120_000;

/** Nothing is asked of Google yet. */
export function connectGoogle({ refreshToken, addresses = realGoogle, stuckAfterMs = defaultStuckAfterMs, ...client }: GoogleAccess): GoogleConnection {
  const auth = googleAuth(client, addresses, stuckAfterMs);
  const renew = () => auth.setCredentials({ refresh_token: refreshToken });
  renew();
  const { files, about } = drive({ version: 'v3', auth, rootUrl: addresses.api });
  return { auth, files, about, api: addresses.api, renew, patienceFor: (bytes) => stuckAfterMs + Math.ceil(bytes / slowestRate) };
}

/** Google's client for signing in and for access tokens. Left to itself it makes failed calls again; that is a wrapper's work, which can be stopped and is paced. */
export function googleAuth({ clientId, clientSecret }: GoogleClientId, addresses: GoogleAddresses, stuckAfterMs = defaultStuckAfterMs): OAuth2Client {
  return new OAuth2Client({
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    endpoints: { oauth2AuthBaseUrl: addresses.authorize, oauth2TokenUrl: addresses.token },
    // To redact an error it looks at every byte of what was sent, for seconds; none of its errors leaves this folder.
    transporterOptions: { retryConfig: { retry: 0 }, timeout: stuckAfterMs, errorRedactor: false },
  });
}
