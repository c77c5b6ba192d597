import { readFile, truncate } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { parseJson } from '../../../../shared/model/record.ts';
import { appendDurably } from '../../system/durable-file.ts';
import { type JournalEntry, journalEntry } from './entries.ts';

/** The notes of one restore, oldest first: a line of JSON each. What is noted survives a power cut once `append` has fulfilled. */
export interface RestoreJournal {
  readonly entries: readonly JournalEntry[];
  /** @throws permission-denied when it cannot be written; then nothing more may be asked of the platform. */
  append(entry: JournalEntry): Promise<void>;
}

const name = 'journal.jsonl';

/** Opens the journal in a restore's folder, and puts it right where its writer was killed in the middle of a line. @throws corrupt, permission-denied. */
export async function openJournal(folder: string): Promise<RestoreJournal> {
  const file = path.join(folder, name);
  const { entries, torn } = await readLines(file);
  if (torn !== undefined) await truncate(file, torn).catch(unwritable);
  return {
    entries,
    async append(entry) {
      await appendDurably(file, `${JSON.stringify(entry)}\n`).catch(unwritable);
      entries.push(entry);
    },
  };
}

/** What is noted there, for looking only: changes nothing. @throws corrupt. */
export async function readJournal(folder: string): Promise<readonly JournalEntry[]> {
  return (await readLines(path.join(folder, name))).entries;
}

async function readLines(file: string): Promise<{ readonly entries: JournalEntry[]; readonly torn: number | undefined }> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { entries: [], torn: undefined };
    throw unreadable(file, error);
  }
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').filter((line) => line !== '');
  try {
    return { entries: lines.map((line) => journalEntry.parse(parseJson(line))), torn: end < bytes.length ? end : undefined };
  } catch (error) {
    // A line that is not understood may be the one that says a record was made: going on without it could make it twice.
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): HoldfastError {
  return new HoldfastError('corrupt', 'The notes of this restore on this computer cannot be read.', {
    nextStep: `Compare the backup with the app to see what came back. Then move ${path.dirname(file)} somewhere else: without it, what is still missing can be brought back.`,
    cause,
  });
}

function unwritable(cause: unknown): never {
  throw new HoldfastError('permission-denied', 'The notes of this restore cannot be written on this computer, so it was stopped.', {
    nextStep: 'Make room on the disk, then go on with the restore.',
    details: { reason: 'journal' },
    cause,
  });
}
