import type { ComputerPort } from '../ports/computer.ts';
import type { Nap } from '../system/nap.ts';
import type { EngineRouter } from './index.ts';
import type { StillDue } from './run-due.ts';
import type { RunOutcome } from './run-outcome.ts';
import type { SampleAppHost } from './sample-app-host.ts';

/** The engine as it lives beside a window or a browser tab: every call of the contract, with a schedule of its own. */
export interface EngineService {
  readonly router: EngineRouter;
  /** For what only a host can notice: somebody was refused, a part of the program ended unexpectedly. `detail` = a sentence without secrets. */
  note(kind: 'access-refused' | 'engine-crashed', detail: string): Promise<void>;
  /** Does what is due now, one after the other, and answers what is due and could not begin. For the one that keeps the schedule. */
  runDue(signal: AbortSignal): Promise<readonly StillDue[]>;
  /** Stops what goes on and notes it as interrupted. Done twice is done once. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** Runs the built-in sample app, where there is one. */
  readonly sampleApp?: SampleAppHost | undefined;
  /** The person's own folders: exports that name no folder go to the first. */
  readonly downloads: string;
  readonly documents: string;
  /** IANA name of a zone; absent = this computer's. */
  readonly timeZone?: string;
  readonly nap?: Nap;
  /** Looks at the apps between backups, too, where this one keeps the schedule. */
  readonly liveWatch?: boolean;
  /** What the computer says of itself; absent = what can be known without a window. */
  readonly computer?: ComputerPort;
  /** What it is called where another program finds the home taken; with it, this one is of no use without the schedule, and does not start beside another. */
  readonly keepsSchedule?: { readonly as: string };
  /** Without it there is no copy to search in, whatever the settings say: nobody is there to search. */
  readonly searchIndex?: false;
  /** Hears what became of each run that the schedule meant to make. Must not throw. */
  readonly onOutcome?: (outcome: RunOutcome) => void;
}
