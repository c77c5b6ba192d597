import type { CoverageGap } from '../../../shared/model/app.ts';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/record.ts';
import type { ManifestPart } from '../../../shared/model/snapshot.ts';
import type { AppDescription } from '../ports/source.ts';
import { RecordsWriter } from '../vault/records-writer.ts';
import type { Run } from './run.ts';

const partKey = [{ field: 'name', type: 'text' }] as const;

export interface Parts {
  readonly schema: ManifestPart;
  readonly config: ManifestPart;
  readonly coverage: readonly CoverageGap[];
  /** False when the configuration could not be read this time. */
  readonly whole: boolean;
}

/** Stores every entity's schema, and whatever else defines the app, the way records are stored. */
export async function storeParts(run: Run, description: AppDescription): Promise<Parts> {
  const schema = await storeNamed(run, description.entities.map(({ name, schema: value }) => ({ name, value })));
  try {
    const { items, coverage } = await run.source.config({ signal: run.signal });
    return { schema, config: await storeNamed(run, items), coverage, whole: true };
  } catch (error) {
    if (!isHoldfastError(error) || ['cancelled', 'auth-expired', 'auth-revoked', 'bug', 'quota-exceeded'].includes(error.code)) throw error;
    const gap = { what: 'settings, functions and agents', why: error.message, nextStep: error.nextStep };
    return { schema, config: await storeNamed(run, []), coverage: [gap], whole: false };
  }
}

async function storeNamed(run: Run, items: readonly { readonly name: string; readonly value: JsonValue }[]): Promise<ManifestPart> {
  const writer = new RecordsWriter(run.writer, { key: partKey, identity: ['name'] });
  const ascending = items.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  // As it was given, the order of its fields included: the columns of a table are in the order somebody put them in.
  for (const { name, value } of ascending) await writer.add({ key: name, json: JSON.stringify({ name, value }) });
  const { records, bytes, index } = await writer.end();
  return { records, bytes, index: [...index] };
}
