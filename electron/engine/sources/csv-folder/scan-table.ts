import type { FileHandle } from 'node:fs/promises';
import type { CsvTable } from '../../../../shared/model/csv-table.ts';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { KeyField } from '../../../../shared/model/record.ts';
import { throwIfCancelled } from '../../ports/cancel.ts';
import { createDecoder, guessEncoding } from './decode.ts';
import { sniffLayout } from './delimiter.ts';
import type { FileEnd, FileFormat } from './file-reading.ts';
import { FileReading } from './file-reading.ts';
import type { CsvFile, Fingerprint } from './folder.ts';
import { openForReading, readBytes } from './folder.ts';
import { ComposedKeyFinder } from './key-candidates.ts';
import type { FoundKey } from './key-candidates.ts';
import type { CsvLimits } from './limits.ts';
import { notCsv } from './not-csv.ts';
import { RowOrderFinder } from './row-order.ts';
import type { KeyRule } from './row-key.ts';
import { ordinalCounter, prefixOf, rowKey } from './row-key.ts';
import type { CsvRow } from './rows.ts';
import { isBlankLine, TableProfile } from './table-profile.ts';
import { scanNotes } from './scan-notes.ts';
import { ValueCounts } from './value-set.ts';

/** Everything that one file teaches before its records are read. */
export interface TableScan {
  readonly file: CsvFile;
  readonly format: FileFormat;
  readonly table: CsvTable;
  readonly rule: KeyRule;
  /** Rows that can be read; fewer than there are when there is a `problem`. */
  readonly rows: number;
  /** Line of a last row that was not written to its end and is left out. */
  readonly cutLine: number | undefined;
  readonly problem: HoldfastError | undefined;
  readonly notes: readonly string[];
  readonly fingerprint: Fingerprint;
  readonly digest: string;
}

/** Characters of the file that its layout is judged by. */
const sampleCharacters = 1024 * 1024;
const maxColumns = 20_000;

/**
 * Looks at all rows of a file, once, and up to two times more where no single column tells its rows apart.
 * @throws invalid-input when it is no CSV file; incomplete when it is empty; conflict when it changes meanwhile;
 *   permission-denied, not-found, corrupt when it cannot be read; cancelled.
 */
export async function scanTable(file: CsvFile, limits: CsvLimits, signal: AbortSignal): Promise<TableScan> {
  const handle = await openForReading(file);
  try {
    return await new TableScanner(handle, file, limits, signal).scan();
  } finally {
    await handle.close();
  }
}

class TableScanner {
  readonly #handle: FileHandle;
  readonly #file: CsvFile;
  readonly #limits: CsvLimits;
  readonly #signal: AbortSignal;
  #first: FileEnd | undefined;

  constructor(handle: FileHandle, file: CsvFile, limits: CsvLimits, signal: AbortSignal) {
    this.#handle = handle;
    this.#file = file;
    this.#limits = limits;
    this.#signal = signal;
  }

  async scan(): Promise<TableScan> {
    const guessed = await this.#format();
    const { profile, end, format } = await this.#profile(guessed);
    if (profile.keys === undefined) throw this.#empty(end.problem);
    const columns = [...profile.columns()];
    const found = profile.keys.find(columns) ?? (await this.#composedKey(format, profile));
    const { rule, ordinal } = await this.#rule(format, profile, columns, found);
    const described = { ...profile.style(), columns, ordinal };
    const order = found?.direction === 'ascending' ? { kind: 'by-key' as const } : found?.direction === 'descending' ? { kind: 'by-key-descending' as const } : await this.#order(format, profile, described, rule);
    const table: CsvTable = {
      format: 'csv-table/1',
      encoding: format.encoding,
      byteOrderMark: format.markBytes > 0,
      ...described,
      order,
      exact: described.exact && order.kind !== 'unknown' && end.problem === undefined,
    };
    const problem = end.problem ?? this.#cutRow(profile.cutLine);
    const { file } = this;
    const { digest, fingerprint } = end;
    return { file, format, table, rule, rows: profile.rows, cutLine: profile.cutLine, problem, notes: scanNotes(file.fileName, table, profile, problem !== undefined), fingerprint, digest };
  }

  get file(): CsvFile {
    return this.#file;
  }

  /** @throws invalid-input, incomplete. */
  async #format(): Promise<FileFormat> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of readBytes(this.#handle, this.#file.fileName)) {
      throwIfCancelled(this.#signal);
      pieces.push(piece.slice());
      size += piece.length;
      if (size >= sampleCharacters) break;
    }
    const head = Buffer.concat(pieces);
    const guess = guessEncoding(head);
    if (head.length === guess.markBytes) throw this.#empty(undefined);
    const text = createDecoder(guess.encoding).decode(head.subarray(guess.markBytes)) ?? '';
    const really = notCsv(head, text);
    if (really !== undefined) {
      throw new HoldfastError('invalid-input', `“${this.#file.fileName}” is not a CSV file: it is ${really}.`, { details: { file: this.#file.fileName }, nextStep: 'Export the table again, as CSV.' });
    }
    return { ...guess, layout: sniffLayout(text) };
  }

  async #profile(guessed: FileFormat): Promise<{ profile: TableProfile; end: FileEnd; format: FileFormat }> {
    // Not UTF-8 to its end after all: Windows-1252 has a character for every byte.
    for (const format of [guessed, { ...guessed, encoding: 'windows-1252', markBytes: 0 } as const]) {
      const profile = new TableProfile(format.layout, this.#limits);
      const end = await this.#eachRow(format, (row) => {
        if (row.cells.length > maxColumns) throw new HoldfastError('invalid-input', `“${this.#file.fileName}” is no table: line ${row.line} has more than ${maxColumns} cells.`, { details: { file: this.#file.fileName } });
        profile.add(row);
      });
      if (!end.wrongEncoding) {
        this.#first = end;
        return { profile, end, format };
      }
    }
    throw new HoldfastError('bug', 'A file fitted no encoding.');
  }

  /** @throws conflict when the file is not what it was at the first look. */
  async #eachRow(format: FileFormat, look: (row: CsvRow) => void): Promise<FileEnd> {
    const reading = new FileReading(this.#handle, this.#file.fileName, format, this.#limits);
    for await (const rows of reading.rows(this.#signal)) for (const row of rows) look(row);
    if (reading.end === undefined) throw new HoldfastError('bug', 'A file was read without an end.');
    if (this.#first !== undefined && this.#first.digest !== reading.end.digest) throw changedMeanwhile(this.#file.fileName);
    return reading.end;
  }

  /** Every row of the table but its header, as the records will have them. */
  async #eachTableRow(format: FileFormat, profile: TableProfile, look: (row: CsvRow) => void): Promise<void> {
    let isHeader = true;
    await this.#eachRow(format, (row) => {
      if (isBlankLine(row, isHeader ? 0 : profile.width) || row.line === profile.cutLine) return;
      if (!isHeader) look(row);
      isHeader = false;
    });
  }

  async #composedKey(format: FileFormat, profile: TableProfile): Promise<FoundKey | undefined> {
    const finder = new ComposedKeyFinder(profile.width, this.#limits);
    await this.#eachTableRow(format, profile, (row) => {
      if (!finder.hopeless) finder.add(row.cells);
    });
    return finder.find();
  }

  async #rule(format: FileFormat, profile: TableProfile, columns: CsvTable['columns'], found: FoundKey | undefined): Promise<{ rule: KeyRule; ordinal: string | null }> {
    const keyField = (index: number): KeyField => ({ field: columns[index]?.field ?? '', type: columns[index]?.type === 'number' ? 'number' : 'text' });
    if (found !== undefined) {
      const identity = found.identity.map((index) => columns[index]?.field ?? '');
      return { rule: { key: found.columns.map(keyField), identity, columns: found.columns, ordinal: 'none' }, ordinal: null };
    }
    const ordinal = profile.unusedField('#');
    const prefix = profile.keyPrefix();
    const counted = await this.#canCount(format, profile, prefix);
    const key: KeyField[] = [...(counted ? prefix.map(keyField) : []), { field: ordinal, type: 'number' }];
    return { rule: { key, identity: key.map((one) => one.field), columns: counted ? prefix : [], ordinal: counted ? 'alike' : 'rows' }, ordinal };
  }

  /** Counting rows that are alike takes memory for each that is different; with too many of them all rows are numbered instead. */
  async #canCount(format: FileFormat, profile: TableProfile, prefix: readonly number[]): Promise<boolean> {
    if (prefix.length === 0) return false;
    if (profile.rows <= this.#limits.rememberedValues) return true;
    const counts = new ValueCounts();
    await this.#eachTableRow(format, profile, (row) => {
      if (counts.size <= this.#limits.rememberedValues) counts.add(prefixOf(prefix, row.cells));
    });
    return counts.size <= this.#limits.rememberedValues;
  }

  async #order(format: FileFormat, profile: TableProfile, table: Pick<CsvTable, 'columns' | 'nulls' | 'ordinal'>, rule: KeyRule): Promise<CsvTable['order']> {
    if (rule.ordinal === 'rows') return { kind: 'by-key' };
    const finder = new RowOrderFinder(this.#limits.rememberedOrder);
    const ordinalOf = ordinalCounter(rule);
    await this.#eachTableRow(format, profile, (row) => finder.add(rowKey(table, rule, row, ordinalOf(row.cells))));
    return finder.find();
  }

  #empty(problem: HoldfastError | undefined): HoldfastError {
    if (problem !== undefined) return problem;
    return new HoldfastError('incomplete', `“${this.#file.fileName}” is empty: it has not even a line with the names of the columns.`, { details: { file: this.#file.fileName }, nextStep: 'Export the table again.' });
  }

  #cutRow(line: number | undefined): HoldfastError | undefined {
    if (line === undefined) return undefined;
    return new HoldfastError('incomplete', `“${this.#file.fileName}” looks half written: its last row, in line ${line}, has fewer cells than all others and no line break follows. That row was left out.`, {
      details: { file: this.#file.fileName, line },
      nextStep: 'Export the file again and wait until it is written.',
    });
  }
}

export function changedMeanwhile(fileName: string): HoldfastError {
  return new HoldfastError('conflict', `“${fileName}” was changed while it was being read.`, { details: { file: fileName }, nextStep: 'Wait until the export is finished, then back up again.' });
}
