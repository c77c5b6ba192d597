import { HoldfastError } from '../../../shared/model/errors.ts';
import type { AddDestinationInput, Engine } from '../../engine/engine.ts';
import type { Invocation } from '../invocation.ts';
import { readSecret } from '../secrets.ts';
import { type DriveOptions, driveInput } from './google-sign-in.ts';

/** The options of `destination add`, as they were typed. */
export interface PlaceOptions extends DriveOptions {
  readonly kind: string;
  readonly path?: string;
  readonly bucket?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly prefix?: string;
  readonly addressing?: 'path' | 'host';
  readonly accessKeyId?: string;
  readonly secretEnv?: string;
}

/** @throws invalid-input for what lacks or is of no kind; cancelled while the secret is asked for; as a sign-in to Google */
export async function placeInput(invocation: Invocation, engine: Engine, name: string, options: PlaceOptions): Promise<AddDestinationInput> {
  switch (options.kind) {
    case 'local':
      return { name, kind: 'local', path: needed(options.path, 'A place of kind local needs its folder.', 'Add --path DIR.') };
    case 's3':
      return bucketInput(invocation, name, options);
    case 'google-drive':
      return driveInput(invocation, engine, name, options);
    default:
      throw new HoldfastError('invalid-input', 'That is no kind of place.', { nextStep: 'Use --kind local --path DIR, --kind s3 --bucket NAME, or --kind google-drive.' });
  }
}

async function bucketInput(invocation: Invocation, name: string, options: PlaceOptions): Promise<AddDestinationInput> {
  const bucket = needed(options.bucket, 'A place of kind s3 needs the name of its bucket.', 'Add --bucket NAME.');
  return {
    name,
    kind: 's3',
    endpoint: options.endpoint,
    region: options.region,
    bucket,
    prefix: options.prefix,
    forcePathStyle: options.addressing === undefined ? undefined : options.addressing === 'path',
    ...(await bucketKey(invocation, options, 'A place of kind s3 needs an access key.')),
  };
}

/** Amazon's own names for the variables count too: who uses S3 from a terminal has them set. @throws invalid-input with the sentence; cancelled */
export async function bucketKey(invocation: Invocation, options: Pick<PlaceOptions, 'accessKeyId' | 'secretEnv'>, missing: string): Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string }> {
  const { env } = invocation;
  const accessKeyId = needed(options.accessKeyId ?? env['AWS_ACCESS_KEY_ID'], missing, 'Add --access-key-id ID, or put it into the variable AWS_ACCESS_KEY_ID.');
  const variable = options.secretEnv ?? (env['AWS_SECRET_ACCESS_KEY'] === undefined ? undefined : 'AWS_SECRET_ACCESS_KEY');
  return { accessKeyId, secretAccessKey: await readSecret(invocation, 'Secret access key', variable, '--secret-env') };
}

function needed(value: string | undefined, message: string, nextStep: string): string {
  if (value !== undefined && value !== '') return value;
  throw new HoldfastError('invalid-input', message, { nextStep });
}
