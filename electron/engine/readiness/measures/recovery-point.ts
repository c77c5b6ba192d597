import type { z } from 'zod';
import type { recoveryPoint } from '../../../../shared/contract/readiness.ts';
import { type AppFacts, type KnownBackup, knownBackups } from '../../status/facts.ts';
import { isToCome, newestProven } from '../../status/safety.ts';
import { type CurvePoint, stretchOf, worstOf } from './recovery-curve.ts';

export type RecoveryPoint = z.infer<typeof recoveryPoint>;
type Worst = NonNullable<RecoveryPoint['worst30']>;

const dayMs = 86_400_000;

type PointFacts = Pick<AppFacts, 'places' | 'remembered' | 'addedAt' | 'objectiveHours' | 'now'>;

/**
 * How far back one would fall now, and the furthest it was. Now: by what lies in the places, as safety is told everywhere else. Before: by
 * what was noted of the backups at the time. Pure.
 */
export function recoveryPointOf(facts: PointFacts, curve: readonly CurvePoint[]): RecoveryPoint {
  const { objectiveHours, now } = facts;
  const backups = knownBackups(facts);
  const newest = newestProven(backups, now);
  const worstTable = furthestBehind(backups, newest, now);
  const worst30 = worstWithin(curve, 30, now);
  const worst90 = worstWithin(curve, 90, now);
  return {
    ...(objectiveHours === undefined ? {} : { objectiveHours }),
    ...ageOf(newest, facts),
    ...(worstTable === undefined ? {} : { worstTable }),
    ...(worst30 === undefined ? {} : { worst30 }),
    ...(worst90 === undefined ? {} : { worst90 }),
  };
}

function ageOf(newest: KnownBackup | undefined, { addedAt, now }: PointFacts): Pick<RecoveryPoint, 'nowMs' | 'at'> {
  if (newest === undefined) return {};
  // Made under a wrong clock: it may be as old as the app has been here.
  if (isToCome(newest.startedAt, now)) return { nowMs: since(addedAt, now) };
  return { nowMs: since(newest.startedAt, now), at: newest.startedAt };
}

function since(instant: string, now: Date): number {
  return Math.max(0, now.getTime() - Date.parse(instant));
}

/**
 * Backups after the newest whole one hold some tables whole: those that they lack are further back than the others. Of several, the one that is
 * furthest back; without `at` where no backup holds it whole.
 */
function furthestBehind(backups: readonly KnownBackup[], newest: KnownBackup | undefined, now: Date): RecoveryPoint['worstTable'] {
  const wholeAt = newest === undefined || isToCome(newest.startedAt, now) ? undefined : newest.startedAt;
  const partial = backups.filter(({ outcome, verifiedIn, startedAt, lacking, tables }) => outcome === 'incomplete' && verifiedIn.length > 0 && lacking.length < tables && !isToCome(startedAt, now) && (wholeAt === undefined || startedAt > wholeAt));
  const tables = [...new Set(partial.flatMap(({ lacking }) => lacking.map(({ name }) => name)))].toSorted();
  const behind = tables.map((name) => ({ name, at: partial.find(({ lacking }) => lacking.every((each) => each.name !== name))?.startedAt ?? wholeAt }));
  const [worst] = behind.toSorted((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : (a.at ?? '') > (b.at ?? '') ? 1 : 0));
  return worst === undefined ? undefined : { name: worst.name, ...(worst.at === undefined ? {} : { at: worst.at }) };
}

function worstWithin(curve: readonly CurvePoint[], days: number, now: Date): Worst | undefined {
  const points = stretchOf(curve, now.getTime() - days * dayMs, now.getTime());
  const worst = worstOf(points);
  const first = points[0];
  if (worst === undefined || first === undefined) return undefined;
  return {
    ms: worst.ms,
    at: new Date(worst.at).toISOString(),
    since: new Date(first.at).toISOString(),
    ...(worst.nothingAt === undefined ? {} : { nothingAt: new Date(worst.nothingAt).toISOString() }),
  };
}
