import { HoldfastError, isHoldfastError, toPlainError, type PlainError } from '../../../shared/model/errors.ts';
import type { Output } from '../output.ts';
import { formatDuration } from '../terminal/format.ts';
import { printable } from '../terminal/text.ts';

/** One step of the story, as `--json` gives it. */
export interface ToldStep {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  /** What happened, in plain words. */
  readonly says: string;
}

export interface Teller {
  /**
   * Does a step and tells it. `work` answers with what it did, in sentences (a line each), and what later steps need.
   * @throws StepFailed once a step went wrong: it was told, and nothing after it makes sense.
   */
  step<T>(name: string, title: string, work: () => Promise<{ says: readonly string[]; gives: T }>): Promise<T>;
  readonly steps: readonly ToldStep[];
  /** Why a step failed, where one did. */
  readonly problem: PlainError | undefined;
}

/** The step that failed was told already. */
export class StepFailed extends Error {}

export interface TellerOptions {
  readonly output: Output;
  /** Print each step as it is done. */
  readonly aloud: boolean;
  /** Milliseconds from some fixed point. */
  readonly now: () => number;
}

export function createTeller({ output, aloud, now }: TellerOptions): Teller {
  const steps: ToldStep[] = [];
  let problem: PlainError | undefined;

  async function tell(step: ToldStep, title: string, lines: readonly string[]): Promise<void> {
    steps.push(step);
    if (!aloud) return;
    const { bold, good, bad, dim } = output.style;
    const mark = step.ok ? good('✓') : bad('✗');
    const body = lines.map((line) => `    ${printable(line)}\n`).join('');
    await output.print(`  ${mark} ${bold(title)} ${dim(formatDuration(step.ms))}\n${body}\n`);
  }

  return {
    steps,
    get problem() {
      return problem;
    },
    async step(name, title, work) {
      const start = now();
      try {
        const { says, gives } = await work();
        await tell({ name, ok: true, ms: Math.round(now() - start), says: says.join(' ') }, title, says);
        return gives;
      } catch (error) {
        if (isHoldfastError(error, 'cancelled')) throw error;
        problem = toPlainError(error);
        const says = [problem.message, problem.nextStep];
        await tell({ name, ok: false, ms: Math.round(now() - start), says: says.join(' ') }, title, says);
        throw new StepFailed(problem.message, { cause: error });
      }
    },
  };
}

/** For a step whose outcome is not what the story needs. */
export function storyError(message: string): HoldfastError {
  return new HoldfastError('bug', message, { nextStep: 'Please send us what you see here; nothing of yours was touched.' });
}
