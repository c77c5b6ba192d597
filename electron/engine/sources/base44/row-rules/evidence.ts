import { HoldfastError, isHoldfastError } from '../../../../../shared/model/errors.ts';
import type { Connection } from '../connection/connection.ts';
import { endsTheSource } from '../connection/failures.ts';
import { askPlainPage, entityPath, purposeOf } from '../listing/ask.ts';
import { isRecord } from '../records/write-record.ts';
import type { RawRecord } from '../records/write-record.ts';
import { fieldRules, lets, reachOf, rowRule } from './rules.ts';
import type { Reach, Rule } from './rules.ts';

/** What the rules of an entity leave to the token, as far as its schema tells. */
export interface Limits {
  readonly rule: Rule;
  readonly reach: Reach;
  /** Fields whose values may be left out. */
  readonly fields: readonly string[];
}

/** What was seen of an entity whose rules may hide something. */
export interface Evidence {
  /** The newest records that the token sees. */
  readonly seen: readonly RawRecord[];
  /** No row can be hidden: the rules leave it all, or the token sees a record that they would hide, so they are not applied to it. */
  readonly rowsOpen: boolean;
  /** The same of fields. */
  readonly fieldsOpen: boolean;
  /** What the platform counts without and with `X-Bypass-RLS`; undefined where it does not say. */
  readonly count: number | undefined;
  readonly countPastRules: number | 'refused' | undefined;
  /** A listing with `X-Bypass-RLS`: shows fields that are missing without it, shows nothing more, or is refused. */
  readonly listingPastRules: 'more-fields' | 'same' | 'refused' | undefined;
  /** Deleted records, which no rule covers; undefined when the token may not look. */
  readonly trash: readonly RawRecord[] | undefined;
}

/** Users who are no admins see only themselves, unless the app says otherwise. */
const usersRule: Rule = { $or: [{ user_condition: { role: 'admin' } }, { id: '{{user.id}}' }] };

/** @param user who the token belongs to; undefined when that is not known */
export function limitsOf(entity: string, schema: unknown, user: RawRecord | undefined): Limits {
  const own = rowRule(schema);
  const rule = entity === 'User' && own === undefined ? usersRule : own;
  const fields = fieldRules(schema).filter((one) => reachOf(one.rule, user) !== 'everything');
  return { rule, reach: reachOf(rule, user), fields: fields.map((one) => one.field) };
}

/** Can no rule of the entity hide anything from anyone? Then nothing about the token needs to be known. */
export function isOpenToAll(entity: string, schema: unknown): boolean {
  const { reach, fields } = limitsOf(entity, schema, undefined);
  return reach === 'everything' && fields.length === 0;
}

const sampleSize = 100;

/** What was refused to the token once is not asked for again with the next entity. */
export interface Doors {
  pastRules: 'closed' | undefined;
  trash: 'closed' | undefined;
}

/**
 * Looks for what shows whether rules hide anything: records the rules would hide, counts and fields past the rules, the
 * trash. Four to six requests. @throws what ends the whole source.
 */
export async function gatherEvidence(
  connection: Connection,
  entity: string,
  schema: unknown,
  limits: Limits,
  user: RawRecord | undefined,
  doors: Doors,
  signal: AbortSignal,
): Promise<Evidence> {
  const seen = await list(connection, entity, false, signal);
  const nothingKnown = { count: undefined, countPastRules: undefined, listingPastRules: undefined, trash: undefined };
  if (seen === 'refused') return { seen: [], rowsOpen: false, fieldsOpen: false, ...nothingKnown };
  const rowsOpen = limits.reach === 'everything' || showsHidden(entity, limits.rule, seen, user);
  const fieldsOpen =
    limits.fields.length === 0 || fieldRules(schema).some((one) => seen.some((record) => Object.hasOwn(record, one.field) && lets(one.rule, record, user) === false));
  if (rowsOpen && fieldsOpen) return { seen, rowsOpen, fieldsOpen, ...nothingKnown };

  const count = await countOf(connection, entity, false, signal);
  const countPastRules = doors.pastRules === 'closed' ? 'refused' : await countOf(connection, entity, true, signal);
  if (countPastRules === 'refused') doors.pastRules = 'closed';
  // Counted once more: a record made between the two counts is not a hidden one.
  const again = isMore(countPastRules, count) ? await countOf(connection, entity, false, signal) : count;
  const pastRules = (limits.fields.length > 0 && doors.pastRules !== 'closed') || isMore(countPastRules, again) ? await list(connection, entity, true, signal) : undefined;
  const trash = doors.trash === 'closed' ? 'refused' : await trashOf(connection, entity, signal);
  if (trash === 'refused') doors.trash = 'closed';
  return {
    seen,
    rowsOpen,
    fieldsOpen,
    count: typeof again === 'number' ? again : undefined,
    countPastRules,
    listingPastRules: pastRules === undefined || pastRules === 'refused' ? pastRules : showsMoreFields(pastRules, seen, limits.fields) ? 'more-fields' : 'same',
    trash: trash === 'refused' ? undefined : trash,
  };
}

function isMore(past: number | 'refused' | undefined, plain: number | 'refused' | undefined): boolean {
  return typeof past === 'number' && typeof plain === 'number' && past > plain;
}

/** Is there a record that the rule would hide? For users without a rule of the app's: anyone else at all. */
function showsHidden(entity: string, rule: Rule, seen: readonly RawRecord[], user: RawRecord | undefined): boolean {
  if (rule === usersRule && entity === 'User' && seen.length > 1) return true;
  return seen.some((record) => lets(rule, record, user) === false);
}

function showsMoreFields(past: readonly RawRecord[], plain: readonly RawRecord[], fields: readonly string[]): boolean {
  const byId = new Map(plain.map((record) => [record['id'], record]));
  return past.some((record) => {
    const same = byId.get(record['id']);
    return same !== undefined && fields.some((field) => Object.hasOwn(record, field) && !Object.hasOwn(same, field));
  });
}

async function list(connection: Connection, entity: string, privileged: boolean, signal: AbortSignal): Promise<readonly RawRecord[] | 'refused'> {
  try {
    const { records } = await askPlainPage(connection, { entity, privileged }, { limit: sampleSize, sort: '-created_date' }, signal);
    return records.filter(isRecord);
  } catch (error) {
    if (endsTheSource(error)) throw error;
    return 'refused';
  }
}

/**
 * How many records the platform counts; undefined where it does not say, `refused` where the token may not ask.
 * @throws what ends the whole source.
 */
export async function countOf(connection: Connection, entity: string, privileged: boolean, signal: AbortSignal): Promise<number | 'refused' | undefined> {
  try {
    const { value } = await connection.request({ path: `${entityPath(entity)}/count`, purpose: purposeOf(entity), privileged }, signal);
    const count = isRecord(value) ? value['count'] : value;
    return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
  } catch (error) {
    if (endsTheSource(error) || !(error instanceof HoldfastError)) throw error;
    return error.code === 'permission-denied' ? 'refused' : undefined;
  }
}

/** The newest deleted records; undefined where there is no trash, `refused` where the token may not look. @throws what ends the whole source. */
export async function trashOf(connection: Connection, entity: string, signal: AbortSignal): Promise<readonly RawRecord[] | 'refused' | undefined> {
  try {
    const request = { path: `${entityPath(entity)}/trash`, query: { limit: String(sampleSize), sort: '-created_date' }, purpose: `look into the trash of ${entity}` };
    const { value } = await connection.request(request, signal);
    return Array.isArray(value) ? value.filter(isRecord) : undefined;
  } catch (error) {
    if (endsTheSource(error)) throw error;
    return isHoldfastError(error, 'permission-denied') ? 'refused' : undefined;
  }
}
