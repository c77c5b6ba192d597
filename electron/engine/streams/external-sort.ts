import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { splitLines } from '../../../shared/model/lines.ts';
import type { SourceRecord } from '../ports/source.ts';
import { scratchError } from '../system/scratch-error.ts';

/**
 * Sorts records that come in any order by key, in bounded memory: what does not fit is kept in sorted runs on disk and merged.
 * The runs hold customer data, so they are encrypted with a key that exists only in memory (I9).
 */
export interface SortOptions {
  /** Where runs are kept while sorting; made and removed as needed. */
  readonly directory: string;
  /** Characters of records held in memory before a run is written. */
  readonly memory?: number;
}

const defaultMemory = 24 * 1024 * 1024;
const batchRecords = 1000;
// Each run that is merged costs a file handle and a buffer of this size.
const pieceSize = 64 * 1024;

/** Ascending by key; records with equal keys come in the order they were given. */
export async function* sortRecords(input: AsyncIterable<readonly SourceRecord[]>, options: SortOptions): AsyncGenerator<readonly SourceRecord[]> {
  const memory = options.memory ?? defaultMemory;
  let held: SourceRecord[] = [];
  let size = 0;
  let spill: Spill | undefined;
  try {
    for await (const batch of input) {
      for (const record of batch) {
        held.push(record);
        size += record.key.length + record.json.length;
      }
      if (size < memory) continue;
      spill ??= new Spill(options.directory);
      await spill.write(sorted(held));
      held = [];
      size = 0;
    }
    if (spill === undefined) {
      yield* inBatches(sorted(held));
      return;
    }
    if (held.length > 0) await spill.write(sorted(held));
    held = [];
    yield* spill.merge();
  } finally {
    await spill?.remove();
  }
}

function sorted(records: SourceRecord[]): SourceRecord[] {
  return isAscending(records) ? records : records.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function isAscending(records: readonly SourceRecord[]): boolean {
  for (let i = 1; i < records.length; i++) {
    if ((records[i - 1]?.key ?? '') > (records[i]?.key ?? '')) return false;
  }
  return true;
}

function* inBatches(records: readonly SourceRecord[]): Generator<readonly SourceRecord[]> {
  for (let i = 0; i < records.length; i += batchRecords) yield records.slice(i, i + batchRecords);
}

/** Sorted runs in encrypted files. */
class Spill {
  readonly #parent: string;
  #directory: string | undefined;
  readonly #key = randomBytes(32);
  #runs = 0;

  constructor(parent: string) {
    this.#parent = parent;
  }

  /** @throws quota-exceeded, permission-denied when this computer's disk does not take it. */
  async write(records: readonly SourceRecord[]): Promise<void> {
    try {
      this.#directory ??= await makeDirectory(this.#parent);
      const run = this.#runs++;
      await pipeline(Readable.from(encodeLines(records)), createCipheriv('aes-256-ctr', this.#key, counter(run)), createWriteStream(this.#path(run), { mode: 0o600 }));
    } catch (error) {
      throw scratchError(error);
    }
  }

  async *merge(): AsyncGenerator<readonly SourceRecord[]> {
    const runs = Array.from({ length: this.#runs }, (_, run) => this.#read(run));
    try {
      yield* mergeRuns(runs);
    } finally {
      // Also when nobody wants the rest: an open file would keep its space on the disk although it is removed.
      for (const run of runs) await run.return(undefined);
    }
  }

  async remove(): Promise<void> {
    if (this.#directory !== undefined) await rm(this.#directory, { recursive: true, force: true });
  }

  async *#read(run: number): AsyncGenerator<SourceRecord, void, void> {
    const handle = await open(this.#path(run));
    try {
      const decipher = createDecipheriv('aes-256-ctr', this.#key, counter(run));
      let key: string | undefined;
      for await (const line of splitLines(decoded(piecesOf(handle), (bytes) => decipher.update(bytes)))) {
        if (key === undefined) key = String(JSON.parse(line));
        else {
          yield { key, json: line };
          key = undefined;
        }
      }
    } finally {
      await handle.close();
    }
  }

  #path(run: number): string {
    return join(this.#directory ?? '', String(run));
  }
}

async function makeDirectory(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  return mkdtemp(join(parent, 'sort-'));
}

/** Ascending; records with equal keys from the earlier run first. */
async function* mergeRuns(runs: readonly AsyncIterator<SourceRecord>[]): AsyncGenerator<readonly SourceRecord[]> {
  const heads: { record: SourceRecord; readonly rest: AsyncIterator<SourceRecord> }[] = [];
  for (const rest of runs) {
    const first = await rest.next();
    if (first.done !== true) heads.push({ record: first.value, rest });
  }
  let batch: SourceRecord[] = [];
  for (let least = heads[0]; least !== undefined; least = heads[0]) {
    // Few runs (one for each 24 MB), so a scan beats a heap's bookkeeping. Heads stay in the order of the runs.
    for (const head of heads) if (head.record.key < least.record.key) least = head;
    batch.push(least.record);
    if (batch.length >= batchRecords) {
      yield batch;
      batch = [];
    }
    const next = await least.rest.next();
    if (next.done === true) heads.splice(heads.indexOf(least), 1);
    else least.record = next.value;
  }
  if (batch.length > 0) yield batch;
}

/** Two lines a record: its key as JSON, and its line. Joined in pieces large enough for the cipher to be fast. */
function* encodeLines(records: readonly SourceRecord[]): Generator<string> {
  let text = '';
  for (const { key, json } of records) {
    text += `${JSON.stringify(key)}\n${json}\n`;
    if (text.length > 256 * 1024) {
      yield text;
      text = '';
    }
  }
  yield text;
}

/** One key, another part of the key stream for each run. */
function counter(run: number): Buffer {
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(run + 1, 0);
  return iv;
}

async function* piecesOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  const piece = Buffer.allocUnsafeSlow(pieceSize);
  for (;;) {
    const { bytesRead } = await handle.read(piece, 0, piece.length);
    if (bytesRead === 0) return;
    yield piece.subarray(0, bytesRead);
  }
}

async function* decoded(input: AsyncIterable<Uint8Array>, decipher: (bytes: Uint8Array) => Uint8Array): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const bytes of input) yield decoder.decode(decipher(bytes), { stream: true });
}
