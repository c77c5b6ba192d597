import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { type FileRecord, fileRecordSchema } from '../../../../shared/model/snapshot.ts';
import { mapLimited } from '../../streams/concurrency.ts';
import { parseObject, readRecords } from '../../vault/entity-reader.ts';
import type { Fields, RestoreParts } from '../restore-parts.ts';
import { addressesIn } from './addresses.ts';

/** Each costs a request; beyond so many nobody waits. */
const lookedAt = 20_000;
/** Requests side by side; the source has its own limits besides. */
const sideBySide = 8;

/** What of a restore's parts is needed for it. */
export interface FindGoneFiles {
  readonly from: Pick<RestoreParts['from'], 'vaultId'>;
  readonly into: { readonly vaultId: string; readonly source: Pick<RestoreParts['into']['source'], 'openFile'> };
  readonly signal: AbortSignal;
}

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
export async function findGoneFiles(parts: FindGoneFiles, files: Pick<ReadonlyMap<string, FileRecord>, 'has' | 'size'>, records: Iterable<Fields>): Promise<GoneFiles> {
  const { from, into, signal } = parts;
  const mentioned = new Set<string>();
  if (files.size > 0) for (const record of records) for (const address of addressesIn(record, (text) => files.has(text))) mentioned.add(address);
  if (from.vaultId !== into.vaultId) return { addresses: mentioned, note: undefined };
  const gone = new Set<string>();
  let unsure = Math.max(0, mentioned.size - lookedAt);
  await mapLimited([...mentioned].slice(0, lookedAt), sideBySide, async (address) => {
    const state = await look(parts, address, signal);
    if (state === 'gone') gone.add(address);
    else if (state === 'unsure') unsure += 1;
  });
  return { addresses: new Set([...mentioned].filter((address) => gone.has(address))), note: unsure === 0 ? undefined : unsureNote(unsure, mentioned.size) };
}

function unsureNote(unsure: number, of: number): string {
  const count = (number: number): string => number.toLocaleString('en');
  return `${count(unsure)} of ${count(of)} uploaded files could not be looked for in the app; nothing is done about ${unsure === 1 ? 'it' : 'them'}. Whether ${unsure === 1 ? 'it is' : 'they are'} still there shows in the app.`;
}

async function look({ into }: FindGoneFiles, address: string, signal: AbortSignal): Promise<'there' | 'gone' | 'unsure'> {
  try {
    const { body } = await into.source.openFile(address, { signal });
    // Its beginning is enough.
    for await (const _ of body) break;
    return 'there';
  } catch (error) {
    if (isHoldfastError(error, 'not-found')) return 'gone';
    if (isHoldfastError(error, 'cancelled')) throw error;
    // Whatever else keeps it from being opened says nothing about whether it is there.
    return 'unsure';
  }
}
