import type { EntityDescription } from '../../../../../shared/model/app.ts';
import { isHoldfastError } from '../../../../../shared/model/errors.ts';
import type { Whereabouts } from '../../../ports/source.ts';
import type { Connection } from '../connection/connection.ts';
import { type FilterMemory, readByIds, trashedByIds } from '../writing/by-id.ts';
import { trashOf } from '../row-rules/evidence.ts';
import type { Listing } from './ask.ts';
import type { ListingMemory } from './records.ts';

/** Asks for records by their ids, and for those that are not there in the trash, which no row rule covers. @throws what ends the whole source, and what the records cannot be asked for. */
export async function whereaboutsOf(
  connection: Connection,
  memory: ListingMemory & FilterMemory,
  { entity, listing }: { readonly entity: EntityDescription; readonly listing: Listing },
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Whereabouts>> {
  const there = await readByIds(connection, memory, listing, ids, signal);
  const others = ids.filter((id) => !there.has(id));
  const trashed = others.length === 0 ? undefined : await inTrash(connection, memory, entity, others, signal);
  const absent = (id: string): Whereabouts => (trashed === undefined ? 'gone' : trashed.has(id) ? 'deleted' : 'untold');
  return new Map(ids.map((id) => [id, there.has(id) ? 'there' : absent(id)]));
}

/** Undefined where the token may not look (a read-only one), and for users, who are removed for good. */
async function inTrash(connection: Connection, memory: FilterMemory, entity: EntityDescription, ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, unknown> | undefined> {
  if (entity.name === 'User') return undefined;
  try {
    // A server without a trash says nothing of what was deleted; an empty trash does.
    const trash = await trashOf(connection, entity.name, signal);
    if (trash === undefined || trash === 'refused') return undefined;
    return await trashedByIds(connection, memory, entity, ids, signal);
  } catch (error) {
    if (isHoldfastError(error, 'permission-denied') || isHoldfastError(error, 'not-found')) return undefined;
    throw error;
  }
}
