import { HoldfastError } from '../../../shared/model/errors.ts';
import type { LongCall, ReconnectPlaceInput } from '../engine.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { PlaceSecrets } from '../ports/place-secrets.ts';
import type { StoredDestination } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Connector } from './connect.ts';
import type { ReconnectGoogleDriveInput } from './google-desk.ts';
import type { GoogleSignIns } from './google-sign-ins.ts';
import { findDestination } from './lookup.ts';
import { parseBucketKey, type ParsedPlace, secretName } from './place-input.ts';
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
 * @throws invalid-input (of another kind, or `details.field`); whatever the place answers to the new keys
 */
export async function reconnectDestination(deps: ReconnectDeps, wanted: string, input: ReconnectPlaceInput, { signal }: LongCall): Promise<StoredDestination> {
  const current = findDestination(await deps.settings.read(), wanted);
  const { destination, secrets } = await renewed(deps, current, input, signal);
  await tryKeys(deps, destination, secrets, signal);
  return deps.alone(async () => {
    findDestination(await deps.settings.read(), current.name);
    await keepSecrets(deps.keychain, destination, secrets);
    await deps.settings.update((latest) => ({ ...latest, destinations: latest.destinations.map((each) => (each.name === current.name ? destination : each)) }));
    if (input.kind === 'google-drive') deps.signIns.cancel(input.signIn);
    await forgetReplaced(deps.keychain, current, destination);
    return destination;
  });
}

/** @throws as the place does with these keys. */
async function tryKeys({ connector }: ReconnectDeps, destination: StoredDestination, secrets: PlaceSecrets, signal: AbortSignal): Promise<void> {
  if (destination.kind === 's3') {
    // Another key may be allowed less than the one before it.
    const { problem } = await connector.test(destination, { signal, secrets });
    if (problem !== undefined) throw problem;
    return;
  }
  // Any name does: whether it is there is an answer, a place that is not shown an error.
  const place = await connector.look(destination, { signal, secrets });
  await place.stat('vault.json', { signal });
}

async function renewed(deps: ReconnectDeps, current: StoredDestination, input: ReconnectPlaceInput, signal: AbortSignal): Promise<ParsedPlace> {
  if (input.kind === 's3') {
    if (current.kind !== 's3') throw otherKind(current, 'a bucket');
    const key = parseBucketKey({ accessKeyId: input.accessKeyId ?? current.accessKeyId, secretAccessKey: input.secretAccessKey });
    // Under a name of its own until the settings name it: whenever this is cut short, a key and its own secret stand together.
    return { destination: { ...current, accessKeyId: key.accessKeyId, secrets: { secretAccessKey: secretName() } }, secrets: { secretAccessKey: key.secretAccessKey } };
  }
  if (current.kind !== 'google-drive') throw otherKind(current, 'in Google Drive');
  return signedInAgain(deps, current, input, signal);
}

async function signedInAgain({ signIns }: ReconnectDeps, current: Extract<StoredDestination, { kind: 'google-drive' }>, input: ReconnectGoogleDriveInput, signal: AbortSignal): Promise<ParsedPlace> {
  const { keys, account, place } = await signIns.signedIn(input.signIn, signal);
  if (place !== current.name) throw new HoldfastError('invalid-input', `That sign-in is not for “${current.name}”.`, { nextStep: 'Sign in to Google again for this place.' });
  const { refreshToken, clientId, clientSecret } = keys;
  const clientSecretName = current.secrets.clientSecret ?? (clientSecret === undefined ? undefined : current.secrets.refreshToken.replace(/refresh-token$/, 'client-secret'));
  const secrets = { refreshToken: current.secrets.refreshToken, ...(clientSecretName === undefined ? {} : { clientSecret: clientSecretName }) };
  const known = account ?? current.account;
  return { destination: { ...current, clientId, ...(known === undefined ? {} : { account: known }), secrets }, secrets: { refreshToken, clientSecret } };
}

/** A secret that nothing names any more. One that the keychain keeps all the same opens nothing that matters: the place has its new key. */
async function forgetReplaced(keychain: Keychain, before: StoredDestination, now: StoredDestination): Promise<void> {
  if (before.kind !== 's3' || now.kind !== 's3') return;
  await keychain.delete(before.secrets.secretAccessKey).catch(() => undefined);
}

function otherKind({ name }: StoredDestination, what: string): HoldfastError {
  return new HoldfastError('invalid-input', `“${name}” is not ${what}.`, { nextStep: 'Choose a place of that kind.' });
}
