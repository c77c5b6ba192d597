import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { type FileRecord, fileRecordSchema } from '../../../../shared/model/snapshot.ts';
import { parseObject, readRecords } from '../../vault/entity-reader.ts';
import type { Fields, RestoreParts } from '../restore-parts.ts';
import { addressesIn } from './addresses.ts';

/** Each costs a request; an app that lost more than this is looked at file by file only as far as this. */
const lookedAt = 500;

export interface GoneFiles {
  /** Addresses whose files are to be uploaded again. */
  readonly addresses: ReadonlySet<string>;
  /** What keeps this from being certain, in a plain sentence. */
  readonly note: string | undefined;
}

/** The uploaded files of a backup, by the address the records have. */
export async function backedUpFiles({ from, signal }: Pick<RestoreParts, 'from' | 'signal'>): Promise<ReadonlyMap<string, FileRecord>> {
  const files = new Map<string, FileRecord>();
  if (from.manifest.files.records === 0) return files;
  try {
    for await (const lines of readRecords(from.reader, from.manifest.files, signal)) {
      for (const line of lines) {
        const record = fileRecordSchema.parse(parseObject(line));
        files.set(record.url, record);
      }
    }
  } catch (error) {
    // A damaged list of files keeps no record from coming back; what it does not name stays where it is.
    if (!isHoldfastError(error, 'corrupt')) throw error;
  }
  return files;
}

/** Which of the files that these records mention are gone from the app, or lie in another app than the one they are brought into. */
export async function findGoneFiles(parts: RestoreParts, files: ReadonlyMap<string, FileRecord>, records: Iterable<Fields>): Promise<GoneFiles> {
  const { from, into, signal } = parts;
  const mentioned = new Set<string>();
  if (files.size > 0) for (const record of records) for (const address of addressesIn(record, (text) => files.has(text))) mentioned.add(address);
  if (from.vaultId !== into.vaultId) return { addresses: mentioned, note: undefined };
  const gone = new Set<string>();
  for (const address of [...mentioned].slice(0, lookedAt)) if (!(await isThere(parts, address, signal))) gone.add(address);
  return { addresses: gone, note: mentioned.size <= lookedAt ? undefined : `Only ${lookedAt} of ${mentioned.size} uploaded files were looked for. Whether the others are still there shows in the app.` };
}

async function isThere({ into }: RestoreParts, address: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { body } = await into.source.openFile(address, { signal });
    // Its beginning is enough.
    for await (const _ of body) break;
    return true;
  } catch (error) {
    if (isHoldfastError(error, 'not-found')) return false;
    if (isHoldfastError(error, 'cancelled')) throw error;
    // Whatever else keeps it from being opened says nothing about whether it is there.
    return true;
  }
}
