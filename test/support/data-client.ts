import { createRouterClient, type RouterClient } from '@orpc/server';
import { dataCalls } from '../../electron/engine/api/data.ts';
import { api } from '../../electron/engine/api/implementer.ts';
import { appVaults } from '../../electron/engine/calls/app-vaults.ts';
import { type Catalog, type CatalogOptions, createCatalog } from '../../electron/engine/catalog/catalog.ts';
import { openSettings } from '../../electron/engine/settings/settings.ts';
import type { TestEngine } from './test-engine.ts';

/** The data calls over a test engine, as a page makes them: inputs, outputs and errors are the contract's. */
export interface DataClient {
  readonly calls: RouterClient<ReturnType<typeof dataRouter>>;
  readonly catalog: Catalog;
  /** Apps that something was said to have changed for. */
  readonly changed: string[];
}

export function dataClient({ deps, connector }: TestEngine, more: Partial<CatalogOptions> = {}): DataClient {
  const changed: string[] = [];
  const vaults = appVaults({ settings: openSettings(deps.home, deps.version), keychain: deps.keychain, connector });
  const catalog = createCatalog({ home: deps.home, clock: deps.clock, log: deps.log, vaults, onChange: (app) => changed.push(app), enabled: async () => true, ...more });
  return { calls: createRouterClient(dataRouter(catalog)), catalog, changed };
}

function dataRouter(catalog: Catalog) {
  return api.data.router(dataCalls({ catalog }));
}
