import type { EntityDescription } from '../../../../shared/model/app.ts';
import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../../shared/model/errors.ts';
import { canonicalJson, type JsonObject, recordId } from '../../../../shared/model/record.ts';
import { parseObject } from '../../vault/entity-reader.ts';
import type { Outcome } from '../journal/entries.ts';
import type { Intent } from '../journal/state.ts';
import { sendable } from '../plan/make-plan.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { Fields } from '../restore-parts.ts';
import type { Applying } from './applying.ts';
import { holds } from './idempotent-steps.ts';

/** How often records are sent anew whose answer was lost; what landed is looked for in between. */
const tries = 4;
/** Of which none landed so often: perhaps the app fails over one of them. */
const triesTogether = 2;

interface ToCreate {
  readonly id: string;
  readonly fields: JsonObject;
}

/** Makes records anew. The one step that must not be made again blindly: what landed is looked for first. */
export async function create(work: Applying, step: PlanStep): Promise<void> {
  const { writer } = work.parts.into;
  const entity = work.entity(step.entity);
  for await (const batch of work.fromBackup(step.entity, work.pending(step), writer.capabilities.batch.create)) {
    const records = await notThere(work, step, entity, batch.map(({ id, record }): ToCreate => ({ id, fields: creatable(work, entity, record) })));
    if (records.length === 0) continue;
    const { left, error } = await createTogether(work, step, entity, records, tries);
    if (error !== undefined) await createAround(work, step, entity, left, error);
  }
  await work.leave(step, work.pending(step).map(({ id }) => id), 'damaged');
}

/** Those that the app does not have: one that came back meanwhile (by the platform's own backup, by another person) must not be there twice. */
async function notThere(work: Applying, step: PlanStep, entity: EntityDescription, records: readonly ToCreate[]): Promise<readonly ToCreate[]> {
  const names = records.flatMap(({ id }) => work.namesOf(step.entity, id));
  if (names.length === 0) return records;
  const present = await work.readNow(entity, names);
  const found: Pick<Outcome, 'already' | 'left'> = { already: [], left: [] };
  const lacking = records.filter(({ id, fields }) => {
    const at = work.namesOf(step.entity, id).findLast((name) => present.has(name));
    if (at === undefined) return true;
    if (holds(present.get(at) ?? {}, fields)) found.already.push([id, at]);
    else found.left.push([id, 'edited-meanwhile']);
    return false;
  });
  await work.settle(step, found);
  return lacking;
}

/** What is left of records that could not all be created, and what it came to the last time. */
interface Attempt {
  readonly left: readonly ToCreate[];
  readonly error?: HoldfastError;
}

/** @throws what says that nothing was written. */
async function createTogether(work: Applying, step: PlanStep, entity: EntityDescription, records: readonly ToCreate[], most: number): Promise<Attempt> {
  let left = records;
  let inVain = 0;
  for (let tried = 1; ; tried += 1) {
    const intent = await work.intend(step.kind, step.entity, left.map(({ id }) => id));
    try {
      await createOnce(work, step, entity, intent, left);
      return { left: [] };
    } catch (thrown) {
      const error = toHoldfastError(thrown);
      if (!isUnknown(error)) {
        // Any other error says that nothing of this request was written.
        await work.settle(step, { of: intent.n });
        throw error;
      }
      const landed = await settleLanded(work, step, entity, intent, left);
      left = left.filter(({ id }) => !landed.has(id));
      inVain = landed.size === 0 ? inVain + 1 : 0;
      if (left.length === 0) return { left };
      if (tried >= most || (inVain >= triesTogether && error.code === 'server')) return { left, error };
    }
  }
}

/**
 * One record that the app fails over must not take its neighbours along: they are sent in halves until it is found. @throws the error where nothing
 * lands any more, for then it is the app.
 */
async function createAround(work: Applying, step: PlanStep, entity: EntityDescription, records: readonly ToCreate[], error: HoldfastError): Promise<void> {
  if (records.length < 2 || error.code !== 'server') throw error;
  const middle = Math.ceil(records.length / 2);
  const halves = [records.slice(0, middle), records.slice(middle)];
  const came: { readonly half: readonly ToCreate[]; readonly attempt: Attempt }[] = [];
  for (const half of halves) came.push({ half, attempt: await createTogether(work, step, entity, half, 1) });
  if (came.every(({ half, attempt }) => attempt.left.length === half.length)) throw error;
  for (const { attempt } of came) {
    const [only] = attempt.left;
    if (attempt.error === undefined || only === undefined) continue;
    if (attempt.error.code !== 'server') throw attempt.error;
    if (attempt.left.length > 1) await createAround(work, step, entity, attempt.left, attempt.error);
    else await work.settle(step, { failed: [[only.id, attempt.error.code, attempt.error.message]] });
  }
}

async function createOnce(work: Applying, step: PlanStep, entity: EntityDescription, intent: Intent, records: readonly ToCreate[]): Promise<void> {
  const { ids, refused } = await work.parts.into.writer.create(entity, records.map(({ fields }) => fields), work.options);
  const why = new Map(refused.map(({ index, error }) => [index, toHoldfastError(error)]));
  const outcome: Pick<Outcome, 'done' | 'failed'> = { done: [], failed: [] };
  for (const [index, { id }] of records.entries()) {
    const at = ids[index];
    const error = why.get(index) ?? new HoldfastError('server', 'The app did not say under which id it made the record.');
    if (at === undefined) outcome.failed.push([id, error.code, error.message]);
    else outcome.done.push([id, at]);
  }
  await work.settle(step, { of: intent.n, ...outcome });
}

/** What came of a creation whose answer nobody saw: records that appeared since and are equal were made by it. */
export async function settleOpenCreate(work: Applying, intent: Intent, step: PlanStep): Promise<void> {
  const entity = work.entity(step.entity);
  const asked = new Set(intent.ids);
  const records: ToCreate[] = [];
  for await (const batch of work.fromBackup(step.entity, step.records.filter(({ id }) => asked.has(id)), intent.ids.length)) {
    for (const { id, record } of batch) records.push({ id, fields: creatable(work, entity, record) });
  }
  await settleLanded(work, step, entity, intent, records);
}

async function settleLanded(work: Applying, step: PlanStep, entity: EntityDescription, intent: Intent, records: readonly ToCreate[]): Promise<ReadonlySet<string>> {
  const { clock, into, signal } = work.parts;
  let done = await findLanded(work, step, entity, intent, records);
  if (done.length < records.length) {
    // The platform may be at it still.
    await clock.sleepUntil(new Date(clock.now().getTime() + into.writer.capabilities.settleMs), signal);
    done = await findLanded(work, step, entity, intent, records);
  }
  await work.settle(step, { of: intent.n, done });
  return new Set(done.map(([id]) => id));
}

async function findLanded(work: Applying, step: PlanStep, entity: EntityDescription, intent: Intent, records: readonly ToCreate[]): Promise<Outcome['done']> {
  const { writer } = work.parts.into;
  const assigned = new Set(writer.abilities(entity).assigned);
  const taken = work.taken(step.entity);
  const appeared = new Map<string, Landed[]>();
  for await (const page of writer.createdSince(entity, new Date(intent.since), work.options)) {
    for (const { json } of page) {
      const record = parseObject(json);
      const id = recordId(entity.identity, record);
      if (taken.has(id)) continue;
      const content = contentOf(record, assigned);
      const same = appeared.get(content);
      if (same === undefined) appeared.set(content, [{ id, record }]);
      else if (!same.some((other) => other.id === id)) same.push({ id, record });
    }
  }
  const done: Outcome['done'] = [];
  const others = records.filter(({ id, fields }) => {
    const at = appeared.get(contentOf(fields, assigned))?.shift();
    if (at !== undefined) done.push([id, at.id]);
    return at === undefined;
  });
  return [...done, ...filledIn(others, [...appeared.values()].flat(), assigned)];
}

interface Landed {
  readonly id: string;
  readonly record: Fields;
}

/** The app may have filled in more of a record as soon as it was made (a number, a default): everything that was sent is in it still. */
function filledIn(records: readonly ToCreate[], appeared: readonly Landed[], assigned: ReadonlySet<string>): Outcome['done'] {
  const free = new Set(appeared);
  const done: Outcome['done'] = [];
  const wanted = records.map(({ id, fields }) => ({ id, sent: valuesOf(fields, assigned) })).filter(({ sent }) => sent.length > 0);
  // What says most about a record comes first: what says little would fit many.
  for (const { id, sent } of wanted.toSorted((a, b) => b.sent.length - a.sent.length)) {
    const fields = Object.fromEntries(sent);
    const found = free.values().find(({ record }) => holds(record, fields));
    if (found === undefined) continue;
    free.delete(found);
    done.push([id, found.id]);
  }
  return done;
}

/** What is sent for a record of the backup: no field that the platform sets itself or does not take. */
export function creatable(work: Applying, entity: EntityDescription, record: Fields): JsonObject {
  const { writer } = work.parts.into;
  const wanted = sendable(work.remap(entity.name, record, work.ids));
  const left = new Set([...writer.abilities(entity).assigned, ...writer.objections(entity, wanted, 'create').map(({ field }) => field)]);
  return Object.fromEntries(Object.entries(wanted).filter(([field]) => !left.has(field)));
}

/** What makes two records equal: all but what the platform sets, and what is empty. */
function contentOf(record: Fields, assigned: ReadonlySet<string>): string {
  return canonicalJson(valuesOf(record, assigned).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function valuesOf(record: Fields, assigned: ReadonlySet<string>): readonly (readonly [string, unknown])[] {
  return Object.entries(record).filter(([field, value]) => !assigned.has(field) && value !== null && value !== undefined);
}

function isUnknown(error: unknown): boolean {
  return isHoldfastError(error) && error.details['reason'] === 'outcome-unknown';
}

