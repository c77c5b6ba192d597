import type { Run } from '../runs/run.ts';
import type { RunManager } from '../runs/run-manager.ts';
import type { IntendedRun } from '../schedule/rule.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { type RunOutcome, runOutcome } from './run-outcome.ts';

export interface OutcomesDeps {
  readonly settings: SettingsStore;
  readonly runs: Pick<RunManager, 'watch'>;
  readonly onOutcome: ((outcome: RunOutcome) => void) | undefined;
}

/** Tells what became of the schedule's runs, in the order in which they ended, with what the run itself came to. */
export class Outcomes {
  readonly #deps: OutcomesDeps;
  #last: Promise<void> = Promise.resolve();

  constructor(deps: OutcomesDeps) {
    this.#deps = deps;
  }

  /** @param slug of the app */
  tell(slug: string, intended: IntendedRun): void {
    const { onOutcome } = this.#deps;
    if (onOutcome !== undefined) this.#last = this.#last.then(() => this.#tell(onOutcome, slug, intended)).catch(() => undefined);
  }

  /** Fulfilled once everything so far was told. */
  told(): Promise<void> {
    return this.#last;
  }

  async #tell(onOutcome: (outcome: RunOutcome) => void, slug: string, intended: IntendedRun): Promise<void> {
    const { apps, formerApps } = await this.#deps.settings.read();
    const name = apps.find((app) => app.slug === slug)?.name ?? formerApps.find((app) => app.slug === slug)?.name ?? slug;
    const outcome = runOutcome(name, intended, await this.#runOf(intended));
    if (outcome !== undefined) onOutcome(outcome);
  }

  /** It has ended: there is one thing to hear of it. */
  async #runOf({ run: begun }: IntendedRun): Promise<Run | undefined> {
    if (begun === undefined) return undefined;
    let last: Run | undefined;
    try {
      for await (const run of this.#deps.runs.watch(begun.id, new AbortController().signal)) last = run;
    } catch {
      // Nobody remembers it.
    }
    return last;
  }
}
