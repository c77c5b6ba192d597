import type { IdMap } from './known-ids.ts';
import type { Fields, RestoreFrom } from './restore-parts.ts';

/** Where records refer to each other, and what to do about it when ids change. */
export interface Remapping {
  /** The record with the ids it refers to replaced; the same object when there are none. */
  remap(entity: string, record: Fields, ids: IdMap): Fields;
  /** Tables whose records may refer to records of these. */
  referring(targets: ReadonlySet<string>): readonly string[];
  /** Tables in the order in which to create their records: those that are referred to first. */
  inOrder(entities: readonly string[]): readonly string[];
  /** For the plan that is shown. */
  shown(targets: ReadonlySet<string>): readonly { readonly entity: string; readonly field: string; readonly targets: readonly string[] }[];
  /** For the notes of a restore, so that it goes on with the same ones. */
  readonly stored: unknown;
}

/** When no id changes, nobody needs to know who refers to whom. */
export const noRemapping: Remapping = {
  remap: (_entity, record) => record,
  referring: () => [],
  inOrder: (entities) => entities,
  shown: () => [],
  stored: [],
};

export async function learnRemapping(_from: RestoreFrom, _signal: AbortSignal): Promise<Remapping> {
  return noRemapping;
}

export function storedRemapping(_stored: unknown): Remapping {
  return noRemapping;
}
