import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { GoogleAddresses } from '../ports/google-accounts.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { PlaceSecrets } from '../ports/place-secrets.ts';
import { openLocalFolder } from './local-folder/local-folder.ts';
import type { RetryingOptions } from './wrappers/retrying.ts';
import type { Pace } from './wrappers/pace.ts';
import { prefixed } from './wrappers/prefixed.ts';
import { retrying } from './wrappers/retrying.ts';
import { throttled } from './wrappers/throttled.ts';

export { testPlace, testReading } from './test-place.ts';
export { prefixed } from './wrappers/prefixed.ts';
export { readOnly } from './wrappers/read-only.ts';

/** What settings keep of a place, by its kind: never a secret. A new kind is added here, in `openBare` and nowhere else. */
const destinationConfigSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local'), path: z.string().min(1) }),
  z.object({
    kind: z.literal('s3'),
    endpoint: z.url({ protocol: /^https?$/ }).optional(),
    region: z.string().min(1),
    bucket: z.string().min(1),
    prefix: z.string().min(1).optional(),
    forcePathStyle: z.boolean().optional(),
    accessKeyId: z.string().min(1),
  }),
  z.object({ kind: z.literal('google-drive'), folderId: z.string().min(1), prefix: z.string().min(1).optional(), account: z.string().min(1).optional(), clientId: z.string().min(1) }),
]);
export type DestinationConfig = z.infer<typeof destinationConfigSchema>;

export interface DestinationDeps {
  readonly clock: Clock;
  /** From 0 up to but not including 1, for spreading retries. */
  readonly random: () => number;
  readonly onRetry?: RetryingOptions['onRetry'];
  /** Of all that goes over the network to places together; a folder is none of it. */
  readonly uploads?: Pace | undefined;
  /** Where Google is; absent for where it really is. */
  readonly google?: GoogleAddresses | undefined;
}

export interface OpenDestinationOptions {
  /** Make the place where it is missing: when it is added, never later. */
  readonly create?: boolean;
  /** Only to look: opening writes nothing there either. */
  readonly readOnly?: boolean;
  /** Fail at once where it does not answer, rather than at the first call after several tries. */
  readonly mustAnswer?: boolean;
  /** What the kind keeps secret. */
  readonly secrets?: PlaceSecrets | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The place, with failures that pass by themselves tried again.
 * @throws invalid-input when the settings of the place make no sense; not-found, permission-denied … as the kind's driver says
 */
export async function openDestination(config: DestinationConfig, deps: DestinationDeps, options: OpenDestinationOptions = {}): Promise<ObjectStore> {
  const { clock, random, onRetry, uploads } = deps;
  const parsed = destinationConfigSchema.safeParse(config);
  if (!parsed.success) throw new HoldfastError('invalid-input', 'The settings of this place make no sense.', { nextStep: 'Remove the place and add it again; what lies there stays.' });
  const bare = await openBare(parsed.data, deps, options);
  // Beneath what tries again: what is sent twice takes its share twice.
  const paced = uploads === undefined || parsed.data.kind === 'local' ? bare : throttled(bare, { clock, upload: uploads });
  return retrying(paced, { clock, random, ...(onRetry === undefined ? {} : { onRetry }) });
}

async function openBare(config: DestinationConfig, { clock, google }: DestinationDeps, { create = false, readOnly = false, mustAnswer = false, secrets = {}, signal }: OpenDestinationOptions): Promise<ObjectStore> {
  switch (config.kind) {
    case 'local':
      return openLocalFolder({ path: config.path, create });
    case 's3': {
      if (secrets.secretAccessKey === undefined) {
        throw new HoldfastError('auth-revoked', `The secret of the access key ${config.accessKeyId} is not in the keychain of this computer.`, {
          nextStep: 'Give the place its key and the secret again; what lies there stays.',
          details: { reason: 'no-secret' },
        });
      }
      // Amazon's client takes its time to load, and who has folders only never needs it.
      const { openS3 } = await import('./s3/s3-store.ts');
      return openS3(config, { secretAccessKey: secrets.secretAccessKey, readOnly, mustAnswer, ...(signal === undefined ? {} : { signal }) });
    }
    case 'google-drive': {
      const { folderId, prefix, account, clientId } = config;
      const { refreshToken, clientSecret } = secrets;
      if (refreshToken === undefined) {
        throw new HoldfastError('auth-revoked', 'The sign-in to Google is not in the keychain of this computer.', {
          nextStep: 'Sign in to Google again; what is stored stays where it is.',
          details: { reason: 'no-secret', remedy: 'sign-in' },
        });
      }
      const { openGoogleDriveWhenUsed } = await import('./google-drive/open-when-used.ts');
      const access = { clientId, refreshToken, ...(clientSecret === undefined ? {} : { clientSecret }), ...(google === undefined ? {} : { addresses: google }) };
      const folder = openGoogleDriveWhenUsed({ access, clock, folderId, ...(account === undefined ? {} : { account }) });
      return prefix === undefined ? folder : prefixed(folder, prefix);
    }
  }
}
