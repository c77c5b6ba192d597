import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import type { Engine, LongCall } from '../engine/engine.ts';
import type { ServiceOptions, SystemOptions } from '../engine/index.ts';
import type { Area } from '../reports/log-entry.ts';
import type { Reporting } from '../reports/open-reporting.ts';
import type { Output } from './output.ts';
import type { ExitCode } from './exit-codes.ts';

/** What the program meets outside, where that is not the real thing: only its caller chooses it, no option and no setting does. */
export type Surroundings = Pick<SystemOptions, 'google' | 'clock'> & Pick<ServiceOptions, 'nap'>;

/** What a command gets: where it runs, how it may be stopped, and the engine once it needs it. */
export interface Invocation {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly home: string;
  readonly surroundings: Surroundings;
  readonly json: boolean;
  readonly output: Output;
  /** From now on what goes wrong is reported in that home, as of that part of the program; the home may be made for it. */
  readonly reportIn: (home: string, area: Area) => Promise<Reporting>;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  /** The signal, with progress shown on the terminal: what every long call of the engine takes. */
  readonly call: LongCall;
  /** Started at the first call, closed when the command is over. */
  engine(): Promise<Engine>;
}

/** What a command comes to. It is printed once, as JSON or as text, after the command is over. */
export interface Result {
  /** The document of `--json`; names, shapes and units are a contract. */
  readonly json: unknown;
  /** The same for a person; an empty text prints nothing. */
  readonly text: () => string;
  /** `done` unless told. */
  readonly exit?: ExitCode;
}

/** Wraps a command's work with everything around it (engine, signals, errors, printing). */
export type Run = (work: (invocation: Invocation) => Promise<Result>) => Promise<void>;

/** Adds one command to the program. */
export type DefineCommand = (program: Command, run: Run) => void;
