import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { IdMap } from './known-ids.ts';
import { creationOrder } from './references/creation-order.ts';
import { learnReferences, type LearnOptions } from './references/learn.ts';
import { pathText, type Reference, referenceSchema } from './references/reference.ts';
import { remapRecord } from './references/remap.ts';
import type { Fields, RestoreFrom } from './restore-parts.ts';

/** Where records refer to each other, and what to do about it when ids change. */
export interface Remapping {
  /** The record with the ids it refers to replaced; the same object when there are none. */
  remap(entity: string, record: Fields, ids: IdMap): Fields;
  /** Tables whose records may refer to records of these, and where. */
  referring(targets: ReadonlySet<string>): ReadonlyMap<string, readonly Reference[]>;
  /** Tables in the order in which to create their records: those that are referred to first. */
  inOrder(entities: readonly string[]): readonly string[];
  /** For the plan that is shown. */
  shown(targets: ReadonlySet<string>): readonly { readonly entity: string; readonly field: string; readonly targets: readonly string[] }[];
  /** For the notes of a restore, so that it goes on with the same ones. */
  readonly stored: unknown;
  /** What keeps this from being certain, in a plain sentence. */
  readonly note?: string;
}

/** When no id changes, nobody needs to know who refers to whom. */
export const noRemapping: Remapping = {
  remap: (_entity, record) => record,
  referring: () => new Map(),
  inOrder: (entities) => entities,
  shown: () => [],
  stored: [],
};

/** Finds out from a backup who refers to whom. Reads all of it. */
export async function learnRemapping({ reader, manifest }: Pick<RestoreFrom, 'reader' | 'manifest'>, options: LearnOptions): Promise<Remapping> {
  const { references, damaged } = await learnReferences(reader, manifest, options);
  if (damaged === 0) return remappingBy(references);
  return { ...remappingBy(references), note: 'A part of this backup is damaged: a field that refers to other records may not have been noticed, and would still point at their old ids.' };
}

/** The one that a plan was made with. @throws corrupt. */
export function storedRemapping(stored: unknown): Remapping {
  const references = z.array(referenceSchema).safeParse(stored);
  if (references.success) return remappingBy(references.data);
  throw new HoldfastError('corrupt', 'The notes of a restore on this computer cannot be read.', { cause: references.error });
}

function remappingBy(references: readonly Reference[]): Remapping {
  const byEntity = Map.groupBy(references, ({ entity }) => entity);
  const pointingAt = (targets: ReadonlySet<string>): readonly Reference[] => references.filter((reference) => reference.targets.some(({ entity }) => targets.has(entity)));
  return {
    remap: (entity, record, ids) => remapRecord(record, byEntity.get(entity) ?? [], ids),
    referring: (targets) => Map.groupBy(pointingAt(targets), ({ entity }) => entity),
    inOrder: (entities) => creationOrder(entities, references),
    shown: (targets) => pointingAt(targets).map(({ entity, path, targets: all }) => ({ entity, field: pathText(path), targets: all.map((target) => target.entity).filter((name) => targets.has(name)) })),
    stored: references,
  };
}
