import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { canonicalJson, parseJson } from '../../../shared/model/record.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { appToken, openAppVault, requireVault, type VaultFinder } from '../calls/app-vault.ts';
import { manifestOf } from '../calls/find-record.ts';
import { readSchemas } from '../catalog/schemas.ts';
import type { CompareOptions } from '../compare/compare-options.ts';
import { diffLive } from '../compare/diff-live.ts';
import { diffSnapshots } from '../compare/diff-snapshots.ts';
import type { Clock } from '../ports/clock.ts';
import type { Source } from '../ports/source.ts';
import { openReader } from '../vault/open-reader.ts';
import type { Vault } from '../vault/vault.ts';
import { compareSchemas, type SchemaChange, type Schemas, tablesWithFieldsGone, withRenames } from './compare-shapes.ts';
import { type Rename, RenameWatch } from './rename.ts';
import type { SchemaComparison, SchemaDesk } from './schema-desk.ts';
import { describedOnce, onlyTables } from './source-views.ts';
import { type Described, listVersions } from './versions.ts';
import { schemaChangeSentence } from './words.ts';

export interface SchemaDeskDeps {
  readonly finder: VaultFinder;
  readonly clock: Clock;
  /** The home directory, for what must be sorted. */
  readonly home: string;
  readonly threads?: number | undefined;
}

/** How the tables were described in the backups of an app, and how they are now. */
export function createSchemaDesk({ finder, clock, home, threads }: SchemaDeskDeps): SchemaDesk {
  /** Vault → backup → what is known of it: a backup never changes. */
  const known = new Map<string, Map<string, Described>>();

  async function openSource(app: string, signal: AbortSignal): Promise<{ readonly vault: Vault; readonly source: () => Promise<Source> }> {
    const found = await openAppVault(finder, app, { signal });
    return { vault: requireVault(found), source: async () => finder.connector.source(found.app.connection, await appToken(finder.keychain, found.app)) };
  }

  return {
    say: async (changes) => changes.map(schemaChangeSentence),
    async versions(app, { signal }) {
      const { vault } = await openAppVault(finder, app, { signal });
      if (vault === undefined) return { versions: [], backups: 0, unreadable: 0 };
      let ofVault = known.get(vault.header.vaultId);
      if (ofVault === undefined) known.set(vault.header.vaultId, (ofVault = new Map<string, Described>()));
      return listVersions(vault, ofVault, signal);
    },
    async compare(app, from, to, { signal }) {
      const { vault, source } = await openSource(app, signal);
      const [older, newer] = await Promise.all([manifestOf(vault, from, signal), to === 'live' ? undefined : manifestOf(vault, to, signal)]);
      const opened = await openReader(vault, signal, threads);
      const options: CompareOptions = { signal, scratch: path.join(home, 'scratch', `schema-${randomUUID()}`) };
      try {
        const before = await readSchemas(opened.reader, older.schema, signal);
        if (newer !== undefined) {
          const after = await readSchemas(opened.reader, newer.schema, signal);
          return await compared(older.id, newer.id, before, after, (tables, watch) => diffSnapshots(opened.reader, only(older, tables), only(newer, tables), { ...options, observe: watch }));
        }
        const live = describedOnce(await source());
        const { entities } = await live.describe({ signal });
        const after = new Map(entities.map(({ name, schema }) => [name, schema]));
        return await compared(older.id, 'live', before, after, (tables, watch) => diffLive(opened.reader, only(older, tables), onlyTables(live, tables), { ...options, observe: watch, now: () => clock.now() }));
      } finally {
        await opened.close();
      }
    },
  };
}

type Watch = NonNullable<CompareOptions['observe']>;

/** @param diff compares the records of some tables: where a field went, they tell whether it has a new name */
async function compared(from: string, to: string, before: Schemas, after: Schemas, diff: (tables: ReadonlySet<string>, watch: Watch) => Promise<unknown>): Promise<SchemaComparison> {
  const declared = compareSchemas(before, after);
  const gone = tablesWithFieldsGone(declared);
  const watches = new Map<string, RenameWatch>();
  if (gone.size > 0) {
    await diff(new Set(gone.keys()), ({ name }) => {
      const watch = new RenameWatch(gone.get(name));
      watches.set(name, watch);
      return watch;
    });
  }
  const renames = new Map<string, readonly Rename[]>([...watches].map(([table, watch]) => [table, watch.renames]));
  const changes = [...withRenames(declared, renames)];
  return { from, to, changes, texts: textsOf(changes, before, after) };
}

function textsOf(changes: readonly SchemaChange[], before: Schemas, after: Schemas): SchemaComparison['texts'] {
  return [...new Set(changes.map(({ table }) => table))].map((table) => ({
    table,
    ...(before.has(table) ? { from: pretty(before.get(table)) } : {}),
    ...(after.has(table) ? { to: pretty(after.get(table)) } : {}),
  }));
}

/** In the same order of keys on both sides, so that only what differs is different. */
function pretty(schema: unknown): string {
  return JSON.stringify(parseJson(canonicalJson(schema)), null, 2);
}

function only(manifest: Manifest, tables: ReadonlySet<string>): Manifest {
  return { ...manifest, entities: manifest.entities.filter(({ name }) => tables.has(name)) };
}
