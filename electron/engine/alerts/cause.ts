import type { z } from 'zod';
import type { severity } from '../../../shared/contract/alerts.ts';
import type { need } from '../../../shared/contract/need.ts';
import { assertNever } from '../../../shared/model/errors.ts';

/**
 * What may stand behind an alert: the needs that Home lists, so that the two can never say different things. Which of them hold is decided in one place
 * (status/needs.ts) from one set of facts; an alert adds only the memory of who was told of it.
 */
export type Cause = z.infer<typeof need>;
export type Severity = z.infer<typeof severity>;

/** What whoever watches the data tells of an alarm that stands open. Names and figures only, never a record. */
export type Anomaly = Omit<Extract<Cause, { kind: 'anomaly' }>, 'kind' | 'app'>;

/** In place of the alarms that stand open, where what is remembered of them cannot be read. While it is listed, nothing is known of the others. */
export const unreadableAlarm = 'unreadable';

/**
 * How watching raises and resolves: by saying which alarms stand open now. One that is listed is raised (once, by its `alarm`); one that is listed no more is
 * resolved, which must rest on evidence or on a person's word ("expected"). Kept by whoever watches, so that a kill between the two loses nothing.
 * After a change, publish `{topic: 'alerts', app}` to the feed.
 */
export interface AnomalySource {
  /** Undefined while that is not known (not read yet): nothing is raised and nothing resolved. */
  open(app: string): readonly Anomaly[] | undefined;
}

/** How grave a cause is (docs/adr/0022-alerts.md). */
export function severityOf(cause: Cause): Severity {
  switch (cause.kind) {
    case 'run-failed':
      // It failed, and would not fail now.
      return cause.over === undefined ? 'alarm' : 'warning';
    case 'overdue':
    case 'damaged':
    case 'drill-failed':
    case 'restore-stopped':
    case 'anomaly':
    case 'keychain':
    case 'settings':
      return 'alarm';
    case 'place-behind':
      // A drive that is not plugged in comes back; a backup that vanished does not.
      return cause.removed === undefined ? 'warning' : 'alarm';
    case 'unusual':
      // Far too small is how a backup of nothing looks.
      return cause.what === 'small' ? 'alarm' : 'warning';
    case 'incomplete':
    case 'kit-not-proved':
    case 'kit-proof-due':
    case 'retention-asks':
    case 'retention-stopped':
    case 'drill-overdue':
    case 'channel-failing':
      return 'warning';
    case 'no-place':
    case 'no-backup':
    case 'kit-outdated':
    case 'run-interrupted':
    // Whoever declared it knows of it: it is shown, and sent to nobody.
    case 'emergency-open':
      return 'note';
    default:
      return assertNever(cause);
  }
}

const rank: Readonly<Record<Severity, number>> = { note: 0, warning: 1, alarm: 2 };

export function isGraver(a: Severity, than: Severity): boolean {
  return rank[a] > rank[than];
}

const hourMs = 3_600_000;
/** What a computer without a network cannot help, and what passes by itself. */
const passing: ReadonlySet<string> = new Set(['network', 'server', 'rate-limited']);

/** For how long a cause has to hold before anybody is told, in milliseconds: it is shown at once, and told where it does not pass. */
export function patienceOf(cause: Cause): number {
  if (cause.kind === 'place-behind' && cause.removed === undefined && cause.error !== undefined && passing.has(cause.error.code)) return hourMs;
  // What stopped it is over, so the next one, which is soon, may well succeed.
  if (cause.kind === 'run-failed' && cause.over !== undefined) return hourMs;
  // On the day it is set up, the screen asks for it already.
  // A computer that was off for long makes it good by itself, once it had the time.
  if (cause.kind === 'kit-not-proved' || cause.kind === 'drill-overdue') return 24 * hourMs;
  return 0;
}

/** Whose it is; undefined for what concerns Holdfast itself. */
export function appOf(cause: Cause): string | undefined {
  return 'app' in cause ? cause.app : undefined;
}
