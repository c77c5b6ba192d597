import type { Keychain } from '../ports/keychain.ts';
import type { PlaceSecrets } from '../ports/place-secrets.ts';
import type { StoredDestination } from '../settings/schema.ts';

/** Names under which the keychain has what a place keeps secret. */
type SecretNames = Readonly<Record<keyof PlaceSecrets, string | undefined>>;

/** What the keychain has for a place; without what it has not. @throws as the keychain */
export async function readSecrets(keychain: Keychain, destination: StoredDestination): Promise<PlaceSecrets> {
  const { secretAccessKey, refreshToken, clientSecret } = namesOf(destination);
  const get = async (name: string | undefined): Promise<string | undefined> => (name === undefined ? undefined : keychain.get(name));
  return { secretAccessKey: await get(secretAccessKey), refreshToken: await get(refreshToken), clientSecret: await get(clientSecret) };
}

/** Keeps each secret that was given and that the place has a name for. @throws as the keychain */
export async function keepSecrets(keychain: Keychain, destination: StoredDestination, secrets: PlaceSecrets): Promise<void> {
  const names = namesOf(destination);
  // Side by side, because an encrypted file takes several changes in one go.
  await Promise.all(kinds.flatMap((kind) => ifBoth(names[kind], secrets[kind], (name, secret) => keychain.set(name, secret))));
}

/** Gone already is success. @throws as the keychain */
export async function forgetSecrets(keychain: Keychain, destination: StoredDestination): Promise<void> {
  const names = namesOf(destination);
  await Promise.all(kinds.flatMap((kind) => ifBoth(names[kind], kind, (name) => keychain.delete(name))));
}

const kinds = ['secretAccessKey', 'refreshToken', 'clientSecret'] as const satisfies readonly (keyof PlaceSecrets)[];

function namesOf(destination: StoredDestination): SecretNames {
  const none = { secretAccessKey: undefined, refreshToken: undefined, clientSecret: undefined };
  switch (destination.kind) {
    case 'local':
      return none;
    case 's3':
      return { ...none, secretAccessKey: destination.secrets.secretAccessKey };
    case 'google-drive':
      return { ...none, refreshToken: destination.secrets.refreshToken, clientSecret: destination.secrets.clientSecret };
  }
}

function ifBoth(name: string | undefined, value: string | undefined, work: (name: string, value: string) => Promise<void>): readonly Promise<void>[] {
  return name === undefined || value === undefined ? [] : [work(name, value)];
}
