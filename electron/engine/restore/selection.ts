import { HoldfastError } from '../../../shared/model/errors.ts';
import type { ManifestEntity } from '../../../shared/model/snapshot.ts';
import type { RestoreOptions, WantedKind, WantedTable } from './restore-desk.ts';

const none: ReadonlySet<string> = new Set();

/** What was chosen of a backup, with every default filled in. */
export interface Selection {
  readonly tables: readonly SelectedTable[];
  readonly deleted: boolean;
  readonly blanked: boolean;
  readonly changed: boolean;
  /** A named field comes back even where it replaces a value by none. */
  readonly overwriteNewer: boolean;
}

export interface SelectedTable {
  readonly entity: ManifestEntity;
  readonly ids: ReadonlySet<string> | undefined;
  readonly fields: ReadonlySet<string> | undefined;
  /** Records whose newer values stay, and those whose newer values do not, whatever is said of the rest. */
  readonly keep: ReadonlySet<string>;
  readonly overwrite: ReadonlySet<string>;
}

/**
 * What is meant, of this backup. A table that is named more than once is the union of what is said of it, where that can be said in one.
 * @throws not-found for a table it does not have, invalid-input for a choice of nothing.
 */
export function parseSelection(options: Pick<RestoreOptions, 'tables' | 'include' | 'overwriteNewer'>, entities: readonly ManifestEntity[]): Selection {
  const { tables, overwriteNewer = false } = options;
  const chosen = tables === undefined ? entities.map((entity) => ({ entity, ids: undefined, fields: undefined, keep: none, overwrite: none })) : merged(tables, entities);
  if (chosen.length === 0) throw nothingChosen();
  const precise = tables?.some(({ ids, fields }) => ids !== undefined || fields !== undefined) === true;
  const include: readonly WantedKind[] = options.include ?? ['deleted', 'blanked', ...(precise || overwriteNewer ? (['changed'] as const) : [])];
  if (include.length === 0) throw nothingChosen();
  return { tables: chosen, deleted: include.includes('deleted'), blanked: include.includes('blanked'), changed: include.includes('changed'), overwriteNewer };
}

function merged(tables: readonly WantedTable[], entities: readonly ManifestEntity[]): readonly SelectedTable[] {
  const byName = new Map<string, SelectedTable>();
  for (const { entity: wanted, ids, fields, keep, overwrite } of tables) {
    const entity = tableOf(wanted, entities);
    if (ids?.length === 0 || fields?.length === 0) throw nothingChosen();
    const next = { entity, ids: ids === undefined ? undefined : new Set(ids), fields: fields === undefined ? undefined : new Set(fields), keep: new Set(keep), overwrite: new Set(overwrite) };
    const known = byName.get(entity.name);
    byName.set(entity.name, known === undefined ? next : { entity, ids: union(known.ids, next.ids), fields: union(known.fields, next.fields), keep: known.keep.union(next.keep), overwrite: known.overwrite.union(next.overwrite) });
  }
  return [...byName.values()];
}

/** Undefined = all, which takes in everything. */
function union(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined {
  return a === undefined || b === undefined ? undefined : new Set([...a, ...b]);
}

function tableOf(wanted: string, entities: readonly ManifestEntity[]): ManifestEntity {
  const folded = wanted.toLowerCase();
  const found = entities.find(({ name }) => name === wanted) ?? entities.find(({ name }) => name.toLowerCase() === folded);
  if (found !== undefined) return found;
  throw new HoldfastError('not-found', `That backup has no table called “${wanted.slice(0, 100)}”.`, {
    nextStep: `It has: ${entities.map(({ name }) => name).slice(0, 40).join(', ')}.`,
  });
}

function nothingChosen(): HoldfastError {
  return new HoldfastError('invalid-input', 'Nothing was chosen to bring back.', { nextStep: 'Choose at least one table, record or field.' });
}
