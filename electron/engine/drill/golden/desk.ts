import { HoldfastError, toPlainError } from '../../../../shared/model/errors.ts';
import type { Manifest } from '../../../../shared/model/snapshot.ts';
import { openAppVault, requireVault, type VaultFinder } from '../../calls/app-vault.ts';
import type { Log } from '../../calls/dependencies.ts';
import { manifestOf } from '../../calls/find-record.ts';
import { readSchemas } from '../../catalog/schemas.ts';
import { schemaFields } from '../../export/schema-fields.ts';
import type { Clock } from '../../ports/clock.ts';
import { parseObject, readIndex } from '../../vault/entity-reader.ts';
import { linesOf } from '../../vault/format/lines.ts';
import { openReader } from '../../vault/open-reader.ts';
import { listSnapshots, type Vault } from '../../vault/vault.ts';
import type { DrillCheck } from '../drill-desk.ts';
import { evaluateGolden } from './evaluate.ts';
import type { GoldenDesk, GoldenTable } from './golden-desk.ts';
import { GoldenKeeper } from './golden-keeper.ts';
import type { GoldenCheck, GoldenRule } from './golden-list.ts';
import { type LoadOptions, loadTables, partialIn, withTables } from './load-tables.ts';
import { QueryThread } from './queries/query-thread.ts';
import { tablesNamed } from './queries/tables-named.ts';
import { singleSelect } from './single-select.ts';
import { suggestGolden } from './suggest.ts';

export interface GoldenDeskDeps {
  readonly finder: VaultFinder;
  readonly clock: Clock;
  /** The home directory. */
  readonly home: string;
  readonly log: Log;
  readonly threads?: number | undefined;
}

const tryQueryMs = 5000;
const mostFields = 500;

export function createGoldenDesk({ finder, clock, home, log, threads }: GoldenDeskDeps): GoldenDesk {
  const keeper = new GoldenKeeper({ finder, clock, home });
  /** Vault → its newest backup as it was last looked at: a backup never changes. */
  const known = new Map<string, { readonly id: string; readonly tables: readonly GoldenTable[] }>();

  async function newest(app: string, signal: AbortSignal, destination?: string): Promise<{ readonly vault: Vault; readonly manifest: Manifest }> {
    const vault = requireVault(await openAppVault(finder, app, { signal, ...(destination === undefined ? {} : { destination }) }));
    return { vault, manifest: await manifestOf(vault, 'latest', signal) };
  }

  async function tablesOf(app: string, signal: AbortSignal) {
    const { vault } = await openAppVault(finder, app, { signal });
    const [latest] = vault === undefined ? [] : await listSnapshots(vault, signal);
    if (vault === undefined || latest === undefined) return { tables: [], backup: null };
    const before = known.get(vault.header.vaultId);
    const tables = before?.id === latest.name ? before.tables : await describeTables(vault, await manifestOf(vault, latest.name, signal), signal);
    known.set(vault.header.vaultId, { id: latest.name, tables });
    return { tables, backup: { id: latest.name, startedAt: latest.startedAt.toISOString() } };
  }

  return {
    async list(app, { signal }) {
      const { checks, revision, newer } = await keeper.read(app, signal);
      return { checks, revision, newer: newer.length, ...(await tablesOf(app, signal)) };
    },
    async suggest(app, { signal }) {
      const { checks } = await keeper.read(app, signal);
      const { vault, manifest } = await newest(app, signal);
      return withTables(vault, manifest, { signal, threads }, (loaded) => suggestGolden(loaded, manifest.entities, { clock, kept: checks }));
    },
    async save(app, checks, revision, { signal }) {
      for (const { rule } of checks) refuseOddQuery(rule);
      return keeper.save(app, withOwnIds(checks), revision, signal);
    },
    async try(app, check, { signal, destination }) {
      refuseOddQuery(check.rule);
      const { vault, manifest } = await newest(app, signal, destination);
      const options = { signal, threads, only: tablesIn(check.rule, manifest) };
      const found = check.rule.kind === 'sql' ? await askInThread(vault, manifest, check, options) : await withTables(vault, manifest, options, (loaded) => evaluateGolden(loaded, check, { clock, queryMs: 0 }));
      return { ...found, name: check.name };
    },
    async afterBackup(app, { signal }) {
      try {
        const later = await keeper.bringEverywhere(app, signal);
        if (later.length > 0) log('Golden checks could not be brought to every place.', { places: later.length });
      } catch (error) {
        log('Golden checks could not be brought to the places.', { code: toPlainError(error).code });
      }
    },
  };
}

/** Fields that the app declares, then those that the first records have beside. */
async function describeTables(vault: Vault, manifest: Manifest, signal: AbortSignal): Promise<readonly GoldenTable[]> {
  const opened = await openReader(vault, signal, 0);
  const { reader } = opened;
  try {
    const schemas = await readSchemas(reader, manifest.schema, signal);
    const tables: GoldenTable[] = [];
    for (const entity of manifest.entities) {
      const fields = new Set([...entity.identity, ...schemaFields(schemas.get(entity.name))]);
      for await (const { chunk } of readIndex(reader, entity, signal)) {
        for (const line of linesOf(await reader.read(chunk, signal))) for (const field of Object.keys(parseObject(line))) fields.add(field);
        break;
      }
      tables.push({ name: entity.name, fields: [...fields].slice(0, mostFields), records: entity.records });
    }
    return tables;
  } finally {
    await opened.close();
  }
}

/** Holds a backup against a query that a person wrote, while everything else goes on. @throws as `loadTables`, quota-exceeded. */
async function askInThread(vault: Vault, manifest: Manifest, check: GoldenCheck, options: LoadOptions): Promise<DrillCheck> {
  const { signal } = options;
  const threads: QueryThread[] = [];
  try {
    await loadTables(vault, manifest, options, (tables) => {
      const thread = new QueryThread(tables);
      threads.push(thread);
      return (at, lines) => thread.load(at, lines, signal);
    });
    const [thread] = threads;
    if (thread === undefined) throw new HoldfastError('bug', 'The throwaway database was not made.');
    return await thread.judge(check, { partial: partialIn(manifest), queryMs: tryQueryMs, signal });
  } finally {
    for (const thread of threads) thread.close();
  }
}

function tablesIn(rule: GoldenRule, { entities }: Manifest): ReadonlySet<string> {
  if (rule.kind === 'sql') return tablesNamed([rule.sql], entities.map(({ name }) => name));
  return new Set(rule.kind === 'reference' ? [rule.table, rule.target] : [rule.table]);
}

function refuseOddQuery(rule: GoldenRule): void {
  if (rule.kind === 'sql') singleSelect(rule.sql);
}

/** Two checks of one id would be one on every screen. */
function withOwnIds(checks: readonly GoldenCheck[]): readonly GoldenCheck[] {
  const taken = new Set<string>();
  return checks.map((check) => {
    let { id } = check;
    for (let number = 2; taken.has(id); number += 1) id = `${check.id.slice(0, 50)}-${number}`;
    taken.add(id);
    return { ...check, id };
  });
}
