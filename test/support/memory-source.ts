import type { CoverageGap, EntityDescription } from '../../shared/model/app.ts';
import { HoldfastError } from '../../shared/model/errors.ts';
import { canonicalJson, parseJson, recordKey } from '../../shared/model/record.ts';
import type { JsonObject, JsonValue, KeyField } from '../../shared/model/record.ts';
import type {
  AppConfig,
  AppDescription,
  RecordsOptions,
  Source,
  SourceCapabilities,
  SourceFile,
  SourceOptions,
  SourcePage,
  SourceRecord,
} from '../../electron/engine/ports/source.ts';

/**
 * An app held in memory, for tests: its records can be changed at any moment, also in the middle of a reading, and every
 * call can be made to fail. It passes `test/conformance/source` in each of its settings.
 *
 * Reading is live like a platform's cursor listing: a page holds what is there when the page is asked for. With
 * `consistent` it is as of the first page instead.
 */
export interface MemorySource extends Source {
  /** Adds the entity, or replaces it and all its records. */
  setEntity(name: string, entity: MemoryEntity): void;
  removeEntity(name: string): void;
  /** Creates or replaces records, by key. */
  put(entity: string, ...records: readonly MemoryRecord[]): void;
  /** Removes the records that `where` picks; answers how many. */
  remove(entity: string, where: (record: Readonly<Record<string, unknown>>) => boolean): number;
  /** The entity's records as lines of JSON, ascending by key: what a complete reading gives. */
  lines(entity: string): readonly string[];
  setFile(address: string, file: MemoryFile): void;
  removeFile(address: string): void;
  setConfig(name: string, value: JsonValue): void;
  /** From now on; faults are tried in the order they were added. */
  inject(...faults: readonly MemoryFault[]): void;
  clearFaults(): void;
  /** Called before each page of records is made, and awaited: the place to change data under a reading. */
  onPage: ((entity: string, page: number) => void | Promise<void>) | undefined;
  /** Every call so far, oldest first. */
  readonly calls: readonly MemoryCall[];
  /** As if it had not been called yet: for what goes on for long. */
  forgetCalls(): void;
}

/** A record, or its JSON text where it holds a number that a double cannot. */
export type MemoryRecord = JsonObject | string;

export interface MemoryEntity {
  readonly records?: readonly MemoryRecord[];
  /** Default: `created_date` then `id`. */
  readonly key?: readonly KeyField[];
  /** Default: `id`. */
  readonly identity?: readonly string[];
  readonly schema?: JsonValue;
  readonly unreadable?: HoldfastError;
  readonly hiddenRows?: EntityDescription['hiddenRows'];
  /** What `count` says; default the truth, null = the platform does not say. */
  readonly count?: number | null;
}

export interface MemoryFile {
  readonly name: string;
  readonly contentType?: string;
  readonly body: Uint8Array;
  /** What the server says the size is; default the truth, null = it does not say. */
  readonly size?: number | null;
}

/** `times`: how often it strikes before it is used up; default always. */
export type MemoryFault = { readonly times?: number } & (
  | { readonly on: 'describe' | 'config'; readonly error: HoldfastError }
  | { readonly on: 'count' | 'keys'; readonly entity?: string; readonly error: HoldfastError }
  /** The reading of the entity ends at that many records: thrown, or as an `unreadable` page in place of the next page's records, after which it goes on. */
  | { readonly on: 'records'; readonly entity?: string; readonly atRecord: number; readonly error: HoldfastError; readonly as: 'throw' | 'page' }
  /** The listing stops there and says nothing. */
  | { readonly on: 'records'; readonly entity?: string; readonly atRecord: number; readonly as: 'silent-end' }
  /** The page with that record comes twice. */
  | { readonly on: 'records'; readonly entity?: string; readonly atRecord: number; readonly as: 'page-twice' }
  /** No answer until the signal fires. */
  | { readonly on: 'records'; readonly entity?: string; readonly atRecord: number; readonly as: 'hang' }
  /** Fails on opening, or with `atByte` in the middle of the body. */
  | { readonly on: 'openFile'; readonly address?: string; readonly error: HoldfastError; readonly atByte?: number }
);

export interface MemoryCall {
  readonly call: 'describe' | 'records' | 'keys' | 'count' | 'openFile' | 'config';
  readonly entity?: string;
  readonly address?: string;
  readonly since?: Date;
}

export interface MemorySourceOptions {
  readonly appId?: string;
  readonly title?: string;
  readonly entities?: Readonly<Record<string, MemoryEntity>>;
  readonly files?: Readonly<Record<string, MemoryFile>>;
  readonly config?: Readonly<Record<string, JsonValue>>;
  readonly coverage?: readonly CoverageGap[];
  readonly notes?: readonly string[];
  /** Default: changed since, keys and order are offered; not consistent; two entities side by side. */
  readonly capabilities?: Partial<SourceCapabilities>;
  /** Records a page; default 100. A page also ends at 1 MiB of JSON. */
  readonly pageRecords?: number;
  /** The field `since` looks at; default `updated_date`. A record without it always counts as changed. */
  readonly changedField?: string;
}

interface HeldEntity {
  readonly description: EntityDescription;
  readonly count: number | null | undefined;
  /** From key to line of JSON, in the order of arrival. */
  readonly lines: Map<string, string>;
  /** Grows with every change of the keys. */
  version: number;
}

const pageBytes = 1024 * 1024;
const byCreation: readonly KeyField[] = [
  { field: 'created_date', type: 'text' },
  { field: 'id', type: 'text' },
];

export function createMemorySource(options: MemorySourceOptions = {}): MemorySource {
  const capabilities: SourceCapabilities = {
    changedSince: true,
    consistent: false,
    listsKeys: true,
    ordered: true,
    maxConcurrency: 2,
    ...options.capabilities,
  };
  const pageRecords = options.pageRecords ?? 100;
  const changedField = options.changedField ?? 'updated_date';
  const entities = new Map<string, HeldEntity>();
  const files = new Map<string, MemoryFile>(Object.entries(options.files ?? {}));
  const config = new Map<string, JsonValue>(Object.entries(options.config ?? {}));
  const faults: { fault: MemoryFault; left: number }[] = [];
  const calls: MemoryCall[] = [];

  /** The first fault that fits, used up by one. */
  function strike<Found extends MemoryFault>(fits: (fault: MemoryFault) => fault is Found): Found | undefined {
    for (const one of faults) {
      if (one.left <= 0 || !fits(one.fault)) continue;
      one.left -= 1;
      return one.fault;
    }
    return undefined;
  }

  function held(name: string): HeldEntity {
    const entity = entities.get(name);
    if (entity === undefined) throw new HoldfastError('not-found', `The app has no table called ${JSON.stringify(name)}.`, { details: { entity: name } });
    return entity;
  }

  function add(entity: HeldEntity, record: MemoryRecord): void {
    const parsed = typeof record === 'string' ? parseJson(record) : record;
    if (typeof parsed !== 'object' || parsed === null) throw new TypeError('a record is a JSON object');
    entity.lines.set(recordKey(entity.description.key, parsed as Record<string, unknown>), canonicalJson(parsed));
    entity.version += 1;
  }

  function setEntity(name: string, input: MemoryEntity): void {
    const entity: HeldEntity = {
      description: {
        name,
        key: input.key ?? byCreation,
        identity: input.identity ?? ['id'],
        schema: input.schema ?? { name, type: 'object', properties: {} },
        ...(input.unreadable === undefined ? {} : { unreadable: input.unreadable }),
        ...(input.hiddenRows === undefined ? {} : { hiddenRows: input.hiddenRows }),
      },
      count: input.count,
      lines: new Map(),
      version: 0,
    };
    for (const record of input.records ?? []) add(entity, record);
    entities.set(name, entity);
  }
  for (const [name, entity] of Object.entries(options.entities ?? {})) setEntity(name, entity);

  function changedSince(json: string, since: Date | undefined): boolean {
    if (since === undefined) return true;
    const value = (JSON.parse(json) as Record<string, unknown>)[changedField];
    if (typeof value !== 'string') return true;
    return Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`) >= since.getTime();
  }

  async function* records(description: EntityDescription, { signal, since }: RecordsOptions): AsyncGenerator<SourcePage> {
    calls.push({ call: 'records', entity: description.name, ...(since === undefined ? {} : { since }) });
    stopIfAborted(signal);
    const entity = held(description.name);
    const lines = capabilities.consistent ? new Map(entity.lines) : entity.lines;
    const keys = [...lines.keys()];
    const cursor = !capabilities.ordered ? keys.values() : capabilities.consistent ? keys.toSorted(byCodeUnit).values() : liveKeys(entity);
    const struck = new Set<MemoryFault>();
    let seen = 0;
    for (let page = 0; ; page += 1) {
      await source.onPage?.(description.name, page);
      stopIfAborted(signal);
      const fault = strike(
        (one): one is Extract<MemoryFault, { on: 'records' }> =>
          one.on === 'records' && !struck.has(one) && (one.entity ?? description.name) === description.name && one.atRecord >= seen && one.atRecord < seen + pageRecords,
      );
      if (fault !== undefined) struck.add(fault);
      const wanted = fault === undefined || fault.as === 'page-twice' ? pageRecords : fault.atRecord - seen;
      const batch = takePage(cursor, lines, wanted, (json) => changedSince(json, since));
      seen += batch.length;
      if (batch.length > 0) yield { kind: 'records', records: batch };
      if (fault?.as === 'page-twice' && batch.length > 0) yield { kind: 'records', records: batch };
      if (fault?.as === 'silent-end') return;
      if (fault?.as === 'hang') await untilAborted(signal);
      if (fault?.as === 'throw') throw fault.error;
      if (fault?.as === 'page') {
        takePage(cursor, lines, pageRecords, () => true);
        yield { kind: 'unreadable', error: fault.error };
      }
      if (fault === undefined && batch.length === 0) return;
    }
  }

  const source: MemorySource = {
    capabilities,
    onPage: undefined,
    calls,
    forgetCalls: () => calls.splice(0),
    setEntity,
    removeEntity: (name) => void entities.delete(name),
    put(name, ...added) {
      for (const record of added) add(held(name), record);
    },
    remove(name, where) {
      const entity = held(name);
      const gone = [...entity.lines].filter(([, json]) => where(parseJson(json) as Record<string, unknown>));
      for (const [key] of gone) entity.lines.delete(key);
      entity.version += 1;
      return gone.length;
    },
    lines: (name) => [...held(name).lines].toSorted(([a], [b]) => byCodeUnit(a, b)).map(([, json]) => json),
    setFile: (address, file) => void files.set(address, file),
    removeFile: (address) => void files.delete(address),
    setConfig: (name, value) => void config.set(name, value),
    inject(...added) {
      for (const fault of added) faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clearFaults: () => void faults.splice(0),

    async describe({ signal }: SourceOptions): Promise<AppDescription> {
      calls.push({ call: 'describe' });
      stopIfAborted(signal);
      throwStruck(strike((one): one is Extract<MemoryFault, { on: 'describe' | 'config' }> => one.on === 'describe'));
      return {
        appId: options.appId ?? 'memory-app',
        title: options.title,
        entities: [...entities.values()].map((entity) => entity.description),
        coverage: options.coverage ?? [],
        notes: options.notes ?? [],
      };
    },
    records,
    async *keys(description, { signal }) {
      calls.push({ call: 'keys', entity: description.name });
      stopIfAborted(signal);
      if (!capabilities.listsKeys) throw new HoldfastError('bug', 'keys() was called on a source that does not list keys.');
      throwStruck(strikeOn(strike, 'keys', description.name));
      const all = [...held(description.name).lines.keys()].toSorted(byCodeUnit);
      for (let at = 0; at < all.length; at += 1000) {
        stopIfAborted(signal);
        yield all.slice(at, at + 1000);
      }
    },
    async count(description, { signal }) {
      calls.push({ call: 'count', entity: description.name });
      stopIfAborted(signal);
      throwStruck(strikeOn(strike, 'count', description.name));
      const entity = held(description.name);
      return entity.count === undefined ? entity.lines.size : (entity.count ?? undefined);
    },
    fileReferences: (json) => [...files.keys()].filter((address) => json.includes(JSON.stringify(address).slice(1, -1))),
    async openFile(address, { signal }): Promise<SourceFile> {
      calls.push({ call: 'openFile', address });
      stopIfAborted(signal);
      const fault = strike((one): one is Extract<MemoryFault, { on: 'openFile' }> => one.on === 'openFile' && (one.address ?? address) === address);
      if (fault !== undefined && fault.atByte === undefined) throw fault.error;
      const file = files.get(address);
      if (file === undefined) throw new HoldfastError('not-found', 'The file is gone from the app.', { details: { address } });
      return {
        name: file.name,
        contentType: file.contentType,
        size: file.size === undefined ? file.body.length : (file.size ?? undefined),
        body: fileBody(file.body, fault, signal),
      };
    },
    async config({ signal }): Promise<AppConfig> {
      calls.push({ call: 'config' });
      stopIfAborted(signal);
      throwStruck(strike((one): one is Extract<MemoryFault, { on: 'describe' | 'config' }> => one.on === 'config'));
      const items = [...config].toSorted(([a], [b]) => byCodeUnit(a, b)).map(([name, value]) => ({ name, value }));
      return { items, coverage: [] };
    },
  };
  return source;
}

function strikeOn(
  strike: (fits: (fault: MemoryFault) => fault is Extract<MemoryFault, { on: 'count' | 'keys' }>) => Extract<MemoryFault, { on: 'count' | 'keys' }> | undefined,
  on: 'count' | 'keys',
  entity: string,
): { readonly error: HoldfastError } | undefined {
  return strike((one): one is Extract<MemoryFault, { on: 'count' | 'keys' }> => one.on === on && ('entity' in one ? (one.entity ?? entity) : entity) === entity);
}

function throwStruck(fault: { readonly error: HoldfastError } | undefined): void {
  if (fault !== undefined) throw fault.error;
}

/** Keys in ascending order as they are when asked: what comes or goes behind the cursor is not seen, before it is. */
function* liveKeys(entity: HeldEntity): Generator<string> {
  let last: string | undefined;
  for (;;) {
    const known = entity.version;
    const behind = last;
    const ahead = [...entity.lines.keys()].filter((key) => behind === undefined || key > behind).toSorted(byCodeUnit);
    for (const key of ahead) {
      if (entity.version !== known) break;
      last = key;
      yield key;
    }
    if (entity.version === known) return;
  }
}

function takePage(
  keys: Iterator<string>,
  lines: ReadonlyMap<string, string>,
  wanted: number,
  fits: (json: string) => boolean,
): readonly SourceRecord[] {
  const page: SourceRecord[] = [];
  for (let bytes = 0; page.length < wanted && bytes < pageBytes; ) {
    const next = keys.next();
    if (next.done === true) break;
    const json = lines.get(next.value);
    if (json === undefined || !fits(json)) continue;
    bytes += json.length;
    page.push({ key: next.value, json });
  }
  return page;
}

async function* fileBody(
  body: Uint8Array,
  fault: { readonly error: HoldfastError; readonly atByte?: number } | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const end = Math.min(fault?.atByte ?? body.length, body.length);
  for (let at = 0; at < end; at += 64 * 1024) {
    stopIfAborted(signal);
    yield body.subarray(at, Math.min(at + 64 * 1024, end));
  }
  if (fault !== undefined) throw fault.error;
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new HoldfastError('cancelled', 'Stopped before it was done.');
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(new HoldfastError('cancelled', 'Stopped before it was done.'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
