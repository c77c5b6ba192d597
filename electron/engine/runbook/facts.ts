import { activeDeputies } from '../keys/recipients.ts';
import { placeNotes } from '../kit/place-notes.ts';
import type { Connector } from '../registry/connect.ts';
import { destinationsOf } from '../registry/lookup.ts';
import { longestGapHours } from '../schedule/windows.ts';
import type { Settings, StoredApp, StoredConnection, StoredDestination } from '../settings/schema.ts';

/** The last time that a backup was restored into a throwaway database. */
export interface LastDrill {
  readonly at: string;
  readonly place: string;
  readonly ok: boolean;
  readonly durationMs: number;
}

export interface RunbookPlace {
  readonly name: string;
  /** Of the app's backups there. */
  readonly location: string;
  readonly kind: StoredDestination['kind'];
  /** How to reach it. No secret. */
  readonly notes: readonly string[];
}

/** What the page is written from, beside what a person wrote: the settings as they are, and the proofs. */
export interface RunbookFacts {
  readonly app: string;
  readonly connection: StoredConnection;
  readonly places: readonly RunbookPlace[];
  /** Who is let in with a key of their own. */
  readonly deputies: readonly { readonly name: string; readonly recipient: string }[];
  /** At most so many hours pass between two backups; undefined where they are only made by hand. */
  readonly everyHours: number | undefined;
  readonly objectiveHours: number | undefined;
  readonly kitProvedAt: string | undefined;
  readonly lastDrill: LastDrill | undefined;
  /** What must be true of the data, by name. */
  readonly goldenChecks: readonly string[];
}

export interface Proofs {
  readonly lastDrill?: LastDrill | undefined;
  readonly goldenChecks?: readonly string[];
}

export function runbookFacts(settings: Settings, app: StoredApp, connector: Pick<Connector, 'location' | 'google'>, { lastDrill, goldenChecks = [] }: Proofs): RunbookFacts {
  return {
    app: app.name,
    connection: app.connection,
    places: destinationsOf(settings, app).map((place) => ({
      name: place.name,
      location: connector.location(place, app.slug),
      kind: place.kind,
      notes: place.kind === 'local' ? ['A folder of the computer that makes the backups, or of a drive connected to it.'] : placeNotes(place, connector.google.client?.clientId).notes,
    })),
    deputies: activeDeputies(app.vault).map(({ name, recipient }) => ({ name, recipient })),
    everyHours: app.schedule === undefined ? undefined : longestGapHours(app.schedule.rule),
    objectiveHours: app.objectiveHours,
    kitProvedAt: app.kitProvedAt,
    lastDrill,
    goldenChecks,
  };
}
