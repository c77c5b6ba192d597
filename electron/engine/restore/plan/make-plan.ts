import type { EntityDescription } from '../../../../shared/model/app.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { JsonObject } from '../../../../shared/model/record.ts';
import type { Progress } from '../../long-call.ts';
import { parseObject } from '../../vault/entity-reader.ts';
import { findMany, readableIds } from '../backup-records.ts';
import { replaceAddresses } from '../files/addresses.ts';
import { backedUpFiles, findGoneFiles, type GoneFiles } from '../files/gone-files.ts';
import { restoreFolder } from '../folder.ts';
import { hashOfValues } from '../hash-of-values.ts';
import type { IdMap, KnownIds } from '../known-ids.ts';
import { noRemapping, type Remapping } from '../remapping.ts';
import { entityNamed, type Fields, type RestoreParts } from '../restore-parts.ts';
import type { Selection, SelectedTable } from '../selection.ts';
import { type Candidates, findCandidates } from './candidates.ts';
import { fieldDifferences } from './field-differences.ts';
import { LeftAloneTally } from './left-alone.ts';
import { findMends, type Mends } from './mends.ts';
import type { PlannedRecord, PlanStep, StoredPlan } from './plan.ts';

export interface PlanningParts extends RestoreParts {
  readonly selection: Selection;
  readonly known: KnownIds;
  /** What is taken back points again at what it pointed at, whatever became of that. */
  readonly isUndo?: boolean;
  /** Learns who refers to whom; only asked for when some id changes. */
  readonly learn: () => Promise<Remapping>;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What a plan is made of, before it has a name and a date. */
export interface MadePlan extends Pick<StoredPlan, 'steps' | 'leftAlone' | 'cannot' | 'notes' | 'uploads' | 'uploadBytes'> {
  readonly remapping: Remapping;
}

/** Finds out what is to be written so that the app has what was chosen of the backup, touching as little as possible. Writes nothing. */
export async function makePlan(parts: PlanningParts): Promise<MadePlan> {
  const { selection, known } = parts;
  const draft: Draft = { left: new LeftAloneTally(), cannot: new Map(), notes: new Set(), untrash: new Map(), update: new Map(), create: new Map(), lines: [], written: [] };
  const tables = selection.tables.flatMap((table) => {
    const entity = reachable(parts, draft, table);
    return entity === undefined ? [] : [{ ...table, live: entity }];
  });
  const compared = await findCandidates({ ...parts.from, ...parts.into, home: parts.home, signal: parts.signal, now: () => parts.clock.now(), onProgress: parts.onProgress ?? (() => undefined) }, tables.filter(({ ids }) => ids === undefined && !isCopy(parts)).map(({ live }) => live));
  // Who refers to whom costs reading the whole backup; as long as no id changed, nobody needs to know.
  let remapping = known.isEmpty ? noRemapping : await parts.learn();
  let learning: Promise<Remapping> | undefined;
  for (const table of tables) {
    try {
      await planTable(parts, draft, remapping, table, compared.get(table.entity.name));
    } catch (error) {
      if (!isHoldfastError(error, 'corrupt')) throw error;
      // Its index is damaged: nobody knows what it holds.
      draft.left.count(table.entity.name, 'damaged', table.ids?.size ?? table.entity.records);
    }
    // The backup is read while the app is asked for the other tables.
    if (draft.create.size > 0 && remapping === noRemapping) learning ??= handled(parts.learn());
  }
  if (learning !== undefined) remapping = await learning;

  const order = remapping.inOrder([...draft.create.keys()]);
  const files = await backedUpFiles(parts);
  const gone = await findGoneFiles(parts, files, [...draft.lines.map(({ record }) => record), ...draft.written]);
  const mends = await findMends({ ...parts, remapping, changing: changingIds(draft, known), ...(parts.isUndo === true ? { moved: new Map(), unmended: new Map() } : { moved: known.newest(), unmended: known.unmended }), goneFiles: gone.addresses, order, lines: draft.lines });
  return {
    steps: [
      ...stepsOf('untrash', draft.untrash),
      ...order.flatMap((entity) => stepsOf('create', new Map([[entity, draft.create.get(entity) ?? []]]))),
      ...stepsOf('update', draft.update),
      ...stepsOf('mend', mends.records),
    ],
    leftAlone: draft.left.list(),
    cannot: [...draft.cannot.values()],
    uploads: [...gone.addresses],
    uploadBytes: [...gone.addresses].reduce((sum, address) => sum + (files.get(address)?.size ?? 0), 0),
    notes: [...draft.notes, ...filesNotes(gone, parts), ...makerNote(parts, draft), ...unreadNotes(mends), ...(remapping.note === undefined ? [] : [remapping.note])],
    remapping,
  };
}

/** Awaited later; if something else fails before that, this one's failure is nobody's any more. */
function handled<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

function filesNotes({ addresses, note }: GoneFiles, parts: PlanningParts): readonly string[] {
  const count = addresses.size === 1 ? '1 uploaded file' : `${addresses.size} uploaded files`;
  const why = !isCopy(parts) ? `${addresses.size === 1 ? 'is' : 'are'} gone from the app and ${addresses.size === 1 ? 'is' : 'are'}` : addresses.size === 1 ? 'is' : 'are';
  return [...(addresses.size === 0 ? [] : [`${count} ${why} uploaded again; the records get the new ${addresses.size === 1 ? 'address' : 'addresses'}.`]), ...(note === undefined ? [] : [note])];
}

function unreadNotes({ unread }: Mends): readonly string[] {
  return [...unread].map((name) => `Not all of “${name}” could be read from the app: records in it may still point at the old ids of what is made anew. Plan it again later to have all of them.`);
}

/** Who made a record decides in many apps who may see it. */
function makerNote(parts: PlanningParts, { create }: Draft): readonly string[] {
  const isAssigned = [...create.keys()].some((name) => {
    const entity = entityNamed(parts, name);
    return entity !== undefined && parts.into.writer.abilities(entity).creators.length > 0;
  });
  if (!isAssigned) return [];
  const users = !isCopy(parts) ? '' : ' Fields that name users of the other app name nobody in this one.';
  return [`Records that are made anew count as made by the owner of the access token, today: where the app shows people only what they made themselves, they do not see these.${users}`];
}

/** Ids that a record has now or had once, of those that have another one after the restore. What it is, is not known yet. */
function changingIds({ create, untrash }: Draft, known: KnownIds): IdMap {
  const changing = new Map<string, Map<string, string>>();
  const mark = (entity: string, names: readonly string[], now: string): void => {
    const ids = changing.get(entity) ?? new Map<string, string>();
    for (const name of names) if (name !== now) changing.set(entity, ids.set(name, now));
  };
  for (const [entity, records] of create) for (const { id } of records) mark(entity, [id, ...known.namesOf(entity, id)], `new ${id}`);
  for (const [entity, records] of untrash) for (const { id, at } of records) if (at !== undefined) mark(entity, [id, ...known.namesOf(entity, id)], at);
  return changing;
}

interface Draft {
  readonly left: LeftAloneTally;
  readonly cannot: Map<string, StoredPlan['cannot'][number]>;
  readonly notes: Set<string>;
  readonly untrash: Map<string, PlannedRecord[]>;
  readonly update: Map<string, PlannedRecord[]>;
  readonly create: Map<string, PlannedRecord[]>;
  /** What is going to be in the app and is not there yet, for who refers to whom. */
  /** Fields that are written into records that are there. */
  readonly written: Fields[];
  readonly lines: { readonly entity: string; readonly id: string; readonly at: string | undefined; readonly record: Fields }[];
}

interface Table extends SelectedTable {
  /** As the app describes it now. */
  readonly live: EntityDescription;
}

function stepsOf(kind: PlanStep['kind'], byEntity: ReadonlyMap<string, readonly PlannedRecord[]>): PlanStep[] {
  return [...byEntity].filter(([, records]) => records.length > 0).map(([entity, records]) => ({ kind, entity, records: [...records] }));
}

/** The table as the app has it, or undefined with the reason noted. */
function reachable({ into }: PlanningParts, draft: Draft, { entity, ids }: SelectedTable): EntityDescription | undefined {
  const live = entityNamed({ into }, entity.name);
  const asked = ids === undefined ? entity.records : ids.size;
  if (live === undefined) draft.left.count(entity.name, 'table-gone', asked, [...(ids ?? [])].slice(0, 100));
  else if (live.unreadable !== undefined) draft.left.count(entity.name, 'table-unreadable', asked, [], undefined, live.unreadable.message);
  else return live;
  return undefined;
}

async function planTable(parts: PlanningParts, draft: Draft, remapping: Remapping, table: Table, compared: Candidates | 'damaged' | undefined): Promise<void> {
  const { entity, live } = table;
  const { from, selection, signal, known } = parts;
  if (entity.status !== 'complete') draft.notes.add(`“${entity.name}” is not whole in this backup${entity.reason === undefined ? '.' : `: ${entity.reason}`} What it does have can be brought back.`);
  const wanted = await wantedIds(parts, draft, table, compared);
  if (wanted.size === 0) return;
  if (live.hiddenRows !== undefined) draft.notes.add(`“${entity.name}” may have records that this token does not see, so the backup that is made first may not have all of it. Before anything is written it is looked at, record by record, whether it has what is changed; where it has not, nothing is changed.`);
  const gone = new Set(table.ids === undefined && typeof compared === 'object' ? compared.deleted : []);

  const records: { readonly id: string; readonly record: Fields }[] = [];
  let damaged = 0;
  for await (const found of findMany(from.reader, entity, wanted, signal)) {
    if (found.kind === 'records') records.push(...found.records);
    else damaged += found.records;
  }
  const found = new Set(records.map(({ id }) => id));
  const missing = [...wanted].filter((id) => !found.has(id));
  draft.left.count(entity.name, damaged > 0 ? 'damaged' : 'not-in-backup', missing.length, missing);

  const names = new Map(records.map(({ id }) => [id, known.namesOf(entity.name, id)]));
  const present = await presentRecords(parts, live, records.flatMap(({ id }) => (names.get(id) ?? []).filter((name) => !(name === id && gone.has(id)))));
  const abilities = parts.into.writer.abilities(live);
  const lost = records.filter(({ id }) => !(names.get(id) ?? []).some((name) => present.has(name)));
  const trashed = abilities.trash && selection.deleted ? await trashedRecords(parts, draft, live, lost.flatMap(({ id }) => names.get(id) ?? [])) : new Map<string, Fields>();
  // A listing may have left out what is there, or have it in another place: what would be made anew is asked for by its id.
  const doubtful = lost.flatMap(({ id }) => (gone.has(id) && !(names.get(id) ?? []).some((name) => trashed.has(name)) ? [id] : []));
  for (const [id, fields] of await presentRecords(parts, live, doubtful)) present.set(id, fields);
  const ids = known.newest();
  const pointed = (fields: Fields): Fields => replaceAddresses(remapping.remap(entity.name, fields, ids), known.addresses);
  const assigned = new Set(abilities.assigned);

  for (const { id, record: stored } of records) {
    const record = pointed(stored);
    const at = (names.get(id) ?? []).find((name) => present.has(name)) ?? (names.get(id) ?? []).find((name) => trashed.has(name));
    const now = at === undefined ? undefined : (present.get(at) ?? trashed.get(at));
    if (at === undefined || now === undefined) {
      planCreation(parts, draft, live, { id, record });
      continue;
    }
    const planned = { id, ...(at === id ? {} : { at }) };
    if (!present.has(at)) {
      add(draft.untrash, entity.name, { ...planned, seen: hashOfValues(parts.key, now) });
      draft.lines.push({ entity: entity.name, id, at, record: now });
    }
    // What points at an old id of a record points at the record, for whoever compares.
    planFields(parts, draft, table, { planned, record, now: pointed(now), seen: now, assigned });
  }
}

function isCopy({ from, into }: PlanningParts): boolean {
  return from.vaultId !== into.vaultId;
}

/** Which records of the backup are looked at: those that were named, or that are not as they were. */
async function wantedIds(parts: PlanningParts, draft: Draft, { entity, ids, keep, overwrite }: Table, compared: Candidates | 'damaged' | undefined): Promise<ReadonlySet<string>> {
  if (ids !== undefined) return keep.size + overwrite.size === 0 ? ids : ids.union(keep).union(overwrite);
  if (typeof compared === 'object') {
    if (compared.unsure !== undefined && parts.selection.deleted) draft.left.count(entity.name, 'hidden', compared.unsure.records, [], undefined, compared.unsure.why);
    return new Set([...(parts.selection.deleted ? compared.deleted : []), ...compared.changed]);
  }
  // Ids of another app say nothing about this one, and a damaged table cannot be compared: every record is looked at.
  const readable = await readableIds(parts.from.reader, entity, parts.signal);
  draft.left.count(entity.name, 'damaged', readable.damaged);
  return readable.ids;
}

async function presentRecords({ into, signal }: PlanningParts, entity: EntityDescription, ids: readonly string[]): Promise<Map<string, Fields>> {
  if (ids.length === 0) return new Map();
  return new Map([...(await into.writer.read(entity, ids, { signal }))].map(([id, { json }]) => [id, parseObject(json)]));
}

async function trashedRecords({ into, signal }: PlanningParts, draft: Draft, entity: EntityDescription, ids: readonly string[]): Promise<Map<string, Fields>> {
  if (ids.length === 0) return new Map();
  try {
    return new Map([...(await into.writer.trashed(entity, ids, { signal }))].map(([id, { json }]) => [id, parseObject(json)]));
  } catch (error) {
    // A token that may only read is refused the trash; what it may write is asked before anything is written.
    if (!isHoldfastError(error, 'permission-denied')) throw error;
    draft.notes.add(`This token may not look into the trash of “${entity.name}”: what lies there would be made anew, with new ids. A token that may write can bring it back as it was.`);
    return new Map();
  }
}

function planCreation({ selection, into, known, home }: PlanningParts, draft: Draft, entity: EntityDescription, { id, record }: { readonly id: string; readonly record: Fields }): void {
  if (!selection.deleted) return;
  const { create } = into.writer.abilities(entity);
  if (create.kind === 'no') {
    draft.cannot.set(entity.name, { what: entity.name, why: create.why, nextStep: create.nextStep });
    draft.left.add(entity.name, 'user', id);
    return;
  }
  if (entity.hiddenRows !== undefined) {
    // What this token does not see may be there all the same, and would be there twice.
    draft.left.add(entity.name, 'hidden', id, undefined, entity.hiddenRows.reason);
    return;
  }
  if (known.unread.length > 0) {
    draft.left.add(entity.name, 'made-already', id, undefined, known.unread.map((restore) => restoreFolder(home, restore)).join(', '));
    return;
  }
  const objections = into.writer.objections(entity, sendable(record), 'create');
  const assigned = new Set(into.writer.abilities(entity).assigned);
  const required = objections.find(({ kind }) => kind === 'required');
  if (required !== undefined) {
    draft.left.add(entity.name, 'required-field-missing', id, required.field);
    return;
  }
  const needed = new Set(requiredFields(entity.schema));
  for (const objection of objections) {
    if (objection.kind === 'undeclared' && !assigned.has(objection.field)) draft.left.add(entity.name, 'undeclared-field', id, objection.field);
    if (objection.kind !== 'wrong-type') continue;
    draft.left.add(entity.name, 'type-changed', id, objection.field, objection.expected.join(' or '));
    if (needed.has(objection.field)) return;
  }
  add(draft.create, entity.name, { id });
  if (create.caveat !== undefined) draft.notes.add(`“${entity.name}”: ${create.caveat}`);
  draft.lines.push({ entity: entity.name, id, at: undefined, record });
}

interface FieldsToPlan {
  readonly planned: PlannedRecord;
  readonly record: Fields;
  readonly now: Fields;
  /** The same as the app has it, to be recognised later. */
  readonly seen: Fields;
  readonly assigned: ReadonlySet<string>;
}

function planFields({ selection, into, key }: PlanningParts, draft: Draft, { entity, live, fields, keep, overwrite }: Table, { planned, record, now, seen, assigned }: FieldsToPlan): void {
  const { blanked, overwriteNewer } = selection;
  const { id } = planned;
  const changed = overwrite.has(id) || (selection.changed && !keep.has(id));
  const differences = fieldDifferences(record, now, { blanked, changed, overwriteNewer, fields, assigned });
  const unseen = new Set(differences.write.filter((field) => isUnseen(live, now, field)));
  for (const field of unseen) draft.left.add(entity.name, 'hidden', id, field, live.hiddenRows?.reason);
  for (const field of differences.newer) draft.left.add(entity.name, 'newer-value', id, field);
  for (const field of differences.blank) draft.left.add(entity.name, 'blank-in-backup', id, field);
  const sent = sendable(Object.fromEntries(differences.write.filter((field) => !unseen.has(field)).map((field) => [field, Object.hasOwn(record, field) ? record[field] : null])));
  const refused = new Set<string>();
  for (const objection of into.writer.objections(live, sent, 'update')) {
    refused.add(objection.field);
    if (objection.kind === 'undeclared') draft.left.add(entity.name, 'undeclared-field', id, objection.field);
    else if (objection.kind === 'wrong-type') draft.left.add(entity.name, 'type-changed', id, objection.field, objection.expected.join(' or '));
    else draft.left.add(entity.name, 'required-field-missing', id, objection.field);
  }
  const write = Object.keys(sent).filter((field) => !refused.has(field));
  if (write.length === 0) return;
  draft.written.push(Object.fromEntries(write.map((field) => [field, sent[field]])));
  add(draft.update, entity.name, { ...planned, fields: write, seen: hashOfValues(key, seen, write) });
}

/** Might the app have a value there, or in it, that the token is not shown? It looks empty then, and is not. */
function isUnseen({ hiddenRows }: EntityDescription, now: Fields, field: string): boolean {
  return hiddenRows?.fields?.some((hidden) => (hidden === field ? !Object.hasOwn(now, field) : hidden.startsWith(`${field}.`))) ?? false;
}

/** What was read as JSON is JSON; this tells the compiler so. */
export function sendable(record: Fields): JsonObject {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came out of parseJson
  return record as JsonObject;
}

function requiredFields(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null || !('required' in schema) || !Array.isArray(schema.required)) return [];
  return schema.required.filter((field): field is string => typeof field === 'string');
}

function add<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const known = lists.get(name);
  if (known === undefined) lists.set(name, [item]);
  else known.push(item);
}
