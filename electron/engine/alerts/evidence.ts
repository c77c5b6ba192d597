import { assertNever } from '../../../shared/model/errors.ts';
import type { AppFacts } from '../status/facts.ts';
import { type Cause, unreadableAlarm } from './cause.ts';

/**
 * Would a cause be among the needs if it still held? Only then its absence shows that it is over. A backup that goes on, a place that was not looked into
 * since the start, a keychain that is locked hide what was there before. Pure.
 */
export function wouldBeSeen(cause: Cause, facts: AppFacts): boolean {
  const { keychain, places, backupRuns, isRestoring } = facts;
  const isRunning = backupRuns.some((run) => run.state === 'running');
  const isLookedAt = places.every(({ listing }) => listing !== undefined);
  const seesPlaces = isLookedAt && keychain === undefined && !isRunning;
  switch (cause.kind) {
    case 'keychain':
      // It is tried with the first look into a place.
      return places.length > 0 && isLookedAt;
    case 'damaged':
    case 'no-place':
    case 'retention-asks':
    case 'retention-stopped':
    case 'emergency-open':
    case 'kit-not-proved':
      return true;
    case 'kit-proof-due':
    case 'kit-outdated':
      return keychain === undefined;
    case 'restore-stopped':
      return isRestoring !== true;
    case 'drill-failed':
    case 'drill-overdue':
      return facts.drills !== undefined;
    case 'anomaly':
      return facts.anomalies?.every(({ alarm }) => alarm !== unreadableAlarm) === true;
    case 'run-failed': {
      // Another failure that may pass by itself is not told of, and is no success either.
      const last = backupRuns.findLast(({ state }) => state !== 'cancelled');
      return last !== undefined && (last.state === 'done' || last.state === 'incomplete');
    }
    case 'run-interrupted':
      return !isRunning;
    case 'unusual':
      return !isRunning;
    case 'overdue':
      // A pause makes nothing younger.
      return seesPlaces && !(facts.pausedUntil !== undefined && facts.pausedUntil > facts.now);
    case 'incomplete':
    case 'no-backup':
      return seesPlaces;
    case 'place-behind': {
      if (keychain !== undefined) return false;
      const place = places.find(({ name }) => name === cause.place);
      // A place that is not the app's any more is not behind.
      return place === undefined || (place.listing !== undefined && !isRunning);
    }
    case 'channel-failing':
    case 'settings':
      return true;
    default:
      return assertNever(cause);
  }
}
