import type { EntityDescription } from '../../../../../shared/model/app.ts';
import type { Connection } from '../connection/connection.ts';
import type { RawRecord } from '../records/write-record.ts';
import { gatherEvidence, limitsOf } from './evidence.ts';
import type { Doors, Evidence, Limits } from './evidence.ts';
import { lets } from './rules.ts';

/** How an entity is read, and what may be missing all the same. */
export interface EntityAccess {
  /** With `X-Bypass-RLS`, because that was seen to show what the rules hide. */
  readonly privileged: boolean;
  readonly hidden: NonNullable<EntityDescription['hiddenRows']> | undefined;
  readonly note: string | undefined;
}

export interface NamedSchema {
  readonly name: string;
  readonly schema: unknown;
}

const open: EntityAccess = { privileged: false, hidden: undefined, note: undefined };

/**
 * Finds out for entities whether row and field rules hide anything from the token. Rules that cannot hide anything from
 * it cost no request. What one entity shows of `X-Bypass-RLS` counts for the others: with it seen to work, an equal count
 * means that nothing is hidden; without, it means nothing.
 * @throws what ends the whole source.
 */
export async function findAccess(
  connection: Connection,
  entities: readonly NamedSchema[],
  user: RawRecord | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, EntityAccess>> {
  const limited = entities
    .map((entity) => ({ ...entity, limits: limitsOf(entity.name, entity.schema, user) }))
    .filter(({ limits }) => limits.reach !== 'everything' || limits.fields.length > 0);
  const doors: Doors = { pastRules: undefined, trash: undefined };
  const looked = await Promise.all(
    limited.map(async ({ name, schema, limits }) => ({ name, limits, evidence: await gatherEvidence(connection, name, schema, limits, user, doors, signal) })),
  );
  const bypassWorks = looked.some(({ evidence }) => showsMorePastRules(evidence) && evidence.listingPastRules !== 'refused');
  const found = new Map<string, EntityAccess>(entities.map(({ name }) => [name, open]));
  for (const { name, limits, evidence } of looked) found.set(name, conclude(name, limits, evidence, user, bypassWorks));
  return found;
}

function showsMorePastRules({ count, countPastRules, listingPastRules }: Evidence): boolean {
  return listingPastRules === 'more-fields' || (count !== undefined && typeof countPastRules === 'number' && countPastRules > count);
}

function conclude(name: string, limits: Limits, evidence: Evidence, user: RawRecord | undefined, bypassWorks: boolean): EntityAccess {
  if (evidence.rowsOpen && evidence.fieldsOpen) return open;
  const { count, countPastRules, listingPastRules } = evidence;
  const isRefused = countPastRules === 'refused' || listingPastRules === 'refused';
  if (bypassWorks && !isRefused) {
    const hidden = typeof countPastRules === 'number' && count !== undefined ? countPastRules - count : 0;
    const what = hidden > 0 ? `${hidden} of ${countPastRules} records of ${name}` : `Some values of ${name}`;
    const note = showsMorePastRules(evidence) ? `${what} are hidden from this token by rules of the app; they are read with the rights of its owner.` : undefined;
    return { privileged: true, hidden: undefined, note };
  }
  const proven = showsMorePastRules(evidence);
  return { privileged: false, hidden: { reason: reasonOf(limits, evidence, user, isRefused), proven, ...(evidence.fieldsOpen ? {} : { fields: limits.fields }) }, note: undefined };
}

/** Says what may be missing, how that is known, and what would help. */
function reasonOf(limits: Limits, evidence: Evidence, user: RawRecord | undefined, isRefused: boolean): string {
  const { count, countPastRules, trash, seen } = evidence;
  const parts: string[] = [];
  const reach = evidence.rowsOpen ? 'everything' : limits.reach;
  if (reach === 'nothing') parts.push('Its row rules let this token read no record at all');
  else if (reach === 'something') parts.push('Its row rules let this token read only some of the records, and Base44 does not say how many it leaves out');
  if (!evidence.fieldsOpen) parts.push(`${reach === 'everything' ? 'Its rules' : 'They also'} may leave out values of ${listed(limits.fields)}`);
  if (user === undefined) parts.push('Base44 did not say whose token this is');
  if (typeof countPastRules === 'number' && count !== undefined && countPastRules > count) parts.push(`Past the rules there are ${countPastRules}, and the token sees ${count}`);
  else if (isRefused) parts.push('Looking past the rules was refused');
  else if (countPastRules !== undefined) parts.push('Looking past the rules showed no more, which may only mean that the request was ignored');
  if (trash === undefined) parts.push('The trash could not be compared');
  else if (!evidence.rowsOpen && trash.some((record) => lets(limits.rule, record, user) === false)) parts.push('The trash, which no rule covers, holds records that the rules would hide, so there probably were more');
  if (seen.length > 1 && new Set(seen.map((record) => record['created_by_id'] ?? record['created_by'])).size === 1) parts.push('Everything it sees was created by one account');
  return `${parts.join('. ')}. Give the owner of the token the admin role and let admins read in the rule, then back up again.`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
