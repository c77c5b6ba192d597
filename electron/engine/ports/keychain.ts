/**
 * Where secrets live: the vault's key, tokens. Settings hold only the name under which a secret is kept.
 * A keychain that cannot be read is an error with a way out, never an empty answer.
 */
export interface Keychain {
  readonly protection: 'os-keychain' | 'passphrase-file' | 'memory-only';
  /**
   * The secret, or undefined when there is none under this name.
   * @throws permission-denied when the keychain is locked, missing or refuses (details.reason = `locked` | `unavailable` | `wrong-passphrase`);
   *   corrupt when what it keeps is damaged or lost.
   */
  get(name: string): Promise<string | undefined>;
  /** Stores or replaces it; readable by a new process once fulfilled. @throws as `get`; quota-exceeded when the disk is full. */
  set(name: string, secret: string): Promise<void>;
  /** Gone already is success. @throws as `get`. */
  delete(name: string): Promise<void>;
}
