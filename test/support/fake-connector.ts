import type { HoldfastError } from '../../shared/model/errors.ts';
import { prefixed, readOnly, testPlace } from '../../electron/engine/destinations/index.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { GoogleAccounts } from '../../electron/engine/ports/google-accounts.ts';
import type { AppWriter } from '../../electron/engine/ports/app-writer.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import type { Source } from '../../electron/engine/ports/source.ts';
import type { Connector } from '../../electron/engine/registry/connect.ts';
import { placeAddress } from '../../electron/engine/registry/place-address.ts';
import type { StoredConnection } from '../../electron/engine/settings/schema.ts';

/** Connects to one source and to places in memory, whatever the settings say; for tests of what lies above the drivers. */
export interface FakeConnector extends Connector {
  vault: Connector['vault'];
  /** Every connection asked for, with the token it was asked with. */
  readonly asked: readonly { readonly connection: StoredConnection; readonly token: string | undefined }[];
  /** The place at a path, made when first asked for. */
  placeAt(path: string): ObjectStore;
  /** What testing a place comes to from now on; undefined = a real test. */
  placeProblem: HoldfastError | undefined;
  /** What writes to the app; undefined = nothing can. */
  appWriter: AppWriter | undefined;
}

export function createFakeConnector(source: Source): FakeConnector {
  const asked: { connection: StoredConnection; token: string | undefined }[] = [];
  const places = new Map<string, ObjectStore>();
  const connector: FakeConnector = {
    asked,
    placeProblem: undefined,
    appWriter: undefined,
    google: noGoogle,
    limitUploads: () => undefined,
    placeAt(path) {
      const known = places.get(path) ?? createMemoryStore();
      places.set(path, known);
      return known;
    },
    writer: async () => connector.appWriter,
    async source(connection, token) {
      asked.push({ connection, token });
      return source;
    },
    async vault(destination, slug) {
      const path = placeAddress(destination);
      return destination.onlyVault === undefined ? prefixed(placeOf(connector, path), slug) : readOnly(insideOf(connector, path));
    },
    look: async (destination) => readOnly(insideOf(connector, placeAddress(destination))),
    location: (destination, slug) => (destination.onlyVault === undefined ? `${placeAddress(destination)}/${slug}` : placeAddress(destination)),
    async test(destination, options) {
      const { placeProblem } = connector;
      if (placeProblem === undefined) return testPlace(placeOf(connector, placeAddress(destination)), options);
      return { report: { ok: false, checks: [{ name: 'write', ok: false, detail: placeProblem.message }], freeSpace: null }, problem: placeProblem };
    },
  };
  return connector;
}

/** Nobody signs in where this is given. */
const noGoogle: GoogleAccounts = {
  client: undefined,
  signIn: () => Promise.reject(new Error('Nobody signs in to Google here.')),
  folders: () => Promise.reject(new Error('There is no Google here.')),
  makeFolder: () => Promise.reject(new Error('There is no Google here.')),
};

/** A folder on its own is a place in memory, a folder in a bucket a part of one: it can be looked for from the bucket. */
function placeOf(connector: FakeConnector, address: string): ObjectStore {
  return address.startsWith('/') ? connector.placeAt(address) : insideOf(connector, address);
}

/** A folder of a place in memory: `/place/slug`, `s3://bucket/slug`, `https://server/bucket/slug`. */
function insideOf(connector: FakeConnector, address: string): ObjectStore {
  const [, place = address, folder] = /^((?:s3:\/|https?:\/\/[^/]+)?\/[^/]*)(?:\/(.+))?$/.exec(address) ?? [];
  return folder === undefined ? connector.placeAt(place) : prefixed(connector.placeAt(place), folder);
}
