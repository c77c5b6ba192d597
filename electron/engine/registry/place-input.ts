import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { AddBucketInput, AddFolderInput } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { assertObjectKey } from '../ports/object-key.ts';
import type { PlaceSecrets } from '../ports/place-secrets.ts';
import type { StoredDestination } from '../settings/schema.ts';
import { parseName } from './names.ts';

/** What was typed to add a place, apart: what may lie in the settings, and the secrets that may not. */
export interface ParsedPlace {
  readonly destination: StoredDestination;
  readonly secrets: PlaceSecrets;
}

/** Long enough for a whole key of a vault to follow it in the 1,024 characters of S3. */
const longestPrefix = 200;

/** @throws invalid-input with the field in `details.field`; the sentence never holds the secret. */
export function parsePlace(input: AddFolderInput | AddBucketInput, clock: Clock): ParsedPlace {
  const name = parseName('place', input.name);
  const addedAt = clock.now().toISOString();
  switch (input.kind) {
    case 'local':
      if (input.path.trim() === '' || input.path.includes('\0')) throw refused('path', 'No folder was given for the place.', 'Give the folder in which backups shall lie.');
      return { destination: { kind: 'local', name, path: path.resolve(input.path), addedAt }, secrets: {} };
    case 's3':
      return parseBucket(input, name, addedAt);
  }
}

/** Another key for a bucket. @throws as `parsePlace` */
export function parseBucketKey(input: Pick<AddBucketInput, 'accessKeyId' | 'secretAccessKey'>): Pick<AddBucketInput, 'accessKeyId' | 'secretAccessKey'> {
  return { accessKeyId: parseKeyId(input.accessKeyId), secretAccessKey: parseSecret(input.secretAccessKey) };
}

function parseBucket(input: AddBucketInput, name: string, addedAt: string): ParsedPlace {
  const endpoint = input.endpoint === undefined ? undefined : parseEndpoint(input.endpoint);
  const bucket = input.bucket.trim();
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{2,62}$/.test(bucket)) throw refused('bucket', 'That is not the name of a bucket.', 'Copy the name alone from the console of your storage provider, without an address before it.');
  const region = (input.region ?? 'us-east-1').trim();
  if (!/^[a-z0-9-]{2,40}$/.test(region)) throw refused('region', 'That is not the name of a region.', 'Copy it from the console of your storage provider, such as eu-central-1.');
  const prefix = parsePrefix(input.prefix ?? '');
  const destination: StoredDestination = {
    kind: 's3',
    name,
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    bucket,
    ...(prefix === '' ? {} : { prefix }),
    ...(input.forcePathStyle === undefined ? {} : { forcePathStyle: input.forcePathStyle }),
    accessKeyId: parseKeyId(input.accessKeyId),
    secrets: { secretAccessKey: secretName() },
    addedAt,
  };
  return { destination, secrets: { secretAccessKey: parseSecret(input.secretAccessKey) } };
}

/** A new name for a secret: the keychain is one for all home directories, and two of them may know a place of the same name. */
export function secretName(): string {
  return `place/${randomUUID()}/secret-access-key`;
}

/** The address of a server of S3, without a slash at its end. Some have a path of their own. */
function parseEndpoint(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refused('endpoint', 'That is not an address of an S3 server.', 'Give it in full as your storage provider names it, such as https://s3.eu-central-003.backblazeb2.com.');
  }
  // A password in the address would end up in the settings.
  if (url.username !== '' || url.password !== '') throw refused('endpoint', 'The address holds a user name or password.', 'Give the address without them; the access key and its secret are asked for separately.');
  if (url.search !== '' || url.hash !== '') throw refused('endpoint', 'The address holds more than a server.', 'Leave out everything from the “?” or “#” on.');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function parsePrefix(text: string): string {
  const prefix = text.trim().replace(/^\/+|\/+$/g, '');
  if (prefix === '') return '';
  try {
    assertObjectKey(prefix);
  } catch {
    throw refused('prefix', 'That cannot be a folder in a bucket.', 'Use letters, digits, dots, hyphens and underscores, and “/” between folders.');
  }
  if (prefix.length > longestPrefix) throw refused('prefix', 'That folder in the bucket has too long a name.', `Use at most ${longestPrefix} characters.`);
  return prefix;
}

function parseKeyId(text: string): string {
  const keyId = text.trim();
  if (/^[A-Za-z0-9_.:/+=-]{3,128}$/.test(keyId)) return keyId;
  throw refused('accessKeyId', 'That is not the id of an access key.', 'Copy it from the console of your storage provider. It is the shorter part of the key, not the secret.');
}

function parseSecret(text: string): string {
  const secret = text.trim();
  if (/^[\x21-\x7e]{1,1024}$/.test(secret)) return secret;
  throw refused('secretAccessKey', 'That is not the secret of an access key.', 'Copy the secret again, whole, without line breaks or spaces.');
}

function refused(field: string, message: string, nextStep: string): HoldfastError {
  return new HoldfastError('invalid-input', message, { nextStep, details: { field } });
}
