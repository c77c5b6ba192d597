import { randomBytes } from 'node:crypto';
import type { Credentials, OAuth2Client } from 'google-auth-library';
import { CodeChallengeMethod } from 'google-auth-library';
import { HoldfastError, isHoldfastError } from '../../../../shared/model/errors.ts';
import { cancelledError, orCancelled, throwIfCancelled } from '../../ports/cancel.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GoogleAddresses, GoogleClientId, GoogleSignIn, SignInWishes } from '../../ports/google-accounts.ts';
import { connectGoogle, googleAuth, realGoogle } from './connection.ts';
import { DriveCalls } from './drive-calls.ts';
import { driveError, scopeNotGranted } from './drive-errors.ts';
import type { Redirected } from './redirect-listener.ts';
import { listenForRedirect } from './redirect-listener.ts';

/** Only the files that this program made itself: Google shows it nothing else of a person’s Drive. */
const scope = 'https://www.googleapis.com/auth/drive.file';

/** How long a person may take on Google’s pages, in milliseconds. */
const defaultPatienceMs = 5 * 60_000;

export interface SignInOptions extends SignInWishes {
  readonly clock: Clock;
  readonly patienceMs?: number;
  readonly addresses?: GoogleAddresses;
  /** A link for the page that the browser ends on, back to the program. It carries nothing. */
  readonly wayBack?: string | undefined;
}

/**
 * Signs in to Google Drive: Google’s page in the person’s browser, which is sent back to a port of this computer
 * (RFC 8252), with proof that it was us who asked (PKCE, RFC 7636).
 * @throws permission-denied when the person declines or leaves the box for Drive empty; cancelled when the signal fires;
 *   auth-expired when nobody finishes in time; network, server …
 */
export async function signInToGoogle(options: SignInOptions): Promise<GoogleSignIn> {
  const { client, openBrowser, clock, signal, account, patienceMs = defaultPatienceMs, addresses = realGoogle, wayBack } = options;
  throwIfCancelled(signal);
  const auth = googleAuth(client, addresses);
  const state = randomBytes(32).toString('base64url');
  const listener = await listenForRedirect(state, wayBack);
  try {
    const { codeVerifier, codeChallenge } = await auth.generateCodeVerifierAsync();
    if (codeChallenge === undefined) throw new HoldfastError('bug', 'Something went wrong inside Holdfast.', { details: { missing: 'codeChallenge' } });
    const address = auth.generateAuthUrl({
      access_type: 'offline',
      // Without `consent` Google gives a refresh token the first time only; without the choice it may take the one account that the browser is signed in with.
      prompt: account === undefined ? 'select_account consent' : 'consent',
      scope,
      state,
      redirect_uri: listener.address,
      code_challenge: codeChallenge,
      code_challenge_method: CodeChallengeMethod.S256,
      ...(account === undefined ? {} : { login_hint: account }),
    });
    await orCancelled(openInBrowser(openBrowser, address), signal);
    const redirected = await inTime(listener.redirected, clock, patienceMs, signal);
    if (redirected.kind === 'refused') throw declined(redirected.reason);
    const tokens = await exchange(auth, { code: redirected.code, codeVerifier, redirect_uri: listener.address }, clock, signal);
    return await accepted(tokens, { client, addresses, clock, signal });
  } finally {
    listener.close();
  }
}

async function openInBrowser(openBrowser: (address: string) => Promise<void>, address: string): Promise<void> {
  try {
    await openBrowser(address);
  } catch (cause) {
    if (isHoldfastError(cause)) throw cause;
    throw new HoldfastError('permission-denied', 'Your browser could not be opened.', { nextStep: 'Set a default browser on this computer, then sign in again.', cause });
  }
}

async function inTime(redirected: Promise<Redirected>, clock: Clock, patienceMs: number, signal: AbortSignal): Promise<Redirected> {
  const done = new AbortController();
  const deadline = clock.sleepUntil(new Date(clock.now().getTime() + patienceMs), AbortSignal.any([signal, done.signal])).then(() => undefined);
  try {
    const first = await Promise.race([redirected, deadline]);
    if (first !== undefined) return first;
  } finally {
    done.abort();
    deadline.catch(() => undefined);
  }
  throw new HoldfastError('auth-expired', 'Nobody finished signing in to Google.', { nextStep: 'Sign in again, and finish on the page that opens in your browser.', details: { reason: 'timeout' } });
}

async function exchange(auth: OAuth2Client, grant: { readonly code: string; readonly codeVerifier: string; readonly redirect_uri: string }, clock: Clock, signal: AbortSignal): Promise<Credentials> {
  try {
    return (await orCancelled(auth.getToken(grant), signal)).tokens;
  } catch (error) {
    if (signal.aborted) throw cancelledError(signal);
    throw driveError(error, { doing: 'sign-in' }, clock.now());
  }
}

async function accepted(tokens: Credentials, { client, addresses, clock, signal }: { readonly client: GoogleClientId; readonly addresses: GoogleAddresses; readonly clock: Clock; readonly signal: AbortSignal }): Promise<GoogleSignIn> {
  if (!(tokens.scope ?? '').split(' ').includes(scope)) throw scopeNotGranted();
  const { refresh_token: refreshToken } = tokens;
  if (typeof refreshToken !== 'string' || refreshToken === '') {
    throw new HoldfastError('permission-denied', 'Google did not let Holdfast stay signed in.', { nextStep: 'Remove Holdfast among the third-party apps of your Google account, then sign in again.', details: { reason: 'no-refresh-token' } });
  }
  const connection = connectGoogle({ ...client, refreshToken, addresses });
  connection.auth.setCredentials(tokens);
  const account = await new DriveCalls(connection, clock).account({ doing: 'sign-in', signal });
  return { refreshToken, ...(account === undefined ? {} : { account }) };
}

function declined(reason: string): HoldfastError {
  if (reason === 'access_denied') {
    return new HoldfastError('permission-denied', 'Holdfast was not allowed to use Google Drive.', { nextStep: 'Sign in again and allow it, or choose another place.', details: { reason: 'access_denied' } });
  }
  return new HoldfastError('permission-denied', 'Google did not sign you in.', {
    nextStep: 'Sign in again; if Google shows a message on its page, it says what is missing.',
    // It came through the browser, from whoever: only what looks like one of Google’s words.
    details: { reason: /^[a-z_]{1,40}$/.test(reason) ? reason : 'unknown' },
  });
}
