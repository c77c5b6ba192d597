import type { EntityDescription } from '../../../shared/model/app.ts';
import { isHoldfastError, toHoldfastError, type HoldfastError } from '../../../shared/model/errors.ts';
import type { RecordsOptions, Source, SourcePage } from '../ports/source.ts';

/** Whom to ask, and until when. */
export interface SourceCall {
  readonly source: Source;
  readonly signal: AbortSignal;
}

/**
 * Calls to the source with one rule for its errors: what concerns only this entity becomes a value, what concerns the whole
 * app (the token is gone, the network is down, somebody pressed cancel) ends the run, which the next one then resumes.
 */
export async function* recordPages(call: SourceCall, entity: EntityDescription, since?: Date): AsyncGenerator<SourcePage> {
  const options: RecordsOptions = { signal: call.signal, ...(since === undefined ? {} : { since }) };
  try {
    yield* call.source.records(entity, options);
  } catch (error) {
    yield { kind: 'unreadable', error: onlyThisEntity(error) };
  }
}

export async function countRecords(call: SourceCall, entity: EntityDescription): Promise<number | undefined> {
  try {
    return await call.source.count(entity, { signal: call.signal });
  } catch (error) {
    onlyThisEntity(error);
    return undefined;
  }
}

/** The live keys, or `failed()` true once a page could not be had, or came out of order: then keys could be taken for missing that are there. */
export function liveKeys(call: SourceCall, entity: EntityDescription): { pages: AsyncIterable<readonly string[]>; failed: () => boolean } {
  let failed = false;
  async function* pages(): AsyncGenerator<readonly string[]> {
    let last: string | undefined;
    try {
      for await (const page of call.source.keys(entity, { signal: call.signal })) {
        for (const key of page) {
          failed ||= last !== undefined && key <= last;
          last = key;
        }
        if (failed) return;
        yield page;
      }
    } catch (error) {
      onlyThisEntity(error);
      failed = true;
    }
  }
  return { pages: pages(), failed: () => failed };
}

/** Records created or changed since then, by key; undefined when they cannot all be had or are too many to hold. */
export async function changedSince(call: SourceCall, entity: EntityDescription, since: Date, limit: number): Promise<Map<string, string> | undefined> {
  const changed = new Map<string, string>();
  let size = 0;
  for await (const page of recordPages(call, entity, since)) {
    if (page.kind === 'unreadable') return undefined;
    for (const { key, json } of page.records) {
      changed.set(key, json);
      size += key.length + json.length;
    }
    if (size > limit) return undefined;
  }
  return changed;
}

// A limit holds for the whole app: asking for the next table would only meet it again. The next run goes on from here.
const endingCodes = new Set(['cancelled', 'auth-expired', 'auth-revoked', 'network', 'rate-limited', 'bug']);

/** @throws the error when it concerns more than one entity. */
function onlyThisEntity(error: unknown): HoldfastError {
  if (!isHoldfastError(error) || endingCodes.has(error.code)) throw toHoldfastError(error);
  return error;
}
