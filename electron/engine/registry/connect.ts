import type { HoldfastError } from '../../../shared/model/errors.ts';
import type { DestinationTest } from '../engine.ts';
import type { AppWriter } from '../ports/app-writer.ts';
import type { GoogleAccounts } from '../ports/google-accounts.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { PlaceSecrets } from '../ports/place-secrets.ts';
import type { Source } from '../ports/source.ts';
import type { StoredConnection, StoredDestination } from '../settings/schema.ts';

/**
 * How settings become live connections. The composition root (engine/index.ts) gives the one implementation, which lists
 * every platform and every kind of place; tests give others.
 */
export interface Connector {
  /** The app behind a connection. Sends nothing yet. */
  source(connection: StoredConnection, token: string | undefined): Promise<Source>;
  /** What writes to that app; undefined where nothing can be written. Sends nothing yet. */
  writer(connection: StoredConnection, token: string | undefined): Promise<AppWriter | undefined>;
  /** The part of the place that holds one app's vault: `<place>/<slug>/`; where it is `onlyVault` the place itself, only to look. */
  vault(destination: StoredDestination, slug: string): Promise<ObjectStore>;
  /** The place itself, only to look: nothing can be written through it. For finding backups that no settings know. @throws as the place does. */
  look(destination: StoredDestination, options: LookOptions): Promise<ObjectStore>;
  /** Where that vault lies, as a person finds it: a folder's full name, the address of a part of a bucket. */
  location(destination: StoredDestination, slug: string): string;
  /** Does in the place, on small objects, what a backup does there; where it is `onlyVault`, only what reading does. A place that fails is a result; with `create` one that is missing is made. */
  test(destination: StoredDestination, options: TestOptions): Promise<TestedPlace>;
  /** How many bytes a second go to places over the network, over all of them together, from now on; null = as fast as the line goes. */
  limitUploads(bytesPerSecond: number | null): void;
  /** For signing in to Google, and for folders there. */
  readonly google: GoogleAccounts;
}

export interface LookOptions {
  readonly signal: AbortSignal;
  /** Of a place that is not added; the keychain has that of any other. */
  readonly secrets: PlaceSecrets | undefined;
}

export interface TestOptions {
  readonly signal: AbortSignal;
  /** Only when a place is added: one that was there before is never made anew. */
  readonly create?: boolean;
  /** Of a place that is not added yet; the keychain has that of any other. */
  readonly secrets?: PlaceSecrets | undefined;
}

export interface TestedPlace {
  readonly report: DestinationTest;
  /** The first thing that failed. */
  readonly problem: HoldfastError | undefined;
}
