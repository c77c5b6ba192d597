import { Command, CommanderError } from 'commander';
import { HoldfastError } from '../../shared/model/errors.ts';
import { commands } from './commands.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import type { DefineCommand, Run, Surroundings } from './invocation.ts';
import { jsonText } from './output.ts';
import { startSession } from './run.ts';
import { programVersion } from './version.ts';

/**
 * The command line: reads the arguments, runs the one command they ask for and answers its exit code. Never rejects.
 * @param surroundings what is another only in tests
 */
export async function runProgram(process: NodeJS.Process, surroundings: Surroundings = {}): Promise<ExitCode> {
  const args = process.argv.slice(2);
  const json = asksForJson(args);
  const session = startSession(process, json, surroundings);
  // What commander says (help, version, complaints) is kept, to be printed in the shape that was asked for.
  let said = '';
  const program = new Command('holdfast')
    .description('Keeps an encrypted, verified copy of your app’s data in storage you own, and undoes what happened to it.')
    .version(programVersion, '--version', 'show the version')
    .option('--home <DIR>', 'where Holdfast keeps its state (or HOLDFAST_HOME)')
    .option('--json', 'print one JSON document on standard output')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => (said += text),
      writeErr: () => undefined,
    })
    .addHelpText('after', afterHelp);
  const run: Run = (work) => session.run(program.opts<{ home?: string }>().home, work);
  for (const define of await wantedCommands(args)) define(program, run);

  try {
    if (args.length === 0) throw new CommanderError(0, 'commander.help', 'help');
    await program.parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      const text = said === '' ? program.helpInformation() + afterHelp : said;
      await session.output.print(json ? jsonText(error.code === 'commander.version' ? { version: programVersion } : { help: text }, process.stdout.isTTY) : text);
      return exitCodes.done;
    }
    await session.fail(error instanceof CommanderError ? usageError(error, args) : error);
    return session.exitCode;
  }
}

const afterHelp = `
Secrets are never arguments: name an environment variable (--token-env NAME) or type them when asked.
Exit codes: 0 done, 1 failed, 2 bad usage, 3 incomplete, 4 differences or damage found, 130 cancelled.
New here? "holdfast try" shows the whole story in under a minute.
`;

/** Is `--json` among the options? Needed before they are parsed, because what is wrong with them is reported in that shape too. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}

/** The definition of the command that was asked for; of all of them for the help and for a name that is not one. */
async function wantedCommands(args: readonly string[]): Promise<readonly DefineCommand[]> {
  const name = args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '--home');
  const wanted = commands.filter((command) => command.name === name);
  return Promise.all((wanted.length > 0 ? wanted : commands).map((command) => command.load()));
}

function usageError(error: CommanderError, args: readonly string[]): HoldfastError {
  const group = args.find((arg) => !arg.startsWith('-'));
  if (error.code === 'commander.help') return new HoldfastError('invalid-input', `“${group ?? ''}” needs to be told what to do.`, { nextStep: `See “holdfast ${group ?? ''} --help”.` });
  // What was typed by mistake may be a secret (`--token=…`, `--token …`): it is not repeated.
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ').replace(/(--?[\w-]+)=[^' ]*/g, '$1').replace(/(got \d+):.*/, '$1');
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  const command = commands.find((each) => each.name === group);
  return new HoldfastError('invalid-input', /[.?!)]$/.test(sentence) ? sentence : `${sentence}.`, {
    nextStep: `See “holdfast ${command === undefined ? '' : `${command.name} `}--help”.`,
  });
}
