import type { EmergencyMessageId } from './messages.ts';
import type { LongCall } from '../long-call.ts';
import type { PlainError } from '../../../shared/model/errors.ts';
import type { EmergencyRecord, EmergencyStepId } from './record.ts';
import type { Emergency } from './shown.ts';

export type { Emergency } from './shown.ts';
export { brokenStateLabel } from './record.ts';

type Call = Pick<LongCall, 'signal'>;

/** A backup of the state as it was when the emergency began, or a while later. */
export interface BrokenState {
  readonly backup: string;
  readonly startedAt: string;
  readonly records: number;
  /** Tables that could not be read whole. */
  readonly lacking: readonly string[];
  readonly isVerified: boolean;
}

/** What a look for losses found. */
export interface Looked {
  /** Of the look: told once. */
  readonly id: string;
  readonly beganAt: string;
  /** Sentences of names and figures. */
  readonly incidents: readonly string[];
  /** Why the app as it is now could not be compared. */
  readonly problem?: string | undefined;
}

/**
 * Emergencies that people declare. One of an app is open at a time, kept in the home: any process may go on with it, and one that is killed leaves it as it was.
 * While it is open no backup of the app is removed on this computer. Who makes the backup of the broken state, and when what failed is tried again, is the caller's.
 */
export interface EmergencyDesk {
  /** Newest first, and the files that cannot be read. @throws not-found. */
  list(app: string): Promise<{ readonly emergencies: readonly EmergencyRecord[]; readonly damaged: readonly string[] }>;
  /** The one that is open. @throws not-found (the app). */
  open(app: string): Promise<EmergencyRecord | undefined>;
  /** @throws not-found. */
  get(app: string, id: string): Promise<Emergency>;
  /** Starts the clock; from its return on nothing is removed. Asks neither app nor place. @throws conflict (details.reason = `emergency-open`) while one is open. */
  start(app: string, what: string, call: Call): Promise<Emergency>;
  /** Chooses backups from before and pins them, or goes on with that. What fails is said in the emergency. @throws cancelled, not-found. */
  protect(app: string, id: string, call: Call): Promise<EmergencyRecord>;
  /** For who makes the backup of the state as it is: undefined while another process is at it. One that dies lets go. */
  hold(app: string, id: string): Promise<{ release(): void } | undefined>;
  /** Where that backup was made already, and nobody noted it. @throws what the places throw. */
  findBroken(app: string, id: string, call: Call): Promise<BrokenState | undefined>;
  breaking(app: string, id: string, state: { readonly runId: string } | { readonly made: BrokenState } | { readonly failed: PlainError } | 'again', call: Call): Promise<EmergencyRecord>;
  /** Notes what happened since: restores, alarms, and with `places` backups too. Told twice is told once. What cannot be read is left for the next time. */
  catchUp(app: string, id: string, options: Call & { readonly places?: boolean }): Promise<EmergencyRecord>;
  looked(app: string, id: string, look: Looked, call: Call): Promise<EmergencyRecord>;
  step(app: string, id: string, step: EmergencyStepId, said: { readonly state: 'open' | 'done' | 'skipped'; readonly decision?: EmergencyRecord['decision'] }, call: Call): Promise<Emergency>;
  note(app: string, id: string, says: string, call: Call): Promise<Emergency>;
  message(app: string, id: string, message: EmergencyMessageId, text: string | null, call: Call): Promise<Emergency>;
  /** @throws conflict where it ended before. */
  end(app: string, id: string, options: Call & { readonly learnt: string; readonly unpin: boolean }): Promise<Emergency>;
  learnt(app: string, id: string, learnt: string, call: Call): Promise<Emergency>;
  /** The written timeline. */
  file(app: string, id: string, format: 'pdf' | 'md'): Promise<{ readonly fileName: string; readonly mediaType: string; readonly content: Uint8Array }>;
}
