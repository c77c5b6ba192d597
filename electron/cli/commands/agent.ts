import { HoldfastError } from '../../../shared/model/errors.ts';
import type { RunOutcome } from '../../engine/index.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { DefineCommand, Invocation, Result } from '../invocation.ts';
import { jsonText } from '../output.ts';
import { printable } from '../terminal/text.ts';
import { programVersion } from '../version.ts';

interface AgentCommandOptions {
  readonly once?: boolean;
  readonly health?: boolean;
}

export const defineAgent: DefineCommand = (program, run) => {
  program
    .command('agent')
    .summary('keep the schedule without a window: on a server, in a container, from cron')
    .description('Keeps the schedule of all apps without a window, until it is stopped: backups, alerts, and what belongs to them.\nEach run of the schedule is one line of JSON on standard output as it ends; everything else goes to standard error.')
    .option('--once', 'do what is due now, say what became of it, and end')
    .option('--health', 'is an agent at work on this home? Ends with 0 where one looked at the clock in the last minutes')
    .action((options: AgentCommandOptions) => run((invocation) => (options.health === true ? health(invocation) : keepSchedule(invocation, options.once === true))));
};

async function keepSchedule({ env, home, surroundings, output, signal, reportIn }: Invocation, once: boolean): Promise<Result> {
  const { runAgent } = await import('../../hosts/agent/agent.ts');
  const { uncertainNote } = await import('../../engine/index.ts');
  const debugging = (env['HOLDFAST_DEBUG'] ?? '') !== '';
  const { outcomes, stillDue } = await runAgent({
    ...surroundings,
    home,
    env,
    version: programVersion,
    once,
    signal,
    reporting: await reportIn(home, 'agent'),
    log(message, facts) {
      if (debugging) output.message(`${message} ${JSON.stringify(facts ?? {})}`);
      else if (message === uncertainNote) output.message(`“${printable(String(facts?.['app'] ?? ''))}”: ${message}`);
    },
    // What becomes of a line when nobody reads it is its reader's business.
    onOutcome: (outcome) => void output.print(jsonText(outcome, false)),
    onReady() {
      if (!once) output.message('The schedule is kept from now on. Press Ctrl-C to stop it.');
    },
  });
  for (const { app, why } of stillDue) output.message(`“${printable(app)}” is due, and does not begin: ${why}`);
  if (once && signal.aborted) throw new HoldfastError('cancelled', 'Stopped before it was done.');
  // Without `once`, being stopped is how it ends well.
  return { json: undefined, text: () => '', exit: once ? exitOf(outcomes, stillDue.length > 0) : exitCodes.done };
}

function exitOf(outcomes: readonly RunOutcome[], isSomethingDue: boolean): ExitCode {
  // Of an app that was tried twice, what it came to in the end.
  const last = new Map(outcomes.filter(({ outcome }) => outcome !== 'skipped').map((each) => [each.app, each.outcome]));
  const ends = new Set(last.values());
  if (ends.has('failed') || ends.has('interrupted')) return exitCodes.failed;
  return isSomethingDue || ends.has('incomplete') || ends.has('stopped') ? exitCodes.incomplete : exitCodes.done;
}

async function health({ home }: Invocation): Promise<Result> {
  const { scheduleHealth } = await import('../../engine/index.ts');
  const found = await scheduleHealth(home);
  const who = found.owner === undefined ? 'Nobody' : `${found.owner.program} (process ${found.owner.pid})`;
  const looked = found.lookedAt === undefined ? '' : ` The clock was looked at ${found.lookedAt}.`;
  return {
    json: found,
    text: () => (found.ok ? `${who} keeps the schedule.${looked}` : `${who === 'Nobody' ? 'Nobody keeps the schedule' : `${who} should keep the schedule, and does not`}.${looked}`),
    exit: found.ok ? exitCodes.done : exitCodes.failed,
  };
}
