import { z } from 'zod';
import type { HoldfastErrorOptions } from '../../../../shared/model/errors.ts';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { parseRetryAfter } from '../../../../shared/model/retry.ts';

export interface Circumstance {
  readonly doing: 'sign-in' | 'open' | 'make-folder' | 'write' | 'read' | 'list' | 'delete';
  readonly key?: string;
}

/** What Google's client throws, as far as it is looked at. The rest (headers, addresses of uploads) can open doors and goes nowhere. */
const thrownSchema = z.object({
  status: z.number().optional(),
  code: z.union([z.string(), z.number()]).optional(),
  // Its class is that of node-fetch.
  response: z.object({ data: z.unknown(), headers: z.custom<Pick<Headers, 'get'>>(isHeaders) }).optional(),
});

function isHeaders(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function';
}

/** Drive's errors: https://developers.google.com/workspace/drive/api/guides/handle-errors */
const driveAnswerSchema = z.object({ error: z.object({ errors: z.array(z.object({ reason: z.string(), location: z.string().optional() })).optional(), status: z.string().optional() }) });

/** Errors of the giver of tokens: RFC 6749, 5.2. */
const tokenAnswerSchema = z.object({ error: z.string(), error_description: z.string().optional(), error_subtype: z.string().optional() });

/** What a new sign-in may put right: a page offers one. */
const signInHelps = { remedy: 'sign-in' } as const;

interface Failure {
  readonly status: number | undefined;
  readonly reason: string;
  readonly location: string | undefined;
  readonly retryAfterMs: number | undefined;
}

/** The status Google answered with; undefined when there was no answer, or it came from the giver of tokens. */
export function driveStatus(error: unknown): number | undefined {
  const thrown = thrownSchema.safeParse(error).data;
  return tokenAnswerSchema.safeParse(thrown?.response?.data).success ? undefined : thrown?.status;
}

/** What Google's client threw, in the one taxonomy, with a sentence for a founder. What is ours already stays as it is. */
export function driveError(error: unknown, circumstance: Circumstance, now: Date): HoldfastError {
  if (error instanceof HoldfastError) return error;
  // Every failed request is thrown with what was asked; what comes without is a mistake of our own.
  const thrown = error instanceof Error && 'config' in error ? thrownSchema.safeParse(error).data : undefined;
  if (thrown === undefined) return new HoldfastError('bug', 'Something went wrong inside Holdfast.', { cause: error });

  const { status, code, response } = thrown;
  const retryAfterMs = parseRetryAfter(response?.headers.get('retry-after'), now);
  const token = tokenAnswerSchema.safeParse(response?.data).data;
  if (token !== undefined) return tokenError(token, { status, reason: token.error, location: undefined, retryAfterMs }, circumstance);
  const answer = driveAnswerSchema.safeParse(response?.data).data?.error;
  const [first] = answer?.errors ?? [];
  const reason = first?.reason ?? answer?.status ?? (typeof code === 'string' ? code : '');
  return answerError({ status, reason, location: first?.location, retryAfterMs }, circumstance);
}

/** An answer that is none of Google's: a page to sign in to a network, or half an answer. */
export function unreadableAnswer({ doing, key }: Circumstance): HoldfastError {
  return new HoldfastError('network', 'What answered in place of Google Drive made no sense.', {
    nextStep: 'If this network asks you to sign in on a page of its own, do that; then back up again.',
    details: { doing, ...(key === undefined ? {} : { key }) },
  });
}

function answerError(failure: Failure, circumstance: Circumstance): HoldfastError {
  const { status, location } = failure;
  if (status === undefined) return failed('network', 'Google Drive could not be reached.', failure, circumstance, { nextStep: 'Check the internet connection; the next run goes on where this one stopped.' });
  const known = reasonError(failure, circumstance);
  if (known !== undefined) return known;
  if (status === 401) {
    return failed('auth-expired', 'Google no longer accepts this sign-in.', failure, circumstance, { nextStep: 'Sign in to Google again; what is stored stays where it is.', details: signInHelps });
  }
  if (status === 403) {
    return failed('permission-denied', `Google Drive does not let Holdfast ${deed(circumstance)}.`, { ...failure, reason: `may-not-${circumstance.doing}` }, circumstance, {
      nextStep: 'Look in Google Drive whether you may change what is in the folder, or sign in to Google again.',
      details: signInHelps,
    });
  }
  if (status === 404) return notShown(failure, circumstance);
  if (status === 429) return rateLimited(failure, circumstance);
  if (status >= 500 || status === 408) return failed('server', 'Google Drive has a problem of its own right now.', failure, circumstance, { nextStep: 'Nothing to do now: it is tried again. If it lasts, look at Google’s status page.' });
  // A listing takes a while; the mark where its next page begins does not last for ever. From the beginning it works.
  const beganAnew = location === 'pageToken';
  return failed('server', 'Google Drive refused what Holdfast asked of it.', failure, circumstance, { transient: beganAnew, nextStep: 'Please send us the report; your backups are untouched.' });
}

function reasonError(failure: Failure, circumstance: Circumstance): HoldfastError | undefined {
  switch (failure.reason) {
    case 'rateLimitExceeded':
    case 'userRateLimitExceeded':
      return rateLimited(failure, circumstance);
    case 'dailyLimitExceeded':
    case 'quotaExceeded':
      return failed('rate-limited', 'Google takes no more from Holdfast today.', failure, circumstance, { transient: false, nextStep: 'Nothing to do: the next run goes on from here, tomorrow at the latest.' });
    case 'storageQuotaExceeded':
      return failed('quota-exceeded', 'Your Google storage is full.', failure, circumstance, { nextStep: 'Free some space in Google Drive, Gmail or Google Photos, or get more from Google; then back up again.' });
    case 'teamDriveFileLimitExceeded':
    case 'numChildrenInNonRootLimitExceeded':
    case 'activeItemCreationLimitExceeded':
      return failed('quota-exceeded', 'Google Drive holds as many files there as it allows.', failure, circumstance, { nextStep: 'Add another place, or a new folder in Google Drive, then back up again.' });
    case 'accessNotConfigured':
    case 'SERVICE_DISABLED':
      return failed('permission-denied', 'Google Drive is not switched on for the client id that Holdfast signs in with.', failure, circumstance, {
        nextStep: 'If the client id is your own, enable the Google Drive API for it in the Google Cloud console.',
      });
    case 'domainPolicy':
      return failed('permission-denied', 'Your organisation does not let Holdfast use Google Drive.', failure, circumstance, { nextStep: 'Ask whoever runs Google Workspace for you to allow it, or choose another place.' });
    case 'insufficientPermissions':
    case 'insufficientScopes':
      return scopeNotGranted();
    default:
      return undefined;
  }
}

/**
 * A refresh token that is refused was withdrawn, or not used for six months, or its account is gone: Google has one answer
 * for all of these. Only an organisation’s rule to sign in again every so often can be told apart.
 */
function tokenError(answer: z.infer<typeof tokenAnswerSchema>, failure: Failure, circumstance: Circumstance): HoldfastError {
  const { error, error_description: description = '', error_subtype: subtype = '' } = answer;
  const nextStep = 'Sign in to Google again; what is stored stays, and the next backup goes on where this one stopped.';
  if (error === 'invalid_grant') {
    if (circumstance.doing === 'sign-in') return failed('auth-expired', 'Google did not finish the sign-in.', failure, circumstance, { nextStep: 'Sign in to Google again, without leaving its page open for long.' });
    if (/rapt|reauth/i.test(`${subtype} ${description}`)) {
      return failed('auth-expired', 'Your organisation asks you to sign in to Google again from time to time, and now it is time.', failure, circumstance, { nextStep, details: signInHelps });
    }
    return failed('auth-revoked', 'Google no longer accepts this sign-in: it was withdrawn in your Google account, or has expired.', failure, circumstance, { nextStep, details: signInHelps });
  }
  if (['invalid_client', 'unauthorized_client', 'deleted_client', 'disabled_client', 'org_internal'].includes(error)) {
    return failed('permission-denied', 'Google does not know the client id that Holdfast signs in with, or has switched it off.', failure, circumstance, {
      nextStep: 'If the client id is your own, check it in the Google Cloud console; else install the newest Holdfast. Then sign in again.',
      details: signInHelps,
    });
  }
  if (error === 'invalid_request' && /client_secret/.test(description)) {
    return failed('permission-denied', 'Google asks for the secret of this client id as well.', failure, circumstance, { nextStep: 'Copy the client secret from the Google Cloud console, where the client id is, and sign in again with both.' });
  }
  return answerError(failure, circumstance);
}

/** The box for Drive on Google’s page can be left empty, and Google signs in all the same. */
export function scopeNotGranted(): HoldfastError {
  return new HoldfastError('permission-denied', 'Holdfast was signed in to Google, but not allowed to use Google Drive.', {
    nextStep: 'Sign in to Google again, and tick the box for Google Drive on Google’s page.',
    details: { reason: 'scope-not-granted', ...signInHelps },
  });
}

function notShown(failure: Failure, circumstance: Circumstance): HoldfastError {
  return failed('not-found', 'Google Drive does not show Holdfast what it asked for.', failure, circumstance, { nextStep: 'Sign in with the Google account that has the folder; look in Google Drive whether it is in the trash.', details: signInHelps });
}

/**
 * Google gives the same answer for a file that is gone and for one that it no longer shows to this program; only what is
 * known may be said.
 */
export function objectNotShown(key: string): HoldfastError {
  return new HoldfastError('not-found', `Google Drive does not show “${key}” to Holdfast.`, {
    nextStep: 'It may have been deleted or moved there, or Holdfast may no longer see it. Run a check to learn what else is missing.',
    details: { key, reason: 'no-such-object' },
  });
}

/** @param accounts who is signed in, and whose folder it was when the place was added */
export function folderNotShown(accounts: { readonly current: string | undefined; readonly expected: string | undefined }): HoldfastError {
  const { current, expected } = accounts;
  const details = { reason: 'place-gone', ...signInHelps };
  if (current !== undefined && expected !== undefined && current !== expected) {
    return new HoldfastError('not-found', `Holdfast is signed in to Google as ${current}, but the backups are in the Drive of ${expected}.`, {
      nextStep: `Sign in to Google again, as ${expected}.`,
      details: { ...details, account: 'other' },
    });
  }
  return new HoldfastError('not-found', 'Google Drive does not show Holdfast its folder any more. It may have been deleted, or Holdfast may no longer be allowed to see it.', {
    nextStep: 'Look for the folder in Google Drive and in its trash. If it is there, sign in to Google again; if it is not, add the place anew.',
    details,
  });
}

/** Google tells this program of no shared drive; whether there is one of that id shows when a folder is made in it. */
export function sharedDriveNotShown(): HoldfastError {
  return new HoldfastError('not-found', 'Google Drive does not show Holdfast that shared drive.', {
    nextStep: 'Open the shared drive in a browser, signed in with the same account, and copy its address again; or make the folder in your own Drive.',
    details: { reason: 'no-such-shared-drive', field: 'sharedDrive' },
  });
}

export function folderInTrash(name: string): HoldfastError {
  return new HoldfastError('not-found', `The folder “${name}” is in the trash of Google Drive, which is emptied after 30 days.`, {
    nextStep: 'Take the folder out of the trash in Google Drive, then back up again.',
    details: { reason: 'place-gone', trashed: true },
  });
}

export function objectExists(key: string): HoldfastError {
  return new HoldfastError('conflict', `“${key}” is in Google Drive already.`, { details: { key, reason: 'already-exists' } });
}

/** Google keeps an unfinished upload for about a week. The next try begins it anew. */
export function uploadLost(key: string): HoldfastError {
  return new HoldfastError('server', 'Google Drive lost an upload that was not finished.', { nextStep: 'Nothing to do: it is tried again.', details: { key, reason: 'upload-lost' } });
}

export function uploadDamaged(key: string): HoldfastError {
  return new HoldfastError('network', 'What arrived in Google Drive is not what was sent.', { nextStep: 'Nothing to do now: it is tried again.', details: { key, reason: 'upload-damaged' } });
}

function rateLimited(failure: Failure, circumstance: Circumstance): HoldfastError {
  return failed('rate-limited', 'Google Drive asked Holdfast to slow down.', failure, circumstance, { nextStep: 'Nothing to do: it goes on by itself.' });
}

function deed({ doing }: Circumstance): string {
  switch (doing) {
    case 'sign-in':
    case 'open':
      return 'open the folder';
    case 'make-folder':
      return 'make a folder there';
    case 'write':
      return 'store anything in the folder';
    case 'read':
      return 'read what it stored';
    case 'list':
      return 'list what is in the folder';
    case 'delete':
      return 'delete what it stored, or put it in the trash';
  }
}

function failed(code: HoldfastError['code'], message: string, failure: Failure, { doing, key }: Circumstance, options: HoldfastErrorOptions): HoldfastError {
  const { status, reason, retryAfterMs } = failure;
  return new HoldfastError(code, message, {
    ...options,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    details: { doing, reason, ...(status === undefined ? {} : { status }), ...(key === undefined ? {} : { key }), ...options.details },
  });
}
