import type { CoverageGap } from '../../../shared/model/app.ts';
import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import { canonicalJson } from '../../../shared/model/record.ts';
import { type FileRecord, fileRecordSchema, type ManifestPart } from '../../../shared/model/snapshot.ts';
import { bodySize } from '../ports/object-body.ts';
import type { SourceFile, SourceRecord } from '../ports/source.ts';
import { leastSealedSize } from '../vault/crypto/age-file.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { parseObject, readIndex, readRecords } from '../vault/entity-reader.ts';
import { type SealedFile, sealUploadedFile } from '../vault/file-writer.ts';
import { fileKey, filesPrefix, idInKey } from '../vault/format/names.ts';
import { RecordsWriter } from '../vault/records-writer.ts';
import { mapOrdered } from '../streams/concurrency.ts';
import { sortRecords } from '../streams/external-sort.ts';
import { copyWhereLacking } from './copy-where-lacking.ts';
import type { Places } from './places.ts';
import type { EntityResult } from './read-entity.ts';
import type { Run } from './run.ts';

const filesKey = [{ field: 'url', type: 'text' }] as const;
const filesIdentity = ['url'] as const;

export interface FilesResult {
  readonly part: ManifestPart;
  readonly coverage: readonly CoverageGap[];
  /** Files that are there but could not be read this time: the backup is incomplete. */
  readonly failed: number;
  readonly uploadedBytes: number;
  /** Bytes of files that were there already. */
  readonly reusedBytes: number;
}

/** An address and the entities whose records mention it. */
interface Mention {
  readonly url: string;
  readonly entities: readonly string[];
}

/**
 * Stores every uploaded file that the records mention. One that an earlier backup has under the same address is taken over (the
 * platform's addresses name content: they change when the file does); one that is gone at the platform is kept from there too, also when
 * only one of the places still has it whole.
 *
 * @param previous the files of the last backup, if there is one
 */
export async function storeUploadedFiles(run: Run, places: Places, entities: readonly EntityResult[], previous: ManifestPart | undefined): Promise<FilesResult> {
  const writer = new RecordsWriter(run.writer, { key: filesKey, identity: filesIdentity });
  const coverage: CoverageGap[] = [];
  let failed = 0;
  let done = 0;
  let uploadedBytes = 0;
  let reusedBytes = 0;
  const earlier = new EarlierFiles(run, previous);
  const stored = await StoredFiles.list(run, places);
  const store = async (mention: Mention & { earlier: FileRecord | undefined }): Promise<FileRecord | undefined> => {
    if (mention.earlier !== undefined && stored.everywhere(mention.earlier)) {
      reusedBytes += mention.earlier.size;
      return { ...mention.earlier, referencedBy: mention.entities.toSorted() };
    }
    const fetched = await fetchFile(run, mention.url);
    if ('gap' in fetched && mention.earlier !== undefined && (await stored.mend(mention.earlier))) {
      reusedBytes += mention.earlier.size;
      return { ...mention.earlier, referencedBy: mention.entities.toSorted() };
    }
    if ('gap' in fetched) {
      coverage.push(fetched.gap);
      failed += fetched.permanent ? 0 : 1;
      return undefined;
    }
    const { file, sealed } = fetched;
    try {
      uploadedBytes += await stored.put(sealed);
      return {
        url: mention.url,
        name: file.name,
        contentType: file.contentType ?? null,
        size: sealed.size,
        sha256: sealed.sha256,
        file: sealed.id,
        referencedBy: mention.entities.toSorted(),
      };
    } finally {
      await sealed.dispose();
    }
  };
  const withEarlier = earlier.join(mentionedFiles(run, entities));
  for await (const record of mapOrdered(withEarlier, run.source.capabilities.maxConcurrency, store)) {
    done += 1;
    run.progress({ phase: 'files', done, unit: 'files' });
    if (record !== undefined) await writer.add({ key: record.url, json: canonicalJson(record) });
  }
  const { records, bytes, index } = await writer.end();
  return { part: { records, bytes, index: [...index] }, coverage, failed, uploadedBytes, reusedBytes };
}

/** All addresses in the entities' indexes, ascending, each once. */
async function* mentionedFiles(run: Run, entities: readonly EntityResult[]): AsyncGenerator<Mention> {
  const mentioning = entities.filter(({ written }) => written.mentionsFiles);
  if (mentioning.length === 0) return;
  await run.writer.flush();
  async function* pairs(): AsyncGenerator<readonly SourceRecord[]> {
    for (const { entity, written } of mentioning) {
      for await (const { files } of readIndex(run.reader, written, run.signal)) {
        if (files !== undefined) yield files.map((url) => ({ key: url, json: JSON.stringify(entity.name) }));
      }
    }
  }
  let current: { url: string; entities: string[] } | undefined;
  for await (const batch of sortRecords(pairs(), { directory: run.scratch })) {
    for (const { key, json } of batch) {
      const name = String(JSON.parse(json));
      if (current?.url !== key) {
        if (current !== undefined) yield current;
        current = { url: key, entities: [] };
      }
      if (!current.entities.includes(name)) current.entities.push(name);
    }
  }
  if (current !== undefined) yield current;
}

/** The last backup's files, joined by address: both come ascending. */
class EarlierFiles {
  readonly #records: AsyncIterator<FileRecord>;
  #current: FileRecord | undefined;

  constructor(run: Run, part: ManifestPart | undefined) {
    this.#records = part === undefined ? none() : readFileRecords(run, part);
  }

  async *join(mentions: AsyncIterable<Mention>): AsyncGenerator<Mention & { earlier: FileRecord | undefined }> {
    this.#current = await this.#next();
    for await (const mention of mentions) {
      while (this.#current !== undefined && this.#current.url < mention.url) this.#current = await this.#next();
      yield { ...mention, earlier: this.#current?.url === mention.url ? this.#current : undefined };
    }
  }

  async #next(): Promise<FileRecord | undefined> {
    const next = await this.#records.next();
    return next.done === true ? undefined : next.value;
  }
}

async function* none(): AsyncGenerator<FileRecord> {}

async function* readFileRecords(run: Run, part: ManifestPart): AsyncGenerator<FileRecord> {
  try {
    for await (const lines of readRecords(run.reader, part, run.signal)) {
      for (const line of lines) yield fileRecordSchema.parse(parseObject(line));
    }
  } catch (error) {
    if (!isHoldfastError(error, 'corrupt')) throw error;
    run.damage.add(error);
    run.reader.locations.keepOnly((segment) => !run.damage.has(segment));
    run.warn('The list of files of the last backup is damaged, so files were read again.');
  }
}

/** Which uploaded files lie in which place. */
class StoredFiles {
  readonly #run: Run;
  readonly #places: Places;
  /** By name of the place: id → size of the object. */
  readonly #sizes = new Map<string, Map<ContentId, number>>();

  private constructor(run: Run, places: Places) {
    this.#run = run;
    this.#places = places;
  }

  static async list(run: Run, places: Places): Promise<StoredFiles> {
    const stored = new StoredFiles(run, places);
    await places.each(async ({ name, vault }) => {
      const sizes = new Map<ContentId, number>();
      for await (const { key, size } of vault.store.list(filesPrefix, { signal: run.signal })) {
        const id = idInKey(key);
        if (id !== undefined && !run.damage.has(id)) sizes.set(id, size);
      }
      stored.#sizes.set(name, sizes);
    });
    return stored;
  }

  /** In every place, and not cut off. */
  everywhere({ file, size }: FileRecord): boolean {
    return this.#places.live.every(({ name }) => (this.#sizes.get(name)?.get(file) ?? -1) >= leastSealedSize(size));
  }

  /** Copies the file from a place that has it whole to those that do not. True when all have it then. */
  async mend({ file }: FileRecord): Promise<boolean> {
    const objectSize = await copyWhereLacking(this.#places, file, this.#run);
    if (objectSize === undefined) return false;
    for (const { name } of this.#places.live) this.#sizes.get(name)?.set(file, objectSize);
    this.#run.damage.forget([file]);
    return true;
  }

  /** Stores the file wherever it is not yet; returns the bytes sent to a place. */
  async put({ id, object }: SealedFile): Promise<number> {
    const size = bodySize(object);
    let sent = 0;
    await this.#places.each(async ({ name, vault }) => {
      const sizes = this.#sizes.get(name);
      if (sizes?.get(id) === size) return;
      await vault.store.put(fileKey(id), object, { signal: this.#run.signal });
      sizes?.set(id, size);
      sent = size;
    });
    this.#run.damage.forget([id]);
    return sent;
  }
}

type Fetched = { readonly file: SourceFile; readonly sealed: SealedFile } | { readonly gap: CoverageGap; readonly permanent: boolean };

/** Reads a file from the platform. One that cannot be had is said, not thrown. @throws what ends the run. */
async function fetchFile(run: Run, url: string): Promise<Fetched> {
  try {
    const file = await run.source.openFile(url, { signal: run.signal });
    const sealed = await sealUploadedFile(file.body, run.keys, run.scratch);
    if (file.size === undefined || file.size === sealed.size) return { file, sealed };
    await sealed.dispose();
    throw new HoldfastError('incomplete', `Only ${sealed.size} of ${file.size} bytes of this file could be read.`);
  } catch (error) {
    return gapOf(url, error);
  }
}

/** Whether such a file makes the backup incomplete depends on whether it still exists. */
function gapOf(url: string, error: unknown): { readonly gap: CoverageGap; readonly permanent: boolean } {
  const known = toHoldfastError(error);
  const endsRun = ['cancelled', 'auth-expired', 'auth-revoked', 'quota-exceeded', 'bug'];
  if (endsRun.includes(known.code)) throw known;
  const permanent = known.code === 'not-found';
  const why = permanent ? 'A record mentions this file, but the platform no longer has it.' : known.message;
  return { gap: { what: `file ${url.slice(0, 300)}`, why, nextStep: permanent ? 'Nothing to do unless you miss it.' : known.nextStep }, permanent };
}
