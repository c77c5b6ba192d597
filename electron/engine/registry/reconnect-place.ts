import { HoldfastError } from '../../../shared/model/errors.ts';
import type { LongCall, ReconnectPlaceInput } from '../engine.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { StoredDestination } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Connector } from './connect.ts';
import type { GoogleSignIns } from './google-sign-ins.ts';
import { findDestination } from './lookup.ts';
import type { ParsedPlace } from './place-input.ts';
import { keepSecrets } from './stored-secrets.ts';

export interface ReconnectDeps {
  readonly settings: SettingsStore;
  readonly keychain: Keychain;
  readonly connector: Connector;
  readonly signIns: GoogleSignIns;
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
}

/**
 * New keys for a place that is there already: kept only after it answered to them, so that a mistake leaves it as it was.
 * @returns the place as it is now
 */
export async function reconnectDestination(deps: ReconnectDeps, wanted: string, input: ReconnectPlaceInput, { signal }: LongCall): Promise<StoredDestination> {
  const current = findDestination(await deps.settings.read(), wanted);
  const { destination, secrets } = await renewed(deps, current, input, signal);
  // Any name does: whether it is there is an answer, a place that is not shown an error.
  const place = await deps.connector.look(destination, { signal, secrets });
  await place.stat('vault.json', { signal });
  return deps.alone(async () => {
    findDestination(await deps.settings.read(), current.name);
    await keepSecrets(deps.keychain, destination, secrets);
    await deps.settings.update((latest) => ({ ...latest, destinations: latest.destinations.map((each) => (each.name === current.name ? destination : each)) }));
    deps.signIns.cancel(input.signIn);
    return destination;
  });
}

async function renewed({ signIns }: ReconnectDeps, current: StoredDestination, input: ReconnectPlaceInput, signal: AbortSignal): Promise<ParsedPlace> {
  if (current.kind !== input.kind) throw new HoldfastError('invalid-input', `“${current.name}” is not in Google Drive.`, { nextStep: 'Name a place in Google Drive.' });
  const { keys, account, place } = await signIns.signedIn(input.signIn, signal);
  if (place !== current.name) throw new HoldfastError('invalid-input', `That sign-in is not for “${current.name}”.`, { nextStep: 'Sign in to Google again for this place.' });
  const { refreshToken, clientId, clientSecret } = keys;
  const clientSecretName = current.secrets.clientSecret ?? (clientSecret === undefined ? undefined : current.secrets.refreshToken.replace(/refresh-token$/, 'client-secret'));
  const secrets = { refreshToken: current.secrets.refreshToken, ...(clientSecretName === undefined ? {} : { clientSecret: clientSecretName }) };
  const known = account ?? current.account;
  return { destination: { ...current, clientId, ...(known === undefined ? {} : { account: known }), secrets }, secrets: { refreshToken, clientSecret } };
}
