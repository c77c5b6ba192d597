import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Engine, ReconnectPlaceInput } from '../../engine/engine.ts';
import type { Invocation } from '../invocation.ts';
import { readSecret } from '../secrets.ts';
import { signInThere } from './google-sign-in.ts';

/** The options of `destination reconnect`, as they were typed. */
export interface ReconnectOptions {
  readonly clientSecretEnv?: string;
}

/** New keys for a place, asked for as its kind has them. @throws not-found, invalid-input; as the sign-in */
export async function reconnectInput(invocation: Invocation, engine: Engine, name: string, { clientSecretEnv }: ReconnectOptions): Promise<ReconnectPlaceInput> {
  const place = (await engine.destinations.list()).find((each) => each.name === name);
  // One that is not in the list is written another way, or unknown: the engine finds it, or says so.
  if (place !== undefined && place.kind !== 'google-drive') {
    throw new HoldfastError('invalid-input', `“${place.name}” needs no sign-in.`, { nextStep: 'See what is wrong with it with “holdfast destination test”.' });
  }
  const clientSecret = clientSecretEnv === undefined ? undefined : await readSecret(invocation, 'Client secret', clientSecretEnv, '--client-secret-env');
  const { signIn } = await signInThere(invocation, engine, { place: name, ...(clientSecret === undefined ? {} : { clientSecret }) });
  return { kind: 'google-drive', signIn };
}
