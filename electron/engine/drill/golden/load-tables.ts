import type { Manifest } from '../../../../shared/model/snapshot.ts';
import { readSchemas } from '../../catalog/schemas.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import { readRecords } from '../../vault/entity-reader.ts';
import { openReader } from '../../vault/open-reader.ts';
import type { Vault } from '../../vault/vault.ts';
import { ScratchSqlite } from '../scratch-sqlite.ts';
import type { LoadedTables } from './evaluate.ts';

export interface LoadOptions {
  readonly signal: AbortSignal;
  readonly threads?: number | undefined;
  /** Tables that are wanted; absent = all. The others are there, and empty. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** Loads a backup, or some tables of it, for as long as `work` takes; nothing of it is left then. @throws corrupt, quota-exceeded, cancelled; what the place throws. */
export async function withTables<T>(vault: Vault, manifest: Manifest, { signal, threads, only }: LoadOptions, work: (loaded: LoadedTables & { readonly scratch: ScratchSqlite }) => T | Promise<T>): Promise<T> {
  const opened = await openReader(vault, signal, threads);
  try {
    const schemas = await readSchemas(opened.reader, manifest.schema, signal);
    const scratch = new ScratchSqlite(manifest.entities.map(({ name, identity }) => ({ name, identity, schema: schemas.get(name) })));
    try {
      for (const [at, entity] of manifest.entities.entries()) {
        if (only?.has(entity.name) === false) continue;
        for await (const lines of readRecords(opened.reader, entity, signal)) {
          throwIfCancelled(signal);
          scratch.load(at, lines);
          // Loading is done at once; whoever else needs this thread has a turn in between.
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      scratch.seal();
      return await work({ scratch, partial: new Set(manifest.entities.flatMap(({ name, status }) => (status === 'complete' ? [] : [name]))) });
    } finally {
      scratch.close();
    }
  } finally {
    await opened.close();
  }
}
