import type { Vault } from '../vault/vault.ts';

/** An app as its data is shown. */
export interface ShownApp {
  readonly name: string;
  /** Unique among the apps of this computer; the part of file names. */
  readonly slug: string;
  /** Two apps may have had the same slug one after the other. */
  readonly vaultId: string;
}

/** How the catalog finds apps and their vaults; the settings and the keychain know. */
export interface AppVaults {
  /** @throws not-found. */
  find(name: string): Promise<ShownApp>;
  list(): Promise<readonly ShownApp[]>;
  /** The vault in the first place that answers. @throws not-found where no backup was made yet, network … */
  open(app: ShownApp, signal: AbortSignal): Promise<Vault>;
}
