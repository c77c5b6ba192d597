import type { DecodedStatus } from '../vault/format/status.ts';
import { skewMs } from './held-lease.ts';

const minuteMs = 60_000;

/** A window of the schedule: when its backup is due, and how long before that one may have been made to be this very one. */
export interface BackupWindow {
  readonly dueAt: Date;
  readonly earlyMs: number;
}

/**
 * How early a backup may have been made to be the one of a window. Counted in hours, the windows of two computers lie apart: a backup belongs to
 * the window that is nearest. By the clock they are the same moment, and only the clocks differ.
 */
export function earlyMsOf(rule: { readonly kind: 'every'; readonly hours: number } | { readonly kind: string }): number {
  return rule.kind === 'every' && 'hours' in rule ? (rule.hours * 60 * minuteMs) / 2 : skewMs;
}

/** What was seen of each place's newest complete backup, and when this computer saw it first. */
export type SeenBackups = Map<string, { readonly readAt: string; readonly firstSeen: number }>;

export interface Looking {
  readonly now: Date;
  /** Changed by the look. */
  readonly seen: SeenBackups;
  /** Made by this computer: what is to become of a window then is for its schedule to say. */
  readonly isOwn: (snapshot: string) => boolean;
}

/**
 * When the backup of this window was read, if the newest in every place is another computer's, complete and read back. It is taken by its own word only as
 * far as that can be: one that is to come by this clock, and one that was there before the window, are not of it, whatever the other clock said.
 */
export function madeAlready(statuses: ReadonlyMap<string, DecodedStatus | undefined>, { dueAt, earlyMs }: BackupWindow, { now, seen, isOwn }: Looking): string | undefined {
  const from = dueAt.getTime() - earlyMs;
  let oldest: string | undefined;
  let isMade = statuses.size > 0;
  for (const [place, status] of statuses) {
    const readAt = status?.outcome === 'complete' ? status.readStartedAt : undefined;
    if (status === undefined || readAt === undefined || isOwn(status.snapshot)) {
      isMade = false;
      continue;
    }
    const known = seen.get(place);
    const firstSeen = known?.readAt === readAt ? known.firstSeen : now.getTime();
    seen.set(place, { readAt, firstSeen });
    const at = Date.parse(readAt);
    if (at < from || at > now.getTime() + skewMs || firstSeen < from) isMade = false;
    if (oldest === undefined || readAt < oldest) oldest = readAt;
  }
  return isMade ? oldest : undefined;
}
