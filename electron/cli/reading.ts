import type { Command } from 'commander';
import type { OpenedVault } from '../engine/engine.ts';
import type { DefineCommand, Invocation, Result } from './invocation.ts';

/** A vault to be read, whether through the app's settings or, on a new computer, through nothing but its key. */
export type ReadableVault = Omit<OpenedVault, 'close'>;

/** What was typed after the app (or the location). */
export interface Given<Options> {
  readonly args: readonly string[];
  readonly options: Options;
}

/** A command that only reads a vault: offered as `NAME APP …` and as `open LOCATION --identity-file F NAME …`. */
export interface ReadingCommand<Options> {
  readonly name: string;
  readonly summary: string;
  /** Adds arguments and options; all but the app and the place. */
  readonly shape: (command: Command) => void;
  readonly read: (invocation: Invocation, vault: ReadableVault, given: Given<Options>) => Promise<Result>;
}

/** The command for an app of this computer. */
export function forApp<Options>(reading: ReadingCommand<Options>): DefineCommand {
  return (program, run) => {
    const command = program.command(reading.name).summary(reading.summary).description(reading.summary).argument('<app>', 'name of the app');
    reading.shape(command);
    command.option('--destination <NAME>', 'the place to read (otherwise the first that answers)').action(() =>
      run(async (invocation) => {
        const [app = '', ...args] = command.args;
        const options = command.opts<Options & { destination?: string }>();
        return reading.read(invocation, await vaultOfApp(invocation, app, options.destination), { args, options });
      }),
    );
  };
}

/** The command for a vault that `open` opened; `open` is called only once the arguments were found good. */
export function forLocation<Options>(reading: ReadingCommand<Options>, program: Command, act: (read: (invocation: Invocation, vault: ReadableVault) => Promise<Result>) => void): void {
  const command = program.command(reading.name).summary(reading.summary).description(reading.summary);
  reading.shape(command);
  command.action(() => act((invocation, vault) => reading.read(invocation, vault, { args: command.args, options: command.opts<Options & object>() })));
}

async function vaultOfApp(invocation: Invocation, app: string, destination: string | undefined): Promise<ReadableVault> {
  const engine = await invocation.engine();
  const place = destination === undefined ? {} : { destination };
  return {
    app,
    snapshots: (options) => engine.snapshots(app, { ...options, ...place }),
    check: (options) => engine.check(app, { ...options, ...place }),
    diff: (a, b, options) => engine.diff(app, a, b, { ...options, ...place }),
    exportSnapshot: (options) => engine.exportSnapshot(app, { ...options, ...place }),
    findRecord: (options) => engine.findRecord(app, { ...options, ...place }),
  };
}
