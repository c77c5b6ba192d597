import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { Manifest } from '../../../../shared/model/snapshot.ts';
import { readSchemas } from '../../catalog/schemas.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import { readRecords } from '../../vault/entity-reader.ts';
import { openReader } from '../../vault/open-reader.ts';
import type { Vault } from '../../vault/vault.ts';
import type { TableToLoad } from '../scratch.ts';
import { ScratchSqlite } from '../scratch-sqlite.ts';
import type { LoadedTables } from './evaluate.ts';

export interface LoadOptions {
  readonly signal: AbortSignal;
  readonly threads?: number | undefined;
  /** Tables that are wanted; absent = all. The others are there, and empty. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** Takes in the records of a table. @param at its place in the list of tables */
export type Load = (at: number, lines: readonly string[]) => void | Promise<void>;

/** Reads a backup, or some tables of it, into whatever `begin` makes for them. @throws corrupt, cancelled; what the place throws, what `begin` and its `Load` throw. */
export async function loadTables(vault: Vault, manifest: Manifest, { signal, threads, only }: LoadOptions, begin: (tables: readonly TableToLoad[]) => Load): Promise<void> {
  const opened = await openReader(vault, signal, threads);
  try {
    const schemas = await readSchemas(opened.reader, manifest.schema, signal);
    const load = begin(manifest.entities.map(({ name, identity }) => ({ name, identity, schema: schemas.get(name) })));
    for (const [at, entity] of manifest.entities.entries()) {
      if (only?.has(entity.name) === false) continue;
      for await (const lines of readRecords(opened.reader, entity, signal)) {
        throwIfCancelled(signal);
        await load(at, lines);
        // Loading is done at once; whoever else needs this thread has a turn in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  } finally {
    await opened.close();
  }
}

/** Tables of a backup that are not whole in it. */
export function partialIn({ entities }: Pick<Manifest, 'entities'>): ReadonlySet<string> {
  return new Set(entities.flatMap(({ name, status }) => (status === 'complete' ? [] : [name])));
}

/** Loads a backup, or some tables of it, for as long as `work` takes; nothing of it is left then. @throws as `loadTables`, quota-exceeded. */
export async function withTables<T>(vault: Vault, manifest: Manifest, options: LoadOptions, work: (loaded: LoadedTables & { readonly scratch: ScratchSqlite }) => T | Promise<T>): Promise<T> {
  const made: ScratchSqlite[] = [];
  try {
    await loadTables(vault, manifest, options, (tables) => {
      const database = new ScratchSqlite(tables);
      made.push(database);
      return (at, lines) => void database.load(at, lines);
    });
    const [scratch] = made;
    if (scratch === undefined) throw new HoldfastError('bug', 'The throwaway database was not made.');
    scratch.seal();
    return await work({ scratch, partial: partialIn(manifest) });
  } finally {
    for (const database of made) database.close();
  }
}
