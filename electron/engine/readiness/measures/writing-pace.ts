import { appToken, type VaultFinder } from '../../calls/app-vault.ts';
import type { StoredApp } from '../../settings/schema.ts';
import type { WritingPace } from './recovery-time.ts';

/** How fast may be written into apps, as their platforms allow it. Asks them nothing; what was found out once holds until the connection is another one. */
export function writingPaces({ keychain, connector }: Pick<VaultFinder, 'keychain' | 'connector'>): (app: StoredApp) => Promise<WritingPace> {
  const paces = new Map<string, WritingPace>();
  return async (app) => {
    const key = JSON.stringify(app.connection);
    if (paces.has(key)) return paces.get(key);
    const writer = await connector.writer(app.connection, await appToken(keychain, app));
    const pace = writer === undefined ? undefined : { batch: writer.capabilities.batch, perMinute: writer.capabilities.perMinute };
    paces.set(key, pace);
    return pace;
  };
}
