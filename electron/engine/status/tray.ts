import type { z } from 'zod';
import type { trayState } from '../../../shared/contract/status.ts';
import { type AppFacts, knownBackups } from './facts.ts';
import { needsOf } from './needs.ts';
import { hourMs } from '../schedule/next-run.ts';
import { isProven, isToCome, newestProven, overdueSince } from './safety.ts';

export type TrayState = z.infer<typeof trayState>;

/** With neither a schedule nor a goal, nothing older than this is called safe; the same as on Home. */
const freshWithoutGoalHours = 24;

/**
 * What the tray shows. `safe` is never the lack of bad news: it takes an app, and of each app a newest backup that is whole, was read back
 * and is not overdue, with every place looked into, and no drill that failed.
 */
export function trayOf(apps: readonly AppFacts[], now: Date): TrayState {
  const own = apps.filter((app) => !app.isOpened);
  const isWorking = own.some((app) => app.backupRuns.some((run) => run.state === 'running') || app.places.some(({ listing }) => listing === undefined));
  if (isWorking) return 'working';
  if (own.length === 0 || apps.some((app) => needsOf(app).length > 0) || !own.every(isSafe)) return 'needs-you';
  return own.some(({ pausedUntil }) => pausedUntil !== undefined && pausedUntil > now) ? 'paused' : 'safe';
}

/** Nothing says how old its newest backup may be, and nobody has made one for a day. */
function isOldByHand({ everyHours, objectiveHours, now }: AppFacts, newestAt: string): boolean {
  return everyHours === null && objectiveHours === undefined && now.getTime() - Date.parse(newestAt) > freshWithoutGoalHours * hourMs;
}

/** Said again in the positive, apart from the needs: a need that somebody forgets to tell must not make the tray green. */
function isSafe(facts: AppFacts): boolean {
  const backups = knownBackups(facts);
  const newest = newestProven(backups, facts.now);
  const last = backups.find(({ startedAt }) => !isToCome(startedAt, facts.now));
  return newest !== undefined && !isToCome(newest.startedAt, facts.now) && last !== undefined && isProven(last) && overdueSince(facts, newest) === undefined && !isOldByHand(facts, newest.startedAt) && (facts.drills?.failed.length ?? 0) === 0;
}
