import type { EntityDescription } from '../../../shared/model/app.ts';
import type { SourceRecord } from '../ports/source.ts';
import { RecordsWriter, type WrittenRecords } from '../vault/records-writer.ts';
import { ascending } from '../streams/ascending.ts';
import { sortRecords } from '../streams/external-sort.ts';
import type { Run } from './run.ts';
import { recordPages } from '../streams/source-calls.ts';

export interface ReadAll {
  readonly written: WrittenRecords;
  /** Why records are missing, when a page could not be read. */
  readonly problem: string | undefined;
}

/** Reads every record of an entity into the vault, sorted, each key once. */
export async function readAllRecords(run: Run, entity: EntityDescription): Promise<ReadAll> {
  if (run.source.capabilities.ordered) {
    const read = await readInOrder(run, entity, false);
    if (read !== undefined) return read;
    run.warn(`The platform gave “${entity.name}” out of order, so it was read again and sorted here.`);
  }
  return (await readInOrder(run, entity, true)) ?? { written: { records: 0, bytes: 0, index: [], mentionsFiles: false }, problem: 'The table could not be put in order.' };
}

/** Undefined when records come out of order and were not to be sorted here. */
async function readInOrder(run: Run, entity: EntityDescription, sort: boolean): Promise<ReadAll | undefined> {
  const writer = entityWriter(run, entity);
  let problem: string | undefined;
  let done = 0;
  async function* batches(): AsyncGenerator<readonly SourceRecord[]> {
    for await (const page of recordPages(run, entity)) {
      if (page.kind === 'unreadable') {
        problem ??= page.error.message;
        continue;
      }
      done += page.records.length;
      run.progress({ phase: 'read', subject: entity.name, done, unit: 'records' });
      yield page.records;
    }
  }
  let last: string | undefined;
  for await (const batch of sort ? sortRecords(batches(), { directory: run.scratch }) : batches()) {
    const next = ascending(batch, last);
    if (next === undefined) return undefined;
    await writer.addAll(next);
    last = next.at(-1)?.key ?? last;
  }
  return { written: await writer.end(), problem };
}

export function entityWriter(run: Run, entity: EntityDescription): RecordsWriter {
  return new RecordsWriter(run.writer, {
    key: entity.key,
    identity: entity.identity,
    fileReferences: (json) => run.source.fileReferences(json),
  });
}
