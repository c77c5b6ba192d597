import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Engine, ReconnectPlaceInput } from '../../engine/engine.ts';
import type { Invocation } from '../invocation.ts';
import { readSecret } from '../secrets.ts';
import { signInThere } from './google-sign-in.ts';

/** The options of `destination reconnect`, as they were typed. */
export interface ReconnectOptions {
  readonly accessKeyId?: string;
  readonly secretEnv?: string;
  readonly clientSecretEnv?: string;
}

/** New keys for a place, asked for as its kind has them. @throws not-found, invalid-input; as the sign-in */
export async function reconnectInput(invocation: Invocation, engine: Engine, name: string, { accessKeyId, secretEnv, clientSecretEnv }: ReconnectOptions): Promise<ReconnectPlaceInput> {
  const place = (await engine.destinations.list()).find((each) => each.name.toLowerCase() === name.toLowerCase());
  // One that is not in the list is written another way, or unknown: the engine finds it, or says so.
  if (place?.kind === 's3') {
    return { kind: 's3', ...(accessKeyId === undefined ? {} : { accessKeyId }), secretAccessKey: await readSecret(invocation, 'Secret access key', secretEnv, '--secret-env') };
  }
  if (place?.kind === 'local') {
    throw new HoldfastError('invalid-input', `“${place.name}” is a folder and needs no key.`, { nextStep: 'See what is wrong with it with “holdfast destination test”.' });
  }
  const clientSecret = clientSecretEnv === undefined ? undefined : await readSecret(invocation, 'Client secret', clientSecretEnv, '--client-secret-env');
  const { signIn } = await signInThere(invocation, engine, { place: name, ...(clientSecret === undefined ? {} : { clientSecret }) });
  return { kind: 'google-drive', signIn };
}
