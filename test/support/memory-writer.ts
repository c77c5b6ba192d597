import type { EntityDescription } from '../../shared/model/app.ts';
import { HoldfastError } from '../../shared/model/errors.ts';
import { canonicalJson, parseJson, recordId, recordKey } from '../../shared/model/record.ts';
import type { JsonObject, JsonValue } from '../../shared/model/record.ts';
import type { AppWriter, Created, EntityAbilities, FileToUpload, MayWrite, Objection, RefusedRecord, WriterCall, WriterCapabilities, WriterOptions } from '../../electron/engine/ports/app-writer.ts';
import { throwIfCancelled } from '../../electron/engine/ports/cancel.ts';
import type { SourceRecord } from '../../electron/engine/ports/source.ts';
import type { MemorySource } from './memory-source.ts';

/**
 * Writes to an app held in memory, for tests. It passes `test/conformance/app-writer`; each request can be made to fail in
 * every way a platform's can, and something else can happen just before it.
 */
export interface MemoryWriter extends AppWriter {
  /** Every request so far, oldest first, failed ones too. */
  readonly requests: readonly MemoryRequest[];
  /** Ids in the trash of an entity, in the order of removal. */
  trashOf(entity: string): readonly string[];
  /** Empties it for good. */
  emptyTrash(entity: string): void;
  /** How the platform answers a search: as asked; with nothing, without an error (`blind`); or that it cannot be searched. */
  searches: 'truly' | 'blind' | 'never';
  inject(...faults: readonly MemoryWriterFault[]): void;
  clearFaults(): void;
  /** Called before each request is carried out, and awaited: the place to change data meanwhile, or to end it all by throwing. */
  onRequest: ((request: MemoryRequest) => void | Promise<void>) | undefined;
  /** Called after each request was carried out, before its answer is seen: throwing here is a process that died with the answer under way. */
  onAnswer: ((request: MemoryRequest) => void | Promise<void>) | undefined;
}

export interface MemoryRequest {
  readonly call: WriterCall | 'mayWrite';
  readonly entity: string | undefined;
  /** How many records it is about. */
  readonly records: number;
}

/** What befalls requests of these calls (of this entity); `times`: how often, default always. */
export interface MemoryWriterFault {
  readonly on: WriterCall | readonly WriterCall[];
  readonly entity?: string;
  readonly times?: number;
  readonly as:
    /** Nothing is done. */
    | { readonly kind: 'not-taken'; readonly error: HoldfastError }
    /** Everything is done and the answer is lost. */
    | { readonly kind: 'answer-lost' }
    /** So many of the records are done, then it fails. */
    | { readonly kind: 'partly'; readonly records: number };
}

export interface MemoryWriterOptions {
  readonly capabilities?: Partial<WriterCapabilities>;
  /** Default true. */
  readonly trash?: boolean;
  /** The platform's clock, which dates what it creates. Default: the 1st of June 2026, a second later at each look. */
  readonly now?: () => Date;
  readonly mayWrite?: MayWrite;
  /** Set on what it creates; default `restorer`. */
  readonly owner?: string;
}

const memoryUploads = 'mem://uploaded/';

const silent = { webhooks: 'no', automations: 'no' } as const;
const fixedFields = ['created_date', 'updated_date', 'created_by', 'created_by_id'] as const;

/** @param source holds the records; both are the same app */
export function createMemoryWriter(source: MemorySource, options: MemoryWriterOptions = {}): MemoryWriter {
  const hasTrash = options.trash ?? true;
  const capabilities: WriterCapabilities = {
    keepsIds: false,
    batch: { read: 50, trashed: 50, untrash: 20, update: 20, create: 20, remove: 20 },
    perMinute: { read: 60, trashed: 60, untrash: 60, update: 60, create: 60, remove: 60, upload: 60 },
    settleMs: 0,
    effects: { untrash: silent, update: silent, create: { webhooks: 'unknown', automations: 'unknown' }, remove: silent },
    ...options.capabilities,
  };
  let ticks = 0;
  const now = options.now ?? (() => new Date(Date.UTC(2026, 5, 1) + (ticks += 1) * 1000));
  let lastSeen = new Date(Date.UTC(2026, 5, 1));
  const trash = new Map<string, Map<string, { readonly json: string; readonly removedAt: string }>>();
  const requests: MemoryRequest[] = [];
  const faults: { readonly fault: MemoryWriterFault; left: number }[] = [];
  let created = 0;
  let uploaded = 0;

  const trashIn = (entity: string) => {
    const held = trash.get(entity) ?? new Map<string, { readonly json: string; readonly removedAt: string }>();
    trash.set(entity, held);
    return held;
  };

  function records(entity: EntityDescription): ReadonlyMap<string, { readonly key: string; readonly json: string; readonly fields: JsonObject }> {
    return new Map(
      source.lines(entity.name).map((json) => {
        const fields = parseJson(json) as JsonObject;
        return [recordId(entity.identity, fields), { key: recordKey(entity.key, fields), json, fields }];
      }),
    );
  }

  /** Carries out one request on these records, with what befalls it. */
  async function request<Item, Result>(call: WriterCall, entity: EntityDescription, items: readonly Item[], signal: AbortSignal, work: (items: readonly Item[]) => Result): Promise<Result> {
    throwIfCancelled(signal);
    const made: MemoryRequest = { call, entity: entity.name, records: items.length };
    requests.push(made);
    await writer.onRequest?.(made);
    throwIfCancelled(signal);
    const struck = faults.find(({ fault, left }) => left > 0 && [fault.on].flat().includes(call) && (fault.entity ?? entity.name) === entity.name);
    if (struck !== undefined) struck.left -= 1;
    const as = struck?.fault.as;
    if (as?.kind === 'not-taken') throw as.error;
    const result = work(as?.kind === 'partly' ? items.slice(0, as.records) : items);
    await writer.onAnswer?.(made);
    if (as !== undefined) throw call === 'create' ? outcomeUnknown() : new HoldfastError('network', 'The connection broke off.');
    lastSeen = now();
    return result;
  }

  async function inBatches<Item, Result>(
    call: Exclude<WriterCall, 'upload'>,
    entity: EntityDescription,
    items: readonly Item[],
    { signal }: WriterOptions,
    work: (items: readonly Item[]) => Result,
  ): Promise<readonly Result[]> {
    const results: Result[] = [];
    const size = capabilities.batch[call];
    for (let at = 0; at < items.length; at += size) results.push(await request(call, entity, items.slice(at, at + size), signal, work));
    return results;
  }

  /** The record with its fields set; fields without a value are left out. */
  function withFields(entity: EntityDescription, before: JsonObject, fields: JsonObject): JsonObject {
    const { assigned, writable } = writer.abilities(entity);
    const set = Object.entries(fields).filter(([field]) => !assigned.includes(field) && (writable === undefined || writable.includes(field)));
    return Object.fromEntries([...Object.entries(before).filter(([field]) => !set.some(([name]) => name === field)), ...set.filter(([, value]) => value !== null)]);
  }

  function refusal(entity: EntityDescription, fields: JsonObject, call: 'create' | 'update'): HoldfastError | undefined {
    const objection = writer.objections(entity, fields, call).find(({ kind }) => kind !== 'undeclared');
    return objection === undefined ? undefined : new HoldfastError('invalid-input', `The app does not take the value of ${objection.field}.`, { details: { field: objection.field } });
  }

  const writer: MemoryWriter = {
    capabilities,
    requests,
    onRequest: undefined,
    searches: 'truly',
    onAnswer: undefined,
    trashOf: (entity) => [...trashIn(entity).keys()],
    emptyTrash: (entity) => trashIn(entity).clear(),
    inject(...added) {
      for (const fault of added) faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clearFaults: () => void faults.splice(0),

    abilities: (entity) => abilitiesOf(entity, hasTrash, capabilities.keepsIds),
    objections: (entity, fields, call) => objectionsOf(entity, fields, call, writer.abilities(entity)),
    async mayWrite({ signal }) {
      throwIfCancelled(signal);
      requests.push({ call: 'mayWrite', entity: undefined, records: 0 });
      return options.mayWrite ?? { ok: true, certain: true };
    },
    async read(entity, ids, at) {
      const found = await inBatches('read', entity, ids, at, (batch) => {
        const all = records(entity);
        return batch.flatMap((id) => all.get(id) ?? []).map(({ key, json, fields }) => [recordId(entity.identity, fields), { key, json }] as const);
      });
      return new Map(found.flat());
    },
    async *holding(entity, { place, texts, probes }, { signal }) {
      const size = capabilities.batch.read;
      for (let from = 0; from < texts.length && writer.searches !== 'never'; from += size) {
        const batch = new Set(texts.slice(from, from + size));
        const found = await request('read', entity, [entity], signal, () => {
          const isProbe = (id: string, fields: JsonObject): boolean => probes.some((probe) => probe.id === id && holds(fields, place, new Set([probe.text])));
          return [...records(entity)].filter(([id, { fields }]) => writer.searches === 'truly' && (holds(fields, place, batch) || isProbe(id, fields)));
        });
        yield found.map(([, { key, json }]): SourceRecord => ({ key, json }));
        if (found.some(([id]) => probes.some((probe) => probe.id === id))) continue;
        yield 'not-searched';
        return;
      }
      if (writer.searches === 'never') yield 'not-searched';
    },
    async trashed(entity, ids, at) {
      const found = await inBatches('trashed', entity, ids, at, (batch) =>
        batch.flatMap((id) => {
          const held = trashIn(entity.name).get(id);
          return held === undefined ? [] : [[id, { key: recordKey(entity.key, parseJson(held.json) as JsonObject), ...held }] as const];
        }),
      );
      return new Map(found.flat());
    },
    async untrash(entity, ids, at) {
      await inBatches('untrash', entity, ids, at, (batch) => {
        for (const id of batch) {
          const held = trashIn(entity.name).get(id);
          if (held === undefined) continue;
          trashIn(entity.name).delete(id);
          source.put(entity.name, held.json);
        }
      });
    },
    async update(entity, changes, at) {
      const refused = await inBatches('update', entity, changes, at, (batch) => {
        const all = records(entity);
        return batch.flatMap(({ id, fields }): readonly RefusedRecord[] => {
          const before = all.get(id);
          if (before === undefined) return [{ id, error: new HoldfastError('not-found', 'The record is gone.') }];
          const error = refusal(entity, fields, 'update');
          if (error !== undefined) return [{ id, error }];
          source.put(entity.name, canonicalJson({ ...withFields(entity, before.fields, fields), updated_date: now().toISOString() }));
          return [];
        });
      });
      return { refused: refused.flat() };
    },
    async create(entity, wanted, at) {
      const ability = writer.abilities(entity).create;
      if (ability.kind === 'no') {
        const error = new HoldfastError('invalid-input', ability.why, { nextStep: ability.nextStep });
        return { ids: wanted.map(() => undefined), refused: wanted.map((_, index) => ({ index, error })) };
      }
      const ids: (string | undefined)[] = [];
      const refused: Created['refused'][number][] = [];
      const work = inBatches('create', entity, wanted, at, (batch) => {
        for (const fields of batch) {
          const error = refusal(entity, fields, 'create');
          if (error !== undefined) {
            refused.push({ index: ids.length, error });
            ids.push(undefined);
            continue;
          }
          created += 1;
          const date = now().toISOString();
          const by = options.owner ?? 'restorer';
          const own = capabilities.keepsIds ? {} : { [entity.identity[0] ?? 'id']: (0xf0_00_00_00_00 + created).toString(16).padStart(24, '0') };
          const record = { ...withFields(entity, {}, fields), created_date: date, updated_date: date, created_by_id: by, ...own };
          source.put(entity.name, canonicalJson(record));
          ids.push(recordId(entity.identity, record));
        }
      });
      await work.catch((error: unknown) => {
        throw ids.some((id) => id !== undefined) && error instanceof HoldfastError ? outcomeUnknown(error.code === 'cancelled' ? 'cancelled' : 'server') : error;
      });
      return { ids, refused };
    },
    platformTime: () => lastSeen,
    async *createdSince(entity, since, { signal }) {
      const found = await request('read', entity, [entity], signal, () =>
        [...records(entity).values()].filter(({ fields }) => dateOf(fields) >= since.getTime()).map(({ key, json }): SourceRecord => ({ key, json })),
      );
      if (found.length > 0) yield found;
    },
    async remove(entity, ids, at) {
      await inBatches('remove', entity, ids, at, (batch) => {
        const all = records(entity);
        for (const id of batch) {
          const held = all.get(id);
          if (held === undefined) continue;
          source.remove(entity.name, (record) => recordId(entity.identity, record) === id);
          if (hasTrash) trashIn(entity.name).set(id, { json: held.json, removedAt: now().toISOString() });
        }
      });
    },
    async upload(file, { signal }) {
      const body = await bytesOf(file);
      return request('upload', fileEntity, [file], signal, () => {
        uploaded += 1;
        const address = `${memoryUploads}${uploaded}/${file.name}`;
        source.setFile(address, { name: file.name, body, ...(file.contentType === undefined ? {} : { contentType: file.contentType }) });
        return address;
      });
    },
  };
  return writer;
}

/** Does one of the texts stand at that place, in a list or not? */
function holds(value: JsonValue | undefined, [name, ...inner]: readonly string[], texts: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some((item: JsonValue) => holds(item, name === undefined ? [] : [name, ...inner], texts));
  if (name === undefined) return typeof value === 'string' && texts.has(value);
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) && holds(Object.entries(value).find(([field]) => field === name)?.[1], inner, texts);
}

function dateOf(record: JsonObject): number {
  const date = record['created_date'];
  return typeof date === 'string' ? Date.parse(date) : Number.NaN;
}

/** What faults and requests of uploads are about. */
const fileEntity: EntityDescription = { name: '(file)', key: [], identity: [], schema: null };

function outcomeUnknown(code: 'server' | 'cancelled' = 'server'): HoldfastError {
  return new HoldfastError(code, 'The answer was lost: records may have been created.', { transient: false, details: { reason: 'outcome-unknown' } });
}

interface MemorySchema {
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>;
  readonly required?: readonly string[];
  /** Why records cannot be created. */
  readonly noCreate?: string;
}

function schemaOf(entity: EntityDescription): MemorySchema {
  return typeof entity.schema === 'object' && entity.schema !== null && !Array.isArray(entity.schema) ? (entity.schema as MemorySchema) : {};
}

function abilitiesOf(entity: EntityDescription, trash: boolean, keepsIds: boolean): EntityAbilities {
  const { properties = {}, noCreate } = schemaOf(entity);
  const names = Object.keys(properties);
  return {
    trash: trash && noCreate === undefined,
    create: noCreate === undefined ? { kind: 'yes' } : { kind: 'no', why: noCreate, nextStep: 'Invite them again.' },
    assigned: [...(keepsIds ? [] : entity.identity), ...fixedFields],
    creators: ['created_by_id'],
    writable: names.length === 0 ? undefined : names,
  };
}

function objectionsOf(entity: EntityDescription, fields: JsonObject, call: 'create' | 'update', { assigned, writable }: EntityAbilities): readonly Objection[] {
  const { properties = {}, required = [] } = schemaOf(entity);
  const found: Objection[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (assigned.includes(field)) continue;
    if (writable !== undefined && !writable.includes(field)) found.push({ kind: 'undeclared', field });
    const type = properties[field]?.type;
    if (type !== undefined && value !== null && !isOfType(value, type)) found.push({ kind: 'wrong-type', field, expected: [type] });
  }
  for (const field of required) {
    const value = fields[field];
    if (value === null || (value === undefined && call === 'create')) found.push({ kind: 'required', field });
  }
  return found;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value) && !JSON.isRawJSON(value);
  if (type === 'number' || type === 'integer') return typeof value === 'number' || JSON.isRawJSON(value);
  return typeof value === type;
}

async function bytesOf(file: FileToUpload): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of file.open()) parts.push(part);
  return Buffer.concat(parts);
}
