import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { RestorePlan, RestoreReceipt } from '../../engine/engine.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { DefineCommand, Invocation, Result } from '../invocation.ts';
import { takeOut } from './restore-files.ts';
import { describePlan, describeReceipt } from './restore-report.ts';

interface RestoreOptions {
  readonly snapshot?: string;
  readonly entity?: readonly string[];
  readonly id?: readonly string[];
  readonly field?: readonly string[];
  readonly overwrite?: boolean;
  readonly to: string;
  readonly destination?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly resume?: string;
}

/** Where records are brought. */
type Target = { readonly kind: 'app'; readonly into: string | undefined } | { readonly kind: 'files'; readonly folder: string } | { readonly kind: 'scratch' };

export const defineRestore: DefineCommand = (program, run) => {
  program
    .command('restore')
    .summary('bring back what was lost, into the app or into files')
    .description(
      'Brings records of a backup back: into the app (what was deleted, and fields that went empty), into another app, into files, or into a database on this computer that no app uses. Into an app, the plan is shown; with --yes it is done, after a backup of the app as it is.',
    )
    .argument('<app>', 'name of the app')
    .option('--snapshot <NAME>', 'name of the backup, or "latest"')
    .option('--entity <NAME...>', 'only these tables')
    .option('--id <ID...>', 'only these records of the table, with the values they had')
    .option('--field <FIELD...>', 'only these fields of the table, with the values they had')
    .option('--overwrite', 'also where the app has a newer value')
    .option('--to <WHERE>', 'live (the app itself), app:NAME, scratch or files:DIR', 'live')
    .option('--destination <NAME>', 'the place to read (otherwise the first that answers)')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--yes', 'do it')
    .option('--resume <RESTORE>', 'go on with a restore that was stopped (see "holdfast restores")')
    .action((app: string, options: RestoreOptions) =>
      run(async (invocation) => {
        if (options.resume !== undefined) return resume(invocation, app, options.resume, options);
        const snapshot = snapshotOf(options);
        const target = parseTarget(options);
        return target.kind === 'app' ? intoApp(invocation, app, snapshot, target.into, options) : outOf(invocation, app, snapshot, target, options);
      }),
    );
};

async function intoApp(invocation: Invocation, app: string, snapshot: string, into: string | undefined, options: RestoreOptions): Promise<Result> {
  const { restoring } = await invocation.engine();
  const { entity, id, field, overwrite, destination } = options;
  const [only] = entity ?? [];
  if ((id !== undefined || field !== undefined) && (only === undefined || entity?.length !== 1)) throw whichTable();
  const wanted = {
    ...invocation.call,
    snapshot,
    tables: entity?.map((name) => ({ entity: name, ids: id, fields: field })),
    overwriteNewer: overwrite === true,
    into,
    ...(destination === undefined ? {} : { destination }),
  };
  if (options.dryRun === true || options.yes !== true) {
    const plan = await restoring.plan(app, wanted);
    return { json: { plan }, text: () => describePlan(invocation.output.style, plan, false) };
  }
  return done(invocation, await restoring.restore(app, { ...wanted, noteAs: 'command-line' }));
}

async function resume(invocation: Invocation, app: string, id: string, { destination }: RestoreOptions): Promise<Result> {
  const { restoring } = await invocation.engine();
  return done(invocation, await restoring.resume(app, id, { ...invocation.call, noteAs: 'command-line', ...(destination === undefined ? {} : { destination }) }));
}

/** What a restore, or taking one back, came to. */
export function done(invocation: Invocation, { plan, receipt }: { readonly plan: RestorePlan; readonly receipt?: RestoreReceipt }): Result {
  const { style } = invocation.output;
  return {
    json: { plan, ...(receipt === undefined ? {} : { receipt }) },
    text: () => (receipt === undefined ? describePlan(style, plan, false) : `${describePlan(style, { ...plan, leftAlone: [] }, true)}\n\n${describeReceipt(style, receipt)}`),
    exit: exitOf(receipt),
  };
}

function exitOf(receipt: RestoreReceipt | undefined): ExitCode {
  if (receipt === undefined) return exitCodes.done;
  return receipt.skipped + receipt.failed > 0 || receipt.verified < receipt.written ? exitCodes.incomplete : exitCodes.done;
}

async function outOf(invocation: Invocation, app: string, snapshot: string, target: Exclude<Target, { readonly kind: 'app' }>, { entity, id, field, destination, dryRun }: RestoreOptions): Promise<Result> {
  if (field !== undefined) throw new HoldfastError('invalid-input', 'Single fields cannot be taken out into files.', { nextStep: 'Leave --field out: files hold whole records.' });
  if (id !== undefined && entity === undefined) throw whichTable();
  if (entity !== undefined && entity.length > 1) throw new HoldfastError('invalid-input', 'Files take one table at a time, or all.', { nextStep: 'Name one table, or leave --entity out.' });
  const out = target.kind === 'files' ? target.folder : path.join(invocation.home, 'restored', `${snapshot}-${String(Date.now())}`);
  return takeOut(invocation, app, out, { snapshot, entity: entity?.[0], ids: id, destination, database: target.kind === 'scratch', dryRun: dryRun === true });
}

function snapshotOf({ snapshot }: RestoreOptions): string {
  if (snapshot !== undefined) return snapshot;
  throw new HoldfastError('invalid-input', 'It is not said which backup to bring records back from.', { nextStep: 'Add --snapshot with its name, or --snapshot latest.' });
}

function parseTarget({ to }: RestoreOptions): Target {
  if (to === 'live') return { kind: 'app', into: undefined };
  if (to === 'scratch') return { kind: 'scratch' };
  if (to.startsWith('app:') && to.length > 'app:'.length) return { kind: 'app', into: to.slice('app:'.length) };
  if (!to.startsWith('files:')) throw new HoldfastError('invalid-input', 'That is no place to restore to.', { nextStep: 'Use --to live, app:NAME, scratch or files:DIR.' });
  const folder = to.slice('files:'.length);
  if (folder === '') throw new HoldfastError('invalid-input', 'No folder was given.', { nextStep: 'Use --to files:DIR with the folder to write into.' });
  return { kind: 'files', folder: path.resolve(folder) };
}

function whichTable(): HoldfastError {
  return new HoldfastError('invalid-input', 'Ids or fields alone do not say which table they are of.', { nextStep: 'Add --entity with one table.' });
}
