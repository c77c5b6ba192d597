import type { drive_v3 } from '@googleapis/drive';
import { drive } from '@googleapis/drive';
import { OAuth2Client } from 'google-auth-library';

/** The program as Google knows it: from the build, or the user's own. Google calls the second part a secret; in a program that anybody can download it is none. */
export interface GoogleClientId {
  readonly clientId: string;
  readonly clientSecret?: string;
}

/** Where Google is. Another only in tests. */
export interface GoogleAddresses {
  /** With a slash at the end. */
  readonly api: string;
  readonly authorize: string;
  readonly token: string;
}

export const realGoogle: GoogleAddresses = {
  api: 'https://www.googleapis.com/',
  authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
  token: 'https://oauth2.googleapis.com/token',
};

export interface GoogleAccess extends GoogleClientId {
  readonly refreshToken: string;
  readonly addresses?: GoogleAddresses;
}

/** Google's own client, signed in. */
export interface GoogleConnection {
  readonly auth: OAuth2Client;
  readonly files: drive_v3.Resource$Files;
  readonly about: drive_v3.Resource$About;
  /** With a slash at the end. */
  readonly api: string;
}

/** Nothing is asked of Google yet. */
export function connectGoogle({ refreshToken, addresses = realGoogle, ...client }: GoogleAccess): GoogleConnection {
  const auth = googleAuth(client, addresses);
  auth.setCredentials({ refresh_token: refreshToken });
  const { files, about } = drive({ version: 'v3', auth, rootUrl: addresses.api });
  return { auth, files, about, api: addresses.api };
}

/** Google's client for signing in and for access tokens. Left to itself it makes failed calls again; that is a wrapper's work, which can be stopped and is paced. */
function googleAuth({ clientId, clientSecret }: GoogleClientId, addresses: GoogleAddresses): OAuth2Client {
  return new OAuth2Client({
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    endpoints: { oauth2AuthBaseUrl: addresses.authorize, oauth2TokenUrl: addresses.token },
    transporterOptions: { retryConfig: { retry: 0 } },
  });
}
