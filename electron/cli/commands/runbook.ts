import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { Engine, LongCall } from '../../engine/engine.ts';
import type { DefineCommand, Invocation } from '../invocation.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text.ts';

type Noting = Pick<Engine, 'runbooks' | 'noteCommand'>;
type Runbook = Awaited<ReturnType<Engine['runbooks']['get']>>;

interface Options {
  readonly out?: string;
  readonly deputy?: string | true;
  readonly reread?: true;
  readonly code?: string;
}

export const defineRunbook: DefineCommand = (program, run) => {
  program
    .command('runbook')
    .summary('the one page that says who does what when something went wrong')
    .description('Writes the page from the settings as they are: who acts, where the backups are, how to reach them and what to do. People and their numbers are named in Holdfast, under Runbook. Without options, says what the page lacks and where it lies.')
    .argument('<app>', 'name of the app')
    .option('--out <FILE>', 'the file to write, .pdf (a page to print) or .md')
    .option('--deputy [NAME]', 'the copy for a deputy, with a code that only their key opens (with --out)')
    .option('--reread', 'note that you have read the page just now, and that it holds')
    .option('--code <CODE>', 'the code that a deputy read to you: the proof that their key works')
    .action((app: string, options: Options) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const file = options.out === undefined ? undefined : await written(engine, invocation, app, options.out, options.deputy);
        if (options.deputy !== undefined && file === undefined) throw new HoldfastError('invalid-input', 'The deputy’s copy needs a file to go to.', { nextStep: 'Name one with --out, such as --out deputy.pdf.' });
        const runbook = await asked(engine, invocation, app, options);
        return { json: { ...jsonOf(runbook), ...(file === undefined ? {} : { file }) }, text: () => described(invocation.output.style, runbook, file) };
      }),
    );
};

async function asked(engine: Noting, { call }: Invocation, app: string, { reread, code }: Options): Promise<Runbook> {
  if (reread === true && code !== undefined) throw new HoldfastError('invalid-input', 'One thing at a time.', { nextStep: 'Use --reread or --code.' });
  const { runbooks } = engine;
  if (reread === true) {
    await runbooks.reread(app, call);
    await engine.noteCommand({ kind: 'runbook-reread', app });
  }
  if (code !== undefined) await proved(engine, app, code, call);
  // What was noted is stamped on the page.
  if (reread === true || code !== undefined) await runbooks.follow(app, call);
  return runbooks.get(app, call);
}

/** A wrong code is noted too: somebody may be trying. */
async function proved(engine: Noting, app: string, code: string, call: LongCall): Promise<void> {
  try {
    const { deputy } = await engine.runbooks.proveDeputy(app, code, call);
    await engine.noteCommand({ kind: 'deputy-proved', app, detail: deputy });
  } catch (error) {
    if (isHoldfastError(error, 'permission-denied')) await engine.noteCommand({ kind: 'deputy-proof-failed', app });
    throw error;
  }
}

/** @returns the file's whole name. @throws invalid-input, permission-denied. */
async function written(engine: Noting, { call }: Invocation, app: string, out: string, deputy: string | true | undefined): Promise<string> {
  const extension = path.extname(out).toLowerCase();
  if (extension !== '.pdf' && extension !== '.md') throw new HoldfastError('invalid-input', 'The runbook is written as a PDF or as Markdown.', { nextStep: 'Name a file that ends in .pdf or .md.' });
  const format = extension === '.pdf' ? 'pdf' : 'md';
  const { content } = await engine.runbooks.file(app, { format, ...(deputy === undefined ? {} : { copy: 'deputy' as const, ...(deputy === true ? {} : { deputy }) }) }, call);
  const file = path.resolve(out);
  try {
    // Written anew whenever it says something else, unlike a key.
    await writeFile(file, content, { mode: 0o600 });
  } catch (cause) {
    throw new HoldfastError('permission-denied', `${file} cannot be written.`, { nextStep: 'Choose a folder that is there and that you may write to.', cause });
  }
  await engine.noteCommand({ kind: 'runbook-saved', app, detail: deputy === undefined ? (format === 'pdf' ? 'As a page to print.' : 'As a text.') : 'The deputy’s copy.' });
  return file;
}

function jsonOf({ app, lacks, changedAt, rereadAt, rereadDueAt, changedSinceReread, deputyProvedAt, deputies, places }: Runbook) {
  return { app, lacks, changedAt, rereadAt, rereadDueAt, changedSinceReread, deputyProvedAt, deputies, places };
}

function described(style: Style, { app, lacks, changedAt, rereadAt, changedSinceReread, deputies, places }: Runbook, file: string | undefined): string {
  const name = printable(app);
  return [
    ...(file === undefined ? [] : [`${style.good('✓')} The runbook of ${name} was written to ${printable(file)}.`, '']),
    ...(changedAt === undefined ? [`Nobody is named in the runbook of ${name} yet. Open it with "holdfast serve", under Runbook.`] : []),
    ...(lacks.length === 0 ? [`${style.good('✓')} It lacks nothing.`] : ['It lacks:', ...lacks.map((each) => `  ${style.bad('!')} ${printable(each)}`)]),
    rereadAt === undefined ? 'Nobody has said that they read it and that it holds (--reread).' : `Re-read on ${rereadAt.slice(0, 10)}.${changedSinceReread ? ' It says something else since.' : ''}`,
    ...deputies.map((deputy) => `${printable(deputy.name)}: ${deputy.provedAt === undefined ? 'has not proved their key yet (--deputy --out FILE, then --code)' : `proved their key on ${deputy.provedAt.slice(0, 10)}`}`),
    ...(changedAt === undefined ? [] : places.map((place) => `${printable(place.name)}: ${place.current ? 'lies there as it is now' : place.error === undefined ? 'gets it with the next backup' : printable(place.error.message)}`)),
  ].join('\n');
}
