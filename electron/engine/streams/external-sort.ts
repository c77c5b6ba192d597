import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SourceRecord } from '../ports/source.ts';

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
// So many runs are merged at once; each costs a file handle and a read buffer.
const batchRecords = 1000;

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
      spill ??= await Spill.create(options.directory);
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
  readonly #directory: string;
  readonly #key = randomBytes(32);
  #runs = 0;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async create(parent: string): Promise<Spill> {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    return new Spill(await mkdtemp(join(parent, 'sort-')));
  }

  async write(records: readonly SourceRecord[]): Promise<void> {
    const run = this.#runs++;
    await pipeline(Readable.from(encodeLines(records)), createCipheriv('aes-256-ctr', this.#key, counter(run)), createWriteStream(this.#path(run), { mode: 0o600 }));
  }

  async *merge(): AsyncGenerator<readonly SourceRecord[]> {
    const heads: { record: SourceRecord; readonly rest: AsyncIterator<SourceRecord>; readonly run: number }[] = [];
    for (let run = 0; run < this.#runs; run++) {
      const rest = this.#read(run);
      const first = await rest.next();
      if (first.done !== true) heads.push({ record: first.value, rest, run });
    }
    let batch: SourceRecord[] = [];
    while (heads.length > 0) {
      // Few runs (one for each 24 MB), so a scan beats a heap's bookkeeping. Earlier runs win ties: the order given is kept.
      let least = heads[0];
      for (const head of heads) {
        if (least === undefined || head.record.key < least.record.key || (head.record.key === least.record.key && head.run < least.run)) least = head;
      }
      if (least === undefined) break;
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

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  async *#read(run: number): AsyncGenerator<SourceRecord> {
    const plain = createReadStream(this.#path(run)).pipe(createDecipheriv('aes-256-ctr', this.#key, counter(run)));
    let key: string | undefined;
    for await (const line of splitLines(plain)) {
      if (key === undefined) key = String(JSON.parse(line));
      else {
        yield { key, json: line };
        key = undefined;
      }
    }
  }

  #path(run: number): string {
    return join(this.#directory, String(run));
  }
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

/** Lines ended by a newline and nothing else: node:readline would also split at U+2028, which JSON text may hold. */
async function* splitLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of input) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
