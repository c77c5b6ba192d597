import type { AppVaults, ShownApp } from '../catalog/app-vaults.ts';
import { findApp } from '../registry/lookup.ts';
import type { StoredApp } from '../settings/schema.ts';
import { openAppVault, requireVault, type VaultFinder } from './app-vault.ts';

/** The apps that the settings know, for showing what their backups hold. */
export function appVaults(finder: VaultFinder): AppVaults {
  return {
    find: async (name) => shown(findApp(await finder.settings.read(), name)),
    list: async () => (await finder.settings.read()).apps.map(shown),
    open: async (app, signal) => requireVault(await openAppVault(finder, app.name, { signal })),
  };
}

function shown({ name, slug, vault }: StoredApp): ShownApp {
  return { name, slug, vaultId: vault.id };
}
