import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, Option } from 'commander';
import { HoldfastError, isHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { Engine, GuardSession } from '../../engine/engine.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { DefineCommand, Invocation, Result } from '../invocation.ts';
import { wholeNumber } from '../numbers.ts';
import { formatCount, formatMoment } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text.ts';

const steps = ['start', 'status', 'go-on', 'end'] as const;
const kinds = ['additive', 'rename', 'type', 'destructive'] as const;

interface Options {
  readonly minutes?: number;
  readonly change?: (typeof kinds)[number];
  readonly label?: string;
  readonly anyway?: boolean;
  readonly follow?: boolean;
  readonly backupAfter?: boolean;
  readonly look: boolean;
}

export const defineGuard: DefineCommand = (program, run) => {
  program
    .command('guard')
    .summary('watch an app while an AI or somebody else changes it')
    .description(
      'Makes a verified backup, then compares the app with it for a while and tells what changed: records that are gone, fields that went blank, were dropped or renamed, rows that look machine-made. “start” begins, “status” looks now, “end” looks a last time. The app, where it runs, looks by itself every few minutes.',
    )
    .argument('<app>', 'name of the app')
    .addArgument(new Argument('[step]', 'what to do').choices(steps).default('status'))
    .option('--minutes <N>', 'how long to watch; 60 unless told', wholeNumber(1, 24 * 60))
    .addOption(new Option('--change <KIND>', 'what is about to be done').choices(kinds))
    .option('--label <TEXT>', 'a word to find the backup by later')
    .option('--anyway', 'with “start”: watch also where the backup is not whole')
    .option('--follow', 'with “start”: stay and look every few minutes until the time is over')
    .option('--backup-after', 'with “start”: another backup once it is over')
    .option('--no-look', 'with “status” and “end”: say what is known, without looking at the app')
    .action((app: string, step: (typeof steps)[number], options: Options) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        switch (step) {
          case 'start':
            return start(invocation, engine, app, options);
          case 'status':
            return statusOf(invocation, engine, app, options);
          case 'go-on':
            return result(invocation, engine, await engine.guard.goOn(app, invocation.call));
          case 'end':
            return end(invocation, engine, app, options);
        }
      }),
    );
};

async function start(invocation: Invocation, engine: Engine, app: string, options: Options): Promise<Result> {
  const { call, output } = invocation;
  const hold = await engine.guard.hold(app);
  if (hold === undefined) {
    throw new HoldfastError('conflict', `“${app}” is being backed up before a change already.`, { nextStep: 'Wait until that backup is done.', details: { reason: 'already-running' } });
  }
  let session: GuardSession;
  try {
    session = await protect(engine, app, options, invocation);
  } finally {
    hold.release();
  }
  if (session.phase === 'asks' && options.anyway === true) session = await engine.guard.goOn(app, call);
  if (session.phase !== 'watching' || options.follow !== true) return result(invocation, engine, session);
  output.message(`Watching until ${formatMoment(session.until ?? '')}. Press Ctrl-C to stop waiting; the window stays open.`);
  return result(invocation, engine, await follow(invocation, engine, app, session));
}

/** The backup before the change. One that another process began and did not end is gone on with. */
async function protect(engine: Engine, app: string, { minutes, change, label, backupAfter }: Options, { call }: Invocation): Promise<GuardSession> {
  const { open } = await engine.guard.state(app);
  if (open?.phase !== 'backing-up') await engine.guard.begin(app, { minutes, change, label, backupAfter }, call);
  try {
    const report = await engine.backup(app, { ...call, kind: 'pre-change', ...(label === undefined ? {} : { label }) });
    return await engine.guard.backedUp(app, await backupOf(engine, app, report, call), call);
  } catch (error) {
    // There is nothing to watch beside.
    const stopped = { signal: new AbortController().signal };
    if (isHoldfastError(error, 'cancelled')) await engine.guard.end(app, 'person', { ...stopped, without: true });
    else await engine.guard.notBackedUp(app, toPlainError(error), stopped).then(async () => engine.guard.end(app, 'person', { ...stopped, without: true }));
    throw error;
  }
}

async function follow(invocation: Invocation, engine: Engine, app: string, first: GuardSession): Promise<GuardSession> {
  const { call, output, signal } = invocation;
  let session = first;
  let said = '';
  while (session.phase === 'watching') {
    const over = Date.parse(session.until ?? '');
    const next = Math.min(over, Date.parse(session.nextLookAt ?? session.until ?? ''));
    // Never longer than this: the clock may be set, and the computer may sleep.
    await sleep(Math.max(0, Math.min(next - Date.now(), 15_000)), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw signal.reason;
    if (Date.now() < next) continue;
    session = Date.now() >= over ? await engine.guard.end(app, 'time', call) : await engine.guard.look(app, call);
    const { look } = session;
    if (look === undefined) continue;
    const words = await engine.guard.say(look);
    const text = [words.verdict, ...words.findings].join('\n  ');
    if (text !== said) output.message(`${formatMoment(look.at)}: ${printable(text)}`);
    said = text;
  }
  return session;
}

async function statusOf(invocation: Invocation, engine: Engine, app: string, { look }: Options): Promise<Result> {
  const { open, ended } = await engine.guard.state(app);
  const last = open ?? ended[0];
  if (last === undefined) return { json: { session: null }, text: () => 'No change to it was watched yet. Begin with “start”, before you change the app.' };
  if (!look || open === undefined || open.phase === 'backing-up' || open.phase === 'asks') return result(invocation, engine, last);
  const isOver = open.phase === 'ending' || (open.until !== undefined && Date.parse(open.until) <= Date.now());
  return result(invocation, engine, isOver ? await engine.guard.end(app, open.endedBy ?? 'time', invocation.call) : await engine.guard.look(app, invocation.call));
}

async function end(invocation: Invocation, engine: Engine, app: string, { look, label }: Options): Promise<Result> {
  const session = await engine.guard.end(app, 'person', { ...invocation.call, without: !look });
  if (session.afterBackup === 'due') await backUpAfter(invocation, engine, app, session, label);
  return result(invocation, engine, session);
}

async function result(invocation: Invocation, engine: Engine, session: GuardSession): Promise<Result> {
  const { look } = session;
  const says = look === undefined ? undefined : await engine.guard.say(look);
  return {
    json: { session, ...(says === undefined ? {} : { says }) },
    text: () => describe(invocation.output.style, session, says),
    exit: exitOf(session),
  };
}

function exitOf({ phase, look, lookProblem }: GuardSession): ExitCode {
  if (phase === 'asks') return exitCodes.incomplete;
  if (look?.verdict === 'lost') return exitCodes.found;
  return lookProblem !== undefined || look?.verdict === 'unsure' ? exitCodes.incomplete : exitCodes.done;
}

function describe(style: Style, session: GuardSession, says: Awaited<ReturnType<Engine['guard']['say']>> | undefined): string {
  const { look, lookProblem, backup } = session;
  const mark = look === undefined || look.verdict === 'unsure' || look.verdict === 'few' ? style.warn('!') : look.verdict === 'lost' ? style.bad('✗') : style.good('✓');
  return [
    phaseText(style, session),
    ...(backup === undefined ? [] : [style.dim(`Compared with the backup ${backup.id}, of ${formatCount(backup.records)} records.`)]),
    ...(backup?.lacking ?? []).map(({ table, why }) => `  ${style.warn('!')} Not protected: ${printable(table)}. ${printable(why)}`),
    ...(look === undefined || says === undefined
      ? []
      : [
          '',
          `${mark} ${style.bold(printable(says.verdict))} ${style.dim(`As of ${formatMoment(look.at)}.`)}`,
          ...look.findings.map(({ weight }, at) => `  ${weight === 'loss' ? style.bad('✗') : weight === 'look' ? style.warn('!') : style.dim('·')} ${printable(says.findings[at] ?? '')}`),
          ...look.unsure.map(({ table, why }) => `  ${style.warn('!')} Not everything of ${printable(table)} could be compared. ${printable(why)}`),
        ]),
    ...(lookProblem === undefined ? [] : [`${style.warn('!')} The app could not be looked at (${formatMoment(lookProblem.at)}): ${printable(lookProblem.error.message)} ${printable(lookProblem.error.nextStep)}`]),
  ].join('\n');
}

/** The backup that was wished for once it is over; where another process is at it, that one makes it. */
async function backUpAfter({ call }: Invocation, engine: Engine, app: string, session: GuardSession, label: string | undefined): Promise<void> {
  const hold = await engine.guard.hold(app);
  if (hold === undefined) return;
  try {
    await engine.backup(app, { ...call, kind: 'manual', ...(label === undefined ? {} : { label }) });
    await engine.guard.afterMade(app, session.id, call);
  } finally {
    hold.release();
  }
}

function phaseText(style: Style, { phase, until, endedAt, problem }: GuardSession): string {
  switch (phase) {
    case 'backing-up':
      return 'The backup before the change is being made.';
    case 'asks':
      return problem === undefined
        ? `${style.warn('!')} The backup is not whole. Go on all the same with “go-on”, or stop with “end”.`
        : `${style.bad('✗')} There is no backup: ${printable(problem.message)} ${printable(problem.nextStep)}`;
    case 'watching':
      return `${style.good('✓')} Watched until ${formatMoment(until ?? '')}. Make your change now; “status” looks, “end” looks a last time.`;
    case 'ending':
      return `${style.warn('!')} The time is over, and the last look is still to come.`;
    case 'ended':
      return `Ended ${formatMoment(endedAt ?? '')}.`;
    case 'abandoned':
      return 'Given up before anything was watched.';
  }
}

/** What of a report the window keeps. */
export async function backupOf(engine: Engine, app: string, report: Awaited<ReturnType<Engine['backup']>>, { signal }: Pick<Invocation, 'signal'>): Promise<NonNullable<GuardSession['backup']>> {
  const { startedAt } = await engine.describeSnapshot(app, report.snapshot, { signal });
  return {
    id: report.snapshot,
    startedAt,
    isComplete: report.outcome === 'complete',
    isVerified: report.places.some(({ outcome }) => outcome === 'verified'),
    records: report.entities.reduce((sum, { records }) => sum + records, 0),
    lacking: report.entities.flatMap(({ name, status, reason }) => (status === 'complete' ? [] : [{ table: name, why: reason ?? 'It could not be read whole.' }])),
  };
}
