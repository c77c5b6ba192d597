import type { EntityDescription } from '../../../../shared/model/app.ts';
import type { RecordsOptions, Source, SourceOptions, SourcePage } from '../../ports/source.ts';
import { listen } from './live/listen.ts';
import { whereaboutsOf } from './listing/whereabouts.ts';
import type { FilterMemory } from './writing/by-id.ts';
import { readConfig } from './app/config.ts';
import { describeApp } from './app/describe.ts';
import { parseConfig } from './config.ts';
import type { Base44Config } from './config.ts';
import { openConnection } from './connection/connection.ts';
import type { ConnectionDeps } from './connection/connection.ts';
import { createFileFinder } from './files/addresses.ts';
import { openUploadedFile } from './files/open-file.ts';
import { changedRecords } from './listing/changes.ts';
import type { ChangesMemory } from './listing/changes.ts';
import { createEntityListings } from './listing/entity-listings.ts';
import { orderedKeys, orderedRecords } from './listing/records.ts';
import { countOf } from './row-rules/evidence.ts';

export type { Base44Config } from './config.ts';
export type Base44Deps = ConnectionDeps;

/**
 * An app on Base44, read through its API (or any server that speaks its wire format). Opening asks nothing yet.
 *
 * What is found out on the way is kept for the life of the source: in which header the token goes, whether there is a
 * cursor listing, whether the filter by date works, which entities must be read past row rules.
 *
 * Records come ascending by `created_date`, then `id`. The API sorts by creation and leaves the order of what was created
 * at once open, so the newest second is held back until it is whole (listing/in-order.ts). That costs little memory and
 * spares the pipeline from sorting. A record that comes later than that is handed on all the same: an order that is not
 * kept is seen by the pipeline, which then sorts; a record that is left out is not.
 *
 * @throws invalid-input when the configuration or the token cannot be right.
 */
export function openBase44(config: Base44Config, deps: Base44Deps): Source {
  const settings = parseConfig(config);
  const connection = openConnection(settings, deps);
  const home = { origin: settings.origin, appId: settings.appId };
  const memory: ChangesMemory & FilterMemory = { cursorListing: 'unknown', dateFilter: new Map(), idFilter: new Map() };
  const listings = createEntityListings(connection);

  async function* records(entity: EntityDescription, { signal, since }: RecordsOptions): AsyncGenerator<SourcePage> {
    const listing = await listings.of(entity, signal);
    yield* since === undefined ? orderedRecords(connection, memory, listing, signal) : changedRecords(connection, memory, listing, since, signal);
  }

  return {
    capabilities: {
      changedSince: true,
      consistent: false,
      listsKeys: true,
      ordered: true,
      maxConcurrency: settings.limits.maxConcurrency,
    },
    async describe({ signal }: SourceOptions) {
      const described = await describeApp(connection, memory, settings.dataEnvironment, signal);
      listings.know(described.access);
      return described.description;
    },
    records,
    async *keys(entity, { signal }) {
      yield* orderedKeys(connection, memory, await listings.of(entity, signal), signal);
    },
    async whereabouts(entity, ids, { signal }) {
      return whereaboutsOf(connection, memory, { entity, listing: await listings.of(entity, signal) }, ids, signal);
    },
    listen: (tables, options) => listen({ ...home, token: deps.token.trim() }, tables, options, deps.clock),
    async count(entity, { signal }) {
      const { privileged } = await listings.of(entity, signal);
      const count = await countOf(connection, entity.name, privileged === true, signal);
      return typeof count === 'number' ? count : undefined;
    },
    fileReferences: createFileFinder(home),
    openFile: (address, { signal }) => openUploadedFile(connection, home, address, signal),
    config: ({ signal }) => readConfig(connection, signal),
  };
}
