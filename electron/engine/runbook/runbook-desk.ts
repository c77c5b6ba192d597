import type { KitFile } from '../kit/kit-desk.ts';
import type { LongCall } from '../long-call.ts';
import type { Runbook, RunbookText } from './runbook.ts';

type Call = Pick<LongCall, 'signal'>;

export interface RunbookFileOptions {
  readonly format: 'pdf' | 'md';
  /** `deputy`: with what they have to do, and a code that only their key opens. */
  readonly copy?: 'mine' | 'deputy' | undefined;
  /** Whose copy; absent = of the one whose proof is the oldest, or missing. */
  readonly deputy?: string | undefined;
}

/** What is known of a runbook as evidence that somebody acts. */
export interface RunbookEvidence {
  /** What it lacks to be of use, in sentences; empty = complete. */
  readonly lacks: readonly string[];
  readonly rereadAt?: string;
  /** It says something else now than when it was re-read, proofs aside. */
  readonly changedSinceReread: boolean;
  /** When a deputy who is let in now last proved that their key opens what is stored for it. */
  readonly deputyProvedAt?: string;
  /** Places in which it lies as it is now. */
  readonly storedIn: readonly string[];
}

/** One page that says who does what when it happened, written from the settings as they are. */
export interface RunbookDesk {
  /** @throws not-found. */
  get(app: string, call: Call): Promise<Runbook>;
  /** The page as it would be with this text. @throws not-found. */
  preview(app: string, text: RunbookText): Promise<Pick<Runbook, 'sections' | 'lacks' | 'cutShort'>>;
  /** Keeps what a person wrote, and puts the page into the places. What is wrong with a place is in the answer. @throws not-found, conflict. */
  save(app: string, text: RunbookText, call: Call): Promise<Runbook>;
  /** Notes that a person has read it just now, and that it holds. @throws not-found; invalid-input where nobody wrote one. */
  reread(app: string, call: Call): Promise<Runbook>;
  /** The page as a file. @throws not-found where there is no deputy for a deputy's copy. */
  file(app: string, options: RunbookFileOptions, call: Call): Promise<KitFile>;
  /** Puts it into every place anew. @throws not-found; invalid-input where nobody wrote one. */
  store(app: string, call: Call): Promise<Runbook>;
  /** Puts it into the places where it is not as it is now. Costs nothing where it is. @returns whether anything was tried. @throws cancelled, not-found. */
  follow(app: string, call: Call): Promise<boolean>;
  /** As `follow`, and looks whether it still lies where it was put. Rejects never: a backup is done without it, and what went wrong is told with the runbook. */
  afterBackup(app: string, call: Call): Promise<void>;
  /** What the grade rests on; undefined where nobody wrote a runbook. @throws not-found. */
  evidence(app: string): Promise<RunbookEvidence | undefined>;
  /** @throws permission-denied (not the right code), conflict (there is none to be typed). */
  proveDeputy(app: string, code: string, call: Call): Promise<{ readonly runbook: Runbook; readonly deputy: string }>;
}
