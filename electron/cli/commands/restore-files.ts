import { createReadStream } from 'node:fs';
import path from 'node:path';
import { splitLines } from '../../../shared/model/lines.ts';
import type { ExportReport } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Invocation, Result } from '../invocation.ts';
import { formatCounted } from '../terminal/format.ts';
import { printable } from '../terminal/text.ts';
import { describeExport } from './export.ts';

export interface TakeOut {
  readonly snapshot: string;
  readonly entity: string | undefined;
  readonly ids: readonly string[] | undefined;
  readonly destination: string | undefined;
  /** A database instead of lines of JSON. */
  readonly database: boolean;
  readonly dryRun: boolean;
}

/** What is going to be done, step by step. */
interface FilesPlan {
  readonly steps: readonly { readonly kind: 'write-file'; readonly entity: string; readonly records: number; readonly path: string }[];
}

/** What was done. */
interface FilesReceipt {
  readonly written: number;
  /** Records read back from where they were written. */
  readonly verified: number;
  readonly skipped: number;
  readonly failed: number;
  /** Records that got a new id. Files keep the ids. */
  readonly remapped: readonly never[];
  /** Files never overwrite anything, so nothing has to be made safe first. */
  readonly safetySnapshot: null;
}

/** Takes records out of a backup into files of a folder, or into a database there that no app uses. */
export async function takeOut(invocation: Invocation, app: string, out: string, wanted: TakeOut): Promise<Result> {
  const engine = await invocation.engine();
  const { snapshot, entity, ids, destination, dryRun } = wanted;
  const report = await engine.exportSnapshot(app, {
    ...invocation.call,
    snapshot,
    format: wanted.database ? 'sqlite' : 'jsonl',
    out,
    dryRun,
    ...(entity === undefined ? {} : { entity }),
    ...(ids === undefined ? {} : { ids }),
    ...(destination === undefined ? {} : { destination }),
  });
  const plan: FilesPlan = { steps: report.files.map((file) => ({ kind: 'write-file', ...file })) };
  if (dryRun) return { json: { plan }, text: () => describePlan(plan, out, report) };
  const receipt = await receiptOf(invocation, report, ids?.length, wanted.database);
  return {
    json: { plan, receipt },
    text: () => `${describeExport(invocation.output.style, report, out)}\n  ${formatCounted(receipt.verified, 'record')} read back.`,
    exit: receipt.failed + receipt.skipped > 0 ? exitCodes.incomplete : exitCodes.done,
  };
}

/** Reads the files back: only what is there counts as taken out. */
async function receiptOf({ signal }: Invocation, report: ExportReport, asked: number | undefined, database: boolean): Promise<FilesReceipt> {
  const written = report.files.reduce((sum, file) => sum + file.records, 0);
  let verified = 0;
  if (database) verified = await countRows(report);
  else for (const file of report.files) {
    // One file after the other: each is read at the speed of the disk.
    verified += await countRecords(file.path, signal);
  }
  return { written, verified, skipped: Math.max(0, (asked ?? written) - written), failed: written - verified, remapped: [], safetySnapshot: null };
}

/** Rows of the tables of a database. Under which name a table lies there, the database says itself. */
async function countRows(report: ExportReport): Promise<number> {
  const { DatabaseSync } = await import('node:sqlite');
  let count = 0;
  for (const file of new Set(report.files.map((each) => each.path))) {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      for (const { table_name: name } of database.prepare('SELECT table_name FROM holdfast_tables').all()) {
        count += Number(database.prepare(`SELECT count(*) AS n FROM "${String(name).replaceAll('"', '""')}"`).get()?.['n'] ?? 0);
      }
    } finally {
      database.close();
    }
  }
  return count;
}

/** Lines of a file that are records. */
async function countRecords(file: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  for await (const line of splitLines(createReadStream(file, { encoding: 'utf8', signal }))) {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) count += 1;
  }
  return count;
}

function describePlan(plan: FilesPlan, out: string, report: ExportReport): string {
  const records = plan.steps.reduce((sum, step) => sum + step.records, 0);
  const steps = plan.steps.map((step) => `  ${printable(path.relative(out, step.path))}: ${formatCounted(step.records, 'record')} of ${printable(step.entity)}`);
  const warnings = report.warnings.map((each) => `  ! ${printable(each)}`);
  return [`Would write ${formatCounted(records, 'record')} of ${report.snapshot} to ${printable(out)}:`, ...steps, ...warnings, 'Nothing was written.'].join('\n');
}
