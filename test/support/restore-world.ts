import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackupReport } from '../../electron/engine/engine.ts';
import { listRestores, loadPlan, restoreFolder } from '../../electron/engine/restore/folder.ts';
import { readJournal } from '../../electron/engine/restore/journal/journal.ts';
import { replay } from '../../electron/engine/restore/journal/state.ts';
import { findKnownIds } from '../../electron/engine/restore/known-ids.ts';
import { type MadePlan, makePlan } from '../../electron/engine/restore/plan/make-plan.ts';
import type { StoredPlan } from '../../electron/engine/restore/plan/plan.ts';
import { hasReceipt } from '../../electron/engine/restore/receipt.ts';
import { learnRemapping, storedRemapping } from '../../electron/engine/restore/remapping.ts';
import type { RestoreOptions, RestoreReceipt } from '../../electron/engine/restore/restore-desk.ts';
import type { RestoreParts } from '../../electron/engine/restore/restore-parts.ts';
import { runRestore } from '../../electron/engine/restore/run-restore.ts';
import { parseSelection } from '../../electron/engine/restore/selection.ts';
import { planUndo } from '../../electron/engine/restore/undo.ts';
import { type JsonObject, type JsonValue, parseJson } from '../../shared/model/record.ts';
import type { Manifest } from '../../shared/model/snapshot.ts';
import { FakeClock } from './fake-clock.ts';
import { createMemorySource, type MemorySource } from './memory-source.ts';
import { createMemoryWriter, type MemoryWriter, type MemoryWriterOptions } from './memory-writer.ts';
import { createStoredApp, type StoredApp, type Tables } from './stored-app.ts';
import { testKeys } from './small-app.ts';

/** A record of an app in memory, by its fields. */
export type Row = JsonObject & { readonly id: string; readonly tag: string };

/** An app in memory with a backup of it, that can be spoilt, restored and looked at. */
export class RestoreWorld {
  readonly source: MemorySource;
  readonly writer: MemoryWriter;
  readonly stored: StoredApp = createStoredApp();
  readonly home: string;
  readonly clock = new FakeClock({ start: '2026-06-01T00:00:00Z', autoAdvance: true });
  readonly #schemas: Readonly<Record<string, JsonValue>>;
  readonly #snapshots = new Map<string, Manifest>();
  #plans = 0;
  signal: AbortSignal = new AbortController().signal;

  private constructor(home: string, tables: Readonly<Record<string, JsonValue>>, options: MemoryWriterOptions) {
    this.home = home;
    this.#schemas = tables;
    this.source = createMemorySource({ entities: Object.fromEntries(Object.entries(tables).map(([name, schema]) => [name, { schema }])) });
    this.writer = createMemoryWriter(this.source, options);
  }

  /** @param tables their schemas */
  static async make(tables: Readonly<Record<string, JsonValue>>, options: MemoryWriterOptions = {}): Promise<RestoreWorld> {
    return new RestoreWorld(await mkdtemp(join(tmpdir(), 'holdfast-restore-')), tables, options);
  }

  remove(): Promise<void> {
    return rm(this.home, { recursive: true, force: true });
  }

  rows(table: string): readonly Row[] {
    return this.source.lines(table).map((line) => parseJson(line) as Row);
  }

  row(table: string, id: string): Row | undefined {
    return this.rows(table).find((row) => row.id === id);
  }

  /** What a person does in the app now: the date of the change is theirs. */
  edit(table: string, id: string, fields: JsonObject): void {
    const before = this.row(table, id);
    if (before === undefined) throw new Error(`no ${id} in ${table}`);
    this.source.put(table, { ...before, ...fields, updated_date: this.clock.now().toISOString() });
  }

  async trash(table: string, ids: readonly string[]): Promise<void> {
    const { entities } = await this.source.describe({ signal: this.signal });
    const entity = entities.find(({ name }) => name === table);
    if (entity !== undefined) await this.writer.remove(entity, ids, { signal: this.signal });
  }

  /** A backup of the app as it is. */
  async backUp(name: string): Promise<Manifest> {
    const tables: Tables = Object.fromEntries(Object.entries(this.#schemas).map(([table, schema]) => [table, { records: this.rows(table), schema }]));
    const manifest = { ...(await this.stored.snapshot(name, tables)), readStartedAt: this.clock.now().toISOString() };
    const dated = { ...manifest, entities: manifest.entities.map((entity) => ({ ...entity, readStartedAt: this.clock.now().toISOString() })) };
    this.#snapshots.set(name, dated);
    await this.clock.sleepUntil(new Date(this.clock.now().getTime() + 60_000), this.signal);
    return dated;
  }

  /** What the backup has of an uploaded file. */
  fileContent: (address: string) => AsyncIterable<Uint8Array> = () => {
    throw new Error('no files here');
  };

  async #parts(snapshot: string): Promise<RestoreParts> {
    const manifest = this.#snapshots.get(snapshot);
    if (manifest === undefined) throw new Error(`no backup ${snapshot}`);
    return {
      from: { app: 'App', vaultId: 'vault', reader: this.stored.reader, manifest, openFile: (file) => this.fileContent(file.url) },
      into: { app: 'App', vaultId: 'vault', source: this.source, writer: this.writer, description: await this.source.describe({ signal: this.signal }) },
      key: testKeys.chunkKey,
      home: this.home,
      clock: this.clock,
      signal: this.signal,
    };
  }

  async #planned(snapshot: string, make: (parts: Parameters<typeof makePlan>[0]) => Promise<MadePlan>, options: Omit<RestoreOptions, 'signal' | 'snapshot'>, undoOf?: string): Promise<StoredPlan> {
    const parts = await this.#parts(snapshot);
    const known = await findKnownIds(this.home, { vaultId: 'vault', intoVaultId: 'vault' });
    const made = await make({ ...parts, known, learn: () => learnRemapping(parts.from, { signal: this.signal }), selection: parseSelection(options, parts.from.manifest.entities) });
    const { remapping, ...plan } = made;
    this.#plans += 1;
    return {
      format: 'holdfast-restore/1',
      id: `plan-${this.#plans}`,
      ...(undoOf === undefined ? {} : { undoOf }),
      app: 'App',
      into: 'App',
      vaultId: 'vault',
      intoVaultId: 'vault',
      snapshot,
      at: new Date(this.clock.now().getTime() + this.#plans).toISOString(),
      ...plan,
      references: remapping.stored,
      knownAddresses: [...known.addresses],
      known: [...known.newest()].flatMap(([entity, ids]) => [...ids].map(([from, to]): [string, string, string] => [entity, from, to])),
    };
  }

  plan(snapshot: string, options: Omit<RestoreOptions, 'signal' | 'snapshot'> = {}): Promise<StoredPlan> {
    return this.#planned(snapshot, makePlan, options);
  }

  /** Does a plan, or goes on with it. */
  async run(plan: StoredPlan): Promise<RestoreReceipt> {
    const parts = await this.#parts(plan.snapshot);
    return runRestore({ ...parts, plan, remapping: storedRemapping(plan.references), safetyBackup: () => this.#safetyBackup(plan), inSafety: async ({ snapshot }, look) => look((await this.#parts(snapshot)).from), gate: undefined, onProgress: undefined });
  }

  /** As another process would, that finds only what is on the disk. Nothing when nothing was begun. */
  async goOn(): Promise<RestoreReceipt | undefined> {
    for (const id of await listRestores(this.home)) if (!(await hasReceipt(this.home, id))) return this.run(await loadPlan(this.home, id));
    return undefined;
  }

  async restore(snapshot: string, options: Omit<RestoreOptions, 'signal' | 'snapshot'> = {}): Promise<RestoreReceipt> {
    return this.run(await this.plan(snapshot, options));
  }

  async undo(id: string): Promise<RestoreReceipt> {
    const plan = await loadPlan(this.home, id);
    const state = replay(await readJournal(restoreFolder(this.home, id)));
    return this.run(await this.#planned(state.safety ?? '', (parts) => planUndo({ ...parts, done: { plan, state } }), {}, id));
  }

  async #safetyBackup(plan: StoredPlan): Promise<BackupReport> {
    const name = `before ${plan.id}`;
    const { entities } = await this.backUp(name);
    return {
      snapshot: name,
      outcome: 'complete',
      entities: entities.map((entity) => ({ name: entity.name, records: entity.records, status: 'complete' })),
      places: [{ name: 'place', outcome: 'verified' }],
      uploadedBytes: 0,
      storedBytes: 0,
      reusedBytes: 0,
      durationMs: 0,
      warnings: [],
      coverage: [],
    };
  }

  /** Like a process that is killed: at the n-th request that goes to the app, before it is carried out or before its answer is seen, and never comes back. */
  killAt(n: number, moment: 'before' | 'after'): { readonly died: Promise<'killed'>; revive(): void } {
    let requests = 0;
    const { promise, resolve } = Promise.withResolvers<'killed'>();
    const forever = (): Promise<void> => {
      requests += 1;
      if (requests !== n) return Promise.resolve();
      resolve('killed');
      return new Promise(() => undefined);
    };
    if (moment === 'before') this.writer.onRequest = forever;
    else this.writer.onAnswer = forever;
    return {
      died: promise,
      revive: () => {
        this.writer.onRequest = undefined;
        this.writer.onAnswer = undefined;
      },
    };
  }
}
