import type { EntityDescription } from '../../../shared/model/app.ts';
import type { SourceRecord } from '../ports/source.ts';
import { RecordsWriter, type WrittenRecords } from '../vault/records-writer.ts';
import { sortRecords } from './external-sort.ts';
import type { Run } from './run.ts';
import { recordPages } from './source-calls.ts';

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

/** The batch without repeated keys, or undefined when it is out of order. */
function ascending(batch: readonly SourceRecord[], last: string | undefined): readonly SourceRecord[] | undefined {
  let before = last;
  let repeats = false;
  for (const { key } of batch) {
    if (before !== undefined && key < before) return undefined;
    repeats ||= key === before;
    before = key;
  }
  if (!repeats) return batch;
  let kept = last;
  return batch.filter(({ key }) => {
    const isNew = key !== kept;
    kept = key;
    return isNew;
  });
}

export function entityWriter(run: Run, entity: EntityDescription): RecordsWriter {
  return new RecordsWriter(run.writer, {
    key: entity.key,
    identity: entity.identity,
    fileReferences: (json) => run.source.fileReferences(json),
  });
}
