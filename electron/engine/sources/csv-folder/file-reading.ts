import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import type { CsvEncoding } from './decode.ts';
import { createDecoder } from './decode.ts';
import type { Layout } from './delimiter.ts';
import type { Fingerprint } from './folder.ts';
import { fingerprintOf, readBytes } from './folder.ts';
import type { CsvLimits } from './limits.ts';
import type { CsvRow } from './rows.ts';
import { RowReader } from './rows.ts';

/** What has to be known of a file before its rows can be read. */
export interface FileFormat {
  readonly encoding: CsvEncoding;
  readonly markBytes: number;
  readonly layout: Layout;
}

/** How a reading ended. */
export interface FileEnd {
  /** The file holds bytes that are not of the encoding it was read in; its rows so far are worth nothing. */
  readonly wrongEncoding: boolean;
  /** Why rows are missing at the end. */
  readonly problem: HoldfastError | undefined;
  /** SHA-256 of all bytes, hex: two readings saw the same file. */
  readonly digest: string;
  readonly fingerprint: Fingerprint;
}

/** One reading of a file from its beginning to its end: rows in batches, then `end`. */
export class FileReading {
  readonly #handle: FileHandle;
  readonly #fileName: string;
  readonly #format: FileFormat;
  readonly #limits: CsvLimits;
  end: FileEnd | undefined;

  constructor(handle: FileHandle, fileName: string, format: FileFormat, limits: CsvLimits) {
    this.#handle = handle;
    this.#fileName = fileName;
    this.#format = format;
    this.#limits = limits;
  }

  /** @throws cancelled; corrupt, permission-denied … when the disk does not give the file. */
  async *rows(signal: AbortSignal): AsyncGenerator<readonly CsvRow[]> {
    const { encoding, markBytes, layout } = this.#format;
    const decoder = createDecoder(encoding);
    const reader = new RowReader({ delimiter: layout.delimiter, returnsEndRows: layout.returnsEndRows, maxCharacters: this.#limits.rowCharacters });
    const hash = createHash('sha256');
    let toSkip = layout.preambleCharacters;
    let skippedMark = false;
    let wrongEncoding = false;
    for await (const bytes of readBytes(this.#handle, this.#fileName)) {
      throwIfCancelled(signal);
      hash.update(bytes);
      // The first piece is larger than any mark.
      const text = decoder.decode(skippedMark ? bytes : bytes.subarray(markBytes));
      skippedMark = true;
      if (text === undefined) {
        wrongEncoding = true;
        break;
      }
      const rows = reader.push(text.slice(toSkip));
      toSkip = Math.max(0, toSkip - text.length);
      if (rows.length > 0) yield rows;
      if (reader.unclosed !== undefined) break;
    }
    const cut = wrongEncoding || reader.unclosed !== undefined ? undefined : decoder.end();
    wrongEncoding ||= cut === 'not-this-encoding';
    const rows = wrongEncoding ? [] : reader.end();
    const problem = this.#problem(reader, cut === 'cut-character');
    // A row that ends in half a character is no row.
    const whole = cut === 'cut-character' ? rows.slice(0, -1) : rows;
    if (whole.length > 0) yield whole;
    this.end = { wrongEncoding, problem, digest: hash.digest('hex'), fingerprint: await fingerprintOf(this.#handle) };
  }

  #problem(reader: RowReader, cut: boolean): HoldfastError | undefined {
    const file = this.#fileName;
    if (reader.unclosed !== undefined) {
      const { line } = reader.unclosed;
      return new HoldfastError('incomplete', `In “${file}”, a quotation mark in the row that begins in line ${line} is never closed, so the rows from there on cannot be read.`, {
        details: { file, line },
        nextStep: 'The file may be half written: export it again. If the quotation mark belongs to the text, it has to be doubled.',
      });
    }
    if (!cut) return undefined;
    return new HoldfastError('incomplete', `“${file}” ends in the middle of a character: it is only half there.`, { details: { file }, nextStep: 'Export the file again and wait until it is written.' });
  }
}
