import type { PlainError } from '../../../shared/model/errors.ts';
import type { LongCall } from '../long-call.ts';
import type { ChangeKind, GuardLook, GuardSession, Playbook } from './session.ts';

export type { GuardSession } from './session.ts';

type Call = Pick<LongCall, 'signal'>;

/** What a window compares with. */
export type GuardBackup = NonNullable<GuardSession['backup']>;

export interface GuardWishes {
  /** How long the app is watched; 60 unless told. */
  readonly minutes?: number | undefined;
  readonly change?: ChangeKind | undefined;
  readonly label?: string | undefined;
  /** A backup once it is over. */
  readonly backupAfter?: boolean | undefined;
}

/**
 * One change to an app, watched: a backup first, then a window in which the app is compared with it every few minutes, and a last look. There is one
 * window an app, kept in the home: any process may go on with it, and one that is killed leaves it as it was. Who makes the backup and who looks when
 * is the caller's.
 */
export interface GuardDesk {
  /** The open window, and those before, newest first. */
  state(app: string): Promise<{ readonly open: GuardSession | undefined; readonly ended: readonly GuardSession[] }>;
  /** A window that waits for its backup. @throws conflict where one is open; invalid-input where there is no app to watch. */
  begin(app: string, wishes: GuardWishes, call: Call): Promise<GuardSession>;
  /** For who makes the backup: undefined while another process is at it. One that dies lets go. */
  hold(app: string): Promise<{ release(): void } | undefined>;
  /** Its backup is being made, by this run. */
  running(app: string, runId: string, call: Call): Promise<GuardSession>;
  /** It asks, and is to be made again. @throws invalid-input where it does not ask. */
  again(app: string, call: Call): Promise<GuardSession>;
  /** Its backup is there: it begins to watch, or asks where that is not whole. */
  backedUp(app: string, backup: GuardBackup, call: Call): Promise<GuardSession>;
  /** There is none: it asks. */
  notBackedUp(app: string, problem: PlainError, call: Call): Promise<GuardSession>;
  /** A person goes on with a backup that is not whole. @throws invalid-input where there is none. */
  goOn(app: string, call: Call): Promise<GuardSession>;
  set(app: string, wishes: Pick<GuardWishes, 'minutes' | 'backupAfter'>, call: Call): Promise<GuardSession>;
  /** The app beside the guard backup, now. That it could not be looked at is a result. @throws not-found where none is open; cancelled. */
  look(app: string, call: LongCall): Promise<GuardSession>;
  /** The last look, then it is over; where the app does not answer, it stays `ending`. `without` that look it is over at once. */
  end(app: string, by: 'time' | 'person', call: LongCall & { readonly without?: boolean }): Promise<GuardSession>;
  /** The backup after it was made, or nobody will make it: none is due any more. */
  afterMade(app: string, id: string, call: Call): Promise<void>;
  /** A look in sentences, for where there is no page. */
  say(look: GuardLook): Promise<{ readonly verdict: string; readonly findings: readonly string[] }>;
  readonly playbooks: PlaybookDesk;
}

export interface NewPlaybook {
  readonly kind: ChangeKind;
  readonly table: string;
  readonly field?: string | undefined;
  readonly newField?: string | undefined;
}

/** Checklists for the four kinds of change. What the program can see ticks itself, and unticks itself when it is not so any more. */
export interface PlaybookDesk {
  /** Newest first, those that are over included. */
  list(app: string): Promise<readonly Playbook[]>;
  /** @throws invalid-input where it needs fields that are not named. */
  start(app: string, wanted: NewPlaybook, call: Call): Promise<Playbook>;
  /** A person says that a step is done, or is not. @throws not-found; invalid-input for a step that is seen. */
  tick(app: string, id: string, step: string, ticked: boolean, call: Call): Promise<Playbook>;
  /** Gathers the evidence anew. An app that does not answer is a result. @throws not-found. */
  check(app: string, id: string, call: Call): Promise<Playbook>;
  abandon(app: string, id: string, call: Call): Promise<void>;
}
