import type { HoldfastError } from '../../shared/model/errors.ts';
import { prefixed, testPlace } from '../../electron/engine/destinations/index.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import type { Source } from '../../electron/engine/ports/source.ts';
import type { Connector } from '../../electron/engine/registry/connect.ts';
import { placeAddress } from '../../electron/engine/registry/place-address.ts';
import type { StoredConnection } from '../../electron/engine/settings/schema.ts';

/** Connects to one source and to places in memory, whatever the settings say; for tests of what lies above the drivers. */
export interface FakeConnector extends Connector {
  /** Every connection asked for, with the token it was asked with. */
  readonly asked: readonly { readonly connection: StoredConnection; readonly token: string | undefined }[];
  /** The place at a path, made when first asked for. */
  placeAt(path: string): ObjectStore;
  /** Names of the folders directly in a path, as the places' keys and paths make them. */
  foldersIn(path: string): Promise<readonly string[]>;
  /** What testing a place comes to from now on; undefined = a real test. */
  placeProblem: HoldfastError | undefined;
}

export function createFakeConnector(source: Source): FakeConnector {
  const asked: { connection: StoredConnection; token: string | undefined }[] = [];
  const places = new Map<string, ObjectStore>();
  const connector: FakeConnector = {
    asked,
    placeProblem: undefined,
    placeAt(path) {
      const known = places.get(path) ?? createMemoryStore();
      places.set(path, known);
      return known;
    },
    async foldersIn(path) {
      const names = new Set<string>();
      for await (const { key } of connector.placeAt(path).list('', { signal: new AbortController().signal })) {
        const [name = '', ...rest] = key.split('/');
        if (rest.length > 0) names.add(name);
      }
      return [...names];
    },
    async source(connection, token) {
      asked.push({ connection, token });
      return source;
    },
    async vault(destination, slug) {
      const { onlyVault } = destination;
      const path = placeAddress(destination);
      if (onlyVault === undefined) return prefixed(connector.placeAt(path), slug);
      // A folder of a place in memory: `/place/slug`.
      const [, place = '', folder] = path.split('/');
      return folder === undefined ? connector.placeAt(path) : prefixed(connector.placeAt(`/${place}`), folder);
    },
    location: (destination, slug) => (destination.onlyVault === undefined ? `${placeAddress(destination)}/${slug}` : placeAddress(destination)),
    async test(destination, options) {
      const { placeProblem } = connector;
      if (placeProblem === undefined) return testPlace(connector.placeAt(placeAddress(destination)), options);
      return { report: { ok: false, checks: [{ name: 'write', ok: false, detail: placeProblem.message }], freeSpace: null }, problem: placeProblem };
    },
  };
  return connector;
}
