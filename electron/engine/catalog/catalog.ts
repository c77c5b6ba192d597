import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import type { data } from '../../../shared/contract/data.ts';
import { assertNever, HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import { chooseSnapshot, parseSnapshotName } from '../vault/format/names.ts';
import type { AppVaults, ShownApp } from './app-vaults.ts';
import { isPlain } from './database/selection.ts';
import { CopyKeeper } from './keeper.ts';
import { OpenBackups } from './open-backups.ts';
import type { ShownRecord } from './shown.ts';
import { type Copies, CopyThread, DamagedCopy } from './thread/copies.ts';

type Answer<K extends keyof typeof data> = z.input<NonNullable<(typeof data)[K]['~orpc']['outputSchema']>>;
type Question<K extends keyof typeof data> = z.output<NonNullable<(typeof data)[K]['~orpc']['inputSchema']>>;

export interface CatalogOptions {
  readonly home: string;
  readonly clock: Clock;
  readonly log: (message: string, facts?: Readonly<Record<string, string | number | boolean>>) => void;
  readonly vaults: AppVaults;
  /** Something became known, or a part of the way to it: whoever shows this app's data asks again. */
  readonly onChange: (app: string) => void;
  /** Whether the founder wants a searchable copy (`preferences.searchIndex`). */
  readonly enabled: () => Promise<boolean>;
  /** How many of the newest backups are searchable; 50 unless told. */
  readonly most?: number;
  /** Threads that read backups; absent = by the computer's cores. */
  readonly threads?: number;
  /** Who reads and writes copies; a thread for each unless told. */
  readonly copies?: () => Copies;
}

/** What the backups of every app hold, for looking at: read straight from the vault, and from a searchable copy on this computer. */
export interface Catalog {
  tables(app: string, backup: string): Promise<Answer<'tables'>>;
  page(question: Question<'page'>, signal?: AbortSignal): Promise<Answer<'page'>>;
  record(question: Question<'record'>): Promise<ShownRecord | undefined>;
  history(question: Question<'history'>): Promise<Answer<'history'>['versions']>;
  search(question: Question<'search'>, signal?: AbortSignal): Promise<Answer<'search'>>;
  /** There may be a new backup: brings the copy up to date. Fulfilled when it is; fails never. */
  refresh(app: string): Promise<void>;
  /** The app was removed: so is its copy. */
  remove(app: { readonly slug: string; readonly vaultId: string }): Promise<void>;
  /** The founder changed their mind about the copy: off deletes it. */
  setEnabled(enabled: boolean): Promise<void>;
  /** Bytes of all copies on this computer; null when there are none. */
  bytes(): Promise<number | null>;
  close(): Promise<void>;
}

/** So many of the newest backups are searchable; older ones are read from their places. */
const mostBackups = 50;

export function createCatalog(options: CatalogOptions): Catalog {
  const { clock, vaults, enabled, copies = () => new CopyThread() } = options;
  const backups = new OpenBackups(vaults, clock);
  // Two, so that whoever looks at the data need not wait for what is being written.
  const reader = copies();
  const keeper = new CopyKeeper({ most: mostBackups, ...options, reader, writer: copies() });

  /** What the copy answers; undefined where it has no answer. A damaged one is made anew, and whoever asked is served from the vault. */
  async function fromCopy<T>(app: ShownApp, ask: (file: string) => Promise<T | undefined>): Promise<T | undefined> {
    if (!(await enabled())) return undefined;
    try {
      return await ask(keeper.fileOf(app));
    } catch (error) {
      if (!(error instanceof DamagedCopy)) throw error;
      void keeper.replace(app);
      return undefined;
    }
  }

  /** The backup somebody means. Where no place answers, those in the copy are all that is known. */
  async function resolve(app: ShownApp, wanted: string): Promise<string> {
    try {
      return await backups.resolve(app, wanted);
    } catch (error) {
      const kept = await fromCopy(app, (file) => reader.ask('backups', { file }));
      if (kept === undefined || isHoldfastError(error, 'not-found')) throw error;
      return chooseSnapshot(kept.backups, wanted);
    }
  }

  /** The name of a backup is taken as it is: whoever leafs through it does not have the place listed with every page. */
  async function named(app: ShownApp, backup: string): Promise<string> {
    return parseSnapshotName(backup) === undefined ? resolve(app, backup) : backup;
  }

  async function stateOf(app: ShownApp, backup: string): Promise<Answer<'tables'>['index']> {
    if (!(await enabled())) return { state: 'off' };
    keeper.nudge(app, backup);
    return keeper.stateOf(app, backup);
  }

  return {
    async tables(name, wanted) {
      const app = await vaults.find(name);
      const backup = await resolve(app, wanted);
      const shown = await fromCopy(app, (file) => reader.ask('show', { file, backup }));
      if (shown === undefined) return { ...(await backups.backup(app, backup)), index: await stateOf(app, backup) };
      keeper.nudge(app, backup);
      return { ...shown, index: { state: 'ready' } };
    },
    async page({ app: name, backup: wanted, table, offset, limit, ...selecting }, signal) {
      const app = await vaults.find(name);
      const backup = await named(app, wanted);
      const page = await fromCopy(app, (file) => reader.ask('page', { file, backup, table, offset, limit, selecting }, signal));
      if (page !== undefined) return page;
      if (isPlain(selecting)) return backups.page(app, backup, table, { offset, limit });
      throw notReady((await stateOf(app, backup)).state);
    },
    async record({ app: name, backup: wanted, table, id }) {
      const app = await vaults.find(name);
      const backup = await named(app, wanted);
      const found = await fromCopy(app, (file) => reader.ask('record', { file, backup, table, id }));
      return found === undefined ? backups.record(app, backup, table, id) : found.record;
    },
    async history({ app: name, table, id }) {
      const app = await vaults.find(name);
      return (await fromCopy(app, (file) => reader.ask('history', { file, table, id }))) ?? backups.history(app, table, id, mostBackups);
    },
    async search({ app: name, backup: wanted, query, limit, everywhen }, signal) {
      const app = await vaults.find(name);
      const backup = await named(app, wanted);
      const began = clock.monotonic();
      const found = await fromCopy(app, (file) => reader.ask('search', { file, backup, searching: { query, limit, everywhen } }, signal));
      const tookMs = Math.max(0, clock.monotonic() - began);
      return found === undefined ? { hits: [], more: false, tookMs, index: await stateOf(app, backup) } : { ...found, tookMs, index: { state: 'ready' } };
    },
    async refresh(name) {
      // An app that is not there any more has no copy to bring up to date.
      const app = await vaults.find(name).catch(() => undefined);
      if (app === undefined) return;
      backups.forget(app);
      await keeper.refresh(app);
    },
    async remove({ slug, vaultId }) {
      const app = { name: slug, slug, vaultId };
      backups.forget(app);
      await keeper.remove(app);
    },
    async setEnabled(wanted) {
      if (wanted) {
        for (const app of await vaults.list()) void keeper.refresh(app);
        return;
      }
      await keeper.halt();
      await reader.rest();
      await rm(keeper.folder, { recursive: true, force: true });
    },
    bytes: () => bytesIn(keeper.folder),
    async close() {
      backups.close();
      await keeper.close();
      await reader.close();
    },
  };
}

function notReady(state: Answer<'tables'>['index']['state']): HoldfastError {
  switch (state) {
    case 'off':
      return new HoldfastError('invalid-input', 'Searching, sorting and filtering need the searchable copy on this computer, which is turned off.', { nextStep: 'Turn it on in the settings.' });
    case 'left-out':
      return new HoldfastError('invalid-input', 'This backup is not in the searchable copy on this computer.', { nextStep: 'Look at it without sorting and filters, or export it.' });
    case 'indexing':
    case 'ready':
      return new HoldfastError('conflict', 'The searchable copy of this backup is still being made.', { nextStep: 'Try again in a moment.' });
    default:
      return assertNever(state);
  }
}

async function bytesIn(folder: string): Promise<number | null> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.filter((name) => name.includes('.sqlite')).map((name) => stat(path.join(folder, name)).catch(() => undefined)));
  return names.length === 0 ? null : sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0);
}
