import type { EntityDescription } from '../../../shared/model/app.ts';
import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { RecordsOptions, SourcePage } from '../ports/source.ts';
import type { Run } from './run.ts';

/** Whom to ask, and until when. */
export type SourceCall = Pick<Run, 'source' | 'signal'>;

/**
 * Calls to the source with one rule for its errors: what concerns only this entity becomes a value, what concerns the whole
 * app (the token is gone, the network is down, somebody pressed cancel) ends the run, which the next one then resumes.
 */
export async function* recordPages(run: SourceCall, entity: EntityDescription, since?: Date): AsyncGenerator<SourcePage> {
  const options: RecordsOptions = { signal: run.signal, ...(since === undefined ? {} : { since }) };
  try {
    yield* run.source.records(entity, options);
  } catch (error) {
    yield { kind: 'unreadable', error: onlyThisEntity(error) };
  }
}

export async function countRecords(run: SourceCall, entity: EntityDescription): Promise<number | undefined> {
  try {
    return await run.source.count(entity, { signal: run.signal });
  } catch (error) {
    onlyThisEntity(error);
    return undefined;
  }
}

/** The live keys, or `failed()` true once a page could not be had. */
export function liveKeys(run: SourceCall, entity: EntityDescription): { pages: AsyncIterable<readonly string[]>; failed: () => boolean } {
  let failed = false;
  async function* pages(): AsyncGenerator<readonly string[]> {
    try {
      yield* run.source.keys(entity, { signal: run.signal });
    } catch (error) {
      onlyThisEntity(error);
      failed = true;
    }
  }
  return { pages: pages(), failed: () => failed };
}

/** Records created or changed since then, by key; undefined when they cannot all be had or are too many to hold. */
export async function changedSince(run: SourceCall, entity: EntityDescription, since: Date, limit: number): Promise<Map<string, string> | undefined> {
  const changed = new Map<string, string>();
  let size = 0;
  for await (const page of recordPages(run, entity, since)) {
    if (page.kind === 'unreadable') return undefined;
    for (const { key, json } of page.records) {
      changed.set(key, json);
      size += key.length + json.length;
    }
    if (size > limit) return undefined;
  }
  return changed;
}

const endingCodes = new Set(['cancelled', 'auth-expired', 'auth-revoked', 'network', 'bug']);

/** @throws the error when it concerns more than one entity. */
function onlyThisEntity(error: unknown): HoldfastError {
  if (!isHoldfastError(error) || endingCodes.has(error.code)) throw toHoldfastError(error);
  return error;
}
