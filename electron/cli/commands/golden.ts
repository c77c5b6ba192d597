import { randomUUID } from 'node:crypto';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { GoldenCheck, ShownGolden } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand, Invocation } from '../invocation.ts';
import { formatCounted, formatCount } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';
import { parseRule } from './golden-rule.ts';

interface Options {
  readonly add?: string;
  readonly name?: string;
  readonly remove?: string;
  readonly try?: true;
  readonly suggest?: true;
}

type Tried = Awaited<ReturnType<Awaited<ReturnType<Invocation['engine']>>['golden']['try']>>;

export const defineGolden: DefineCommand = (program, run) => {
  program
    .command('golden')
    .summary('what you know to be true of your data, asked in every drill')
    .description(
      'Shows or changes what every drill asks of a backup. A check is one of: "Order >= 1000" (or <=); "Customer has ID"; "Customer.email = jane@example.com"; "Order.customer_id -> Customer"; "Order.total filled"; or one SELECT, which is to find nothing, or with "=> VALUE" after it, to answer that. The list is kept encrypted beside the backups, because it may name customers.',
    )
    .argument('<app>', 'name of the app')
    .option('--add <CHECK>', 'write a check down')
    .option('--name <NAME>', 'with --add: what you call it')
    .option('--remove <ID>', 'take one off the list')
    .option('--try', 'ask all of them of the newest backup now')
    .option('--suggest', 'what the newest backup lets one expect')
    .action((app: string, options: Options) =>
      run(async (invocation) => {
        const { golden } = await invocation.engine();
        const { style } = invocation.output;
        refuseSeveral(options);
        if (options.suggest === true) {
          const suggested = await golden.suggest(app, invocation.call);
          return { json: { app, suggested }, text: () => (suggested.length === 0 ? 'There is nothing to suggest from the newest backup.' : ['True of the newest backup. Add those that must stay true:', ...suggested.map(({ name }) => `  ${printable(name)}`)].join('\n')) };
        }
        const before = await golden.list(app, invocation.call);
        if (options.try === true) {
          const results: Tried[] = [];
          for (const check of before.checks) results.push(await golden.try(app, check, invocation.call));
          return { json: { app, checks: before.checks, results }, text: () => describeTried(style, results), exit: results.every(({ state }) => state === 'passed') ? exitCodes.done : exitCodes.found };
        }
        const checks = changed(before, options);
        if (checks === undefined) return { json: { app, ...before }, text: () => describe(style, before) };
        const { later, revision } = await golden.save(app, checks, before.revision, invocation.call);
        const after = { ...before, checks, revision };
        const notes = later.length === 0 ? '' : `\n${style.warn('!')} ${printable(later.join(', '))} could not be reached: the list gets there with the next backup.`;
        return { json: { app, ...after, later }, text: () => `${style.good('✓')} Saved.\n${describe(style, after)}${notes}` };
      }),
    );
};

function refuseSeveral({ add, name, remove, try: asks, suggest }: Options): void {
  const asked = [add, remove, asks, suggest].filter((each) => each !== undefined);
  if (asked.length > 1) throw new HoldfastError('invalid-input', 'Only one of --add, --remove, --try and --suggest at a time.', { nextStep: 'Do one after the other.' });
  if (name !== undefined && add === undefined) throw new HoldfastError('invalid-input', '--name says what a new check is called.', { nextStep: 'Use it together with --add.' });
}

/** The list as it is to be; undefined where nothing is to be changed. */
function changed({ checks }: ShownGolden, { add, name, remove }: Options): readonly GoldenCheck[] | undefined {
  if (remove !== undefined) {
    const left = checks.filter(({ id }) => id !== remove);
    if (left.length < checks.length) return left;
    throw new HoldfastError('not-found', 'There is no golden check with that id.', { nextStep: 'Show the list without options: each has its id beside it.' });
  }
  if (add === undefined) return undefined;
  const rule = parseRule(add);
  const called = name?.trim() ?? '';
  return [...checks, { id: randomUUID().slice(0, 8), name: (called === '' ? add.trim() : called).slice(0, 120), rule }];
}

function describe(style: Style, { checks, newer, backup }: Pick<ShownGolden, 'checks' | 'newer' | 'backup'>): string {
  const more = newer === 0 ? [] : [`${formatCounted(newer, 'more check')} that only a newer version knows.`];
  if (checks.length === 0) return ['Nothing is written down yet.', ...more, style.dim(backup === null ? 'Make a backup first.' : 'See what could be: holdfast golden APP --suggest')].join('\n');
  return [formatTable(style, [{ title: 'Id' }, { title: 'What must be true', max: 110 }], checks.map(({ id, name }) => [id, name])), ...more].join('\n');
}

function describeTried(style: Style, results: readonly Tried[]): string {
  if (results.length === 0) return 'Nothing is written down yet.';
  const marks = { passed: style.good('✓'), failed: style.bad('✗'), 'not-checked': style.warn('!') };
  const failed = results.filter(({ state }) => state !== 'passed').length;
  return [
    ...results.flatMap(({ state, name, detail, consequence, nextStep }) => [`${marks[state]} ${printable(name)}`, `  ${style.dim(printable([detail, consequence, nextStep].filter((each) => each !== undefined).join(' ')))}`]),
    `${formatCount(results.length - failed)} of ${formatCounted(results.length, 'check')} passed on the newest backup.`,
  ].join('\n');
}
