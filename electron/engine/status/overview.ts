import type { z } from 'zod';
import type { overview } from '../../../shared/contract/status.ts';
import { daysOf } from './days.ts';
import { type AppFacts, isLookedInto, type KnownBackup, knownBackups } from './facts.ts';
import { kitProofDueAt } from './kit-proof.ts';
import { needsOf } from './needs.ts';
import { newestProven } from './safety.ts';

export type Overview = z.infer<typeof overview>;

/** Everything the first screen says of an app. Pure. */
export function overviewOf(facts: AppFacts): Overview {
  const { name, objectiveHours, everyHours, pausedUntil, next, kitProvedAt, backupRuns, now } = facts;
  const backups = knownBackups(facts);
  const newest = newestProven(backups, now);
  const [first] = backups;
  const running = backupRuns.findLast((run) => run.state === 'running');
  const lastBackupMs = lastDuration(facts);
  return {
    app: name,
    ...(newest === undefined ? {} : { newest: shown(newest) }),
    ...(first === undefined || first === newest ? {} : { newestIncomplete: { id: first.id, startedAt: first.startedAt, tables: first.lacking.map((table) => ({ ...table })) } }),
    ...(objectiveHours === undefined ? {} : { objectiveHours }),
    backups: backups.length,
    places: facts.places.map((place) => shownPlace(place, newest, backups)),
    coverage: [...((newest ?? first)?.coverage ?? [])],
    days: daysOf(facts),
    needs: [...needsOf(facts)],
    schedule: { everyHours, pausedUntil: pausedUntil !== undefined && pausedUntil > now ? pausedUntil.toISOString() : null, next },
    ...(kitProvedAt === undefined ? {} : { kitProvedAt, kitProofDueAt: kitProofDueAt(kitProvedAt).toISOString() }),
    deputies: facts.deputies,
    ...(running === undefined ? {} : { running }),
    ...(lastBackupMs === undefined ? {} : { lastBackupMs }),
  };
}

function shown({ id, startedAt, records, tables, files, storedBytes }: KnownBackup): NonNullable<Overview['newest']> {
  return { id, startedAt, records, tables, files, storedBytes };
}

function shownPlace({ name, path, listing }: AppFacts['places'][number], newest: KnownBackup | undefined, backups: readonly KnownBackup[]): Overview['places'][number] {
  const newestThere = backups.find(({ outcome, verifiedIn }) => outcome === 'complete' && verifiedIn.includes(name));
  return {
    name,
    path,
    reachable: isLookedInto(listing),
    ...(newestThere === undefined ? {} : { newestVerified: newestThere.startedAt }),
    behind: newest !== undefined && !newest.verifiedIn.includes(name),
    ...(listing?.problem === undefined ? {} : { problem: listing.problem }),
  };
}

/** How long the last backup took that came to something. */
function lastDuration({ backupRuns }: AppFacts): number | undefined {
  const last = backupRuns.findLast(({ state }) => state === 'done' || state === 'incomplete');
  return last?.endedAt === undefined ? undefined : Math.max(0, Date.parse(last.endedAt) - Date.parse(last.startedAt));
}
