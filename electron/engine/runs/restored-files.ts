import { createReadStream } from 'node:fs';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { splitLines } from '../../../shared/model/lines.ts';
import type { Engine, ExportFormat, ExportReport, LongCall } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { newExportFolder } from './export-folder.ts';
import { type Choice, recordsOf, type RestoringParts } from './restoring.ts';
import { type Ended, exportEnded } from './results.ts';

interface TakeOutParts extends RestoringParts {
  readonly engine: RestoringParts['engine'] & Pick<Engine, 'exportSnapshot'>;
  readonly clock: Clock;
  readonly timeZone: string;
}

interface TakeOut {
  readonly app: string;
  readonly choice: Choice;
  readonly format: ExportFormat;
  /** A folder that is made. */
  readonly out: string;
}

/**
 * Takes what a choice names out of the backups that have it, into files or a database that no app uses, and reads it back from there. Where it
 * comes from several backups, each has a folder of its own. @throws as `exportSnapshot` and `recordsOf`.
 */
export async function takeOut({ engine, ...deps }: TakeOutParts, { app, choice, format, out }: TakeOut, call: LongCall): Promise<Ended> {
  if (format !== 'sqlite' && format !== 'csv' && format !== 'jsonl') {
    throw new HoldfastError('invalid-input', 'Single records are taken out as one kind of file at a time.', { nextStep: 'Choose SQLite, CSV or JSON Lines.' });
  }
  const parts = await recordsOf({ engine, ...deps }, app, choice, call);
  const files: ExportReport['files'][number][] = [];
  const warnings: string[] = [];
  let verified = 0;
  for (const { snapshot, tables } of parts) {
    const folder = parts.length === 1 ? out : await newExportFolder(out, snapshot, deps.clock.now(), deps.timeZone);
    const report = await engine.exportSnapshot(app, { ...call, snapshot, format, out: folder, ...(tables === undefined ? {} : { tables }) });
    files.push(...report.files);
    warnings.push(...report.warnings);
    verified += await countBack(report, format, call.signal);
  }
  return exportEnded({ snapshot: parts[0]?.snapshot ?? '', files, warnings }, out, verified);
}

/** How many records there are in what was written: only what is there counts as taken out. */
async function countBack({ files }: ExportReport, format: ExportFormat, signal: AbortSignal): Promise<number> {
  let count = 0;
  // One file after the other: each is read at the speed of the disk.
  for (const file of new Set(files.map((each) => each.path))) count += await countIn(file, format, signal);
  return count;
}

async function countIn(file: string, format: ExportFormat, signal: AbortSignal): Promise<number> {
  if (format === 'sqlite') return countRows(file);
  if (format === 'csv') return countCsv(file, signal);
  return countLines(file, signal);
}

/** Under which name a table lies there, the database says itself. */
async function countRows(file: string): Promise<number> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare('SELECT table_name FROM holdfast_tables').all();
    return tables.reduce((sum, { table_name: name }) => sum + Number(database.prepare(`SELECT count(*) AS n FROM "${String(name).replaceAll('"', '""')}"`).get()?.['n'] ?? 0), 0);
  } finally {
    database.close();
  }
}

async function countLines(file: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  for await (const line of splitLines(createReadStream(file, { encoding: 'utf8', signal }))) {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) count += 1;
  }
  return count;
}

/** A line break inside quotes ends no record; the first one is the heading. */
async function countCsv(file: string, signal: AbortSignal): Promise<number> {
  let ended = 0;
  let quoted = false;
  let open = false;
  for await (const piece of createReadStream(file, { signal })) {
    if (!(piece instanceof Buffer)) continue;
    for (const byte of piece) {
      if (byte === 0x22) quoted = !quoted;
      if (byte === 0x0a && !quoted) {
        ended += 1;
        open = false;
      } else open = true;
    }
  }
  return Math.max(0, ended + (open ? 1 : 0) - 1);
}
