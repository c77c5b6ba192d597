import { HoldfastError, isHoldfastError, toHoldfastError, toPlainError } from '../../shared/model/errors.ts';
import type { Engine } from '../engine/engine.ts';
import type { Log } from '../engine/index.ts';
import { catchCrashes, type Crash } from '../reports/catch-crashes.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.ts';
import { homeDirectory } from './home.ts';
import type { Invocation, Result, Surroundings } from './invocation.ts';
import { createOutput, jsonText, type Output } from './output.ts';
import { type Problems, problemsIn } from './problems.ts';
import { createProgress } from './terminal/progress.ts';
import { styleFor } from './terminal/style.ts';
import { printable } from './terminal/text.ts';
import { programVersion } from './version.ts';

export interface Session {
  readonly json: boolean;
  readonly output: Output;
  /** Runs a command's work once, prints what it comes to and keeps its exit code. Never rejects. */
  run(home: string | undefined, work: (invocation: Invocation) => Promise<Result>): Promise<void>;
  /** Prints an error and keeps its exit code. */
  fail(error: unknown): Promise<void>;
  readonly exitCode: ExitCode;
}

/** Everything around a command: streams, signals, engine, errors, exit code. One for a process. */
export function startSession(process: NodeJS.Process, json: boolean, surroundings: Surroundings): Session {
  const { stdout, stderr, env } = process;
  const debugging = (env['HOLDFAST_DEBUG'] ?? '') !== '';
  const messageStyle = styleFor(stderr, env);
  const progress = createProgress({
    stream: stderr,
    style: messageStyle,
    mode: stderr.isTTY ? 'bar' : json ? 'none' : 'lines',
    now: () => performance.now(),
  });
  const output = createOutput({ stdout, stderr, style: styleFor(stdout, env), messageStyle, clearLine: () => progress.end() });
  const stopping = new AbortController();
  let exitCode: ExitCode = exitCodes.done;
  let problems: Problems | undefined;

  function onSignal(): void {
    // A second one means now: what is half-written is left to the next run, which is made for that.
    if (stopping.signal.aborted) process.exit(exitCodes.cancelled);
    if (!json || stderr.isTTY) output.message('Stopping. Press Ctrl-C again to stop at once.');
    stopping.abort(new HoldfastError('cancelled', 'Stopped before it was done.'));
  }

  async function fail(error: unknown): Promise<void> {
    const { code } = toHoldfastError(error);
    exitCode = exitCodeOf(code);
    await printError(error, code === 'bug' ? await problems?.keep('bug', error) : undefined);
  }

  /** An error that nobody caught: nobody knows what still holds, so the program ends. */
  async function endCrashed({ kind, error, report }: Crash): Promise<void> {
    progress.end();
    await printError(error, report ?? (await problems?.keep(kind, error).catch(() => undefined)));
    process.exit(exitCodes.failed);
  }

  async function printError(error: unknown, report?: string): Promise<void> {
    const plain = toPlainError(error);
    if (debugging) output.message(traceOf(error));
    if (json) {
      await output.print(jsonText({ error: plain }, stdout.isTTY));
      return;
    }
    const { bad, dim } = output.messageStyle;
    output.message(`${bad('✗')} ${printable(plain.message)}\n  ${dim(printable(plain.nextStep))}`);
    if (report !== undefined) output.message(`  ${dim(`What went wrong was noted in ${printable(report)}; nothing was sent. “holdfast report” makes a report of it that you can read.`)}`);
  }

  async function run(homeOption: string | undefined, work: (invocation: Invocation) => Promise<Result>): Promise<void> {
    const home = homeDirectory({ option: homeOption, env, platform: process.platform });
    let engine: Promise<Engine> | undefined;
    const own = problemsIn(home);
    problems = own;
    const release = catchCrashes(process, { report: (kind, error) => own.keepNow(kind, error) }, (crash) => void endCrashed(crash));
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    try {
      const result = await work({
        env,
        stdin: process.stdin,
        home,
        surroundings,
        json,
        output,
        reportIn: (where, area) => own.keepIn(where, area),
        signal: stopping.signal,
        call: { signal: stopping.signal, onProgress: (each) => progress.update(each) },
        engine: () => (engine ??= startEngine(home, env, surroundings, debugging ? (message, facts) => output.message(`${message} ${JSON.stringify(facts ?? {})}`) : undefined)),
      });
      progress.end();
      await closeQuietly(engine);
      exitCode = result.exit ?? exitCodes.done;
      // What was said line by line while it went on has no document besides.
      const text = !json ? result.text() : result.json === undefined ? '' : jsonText(result.json, stdout.isTTY);
      if (text !== '') await output.print(text.endsWith('\n') ? text : `${text}\n`);
    } catch (error) {
      progress.end();
      await closeQuietly(engine);
      // Whatever a stopped call says of itself, it was the stop that ended it.
      await fail(stopping.signal.aborted && !isHoldfastError(error, 'cancelled') ? stopping.signal.reason : error);
    } finally {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      release();
    }
  }

  return {
    json,
    output,
    run,
    fail,
    get exitCode() {
      return exitCode;
    },
  };
}

async function startEngine(home: string, env: NodeJS.ProcessEnv, surroundings: Surroundings, log: Log | undefined): Promise<Engine> {
  const { createEngine, systemDependencies } = await import('../engine/index.ts');
  return createEngine(systemDependencies({ home, env, version: programVersion, ...surroundings, ...(log === undefined ? {} : { log }) }));
}

async function closeQuietly(engine: Promise<Engine> | undefined): Promise<void> {
  await engine?.then((started) => started.close()).catch(() => undefined);
}

/** For HOLDFAST_DEBUG: where an error comes from. Causes never hold a secret or a record (shared/model/errors.ts). */
function traceOf(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) parts.push(at.stack ?? String(at));
  return parts.join('\ncaused by: ');
}
