import type { CsvTable } from '../../../shared/model/csv-table.ts';
import { csvHeader, csvLineWriter, decodeRanks } from '../../../shared/model/csv-table.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { LineStore } from './line-store.ts';
import { storeLines } from './line-store.ts';
import type { RecordBatches } from './records.ts';
import { parseRecord } from './records.ts';
import { inPieces, writeNewFile } from './write-file.ts';

/**
 * Writes a table as the CSV file it was read from: same columns, delimiter, quotes, encoding and order of rows.
 * @returns whether the rows stand in the order of the original.
 */
export async function writeCsvAsItWas(path: string, table: CsvTable, records: RecordBatches, signal: AbortSignal): Promise<boolean> {
  const { kind } = table.order;
  if (kind === 'by-key' || kind === 'unknown') {
    await writeNewFile(path, encoded(table, inKeyOrder(records)), signal);
    return kind === 'by-key';
  }
  const store = await storeLines(`${path}.sorting`, records, () => undefined);
  try {
    const known = kind === 'by-key-descending' || isOrderOf(table, store.count);
    await writeNewFile(path, encoded(table, known ? inFileOrder(table, store) : fromFirst(store)), signal);
    return known;
  } finally {
    await store.remove();
  }
}

async function* inKeyOrder(records: RecordBatches): AsyncGenerator<string> {
  for await (const batch of records) yield* batch;
}

// Asynchronous, so that writing may be stopped between pieces.
async function* fromFirst(store: LineStore): AsyncGenerator<string> {
  for (let index = 0; index < store.count; index += 1) yield store.line(index);
}

async function* inFileOrder(table: CsvTable, store: LineStore): AsyncGenerator<string> {
  if (table.order.kind === 'listed') {
    for (const rank of decodeRanks(table.order.ranks)) yield store.line(rank);
    return;
  }
  for (let index = store.count - 1; index >= 0; index -= 1) yield store.line(index);
}

/** Does the list name each of the rows once? Not when only some records are written. */
function isOrderOf(table: CsvTable, rows: number): boolean {
  if (table.order.kind !== 'listed') return false;
  const seen = new Uint8Array(rows);
  let count = 0;
  try {
    for (const rank of decodeRanks(table.order.ranks)) {
      if (rank >= rows || seen[rank] === 1) return false;
      seen[rank] = 1;
      count += 1;
    }
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  return count === rows;
}

async function* encoded(table: CsvTable, lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encode = encoder(table.encoding);
  if (table.byteOrderMark) yield encode('\ufeff');
  yield* inPieces(text(table, lines), encode);
}

async function* text(table: CsvTable, lines: AsyncIterable<string>): AsyncGenerator<string> {
  if (table.preamble !== null) yield table.preamble + table.lineEnding;
  yield csvHeader(table);
  const write = csvLineWriter(table);
  for await (const line of lines) yield table.lineEnding + write(parseRecord(line));
  if (table.finalLineEnding) yield table.lineEnding;
}

function encoder(encoding: CsvTable['encoding']): (text: string) => Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return (plain) => Buffer.from(plain);
    case 'utf-16le':
      return (plain) => Buffer.from(plain, 'utf16le');
    case 'utf-16be':
      return (plain) => Buffer.from(plain, 'utf16le').swap16();
    case 'windows-1252':
      return encodeWindows1252;
  }
}

/** Every byte has a character, so all that was read can be written. @throws corrupt for any other text. */
function encodeWindows1252(plain: string): Uint8Array {
  const bytes = new Uint8Array(plain.length);
  for (let at = 0; at < plain.length; at += 1) {
    const byte = windows1252.get(plain.charCodeAt(at));
    if (byte === undefined) throw new HoldfastError('corrupt', 'A record does not fit the encoding that its table is said to have.');
    bytes[at] = byte;
  }
  return bytes;
}

const windows1252 = new Map<number, number>();
const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
for (const [byte, character] of new TextDecoder('windows-1252').decode(allBytes).split('').entries()) windows1252.set(character.charCodeAt(0), byte);
