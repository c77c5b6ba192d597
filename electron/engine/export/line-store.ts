import { readSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { RecordBatches } from './records.ts';
import { diskError, pieceSize } from './write-file.ts';

/** Lines kept on the disk, to be read once more or in another order: memory does not grow with them. */
export interface LineStore {
  readonly count: number;
  /** The line with that number, from 0. */
  line(index: number): string;
  /** Removes it from the disk. */
  remove(): Promise<void>;
}

/**
 * Keeps the lines in two files whose names begin with `path`: the lines, and where each of them begins.
 * @throws cancelled …, as the records do; quota-exceeded, permission-denied.
 */
export async function storeLines(path: string, records: RecordBatches, look: (line: string) => void): Promise<LineStore> {
  const startsPath = `${path}.starts`;
  const handles: FileHandle[] = [];
  const remove = async (): Promise<void> => {
    for (const handle of handles.splice(0)) await handle.close();
    for (const file of [path, startsPath]) await rm(file, { force: true });
  };
  try {
    const lines = await open(path, 'wx+', 0o600);
    handles.push(lines);
    const starts = await open(startsPath, 'wx+', 0o600);
    handles.push(starts);
    const count = await writeLines(lines, starts, records, look);
    const text = new WindowedFile(lines.fd);
    const places = new WindowedFile(starts.fd);
    return {
      count,
      line(index) {
        const place = places.read(index * placeBytes, 2 * placeBytes);
        const from = place.readDoubleLE(0);
        return text.read(from, place.readDoubleLE(placeBytes) - from - 1).toString('utf8');
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw diskError(error);
  }
}

const placeBytes = 8;

async function writeLines(lines: FileHandle, starts: FileHandle, records: RecordBatches, look: (line: string) => void): Promise<number> {
  let count = 0;
  let position = 0;
  let text = '';
  let places: number[] = [];
  const flush = async (): Promise<void> => {
    await lines.appendFile(text);
    await starts.appendFile(doubles(places));
    text = '';
    places = [];
  };
  for await (const batch of records) {
    for (const line of batch) {
      look(line);
      places.push(position);
      position += Buffer.byteLength(line) + 1;
      text += `${line}\n`;
      count += 1;
    }
    if (text.length >= pieceSize) await flush();
  }
  places.push(position);
  await flush();
  return count;
}

function doubles(values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * placeBytes);
  for (const [index, value] of values.entries()) bytes.writeDoubleLE(value, index * placeBytes);
  return bytes;
}

const windowBytes = 64 * 1024;

/** Parts of a file; neighbours of the last one, on both sides, come from memory. */
class WindowedFile {
  readonly #file: number;
  #window = Buffer.alloc(0);
  #start = 0;

  constructor(file: number) {
    this.#file = file;
  }

  /** Valid until the next call. */
  read(from: number, length: number): Buffer {
    const end = from + length;
    if (from < this.#start || end > this.#start + this.#window.length) {
      // Who goes backwards asks for what lies before next.
      const size = Math.max(length, windowBytes);
      this.#start = from < this.#start ? Math.max(0, end - size) : from;
      const window = Buffer.alloc(size);
      this.#window = window.subarray(0, readSync(this.#file, window, 0, size, this.#start));
    }
    return this.#window.subarray(from - this.#start, end - this.#start);
  }
}
