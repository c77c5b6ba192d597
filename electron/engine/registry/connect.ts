import type { ObjectStore } from '../ports/object-store.ts';
import type { Source } from '../ports/source.ts';
import type { StoredConnection, StoredDestination } from '../settings/schema.ts';

/**
 * How settings become live connections. The composition root (engine/index.ts) gives the one implementation, which lists
 * every platform and every kind of place; tests give others.
 */
export interface Connector {
  /** The app behind a connection. Sends nothing yet. */
  source(connection: StoredConnection, token: string | undefined): Promise<Source>;
  /** The place itself, where each app has a folder of its own. */
  place(destination: StoredDestination): Promise<ObjectStore>;
  /** The part of the place that holds one app's vault: `<place>/<slug>/`. */
  vault(destination: StoredDestination, slug: string): Promise<ObjectStore>;
  /** Where that vault lies, as a person finds it: a folder's full name. */
  location(destination: StoredDestination, slug: string): string;
  /** Makes a new place ready to be tested (a folder that is not there yet is made). */
  prepare(destination: StoredDestination): Promise<void>;
}
