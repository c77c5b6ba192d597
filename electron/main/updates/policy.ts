import type { Status } from '../status-feed.ts';
import type { RememberedUpdates } from './memory.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export interface CheckMoment {
  readonly now: Date;
  readonly startedAt: Date;
  /** 0 to 1, chosen at the start: so that not everybody asks at the same moment. */
  readonly jitter: number;
  /** The last one was not answered as it should be. */
  readonly failed: boolean;
}

/** Whether it is time to look by itself: some minutes after the start and then once a day; sooner again, within hours, where nobody answered. */
export function checkIsDue({ automatic, lastChecked }: Pick<RememberedUpdates, 'automatic' | 'lastChecked'>, { now, startedAt, jitter, failed }: CheckMoment): boolean {
  if (!automatic || now.getTime() - startedAt.getTime() < (1 + 4 * jitter) * 60_000) return false;
  if (lastChecked === undefined) return true;
  const since = now.getTime() - Date.parse(lastChecked);
  // A clock that was put back must not end the checks.
  return since < 0 || since > (failed ? (3 + 2 * jitter) * hourMs : (22 + 4 * jitter) * hourMs);
}

/** Why a version is not taken without being asked. */
export type Held = 'skipped' | 'taken-back' | 'not-installed';

/** `not-installed`: it was tried twice. */
export function held({ skipped, takenBack, past }: Pick<RememberedUpdates, 'skipped' | 'takenBack' | 'past'>, version: string): Held | undefined {
  if (takenBack.includes(version)) return 'taken-back';
  if (skipped === version) return 'skipped';
  return past.filter((one) => one.kind === 'not-installed' && one.version === version).length >= 2 ? 'not-installed' : undefined;
}

/** What must not be broken off by ending the program. */
export type AtWorkOn = 'starting' | 'restore' | 'backup' | 'drill' | 'guard' | 'other';

const restoring: ReadonlySet<Status['running'][number]['request']['kind']> = new Set(['restore', 'undo', 'resume']);

/**
 * What an update has to wait for, the gravest first; undefined = nothing. @param status undefined while the engine starts: what it would go on with is not
 * known then. `gone` = it does not run, and so does nothing.
 */
export function atWorkOn(status: Pick<Status, 'running' | 'apps'> | 'gone' | undefined): AtWorkOn | undefined {
  if (status === 'gone') return undefined;
  if (status === undefined) return 'starting';
  const kinds = status.running.map(({ request }) => request.kind);
  if (kinds.some((kind) => restoring.has(kind))) return 'restore';
  if (kinds.includes('backup')) return 'backup';
  if (kinds.includes('drill')) return 'drill';
  if (kinds.length > 0) return 'other';
  return status.apps.some(({ guard }) => guard !== undefined && guard.phase !== 'ended' && guard.phase !== 'abandoned') ? 'guard' : undefined;
}

export interface InstallMoment {
  readonly now: Date;
  readonly status: Pick<Status, 'running' | 'apps'> | 'gone' | undefined;
  /** Somebody may be looking at it. */
  readonly windowIsOpen: boolean;
  /** The system asks for a password first. */
  readonly asksPassword: boolean;
}

/** Whether to install by itself now: nothing runs, nobody looks, there is no emergency, and it was not put off. */
export function mayInstallQuietly(memory: RememberedUpdates, version: string, { now, status, windowIsOpen, asksPassword }: InstallMoment): boolean {
  if (!memory.automatic || asksPassword || windowIsOpen || held(memory, version) !== undefined || status === 'gone') return false;
  if (memory.laterUntil !== undefined && now.getTime() < Date.parse(memory.laterUntil)) return false;
  return atWorkOn(status) === undefined && status?.apps.every(({ emergency }) => emergency === undefined) === true;
}

/** Until when it is put off. */
export function laterUntil(how: 'day' | 'week', now: Date): string {
  return new Date(now.getTime() + (how === 'day' ? 1 : 7) * dayMs).toISOString();
}
