import type { z } from 'zod';
import type { need } from '../../../shared/contract/need.ts';
import { unusualNeeds } from '../alerts/unusual.ts';
import { failuresInARow } from '../schedule/retry.ts';
import { type AppFacts, isLookedInto, type KnownBackup, knownBackups } from './facts.ts';
import { isKitProofDue } from './kit-proof.ts';
import { oncePer } from './once-per.ts';
import type { PlaceListing } from './place-listing.ts';
import { isProven, isToCome, newestProven, overdueSince } from './safety.ts';

export type Need = z.infer<typeof need>;

/** What passes by itself, as long as it is tried again: a person need not hear of it at once. */
const passing: ReadonlySet<string> = new Set(['network', 'server', 'rate-limited']);
/** After so many failures in a row it does not pass by itself. */
const patience = 4;

/** A drill is overdue when so many of its periods went by, as a backup is. */
const drillLateness = 1.25;
const dayMs = 86_400_000;

/** A place that is away says one of these; one that can be looked into is there again. */
const isPlaceTrouble: ReadonlySet<string> = new Set([...passing, 'not-found']);

/** What only a person can put right, the most urgent first. Pure. */
export const needsOf = oncePer(needsFrom);

function needsFrom(facts: AppFacts): readonly Need[] {
  const { name: app, places, lastCheck, keychain } = facts;
  const needs: Need[] = [];
  if (facts.emergency !== undefined) needs.push({ kind: 'emergency-open', app, emergency: facts.emergency.id, since: facts.emergency.startedAt });
  if (keychain !== undefined) needs.push({ kind: 'keychain', app, ...keychain });
  if (lastCheck !== undefined && lastCheck.problems > 0) needs.push(damage(app, lastCheck));
  const half = stoppedRestore(facts);
  if (half !== undefined) needs.push(half);
  needs.push(...drillNeeds(facts));
  // What is known only from its backups cannot be backed up: it lacks nothing.
  if (facts.isOpened) return needs;
  needs.push(...(facts.anomalies ?? []).map((anomaly): Need => ({ kind: 'anomaly', app, ...anomaly })));
  if (places.length === 0) return [...needs, { kind: 'no-place', app }];
  const backups = knownBackups(facts);
  const newest = newestProven(backups, facts.now);
  const failed = failedRun(facts);
  if (failed !== undefined) needs.push(failed);
  const unproven = unprovenNewest(facts, backups, newest);
  if (unproven !== undefined) needs.push({ kind: 'incomplete', app, at: unproven.startedAt, tables: unproven.lacking.map((table) => ({ ...table })) });
  // Neither while the first one is made, nor before anybody has looked whether there is one.
  const mayCome = isRunning(facts) || places.some(({ listing }) => listing === undefined);
  if (newest === undefined && failed === undefined && unproven === undefined && !mayCome) needs.push({ kind: 'no-backup', app });
  const since = newest === undefined ? undefined : overdueSince(facts, newest);
  if (since !== undefined) needs.push({ kind: 'overdue', app, since });
  needs.push(...placesBehind(facts, newest), ...unusualNeeds(facts));
  const removal = removalWaits(facts);
  if (removal !== undefined) needs.push(removal);
  const interrupted = interruptedRun(facts);
  if (interrupted !== undefined) needs.push(interrupted);
  return [...needs, ...kitNeeds(facts)];
}

/** What drills found, of places that are still used. */
function drillNeeds(facts: AppFacts): Need[] {
  const { name: app, drills, places, now } = facts;
  if (drills === undefined) return [];
  const failed = drills.failed.filter(({ place }) => places.some(({ name }) => name === place)).map((each): Need => ({ kind: 'drill-failed', app, ...each, failures: each.failures.map((failure) => ({ ...failure })) }));
  // Where there never was one, or nobody knows when, it could have been from the first backup on.
  const lastAt = drills.lastAt === undefined || isToCome(drills.lastAt, now) ? undefined : drills.lastAt;
  const from = lastAt ?? knownBackups(facts).findLast(isProven)?.startedAt;
  if (drills.everyDays === null || from === undefined) return failed;
  const due = new Date(Date.parse(from) + drillLateness * drills.everyDays * dayMs);
  return due > now ? failed : [...failed, { kind: 'drill-overdue', app, since: due.toISOString() }];
}

/** The app is half as it was and half as it is to be. */
function stoppedRestore({ name: app, stoppedRestore: stopped }: AppFacts): Need | undefined {
  return stopped === undefined ? undefined : { kind: 'restore-stopped', app, restore: stopped.id, at: stopped.at, asked: stopped.asked, written: stopped.written };
}

/** A kit that nobody has is no way back; one that was proved long ago, or names places that are gone, may not be one either. */
function kitNeeds({ name: app, isSample, kitProvedAt, kitErrors, keychain, now }: AppFacts): Need[] {
  if (isSample) return [];
  if (kitProvedAt === undefined) return [{ kind: 'kit-not-proved', app }];
  // Without the key no kit can be written or compared; whoever gives it again has the kit in their hand.
  if (keychain !== undefined) return [];
  const outdated: Need[] = kitErrors === undefined ? [] : [{ kind: 'kit-outdated', app, gone: [...kitErrors.gone], lacking: [...kitErrors.lacking], people: kitErrors.people }];
  return isKitProofDue(kitProvedAt, now) ? [...outdated, { kind: 'kit-proof-due', app, provedAt: kitProvedAt }] : outdated;
}

function damage(app: string, { runId, at, problems, place }: NonNullable<AppFacts['lastCheck']>): Need {
  return { kind: 'damaged', app, runId, at, problems, ...(place === undefined ? {} : { place }) };
}

function isRunning({ backupRuns }: AppFacts): boolean {
  return backupRuns.some((run) => run.state === 'running');
}

/** The last backup run failed, and waiting does not help. */
function failedRun(facts: AppFacts): Need | undefined {
  const { name: app, backupRuns, everyHours, keychain } = facts;
  const last = backupRuns.findLast((run) => run.state !== 'cancelled');
  if (last === undefined || last.state !== 'failed') return undefined;
  // Said already: without the key there is no backup.
  if (keychain !== undefined && last.error?.message === keychain.error.message) return undefined;
  const error = last.error ?? { code: 'bug' as const, message: 'The last backup failed.', nextStep: 'Back up again.' };
  const isTriedAgain = everyHours !== null && passing.has(error.code) && failuresInARow(backupRuns) < patience;
  if (isTriedAgain) return undefined;
  const over = isOver(facts, last) ? { over: last.stoppedBy, nextAt: facts.next.at } : {};
  return { kind: 'run-failed', app, runId: last.id, at: last.endedAt ?? last.startedAt, error, ...over };
}

/** Every place can be looked into, which is asked right after a failure and again and again since; and where the network was away, the computer says that it is back. */
function isOver({ places, online }: AppFacts, { stoppedBy }: AppFacts['backupRuns'][number]): boolean {
  if (stoppedBy === undefined || places.some(({ listing }) => !isLookedInto(listing))) return false;
  return stoppedBy === 'place-away' || online === true;
}

/** The newest backup, where it is not whole or was read back nowhere. While a backup is being made, its own may lie there already. */
function unprovenNewest({ backupRuns, now }: AppFacts, backups: readonly KnownBackup[], newest: KnownBackup | undefined): KnownBackup | undefined {
  const first = backups.find(({ startedAt }) => !isToCome(startedAt, now)) ?? backups[0];
  if (first === undefined || first === newest) return undefined;
  if (isProven(first)) return undefined;
  const isBeingMade = backupRuns.some((run) => run.state === 'running' && run.startedAt <= first.startedAt);
  return isBeingMade ? undefined : first;
}

/** Places that cannot be looked into, lack the newest proven backup, or lost what was read back from them. */
function placesBehind(facts: AppFacts, newest: KnownBackup | undefined): Need[] {
  const { name: app, places, remembered, keychain } = facts;
  // Without the key no place can be looked into; that is one trouble, not several.
  if (keychain !== undefined) return [];
  return places.flatMap(({ name: place, listing }): Need[] => {
    if (listing === undefined) return [];
    if (listing.problem !== undefined) return [{ kind: 'place-behind', app, place, error: listing.problem }];
    // What it lacks just now may be on its way.
    if (isRunning(facts)) return [];
    const removed = removedFrom(facts, place, listing);
    if (removed !== undefined) return [{ kind: 'place-behind', app, place, removed }];
    if (newest === undefined || newest.verifiedIn.includes(place)) return [];
    const error = [...remembered.values()].at(-1)?.places.find((each) => each.name === place)?.error;
    // It answers: what kept the last backup from it is over, and what it lacks the next one brings.
    const isBack = error !== undefined && isPlaceTrouble.has(error.code);
    return [{ kind: 'place-behind', app, place, ...(error === undefined ? {} : { error }), ...(isBack ? { back: true as const } : {}) }];
  });
}

/**
 * When the last whole backup was made that this computer read back from the place, where it is not there any more: another drive at the same path, a folder that was
 * cleared or went back to an older copy. Of the backups before it, some may have been removed for good reasons.
 */
function removedFrom({ remembered }: AppFacts, place: string, { backups, removed = [] }: PlaceListing): string | undefined {
  const last = [...remembered.values()].findLast(({ complete, places }) => complete && places.some(({ name, verified }) => name === place && verified));
  return last === undefined || removed.includes(last.id) || backups.some(({ id }) => id === last.id) ? undefined : last.startedAt;
}

/** The last backup was cut short, and nothing but a person begins another one. */
function interruptedRun({ name: app, backupRuns, everyHours }: AppFacts): Need | undefined {
  const last = backupRuns.at(-1);
  if (last === undefined || last.state !== 'interrupted' || everyHours !== null) return undefined;
  return { kind: 'run-interrupted', app, runId: last.id, at: last.startedAt };
}

/** Of a place that is away, or busy, somebody hears elsewhere, or it passes. */
const passesOrIsTold: ReadonlySet<string> = new Set([...passing, 'not-found', 'conflict', 'cancelled', 'auth-expired', 'auth-revoked']);

/** Old backups are not removed by themselves until a person looks. */
function removalWaits({ name: app, removal }: AppFacts): Need | undefined {
  if (removal === undefined) return undefined;
  const { runId, at, asks, error } = removal;
  if (asks > 0) return { kind: 'retention-asks', app, runId, at, backups: asks };
  return error === undefined || passesOrIsTold.has(error.code) ? undefined : { kind: 'retention-stopped', app, runId, at, error };
}
