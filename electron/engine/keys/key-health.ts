import { createHash } from 'node:crypto';
import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Settings, StoredApp } from '../settings/schema.ts';
import { type VaultKeys, recipientOf } from '../vault/crypto/keys.ts';
import { recipientsOf } from './recipients.ts';

/**
 * How it stands with the key of an app's backups. `locked`: the keychain must be unlocked (or its passphrase be another). `missing`: the keychain is the one it was and works, but
 * what it kept is gone. `changed`: another keychain than the one the key was put into. `unavailable`: there is no keychain that works.
 */
export type KeyState = 'ok' | 'locked' | 'missing' | 'changed' | 'unavailable';

export type KeyHealth = { readonly state: 'ok'; readonly keys: VaultKeys } | { readonly state: Exclude<KeyState, 'ok'>; readonly error: HoldfastError };

/** What the keychain gives for the app. Each state but `ok` has its own sentence and way out. Never rejects. */
export async function examineKeys(keychain: Keychain, { canary }: Pick<Settings, 'canary'>, app: StoredApp): Promise<KeyHealth> {
  try {
    // One after the other: a keychain that is locked would ask twice.
    const identity = await keychain.get(app.secrets.identity);
    const chunkKey = await keychain.get(app.secrets.chunkKey);
    const opened = chunkKey === undefined ? new Uint8Array(0) : new Uint8Array(Buffer.from(chunkKey, 'base64'));
    if (identity !== undefined && opened.length === 32) {
      if ((await recipientIn(identity)) !== app.vault.recipient) return { state: 'changed', error: otherKeychain(app.name) };
      return { state: 'ok', keys: { identity, recipients: recipientsOf(app.vault), chunkKey: opened } };
    }
    const isSame = canary === null || (await keychain.get(canary)) === canary;
    return isSame ? { state: 'missing', error: keyGone(app.name) } : { state: 'changed', error: otherKeychain(app.name) };
  } catch (error) {
    const known = toHoldfastError(error);
    return { state: stateOf(known), error: known };
  }
}

/** The app's keys. @throws permission-denied, corrupt: with the state in `details.state` where the keychain works. */
export async function vaultKeys(keychain: Keychain, settings: Pick<Settings, 'canary'>, app: StoredApp): Promise<VaultKeys> {
  const health = await examineKeys(keychain, settings, app);
  if (health.state === 'ok') return health.keys;
  throw health.error;
}

function stateOf(error: HoldfastError): Exclude<KeyState, 'ok'> {
  const { reason } = error.details;
  if (reason === 'locked' || reason === 'wrong-passphrase') return 'locked';
  // The file of secrets is gone or damaged.
  return isHoldfastError(error, 'corrupt') ? 'missing' : 'unavailable';
}

/** By what a key hashes to: with fifty apps, working each out anew at every look at the clock would take a fortieth of a processor for ever. */
const recipients = new Map<string, string>();
const mostRecipients = 1000;

async function recipientIn(identity: string): Promise<string | undefined> {
  const hash = createHash('sha256').update(identity).digest('hex');
  const known = recipients.get(hash);
  if (known !== undefined) return known;
  try {
    const recipient = await recipientOf(identity);
    if (recipients.size >= mostRecipients) recipients.clear();
    recipients.set(hash, recipient);
    return recipient;
  } catch {
    return undefined;
  }
}

const again = 'give Holdfast the key again from the recovery kit: in Settings, or with “recovery-kit restore”';

function keyGone(app: string): HoldfastError {
  return new HoldfastError('permission-denied', `The key of the backups of “${app}” is not in the keychain any more.`, {
    nextStep: `${capital(again)}. The backups themselves are untouched.`,
    details: { reason: 'key-missing', state: 'missing' },
  });
}

function otherKeychain(app: string): HoldfastError {
  return new HoldfastError('permission-denied', `The key of the backups of “${app}” is not in this keychain, which is another one than Holdfast put it into: another user’s, another computer’s, or one that was made anew.`, {
    nextStep: `Sign in as the user who added the app (on a server: with the same HOLDFAST_KEYCHAIN). If that keychain is gone, ${again}.`,
    details: { reason: 'key-missing', state: 'changed' },
  });
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
