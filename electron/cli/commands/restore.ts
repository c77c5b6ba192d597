import { createReadStream } from 'node:fs';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { splitLines } from '../../../shared/model/lines.ts';
import type { ExportReport } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand, Invocation } from '../invocation.ts';
import { formatCounted } from '../terminal/format.ts';
import { printable } from '../terminal/text.ts';
import { describeExport } from './export.ts';

interface RestoreOptions {
  readonly snapshot: string;
  readonly entity?: string;
  readonly id?: readonly string[];
  readonly field?: readonly string[];
  readonly to: string;
  readonly destination?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** What is going to be done, step by step. */
interface RestorePlan {
  readonly steps: readonly { readonly kind: 'write-file'; readonly entity: string; readonly records: number; readonly path: string }[];
}

/** What was done. */
interface RestoreReceipt {
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

export const defineRestore: DefineCommand = (program, run) => {
  program
    .command('restore')
    .summary('take records out of a backup, into files')
    .description('Takes records out of a backup. This version writes them into files (--to files:DIR), as JSON Lines.')
    .argument('<app>', 'name of the app')
    .requiredOption('--snapshot <NAME>', 'name of the backup, or "latest"')
    .option('--entity <NAME>', 'only this table')
    .option('--id <ID...>', 'only these records of the table')
    .option('--field <FIELD...>', 'only these fields (for a restore into an app)')
    .option('--to <WHERE>', 'files:DIR', 'live')
    .option('--destination <NAME>', 'the place to read (otherwise the first that answers)')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--yes', 'do not ask')
    .action((app: string, options: RestoreOptions) =>
      run(async (invocation) => {
        const out = filesFolder(options);
        const engine = await invocation.engine();
        const report = await engine.exportSnapshot(app, {
          ...invocation.call,
          snapshot: options.snapshot,
          format: 'jsonl',
          out,
          dryRun: options.dryRun === true,
          ...(options.entity === undefined ? {} : { entity: options.entity }),
          ...(options.id === undefined ? {} : { ids: options.id }),
          ...(options.destination === undefined ? {} : { destination: options.destination }),
        });
        const plan: RestorePlan = { steps: report.files.map((file) => ({ kind: 'write-file', ...file })) };
        if (options.dryRun === true) return { json: { plan }, text: () => describePlan(plan, out, report) };
        const receipt = await receiptOf(invocation, report, options.id?.length);
        return {
          json: { plan, receipt },
          text: () => `${describeExport(invocation.output.style, report, out)}\n  ${formatCounted(receipt.verified, 'record')} read back from the files.`,
          exit: receipt.failed + receipt.skipped > 0 ? exitCodes.incomplete : exitCodes.done,
        };
      }),
    );
};

/** @throws invalid-input for what only a restore into an app could do. */
function filesFolder({ to, entity, id, field }: RestoreOptions): string {
  if (!to.startsWith('files:')) {
    const known = to === 'live' || to === 'scratch' || to.startsWith('app:');
    throw new HoldfastError('invalid-input', known ? 'This version takes records out into files only; putting them back into an app comes with restore to live.' : 'That is no place to restore to.', {
      nextStep: 'Use --to files:DIR.',
    });
  }
  if (field !== undefined) throw new HoldfastError('invalid-input', 'Single fields cannot be taken out into files.', { nextStep: 'Leave --field out: files hold whole records.' });
  if (id !== undefined && entity === undefined) throw new HoldfastError('invalid-input', 'Ids alone do not say which table they are of.', { nextStep: 'Add --entity.' });
  const folder = to.slice('files:'.length);
  if (folder === '') throw new HoldfastError('invalid-input', 'No folder was given.', { nextStep: 'Use --to files:DIR with the folder to write into.' });
  return path.resolve(folder);
}

/** Reads the files back: only what is there counts as taken out. */
async function receiptOf({ signal }: Invocation, report: ExportReport, asked: number | undefined): Promise<RestoreReceipt> {
  const written = report.files.reduce((sum, file) => sum + file.records, 0);
  let verified = 0;
  for (const file of report.files) {
    // One file after the other: each is read at the speed of the disk.
    verified += await countRecords(file.path, signal);
  }
  return { written, verified, skipped: Math.max(0, (asked ?? written) - written), failed: written - verified, remapped: [], safetySnapshot: null };
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

function describePlan(plan: RestorePlan, out: string, report: ExportReport): string {
  const records = plan.steps.reduce((sum, step) => sum + step.records, 0);
  const steps = plan.steps.map((step) => `  ${printable(path.relative(out, step.path))}: ${formatCounted(step.records, 'record')} of ${printable(step.entity)}`);
  const warnings = report.warnings.map((each) => `  ! ${printable(each)}`);
  return [`Would write ${formatCounted(records, 'record')} of ${report.snapshot} to ${printable(out)}:`, ...steps, ...warnings, 'Nothing was written.'].join('\n');
}
