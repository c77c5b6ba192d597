import path from 'node:path';
import { parseBucketAddress } from '../../../shared/model/bucket-address.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { BackupLocation, Engine } from '../../engine/engine.ts';
import type { Invocation } from '../invocation.ts';
import { readSecret } from '../secrets.ts';
import { type DriveOptions, signInThere } from './google-sign-in.ts';
import { bucketKey, type PlaceOptions } from './place-input.ts';

/** The options of `open` that say how to get at a place that is no folder. */
export interface LocationOptions extends Pick<PlaceOptions, 'endpoint' | 'region' | 'addressing' | 'accessKeyId' | 'secretEnv'>, Pick<DriveOptions, 'clientId' | 'clientSecretEnv'> {}

const drivePrefix = 'google-drive:';
/** As a kit prints a place there, which a browser opens. */
const driveAddress = /^https:\/\/drive\.google\.com\//i;

export function isBucket(location: string): boolean {
  return /^(?:s3|https?):\/\//i.test(location) && !driveAddress.test(location);
}

/** A folder, `s3://bucket/folder`, `https://server/bucket/folder` or `google-drive:FOLDER`, as a recovery kit names them. @throws invalid-input; cancelled; as a sign-in to Google */
export async function locationInput(invocation: Invocation, engine: Engine, location: string, options: LocationOptions): Promise<BackupLocation> {
  if (isBucket(location)) return bucketLocation(invocation, location, options);
  if (driveAddress.test(location)) return driveLocation(invocation, engine, location, options);
  if (location.startsWith(drivePrefix)) return driveLocation(invocation, engine, location.slice(drivePrefix.length), options);
  return { kind: 'local', path: path.resolve(location) };
}

async function bucketLocation(invocation: Invocation, location: string, options: LocationOptions): Promise<BackupLocation> {
  const address = parseBucketAddress(location);
  if (address === undefined) {
    throw new HoldfastError('invalid-input', 'That address names no bucket.', { nextStep: 'Give it as the recovery kit does: s3://BUCKET/FOLDER, or https://SERVER/BUCKET/FOLDER.' });
  }
  return {
    kind: 's3',
    endpoint: options.endpoint ?? address.endpoint,
    region: options.region ?? address.region,
    bucket: address.bucket,
    prefix: address.prefix,
    forcePathStyle: options.addressing === undefined ? undefined : options.addressing === 'path',
    ...(await bucketKey(invocation, options, 'A bucket needs an access key that may list and read it.')),
  };
}

async function driveLocation(invocation: Invocation, engine: Engine, folder: string, { clientId, clientSecretEnv }: LocationOptions): Promise<BackupLocation> {
  const secret = clientSecretEnv === undefined ? undefined : await readSecret(invocation, 'Client secret', clientSecretEnv, '--client-secret-env');
  const { signIn } = await signInThere(invocation, engine, { ...(clientId === undefined ? {} : { clientId }), ...(secret === undefined ? {} : { clientSecret: secret }) });
  return { kind: 'google-drive', signIn, folder };
}
