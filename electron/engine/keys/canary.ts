import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Settings } from '../settings/schema.ts';
import { examineKeys } from './key-health.ts';

export interface CanaryParts {
  readonly keychain: Keychain;
  readonly newId: () => string;
  /** Changes the settings with the home to itself. */
  readonly change: (change: (settings: Settings) => Settings) => Promise<Settings>;
}

/**
 * Puts a secret that says nothing into the keychain, whose name is in the settings: where it is missing later, the keychain is another one. Only into a keychain that has the key of every app,
 * because any other may be the wrong one. Does nothing where it is there. A keychain that cannot be written is told by what needs it.
 */
export async function keepCanary({ keychain, newId, change }: CanaryParts, settings: Settings): Promise<void> {
  try {
    if (settings.apps.length === 0) return;
    if (settings.canary !== null && (await keychain.get(settings.canary)) === settings.canary) return;
    for (const app of settings.apps) if ((await examineKeys(keychain, settings, app)).state !== 'ok') return;
    const canary = settings.canary ?? `canary/${newId()}`;
    await keychain.set(canary, canary);
    if (settings.canary === null) await change((latest) => ({ ...latest, canary: latest.canary ?? canary }));
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
  }
}
