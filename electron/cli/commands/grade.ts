import type { GradeChange, Readiness, Rubric } from '../../engine/engine.ts';
import type { DefineCommand, Result } from '../invocation.ts';
import { wholeNumber } from '../numbers.ts';
import { formatCounted, formatDuration, formatMoment } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text.ts';

interface Options {
  readonly history?: true;
  readonly days: number;
  readonly rubric?: true;
}

export const defineGrade: DefineCommand = (program, run) => {
  program
    .command('grade')
    .summary('would you get back, how far back, and how long would it take')
    .description('Grades an app by five questions, from A to F: what is backed up, how often, where it lies, whether a restore works, and who acts. Every point rests on evidence with a date, and each question says what to do next.')
    .argument('<app>', 'name of the app')
    .option('--history', 'how the grade changed, and why')
    .option('--days <N>', 'with --history: of so many days', wholeNumber(1, 3660), 90)
    .option('--rubric', 'how the grade is made up')
    .action((app: string, { history, days, rubric }: Options) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const { call, output } = invocation;
        const { style } = output;
        if (rubric === true) return rubricResult(style, await engine.readiness.rubric());
        if (history === true) return historyResult(style, await engine.readiness.history(app, days, call));
        const readiness = await engine.readiness.get(app, call);
        return { json: shownGrade(readiness), text: () => describeGrade(style, readiness) };
      }),
    );
};

/** The document of `--json`: what cli.md names, and what else there is. */
function shownGrade({ questions, nextStep, recoveryPoint: rpo, recoveryTime: rto, ...rest }: Readiness): unknown {
  return { ...rest, questions: questions.map((question) => ({ ...question, nextStep: question.nextStep ?? null })), nextStep: nextStep ?? null, rpo, rto };
}

export function describeGrade(style: Style, { grade, sentence, questions, nextStep, recoveryPoint, recoveryTime, loss, limitedBy, platformHistory }: Readiness): string {
  const { bold, dim } = style;
  return [
    `${painted(style, grade)}  ${bold(printable(sentence))}`,
    ...(grade === 'A' ? [] : [dim(`   ${printable(limitedBy.says)}`)]),
    '',
    ...questions.flatMap((question) => [
      `  ${painted(style, question.grade)}  ${question.title} ${dim(`(${question.score} of 100)`)}`,
      `     ${printable(question.evidence)}`,
      ...(question.nextStep === undefined ? [] : [dim(`     ${question.grade} → ${question.nextStep.questionAfter}: ${printable(question.nextStep.says)} (${formatCounted(question.nextStep.minutes, 'minute')})`)]),
    ]),
    '',
    `  How far back you would fall (RPO): ${recoveryPoint.nowMs === undefined ? 'everything would be lost' : formatDuration(recoveryPoint.nowMs)}${objective(recoveryPoint.objectiveHours)}`,
    ...(loss.says === '' ? [] : [dim(`     ${printable(loss.says)}`)]),
    `  How long until you are back (RTO): ${timeOf(recoveryTime)}${objective(recoveryTime.objectiveHours)}`,
    ...(platformHistory === undefined ? [] : [dim(`     ${printable(platformHistory.says)}`)]),
    ...(nextStep === undefined ? [] : ['', `  Next: ${bold(printable(nextStep.says))} ${formatCounted(nextStep.minutes, 'minute')}; the grade is then ${articled(nextStep.overallAfter)}.`]),
  ].join('\n');
}

function timeOf({ measured, writeBack }: Readiness['recoveryTime']): string {
  const written = writeBack === undefined ? '' : `; written back into the app: ${rangeOf(writeBack)}`;
  return measured === undefined ? `unknown, nobody has measured it${written}` : `${rangeOf(measured)}${written}`;
}

function rangeOf({ leastMs, mostMs }: { readonly leastMs: number; readonly mostMs: number }): string {
  const [least, most] = [formatDuration(leastMs), formatDuration(mostMs)];
  return least === most ? most : `${least} to ${most}`;
}

function objective(hours: number | undefined): string {
  return hours === undefined ? '' : `; you accept ${hours < 1 ? formatDuration(hours * 3_600_000) : formatCounted(hours, 'hour')}`;
}

function articled(letter: Readiness['grade']): string {
  return letter === 'A' || letter === 'F' ? `an ${letter}` : `a ${letter}`;
}

function painted({ good, warn, bad, bold }: Style, letter: Readiness['grade']): string {
  return bold(letter === 'A' || letter === 'B' ? good(letter) : letter === 'F' ? bad(letter) : warn(letter));
}

function historyResult(style: Style, changes: readonly GradeChange[]): Result {
  return {
    json: { changes },
    text: () =>
      changes.length === 0
        ? 'Nothing is noted of the grade yet.'
        : changes.map(({ at, grade, questions, because }) => [`${formatMoment(at)}  ${painted(style, grade)}  ${style.dim(Object.values(questions).join(' '))}`, ...because.map((says) => `    ${printable(says)}`)].join('\n')).join('\n'),
  };
}

function rubricResult(style: Style, rubric: Rubric): Result {
  const { bold, dim } = style;
  return {
    json: rubric,
    text: () =>
      [
        ...rubric.questions.flatMap(({ title, weak, strong, checks }) => [
          bold(title),
          dim(`  Weak: ${weak} Strong: ${strong}`),
          ...checks.flatMap((check) => [`  ${String(check.weight).padStart(3)}  ${check.title}`, dim(`       ${check.full}${check.decays === undefined ? '' : ` ${check.decays}`}`)]),
          '',
        ]),
        bold('Letters'),
        `  ${rubric.letters.map(({ letter, least }) => `${letter} from ${least}`).join(', ')}`,
        '',
        bold('Rules'),
        ...rubric.rules.map((rule) => `  ${rule}`),
      ].join('\n'),
  };
}
