import type { z } from 'zod';
import type { data } from '../../../shared/contract/data.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { AppVaults } from './app-vaults.ts';
import { OpenBackups, type ShownRecord } from './open-backups.ts';

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

export function createCatalog({ clock, vaults, enabled }: CatalogOptions): Catalog {
  const backups = new OpenBackups(vaults, clock);
  return {
    async tables(name, wanted) {
      const app = await vaults.find(name);
      return { ...(await backups.backup(app, await backups.resolve(app, wanted))), index: { state: (await enabled()) ? 'indexing' : 'off' } };
    },
    async page({ app: name, backup, table, offset, limit, sort, filters, words }) {
      const app = await vaults.find(name);
      if (sort !== undefined || (filters ?? []).length > 0 || (words ?? '').trim() !== '') throw notReady();
      return backups.page(app, backup === 'latest' ? await backups.resolve(app, backup) : backup, table, { offset, limit });
    },
    async record({ app: name, backup, table, id }) {
      const app = await vaults.find(name);
      return backups.record(app, backup === 'latest' ? await backups.resolve(app, backup) : backup, table, id);
    },
    history: async () => [],
    search: async () => ({ hits: [], more: false, tookMs: 0, index: { state: 'indexing' } }),
    refresh: async () => undefined,
    remove: async () => undefined,
    setEnabled: async () => undefined,
    bytes: async () => null,
    close: async () => backups.close(),
  };
}

function notReady(): HoldfastError {
  return new HoldfastError('conflict', 'The searchable copy of this backup is still being made.', { nextStep: 'Try again in a moment.' });
}
