import { rm } from 'node:fs/promises';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Deputy, DeputyChange, KeyHolders, RekeyReport } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand, Invocation } from '../invocation.ts';
import { formatBytes, formatCounted } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';
import { kitFile, writeRecoveryKit } from './recovery-kit.ts';

interface AddOptions {
  readonly name: string;
  readonly recipient?: string;
  readonly kit?: string;
  readonly rekey?: boolean;
}

export const defineDeputy: DefineCommand = (program, run) => {
  const command = program.command('deputy').summary('let other people open the backups with a key of their own').description('Lets other people open the backups of an app, each with a key of their own, and shuts them out again.');

  command
    .command('add')
    .summary('let somebody open what is backed up from now on')
    .description('Lets somebody open what is backed up from now on. What was stored before opens for them once it was written anew (--rekey, or "deputy rekey").')
    .argument('<app>', 'name of the app')
    .requiredOption('--name <NAME>', 'who it is')
    .option('--recipient <AGE1…>', 'the public half of their own age key')
    .option('--kit <FILE>', 'make a key for them and write it into this new file, .pdf or .txt, to be handed over; it is kept nowhere else')
    .option('--rekey', 'write all backups anew, so that they open them too')
    .action((app: string, options: AddOptions) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const { recipient, file } = await keyOf(invocation, app, options);
        const change = await engine.deputies.add(app, { name: options.name, recipient }, invocation.call).catch(async (error: unknown) => {
          // A kit whose key opens nothing must not lie about.
          if (file !== undefined) await rm(file, { force: true });
          throw error;
        });
        const rekeyed = options.rekey === true ? await engine.deputies.rekey(app, invocation.call) : undefined;
        const { style } = invocation.output;
        return {
          json: { ...change, ...(file === undefined ? {} : { file }), ...(rekeyed === undefined ? {} : { rekey: rekeyed }) },
          text: () =>
            [
              `${style.good('✓')} Everything that is backed up from now on opens with the key of ${printable(change.deputy.name)} too.`,
              ...(file === undefined ? [] : [`  Their key was written to ${printable(file)}. Hand it over and delete the file here: nobody else has it, not even Holdfast.`]),
              ...toldLines(style, change),
              ...(rekeyed === undefined ? beforeLines(style, change.deputy, app) : describeRekey(style, rekeyed)),
            ].join('\n'),
          exit: change.places.every(({ outcome }) => outcome !== 'later') && (rekeyed === undefined || isDone(rekeyed)) ? exitCodes.done : exitCodes.incomplete,
        };
      }),
    );

  command
    .command('list')
    .summary('show whose keys open the backups')
    .description('Shows whose keys open the backups of an app, since when, and what they open.')
    .argument('<app>', 'name of the app')
    .action((app: string) =>
      run(async (invocation) => {
        const holders = await (await invocation.engine()).deputies.list(app);
        return { json: holders, text: () => describeHolders(invocation.output.style, holders) };
      }),
    );

  command
    .command('revoke')
    .summary('shut somebody out of what is backed up from now on')
    .description('Shuts somebody out of what is backed up from now on. What was stored before stays readable with their key, until it was written anew ("deputy rekey") and the old copies are gone.')
    .argument('<app>', 'name of the app')
    .argument('<deputy>', 'their name, or the public half of their key')
    .action((app: string, deputy: string) =>
      run(async (invocation) => {
        const change = await (await invocation.engine()).deputies.revoke(app, deputy, invocation.call);
        const { style } = invocation.output;
        return {
          json: change,
          text: () =>
            [
              `${style.good('✓')} What is backed up from now on does not open with the key of ${printable(change.deputy.name)} any more.`,
              `  ${style.warn('!')} What was stored before still does. To change that where it lies, run "holdfast deputy rekey". Nobody can take back what somebody has copied.`,
              `  ${style.warn('!')} If they can reach the place itself, take that away too: they can still tell whether a file they know is in it, and somebody who can write there could forge backups.`,
              ...toldLines(style, change),
            ].join('\n'),
          exit: change.places.every(({ outcome }) => outcome !== 'later') ? exitCodes.done : exitCodes.incomplete,
        };
      }),
    );

  command
    .command('rekey')
    .summary('write all backups anew for those who are let in now')
    .description('Writes all backups anew, so that just the recovery key and the deputies of now open them. Reads and writes everything once; it can be stopped at any time and goes on the next time.')
    .argument('<app>', 'name of the app')
    .option('--destination <NAME>', 'only in this place')
    .action((app: string, options: { destination?: string }) =>
      run(async (invocation) => {
        const report = await (await invocation.engine()).deputies.rekey(app, { ...invocation.call, ...(options.destination === undefined ? {} : { destination: options.destination }) });
        return { json: report, text: () => describeRekey(invocation.output.style, report).join('\n'), exit: isDone(report) ? exitCodes.done : exitCodes.incomplete };
      }),
    );
};

/** Their own key, or one that is made for them and written into a file before anybody is let in with it. */
async function keyOf(invocation: Invocation, app: string, { name, recipient, kit }: AddOptions): Promise<{ readonly recipient: string; readonly file?: string }> {
  if ((recipient === undefined) === (kit === undefined)) {
    throw new HoldfastError('invalid-input', 'Say with which key they are let in.', { nextStep: 'Give the public half of their own key with --recipient, or a file for a new key with --kit, not both.' });
  }
  if (recipient !== undefined) return { recipient };
  const { file, format } = kitFile(kit, '--kit');
  const made = await (await invocation.engine()).deputies.makeKit(app, { name, format });
  await writeRecoveryKit(file, made.file);
  return { recipient: made.recipient, file };
}

function toldLines(style: Style, { places }: DeputyChange): readonly string[] {
  return places.flatMap(({ name, outcome, error }) =>
    outcome !== 'later' ? [] : [`  ${style.warn('!')} ${printable(name)} is told with the next backup: ${printable(error?.message ?? '')}\n    ${style.dim(printable(error?.nextStep ?? ''))}`],
  );
}

function beforeLines(style: Style, { rewrittenIn }: Deputy, app: string): readonly string[] {
  if (rewrittenIn.length > 0) return [];
  return [`  ${style.warn('!')} What was stored before does not open for them yet, and new backups are built on it: run "holdfast deputy rekey ${printable(app)}" to write it anew.`];
}

function describeHolders(style: Style, { app, recipient, deputies }: KeyHolders): string {
  const rows = deputies.map(({ name, recipient: key, addedAt, revokedAt, rewrittenIn }) => [printable(name), key, addedAt.slice(0, 10), opensWhat({ revokedAt, rewrittenIn })]);
  const table = formatTable(style, [{ title: 'Who', max: 60 }, { title: 'Public key', max: 70 }, { title: 'Since' }, { title: 'Opens', max: 120 }], [['Recovery kit', recipient, '', `every backup of ${printable(app)}`], ...rows]);
  return deputies.length === 0 ? `${table}\n\nNobody else. Let somebody in with "holdfast deputy add".` : table;
}

function opensWhat({ revokedAt, rewrittenIn }: Pick<Deputy, 'rewrittenIn'> & { readonly revokedAt: string | undefined }): string {
  const places = rewrittenIn.map(printable).join(', ');
  if (revokedAt !== undefined) return `shut out ${revokedAt.slice(0, 10)}: nothing stored since${places === '' ? '; what was stored before' : `; nothing in use in ${places}`}`;
  return places === '' ? 'what was stored since' : `everything in ${places}; elsewhere what was stored since`;
}

function describeRekey(style: Style, { places }: RekeyReport): readonly string[] {
  return places.map(({ name, outcome, written, writtenBytes, refused, damaged, leftBytes, error }) => {
    const place = printable(name);
    if (outcome === 'empty') return `  ${place}: no backup there yet.`;
    if (outcome === 'failed') return `  ${style.bad('✗')} ${place}: ${printable(error?.message ?? 'failed')}\n    ${style.dim(printable(error?.nextStep ?? ''))}`;
    const lines = [`${outcome === 'done' ? style.good('✓') : style.warn('!')} ${place}: ${written === 0 ? 'everything is for the keys of now already' : `${formatCounted(written, 'file')} written anew, ${formatBytes(writtenBytes)}`}.`];
    if (refused > 0) lines.push(`  ${style.warn('!')} ${formatCounted(refused, 'file')} could not be overwritten there: only those who could open them before still can.`);
    if (damaged > 0) lines.push(`  ${style.warn('!')} ${formatCounted(damaged, 'file')} there ${damaged === 1 ? 'is' : 'are'} damaged and stayed as ${damaged === 1 ? 'it was' : 'they were'}: run a check of every byte.`);
    if (leftBytes > 0) lines.push(`  ${style.dim(`Old copies of ${formatBytes(leftBytes)} stay there until old backups are removed, a day from now or later. Until then, who could open them still can.`)}`);
    return lines.join('\n');
  });
}

function isDone({ places }: RekeyReport): boolean {
  return places.every(({ outcome }) => outcome === 'done' || outcome === 'empty');
}
