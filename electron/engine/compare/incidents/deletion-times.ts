import type { EntityDescription } from '../../../../shared/model/app.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { AppWriter } from '../../ports/app-writer.ts';
import type { Incident } from './incident.ts';

/** Who looks into a trash. */
type Trash = Pick<AppWriter, 'abilities' | 'trashed'>;

/** A look into the trash must not take longer than the search itself: of more records than this, nothing is asked. */
const mostAsked = 1500;

/** The platform's clock and this computer's may differ by so much. */
const clocksMs = 5 * 60_000;

/**
 * When these records were deleted, by the platform's own trash: between the first and the last moment it tells. Only where it tells of every one of
 * them, and between the two readings that show the loss; otherwise it stays at what those say.
 * @throws cancelled
 */
export async function narrowedByTrash(incident: Incident, trash: Trash, entities: readonly EntityDescription[], signal: AbortSignal): Promise<Incident> {
  if (incident.kind !== 'records-deleted' || incident.tables.reduce((sum, { records }) => sum + records, 0) > mostAsked) return incident;
  const { from, to } = incident.window;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { name, ids = [], records } of incident.tables) {
    const entity = entities.find((each) => each.name === name);
    if (entity === undefined || ids.length !== records || !trash.abilities(entity).trash) return incident;
    const moments = await removalsOf(trash, entity, ids, signal);
    if (moments === undefined) return incident;
    for (const moment of moments) {
      first = Math.min(first, moment);
      last = Math.max(last, moment);
    }
  }
  if (!(first >= Date.parse(from) - clocksMs && last <= Date.parse(to) + clocksMs)) return incident;
  return { ...incident, window: { from: new Date(first).toISOString(), to: new Date(last).toISOString() } };
}

/** Undefined unless the trash tells it of every record. A token that may only read is not let in there. */
async function removalsOf(trash: Trash, entity: EntityDescription, ids: readonly string[], signal: AbortSignal): Promise<readonly number[] | undefined> {
  try {
    const found = await trash.trashed(entity, ids, { signal });
    const moments = ids.map((id) => momentOf(found.get(id)?.removedAt));
    return moments.every((moment) => !Number.isNaN(moment)) ? moments : undefined;
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    return undefined;
  }
}

/** Milliseconds since 1970. A platform's date without a zone is UTC. */
function momentOf(text: string | undefined): number {
  if (text === undefined) return Number.NaN;
  return Date.parse(/\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
}
