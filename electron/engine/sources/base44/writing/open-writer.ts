import { HoldfastError } from '../../../../../shared/model/errors.ts';
import { throwIfCancelled } from '../../../ports/cancel.ts';
import type { AppWriter, Created, EntityAbilities, Fires, SideEffects } from '../../../ports/app-writer.ts';
import { parseConfig } from '../config.ts';
import type { Base44Config } from '../config.ts';
import { openConnection } from '../connection/connection.ts';
import type { ConnectionDeps } from '../connection/connection.ts';
import { recordsSince } from '../listing/changes.ts';
import type { ChangesMemory } from '../listing/changes.ts';
import { createEntityListings } from '../listing/entity-listings.ts';
import { platformMoment } from '../records/dates.ts';
import { abilitiesOf, objectionsTo } from './abilities.ts';
import { idsPerRequest, readByIds, trashedByIds } from './by-id.ts';
import type { FilterMemory } from './by-id.ts';
import { recordsHolding } from './holding.ts';
import { mayWrite } from './may-write.ts';
import { uploadFile } from './upload.ts';
import { batches, createRecords, removeRecords, untrashRecords, updateRecords } from './write-records.ts';

/** Clocks of one platform differ a little among themselves. */
const clockMarginMs = 2000;

/** As long as nobody knows the platform's clock, ours may be ahead of it by so much. */
const unknownClockMs = 5 * 60_000;

/** "Fires no webhooks" is documented of these; of automations nothing is said. */
const quiet: SideEffects = { webhooks: 'no', automations: 'unknown' };
/** Creating one record fires both; of creating many nothing is said. */
const undocumented: Fires = 'unknown';

/**
 * Writes to an app on Base44 through its API, by the requests that stay quiet and may be made again where there are such.
 * Opening asks nothing yet. Reads what row rules hide by the same means as the source does.
 * @throws invalid-input when the configuration or the token cannot be right.
 */
export function openBase44Writer(config: Base44Config, deps: ConnectionDeps): AppWriter {
  const settings = parseConfig(config);
  const connection = openConnection(settings, deps);
  const listings = createEntityListings(connection);
  const memory: ChangesMemory & FilterMemory = { cursorListing: 'unknown', dateFilter: new Map(), idFilter: new Map() };
  const perMinute = settings.limits.requestsPerSecond * 60;

  return {
    capabilities: {
      keepsIds: false,
      batch: { read: idsPerRequest, trashed: idsPerRequest, ...batches },
      perMinute: { read: perMinute, trashed: perMinute, untrash: perMinute, update: perMinute, create: perMinute, remove: perMinute, upload: perMinute },
      effects: { untrash: quiet, update: quiet, create: { webhooks: undocumented, automations: undocumented }, remove: quiet },
      settleMs: 10_000,
    },
    abilities: abilitiesOf,
    objections: objectionsTo,
    mayWrite: async ({ signal }) => {
      throwIfCancelled(signal);
      return mayWrite(connection, signal);
    },
    async read(entity, ids, { signal }) {
      return readByIds(connection, memory, await listings.of(entity, signal), ids, signal);
    },
    async *holding(entity, search, { signal }) {
      yield* recordsHolding(connection, memory, await listings.of(entity, signal), search, signal);
    },
    async trashed(entity, ids, { signal }) {
      throwIfCancelled(signal);
      return trashedByIds(connection, memory, entity, ids, signal);
    },
    async untrash(entity, ids, { signal }) {
      throwIfCancelled(signal);
      await untrashRecords(connection, entity, ids, signal);
    },
    async update(entity, changes, { signal }) {
      const listing = await listings.of(entity, signal);
      const gone = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
        const there = await readByIds(connection, memory, listing, ids, signal);
        return new Set(ids.filter((id) => !there.has(id)));
      };
      return { refused: await updateRecords(connection, listing, entity, changes, gone, signal) };
    },
    async create(entity, records, { signal }) {
      const listing = await listings.of(entity, signal);
      const { create } = abilitiesOf(entity);
      if (create.kind === 'no') return allRefused(cannotCreate(create), records.length);
      return createRecords(connection, listing, entity, records, signal);
    },
    platformTime: () => new Date(deps.clock.now().getTime() + (connection.clockSkewMs() ?? -unknownClockMs)),
    async *createdSince(entity, since, { signal }) {
      const listing = await listings.of(entity, signal);
      const from = since.getTime() - clockMarginMs;
      // A listing may give a record twice, and whoever counts what landed would count it twice.
      const given = new Set<string>();
      for await (const page of recordsSince(connection, memory, listing, 'created_date', new Date(from), signal)) {
        if (page.kind === 'unreadable') throw page.error;
        const fresh = page.records.filter(({ key }) => !given.has(key) && !isOlder(key, from) && given.add(key));
        if (fresh.length > 0) yield fresh;
      }
    },
    async remove(entity, ids, { signal }) {
      const listing = await listings.of(entity, signal);
      const { create } = abilitiesOf(entity);
      if (create.kind === 'no') throw cannotCreate(create);
      await removeRecords(connection, listing, entity, ids, signal);
    },
    async upload(file, { signal }) {
      throwIfCancelled(signal);
      return uploadFile(connection, file, signal);
    },
  };
}

/** A record's key begins with its date of creation; one without is not passed over. */
function isOlder(key: string, than: number): boolean {
  const created = platformMoment(key.split('\u0001', 1)[0]);
  return created !== undefined && created < than;
}

function cannotCreate({ why, nextStep }: Extract<EntityAbilities['create'], { kind: 'no' }>): HoldfastError {
  return new HoldfastError('invalid-input', why, { nextStep });
}

function allRefused(error: HoldfastError, count: number): Created {
  return { ids: Array.from({ length: count }, () => undefined), refused: Array.from({ length: count }, (_, index) => ({ index, error })) };
}
