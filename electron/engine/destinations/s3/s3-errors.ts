import { z } from 'zod';
import { HoldfastError, type ErrorCode } from '../../../../shared/model/errors.ts';
import type { S3Place } from './s3-place.ts';
import { serverName } from './s3-place.ts';

export type S3Doing = 'open' | 'write' | 'read' | 'list' | 'delete';

export interface S3Circumstance {
  readonly place: S3Place;
  readonly doing: S3Doing;
  readonly key?: string;
}

/** What is looked at of an error of Amazon's client. Its message is not: servers put the request into it. */
const answerSchema = z.object({
  name: z.string(),
  Region: z.string().optional().catch(undefined),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
  $response: z
    .object({ statusCode: z.number().optional().catch(undefined), headers: z.record(z.string(), z.string()).catch({}) })
    .optional()
    .catch(undefined),
});

const systemErrorSchema = z.object({ code: z.string() });

interface Answer {
  /** S3's own name of the error, such as `NoSuchBucket`; of a HEAD request only the status is known. */
  readonly name: string;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly region: string | undefined;
  /** It came from the client, not from what the client was given to send. */
  readonly isClients: boolean;
}

/** The error that another program's server or a broken connection gave, as S3 calls it. */
export function s3Answer(error: unknown): Answer | undefined {
  const parsed = answerSchema.safeParse(error);
  if (!parsed.success) return undefined;
  const { name, Region, $metadata, $response } = parsed.data;
  const headers = $response?.headers ?? {};
  return { name, status: $metadata?.httpStatusCode ?? $response?.statusCode, headers, region: headers['x-amz-bucket-region'] ?? Region, isClients: $metadata !== undefined || $response !== undefined };
}

/** Whatever went wrong with an S3 server in the one taxonomy, with a sentence for a founder. What is ours already stays as it is. */
export function s3Error(error: unknown, circumstance: S3Circumstance): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const answer = s3Answer(error);
  if (answer === undefined) return new HoldfastError('bug', 'Something went wrong inside Holdfast.', { cause: error });
  const make = maker(error, answer, circumstance);
  // An answer that began well and could not be read to its end is none.
  if (answer.status === undefined || answer.status < 300) return withoutAnswer(error, answer, circumstance, make);
  return byName(answer, circumstance, make) ?? byStatus(answer, circumstance, make);
}

/** Why one of many objects was not deleted: S3's own name of the error, from the list in an answer that is otherwise well. */
export function deleteRefused(code: string, circumstance: S3Circumstance): HoldfastError {
  const status = /^(?:AccessDenied|MethodNotAllowed|InvalidRequest|ObjectLocked|WormProtected)/.test(code) ? 403 : 500;
  const answer: Answer = { name: code, status, headers: {}, region: undefined, isClients: true };
  const make = maker(undefined, answer, circumstance);
  return byName(answer, circumstance, make) ?? byStatus(answer, circumstance, make);
}

/** An object with that key is there already. */
export function objectExists(place: S3Place, key: string): HoldfastError {
  return new HoldfastError('conflict', `“${key}” is there already in ${where(place)}.`, { details: { key, reason: 'already-exists' } });
}

export function objectMissing(place: S3Place, key: string, cause?: unknown): HoldfastError {
  return new HoldfastError('not-found', `“${key}” is not in ${where(place)}.`, {
    nextStep: 'Run a check to see what else is missing.',
    details: { key, reason: 'no-such-object' },
    cause,
  });
}

export function bucketMissing(place: S3Place, cause?: unknown): HoldfastError {
  return new HoldfastError('not-found', `There is no bucket “${place.bucket}” at ${serverName(place)}.`, {
    nextStep: 'Check the name of the bucket, or make it in the console of your storage provider, then try again.',
    details: { reason: 'place-gone' },
    cause,
  });
}

type Make = (code: ErrorCode, message: string, options: { readonly nextStep?: string; readonly transient?: boolean; readonly retryAfterMs?: number | undefined; readonly reason?: string; readonly region?: string | undefined }) => HoldfastError;

function maker(cause: unknown, { name, status }: Answer, { key }: S3Circumstance): Make {
  return (code, message, { nextStep, transient, retryAfterMs, reason, region }) =>
    new HoldfastError(code, message, {
      ...(nextStep === undefined ? {} : { nextStep }),
      ...(transient === undefined ? {} : { transient }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      details: {
        s3: shownName(name),
        ...(status === undefined ? {} : { status }),
        ...(key === undefined ? {} : { key }),
        ...(reason === undefined ? {} : { reason }),
        ...(region === undefined ? {} : { region }),
      },
      cause: causeOf(cause, name, status),
    });
}

/** The client's own error holds the whole answer and the request's headers; a log needs neither. */
function causeOf(error: unknown, name: string, status: number | undefined): Error {
  const code = systemErrorSchema.safeParse(error);
  return new Error(`S3: ${shownName(name)}${status === undefined ? '' : `, status ${status}`}${code.success ? `, ${code.data.code}` : ''}`);
}

/** The name comes from the server, which may put anything into it. */
function shownName(name: string): string {
  return /^[A-Za-z0-9.]{1,60}$/.test(name) ? name : 'unnamed';
}

function byName(answer: Answer, circumstance: S3Circumstance, make: Make): HoldfastError | undefined {
  const { place, key } = circumstance;
  const server = serverName(place);
  switch (answer.name) {
    case 'InvalidAccessKeyId':
    case 'InvalidAccessKey':
    case 'MalformedAccessKeyId':
      return make('auth-revoked', `${server} does not know the access key ${place.accessKeyId}.`, {
        nextStep: 'Check the access key id, or make a new key in the console of your storage provider, and give the place that one.',
        reason: 'unknown-key',
      });
    case 'SignatureDoesNotMatch':
      return make('auth-revoked', `The secret does not belong to the access key ${place.accessKeyId}.`, {
        nextStep: 'Copy the secret again, whole and without spaces, or make a new key, and give the place that one.',
        reason: 'wrong-secret',
      });
    case 'ExpiredToken':
    case 'TokenRefreshRequired':
      return make('auth-expired', `The access key ${place.accessKeyId} has expired.`, { nextStep: 'Make a new key in the console of your storage provider and give it to the place.' });
    case 'AccountProblem':
    case 'AllAccessDisabled':
    case 'NotSignedUp':
    case 'UserSuspended':
      return make('permission-denied', `${server} has closed the account of this place for now.`, {
        nextStep: 'Sign in at your storage provider: a bill may be open, or the account suspended.',
        reason: 'account',
      });
    case 'RequestTimeTooSkewed':
    case 'RequestExpired':
      return make('invalid-input', `The clock of this computer is wrong: ${server} has another time.`, {
        nextStep: 'Set the date and time of this computer, best of all automatically, then try again.',
        reason: 'clock-skew',
      });
    case 'NoSuchBucket':
      return bucketMissing(place, causeOf(undefined, answer.name, answer.status));
    case 'NoSuchKey':
      return key === undefined ? undefined : objectMissing(place, key, causeOf(undefined, answer.name, answer.status));
    case 'NoSuchUpload':
      return make('server', `${server} no longer knows an upload that was under way.`, {});
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
    case 'InvalidRegionName':
    case 'InvalidRegion':
      return wrongRegion(answer, place, make);
    case 'InvalidBucketName':
      return make('invalid-input', `“${place.bucket}” cannot be the name of a bucket.`, { nextStep: 'Copy the name from the console of your storage provider: small letters, digits, dots and hyphens.' });
    case 'QuotaExceeded':
    case 'QuotaExceededException':
    case 'XMinioStorageFull':
    case 'InsufficientStorage':
    case 'StorageCapExceeded':
    case 'StorageQuotaExceeded':
      return full(place, make);
    case 'SlowDown':
    case 'SlowDownRead':
    case 'SlowDownWrite':
    case 'Throttling':
    case 'ThrottlingException':
    case 'TooManyRequests':
    case 'RequestLimitExceeded':
    case 'BandwidthLimitExceeded':
      return make('rate-limited', `${server} asks for fewer requests.`, { retryAfterMs: retryAfter(answer.headers) });
    case 'BadDigest':
    case 'XAmzContentSHA256Mismatch':
    case 'XAmzContentChecksumMismatch':
      return make('network', `What reached ${server} was not what was sent.`, { nextStep: 'It is tried again. If it lasts, look for a faulty network device or proxy.', reason: 'damaged-on-the-way' });
    case 'IncompleteBody':
    case 'RequestTimeout':
      return make('network', `The connection to ${server} broke off in the middle.`, {});
    case 'ConditionalRequestConflict':
    case 'OperationAborted':
      return make('server', `${server} was busy with the same object.`, {});
    case 'EntityTooLarge':
      return make('invalid-input', `${server} does not take objects this large.`, { nextStep: 'Choose another place for this app.' });
    default:
      return undefined;
  }
}

function byStatus(answer: Answer, circumstance: S3Circumstance, make: Make): HoldfastError {
  const { place, doing, key } = circumstance;
  const server = serverName(place);
  const { status = 0, headers } = answer;
  if (status === 301 || status === 307 || (status === 400 && answer.region !== undefined && answer.region !== place.region)) return wrongRegion(answer, place, make);
  if (status === 401) return make('auth-revoked', `${server} does not accept the access key ${place.accessKeyId}.`, { nextStep: 'Check the key and its secret, or make a new one and give it to the place.' });
  if (status === 402) return make('quota-exceeded', `${server} wants to be paid before it takes more.`, { nextStep: 'Sign in at your storage provider and look at its bills.' });
  if (status === 403) return denied(circumstance, make);
  if (status === 404) return key !== undefined && doing === 'read' ? objectMissing(place, key, causeOf(undefined, answer.name, status)) : bucketMissing(place, causeOf(undefined, answer.name, status));
  if (status === 408) return make('network', `The connection to ${server} was too slow.`, {});
  if (status === 413) return make('invalid-input', `${server} does not take objects this large.`, { nextStep: 'Choose another place for this app.' });
  if (status === 429) return make('rate-limited', `${server} asks for fewer requests.`, { retryAfterMs: retryAfter(headers) });
  if (status === 507) return full(place, make);
  // 503 without a name of S3's comes from what stands before the server; it means the same.
  if (status === 503 && headers['retry-after'] !== undefined) return make('rate-limited', `${server} asks for fewer requests.`, { retryAfterMs: retryAfter(headers) });
  if (status >= 500 && status !== 501) return make('server', `${server} has a problem of its own (${status}).`, { retryAfterMs: retryAfter(headers) });
  return notS3(place);
}

/** No answer came: the connection failed, or what came was no answer of an S3 server. */
function withoutAnswer(error: unknown, answer: Answer, { place, doing }: S3Circumstance, make: Make): HoldfastError {
  const server = serverName(place);
  const system = systemErrorSchema.safeParse(error);
  const code = system.success ? system.data.code : undefined;
  if (answer.name === 'AbortError') return new HoldfastError('cancelled', 'Stopped before it was done.');
  // The client calls a connection that was reset a timeout too.
  if (code === 'ETIMEDOUT' || (answer.name === 'TimeoutError' && code === undefined)) return make('network', `${server} did not answer in time.`, { reason: 'timeout' });
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return make('network', `${server} cannot be found from here.`, { nextStep: `Check the internet connection, and the address of the server if you typed it.${place.forcePathStyle === false ? ' If the server does not know buckets before its name, add the place with the bucket in the path.' : ''}`, reason: 'no-such-server' });
    case 'ECONNREFUSED':
      return make('network', `Nothing answers at ${server}.`, { nextStep: 'Check that the server is running and that its address and port are right.', reason: 'refused' });
    case 'CERT_HAS_EXPIRED':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return make('network', `${server} could not prove that it is the one you mean: its certificate is not valid.`, {
        transient: false,
        nextStep: 'Check the address. On a server of your own, give it a certificate that this computer trusts.',
        reason: 'certificate',
      });
    default:
  }
  if (code?.startsWith('HPE_') === true || code === 'EPROTO') return notS3(place);
  if (code !== undefined || answer.name === 'NetworkingError' || answer.name === 'IncompleteAnswer') return make('network', `The connection to ${server} broke off${doing === 'open' ? '' : ` while Holdfast wanted to ${doing}`}.`, {});
  // For instance a body that could not be read: its own reader knows more than we do.
  return answer.isClients ? notS3(place) : new HoldfastError('bug', 'Something went wrong inside Holdfast.', { cause: error });
}

/** Another kind of server, or a page that somebody in between put there, such as the sign-in page of a hotel. */
export function notS3(place: S3Place): HoldfastError {
  return new HoldfastError('server', `${serverName(place)} answered in a way that an S3 server does not.`, {
    transient: false,
    nextStep: 'Check the address of the server: it must be the one for S3, as your provider names it. In a network with a sign-in page, sign in first.',
    details: { reason: 'unexpected-answer' },
  });
}

function denied({ place, doing }: S3Circumstance, make: Make): HoldfastError {
  const action = { open: 'look into', write: 'write into', read: 'read from', list: 'list', delete: 'delete in' } as const satisfies Record<S3Doing, string>;
  const permission = { open: 's3:ListBucket', write: 's3:PutObject', read: 's3:GetObject', list: 's3:ListBucket', delete: 's3:DeleteObject' } as const satisfies Record<S3Doing, string>;
  const nextStep =
    doing === 'delete'
      ? 'If this computer shall only add and never delete there, all is well: old backups then stay. Otherwise allow the key s3:DeleteObject in the console of your storage provider.'
      : `Allow the key ${permission[doing]} for this bucket in the console of your storage provider, then try again.`;
  return make('permission-denied', `The access key ${place.accessKeyId} may not ${action[doing]} the bucket “${place.bucket}”.`, { nextStep, reason: `may-not-${doing}` });
}

function wrongRegion({ region }: Answer, place: S3Place, make: Make): HoldfastError {
  const known = region !== undefined && region !== place.region && /^[a-z0-9-]{1,40}$/.test(region) ? region : undefined;
  return make('invalid-input', `The bucket “${place.bucket}” is not in the region ${place.region}${known === undefined ? '' : ` but in ${known}`}.`, {
    nextStep: known === undefined ? 'Look the region up in the console of your storage provider and add the place again with it.' : `Add the place again with the region ${known}.`,
    reason: 'wrong-region',
    region: known,
  });
}

function full(place: S3Place, make: Make): HoldfastError {
  return make('quota-exceeded', `The space for ${where(place)} is used up.`, { nextStep: 'Free some space there or raise its limit at your storage provider, then back up again.' });
}

function where(place: S3Place): string {
  return `the bucket “${place.bucket}”`;
}

/** Milliseconds; a date is measured against the server's own clock, which it sends along. */
function retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(headers['date'] ?? '');
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}
