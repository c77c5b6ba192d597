import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { recordId } from '../../../shared/model/record.ts';
import type { Manifest, ManifestEntity } from '../../../shared/model/snapshot.ts';
import type { Clock } from '../ports/clock.ts';
import { mapLimited } from '../streams/concurrency.ts';
import { findById, parseObject } from '../vault/entity-reader.ts';
import { linesOf } from '../vault/format/lines.ts';
import { chooseSnapshot } from '../vault/format/names.ts';
import { type OpenReader, openReader } from '../vault/open-reader.ts';
import { listSnapshots, readManifest } from '../vault/vault.ts';
import type { AppVaults, ShownApp } from './app-vaults.ts';
import { type Column, columnsOf, declaredColumns, FieldCounts } from './columns.ts';
import { readSchemas } from './schemas.ts';
import type { ShownBackup, ShownRecord, ShownTable } from './shown.ts';
import { type HistoryEntry, lifeOf, type Moment } from './database/history.ts';
import { IdleCache } from './idle-cache.ts';
import { layoutOf } from './table-changes.ts';
import { keepChunks, type OpenChunk, readLayout, readWindow, type TableLayout } from './stored-table.ts';

/** An app's vault, opened: where its chunks lie is known for these backups. */
interface OpenedApp {
  readonly reader: OpenReader;
  readonly backups: ReadonlySet<string>;
}

interface OpenedTable {
  readonly entity: ManifestEntity;
  readonly layout: TableLayout;
  readonly open: OpenChunk;
}

const never = new AbortController().signal;
const idleMs = 2 * 60_000;
/** Chunks hold 64 KiB each, give or take. */
const chunksKept = 24;
const sideBySide = 4;

/** Backups as they lie in their places, kept open for a while for those who leaf through them. Starts no threads: a window is a chunk or two. */
export class OpenBackups {
  readonly #vaults: AppVaults;
  readonly #apps: IdleCache<OpenedApp>;
  readonly #manifests: IdleCache<Manifest>;
  readonly #tables: IdleCache<OpenedTable>;
  readonly #shown: IdleCache<ShownTable[]>;

  constructor(vaults: AppVaults, clock: Clock) {
    this.#vaults = vaults;
    // A reader without threads is memory and nothing else: whoever still reads from it may go on.
    this.#apps = new IdleCache<OpenedApp>({ clock, most: 4, idleMs });
    this.#manifests = new IdleCache<Manifest>({ clock, most: 16, idleMs });
    this.#tables = new IdleCache<OpenedTable>({ clock, most: 8, idleMs });
    this.#shown = new IdleCache<ShownTable[]>({ clock, most: 8, idleMs });
  }

  /** The name of the backup somebody means: as `chooseSnapshot`. @throws not-found, and what the places fail with. */
  resolve(app: ShownApp, wanted: string): Promise<string> {
    return this.#again(app, async () => {
      const { reader } = await this.#app(app, undefined);
      return chooseSnapshot((await listSnapshots(reader.vault, never)).map(({ name }) => name), wanted);
    });
  }

  async manifest(app: ShownApp, backup: string): Promise<Manifest> {
    return this.#again(app, () => this.#manifests.get(keyOf(app, backup), async () => readManifest((await this.#app(app, undefined)).reader.vault, backup, never)));
  }

  /** What there is in a backup; of each table the first and the last records are looked at for fields that no schema names. */
  async backup(app: ShownApp, backup: string): Promise<ShownBackup> {
    return this.#again(app, async () => {
      const { startedAt, entities } = await this.manifest(app, backup);
      const tables = await this.#shown.get(keyOf(app, backup), () => this.#showTables(app, backup, entities));
      return { backup, startedAt, tables };
    });
  }

  /** A window of a table in its own order. @throws not-found (no such table or backup), corrupt. */
  async page(app: ShownApp, backup: string, table: string, window: { readonly offset: number; readonly limit: number }): Promise<{ total: number; rows: ShownRecord[] }> {
    return this.#again(app, async () => {
      const { entity, layout, open } = await this.#table(app, backup, table);
      const lines = await readWindow(layout, open, window, never);
      return { total: layout.records, rows: lines.map((json) => ({ id: recordId(entity.identity, parseObject(json)), json })) };
    });
  }

  /** The line of a record, or undefined when the backup does not have it. @throws not-found (no such table or backup), corrupt. */
  async record(app: ShownApp, backup: string, table: string, id: string): Promise<ShownRecord | undefined> {
    return this.#again(app, async () => {
      const entity = tableOf(await this.manifest(app, backup), table);
      const json = await findById((await this.#app(app, backup)).reader.reader, entity, id, never);
      return json === undefined ? undefined : { id, json };
    });
  }

  /** A record's life through the newest backups, newest first. Where a table did not change from one to the next, nothing is opened. */
  async history(app: ShownApp, table: string, id: string, most: number): Promise<HistoryEntry[]> {
    return this.#again(app, async () => {
      const { vault } = (await this.#app(app, undefined)).reader;
      const names = (await listSnapshots(vault, never)).slice(0, most).map(({ name }) => name);
      const moments: Moment[] = [];
      const known = new Map<string, string | undefined>();
      for (const backup of names.toReversed()) {
        const manifest = await readableManifest(this.manifest(app, backup));
        if (manifest === undefined) continue;
        const { startedAt, outcome, entities } = manifest;
        const entity = entities.find(({ name }) => name === table);
        const layout = entity === undefined ? '' : layoutOf(entity);
        if (entity !== undefined && !known.has(layout)) known.set(layout, await findById((await this.#app(app, backup)).reader.reader, entity, id, never));
        moments.push({ backup, startedAt, outcome, status: entity?.status, json: known.get(layout) });
      }
      return lifeOf(moments);
    });
  }

  /** Lets go of what is open of an app. */
  forget(app: ShownApp): void {
    for (const cache of [this.#apps, this.#manifests, this.#tables, this.#shown]) cache.dropAll(`${app.vaultId} `);
  }

  close(): void {
    for (const cache of [this.#apps, this.#manifests, this.#tables, this.#shown]) cache.close();
  }

  /** A place that went away may have a sister: what fails is tried once more with everything opened anew. */
  async #again<T>(app: ShownApp, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (isHoldfastError(error, 'corrupt') || (isHoldfastError(error, 'not-found') && error.details['reason'] === undefined)) throw error;
      this.forget(app);
      return read();
    }
  }

  /** @param backup one that must be among those whose chunks are known; absent = any. */
  async #app(app: ShownApp, backup: string | undefined): Promise<OpenedApp> {
    const key = keyOf(app, '');
    const open = (): Promise<OpenedApp> => this.#apps.get(key, () => this.#open(app));
    const opened = await open();
    if (backup === undefined || opened.backups.has(backup)) return opened;
    this.#apps.drop(key);
    return open();
  }

  async #open(app: ShownApp): Promise<OpenedApp> {
    const vault = await this.#vaults.open(app, never);
    const backups = new Set((await listSnapshots(vault, never)).map(({ name }) => name));
    return { reader: await openReader(vault, never, 0), backups };
  }

  async #table(app: ShownApp, backup: string, wanted: string): Promise<OpenedTable> {
    return this.#tables.get(keyOf(app, `${backup} ${wanted}`), async () => {
      const entity = tableOf(await this.manifest(app, backup), wanted);
      const { reader } = (await this.#app(app, backup)).reader;
      return { entity, layout: await readLayout(reader, entity, never), open: keepChunks(reader, chunksKept) };
    });
  }

  async #showTables(app: ShownApp, backup: string, entities: readonly ManifestEntity[]): Promise<ShownTable[]> {
    const { reader } = (await this.#app(app, backup)).reader;
    const schemas = await readSchemas(reader, (await this.manifest(app, backup)).schema, never);
    return mapLimited(entities, sideBySide, async (entity) => {
      const counts = new FieldCounts();
      const { chunks } = await readLayout(reader, entity, never);
      const ends = new Set([chunks[0]?.chunk, chunks.at(-1)?.chunk]);
      for (const chunk of ends) if (chunk !== undefined) for (const line of linesOf(await reader.read(chunk, never))) counts.count(parseObject(line), 1);
      return showTable(entity, columnsOf(declaredColumns(schemas.get(entity.name)), counts));
    });
  }
}

function showTable({ name, records, status, reason }: ManifestEntity, fields: Column[]): ShownTable {
  return { name, records, status, ...(reason === undefined ? {} : { reason }), fields };
}

/** Undefined for a backup whose description is damaged: it says nothing then. */
async function readableManifest(manifest: Promise<Manifest>): Promise<Manifest | undefined> {
  try {
    return await manifest;
  } catch (error) {
    if (isHoldfastError(error, 'corrupt') || isHoldfastError(error, 'permission-denied')) return undefined;
    throw error;
  }
}

/** @throws not-found. */
function tableOf(manifest: Manifest, wanted: string): ManifestEntity {
  const found = manifest.entities.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw new HoldfastError('not-found', `That backup has no table called “${wanted.slice(0, 100)}”.`, { nextStep: 'Choose one of its tables.' });
}

function keyOf(app: ShownApp, rest: string): string {
  return `${app.vaultId} ${rest}`;
}
