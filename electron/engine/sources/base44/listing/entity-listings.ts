import type { EntityDescription } from '../../../../../shared/model/app.ts';
import { throwIfCancelled } from '../../../ports/cancel.ts';
import { whoAmI } from '../app/describe.ts';
import type { Connection } from '../connection/connection.ts';
import { findAccess } from '../row-rules/access.ts';
import type { EntityAccess } from '../row-rules/access.ts';
import { isOpenToAll } from '../row-rules/evidence.ts';
import type { Listing } from './ask.ts';

/** How each entity is to be read: past its row rules where that was seen to show what they hide. */
export interface EntityListings {
  /** As was found before, or found out now. @throws what ends the whole source. */
  of(entity: EntityDescription, signal: AbortSignal): Promise<Listing>;
  /** What was found out of all entities at once, in place of what was known. */
  know(access: ReadonlyMap<string, EntityAccess>): void;
}

export function createEntityListings(connection: Connection): EntityListings {
  let known: Map<string, EntityAccess> = new Map();
  return {
    async of(entity, signal) {
      throwIfCancelled(signal);
      if (!known.has(entity.name)) {
        const user = isOpenToAll(entity.name, entity.schema) ? undefined : await whoAmI(connection, signal);
        for (const [name, found] of await findAccess(connection, [entity], user, signal)) known.set(name, found);
      }
      return { entity: entity.name, privileged: known.get(entity.name)?.privileged ?? false };
    },
    know(access) {
      known = new Map(access);
    },
  };
}
