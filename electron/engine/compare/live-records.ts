import type { EntityDescription } from '../../../shared/model/app.ts';
import type { SourceRecord } from '../ports/source.ts';
import { ascending } from '../streams/ascending.ts';
import { sortRecords } from '../streams/external-sort.ts';
import { recordPages, type SourceCall } from '../streams/source-calls.ts';
import type { Lines } from './merge-rows.ts';

/** Every record of an entity as it is now. */
export interface LiveReading {
  readonly lines: AsyncIterable<Lines>;
  /** Why records are missing; known once `lines` has ended. */
  problem(): string | undefined;
  /** The source said its records come in order, and they did not: what was read is worth nothing. */
  isOutOfOrder(): boolean;
}

/** @param sort the source gives its records in any order @param scratch where they are sorted */
export function readLive(call: SourceCall, entity: EntityDescription, sort: boolean, scratch: string): LiveReading {
  let problem: string | undefined;
  let outOfOrder = false;
  async function* pages(): AsyncGenerator<readonly SourceRecord[]> {
    for await (const page of recordPages(call, entity)) {
      if (page.kind === 'unreadable') problem ??= page.error.message;
      else yield page.records;
    }
  }
  async function* lines(): AsyncGenerator<Lines> {
    let last: string | undefined;
    for await (const batch of sort ? sortRecords(pages(), { directory: scratch }) : pages()) {
      const next = ascending(batch, last);
      if (next === undefined) {
        outOfOrder = true;
        return;
      }
      last = next.at(-1)?.key ?? last;
      yield { lines: next.map(({ json }) => json), keys: next.map(({ key }) => key) };
    }
  }
  return { lines: lines(), problem: () => problem, isOutOfOrder: () => outOfOrder };
}
