import type { z } from 'zod';
import type { recoveryTime } from '../../../../shared/contract/readiness.ts';
import type { WriterCapabilities } from '../../ports/app-writer.ts';

export type RecoveryTime = z.infer<typeof recoveryTime>;

/** A drill or a real restore that came to its end. */
export interface TimedRecovery {
  readonly from: 'drill' | 'restore';
  /** When it began. */
  readonly at: string;
  readonly ok: boolean;
  readonly phases: readonly { readonly name: string; readonly ms: number }[];
  /** How many records it brought back. */
  readonly records: number;
  /** Bytes of the backup as it lies in its place, where they are known. */
  readonly bytes?: number | undefined;
}

/** What would have to be brought back today. */
export interface TodaysSize {
  readonly tables: readonly { readonly name: string; readonly records: number }[];
  readonly records: number;
  readonly files: number;
  readonly bytes?: number | undefined;
}

/** What of a writer says how fast it may write; undefined where nothing can be written, or nobody knows. */
export type WritingPace = Pick<WriterCapabilities, 'batch' | 'perMinute'> | undefined;

interface Range {
  readonly leastMs: number;
  readonly mostMs: number;
}

/** So many of the newest are compared. */
const compared = 5;
/** One measurement says nothing of how much they differ: then it may be as far off as this, and half of that with two. */
const unknownSpread = 1.5;
const fewSpread = 1.25;
const manySpread = 1.1;
/** A restore of less than this share of the app says nothing of a whole one. */
const leastShare = 0.5;
/** Requests that had to wait or be made again come to at most as much again, as far as was seen. */
const slowest = 2;

/**
 * How long until one is back: by drills, or by a restore of most of the app where there was no drill, scaled to today's size; and what the platform takes
 * to be written full again. What nobody measured stays unknown. Pure. @param timed newest first
 */
export function recoveryTimeOf(timed: readonly TimedRecovery[], size: TodaysSize, pace: WritingPace, objectiveHours: number | undefined): RecoveryTime {
  const measured = measuredBy(timed.filter(({ from }) => from === 'drill'), size) ?? measuredBy(timed.filter(({ from, records }) => from === 'restore' && records >= leastShare * size.records), size);
  const writeBack = writeBackOf(timed, size, pace);
  return { ...(objectiveHours === undefined ? {} : { objectiveHours }), ...(measured === undefined ? {} : { measured }), ...(writeBack === undefined ? {} : { writeBack }) };
}

function measuredBy(timed: readonly TimedRecovery[], size: TodaysSize): RecoveryTime['measured'] {
  const good = timed.filter(({ ok, records }) => ok && records > 0).slice(0, compared);
  const [newest] = good;
  if (newest === undefined) return undefined;
  const ranges = good.map((each) => scaled(each, size));
  const spread = good.length === 1 ? unknownSpread : good.length === 2 ? fewSpread : manySpread;
  return {
    leastMs: Math.round(Math.min(...ranges.map(({ leastMs }) => leastMs)) / spread),
    mostMs: Math.round(Math.max(...ranges.map(({ mostMs }) => mostMs)) * spread),
    at: newest.at,
    from: newest.from,
    phases: newest.phases.map(({ name, ms }) => ({ name, ms })),
    records: newest.records,
    scale: size.records === 0 ? 1 : size.records / newest.records,
  };
}

/** What does not grow with the data takes as long as then; at most, everything grows as the records or the bytes do. */
function scaled({ phases, records, bytes }: TimedRecovery, size: TodaysSize): Range {
  const took = totalOf(phases);
  const scales = [1, size.records / records, ...(bytes === undefined || size.bytes === undefined || bytes === 0 ? [] : [size.bytes / bytes])];
  return { leastMs: took * Math.min(...scales), mostMs: took * Math.max(...scales) };
}

/** Writing into a second app is part of some drills, and no part of the others. */
function totalOf(phases: TimedRecovery['phases']): number {
  return phases.reduce((sum, { name, ms }) => (name === 'write-back' ? sum : sum + ms), 0);
}

/** By the platform's limits, and by real restores into it, where there were any: the slower of both at most. */
function writeBackOf(timed: readonly TimedRecovery[], size: TodaysSize, pace: WritingPace): RecoveryTime['writeBack'] {
  const byLimits = limitsOf(size, pace);
  const written = timed.flatMap(({ from, ok, records, phases }) => {
    const ms = from === 'restore' ? totalOf(phases) : phases.reduce((sum, phase) => (phase.name === 'write-back' ? sum + phase.ms : sum), 0);
    return ok && records > 0 && ms > 0 ? [(ms / records) * size.records] : [];
  });
  const seen = written.slice(0, compared);
  if (byLimits === undefined && seen.length === 0) return undefined;
  const fewest = Math.min(...(byLimits === undefined ? seen : [byLimits, ...seen]));
  const most = Math.max(...(byLimits === undefined ? [] : [byLimits * slowest]), ...seen.map((each) => each * (seen.length === 1 ? unknownSpread : fewSpread)));
  return { leastMs: Math.round(byLimits ?? fewest / unknownSpread), mostMs: Math.round(Math.max(most, byLimits ?? 0)), says: saysOf(byLimits, seen.length, pace) };
}

/** Undefined where there are no limits, or nobody knows them. */
function limitsOf({ tables, records, files }: TodaysSize, pace: WritingPace): number | undefined {
  if (pace === undefined || !Number.isFinite(pace.perMinute.create)) return undefined;
  const { batch, perMinute } = pace;
  const parts = tables.length === 0 ? [{ records }] : tables;
  // Each record is created, and read back.
  const minutes = parts.reduce((sum, each) => sum + Math.ceil(each.records / Math.max(1, batch.create)) / perMinute.create + Math.ceil(each.records / Math.max(1, batch.read)) / perMinute.read, 0);
  return (minutes + files / perMinute.upload) * 60_000;
}

function saysOf(byLimits: number | undefined, restores: number, pace: WritingPace): string {
  const measured = restores === 0 ? '' : restores === 1 ? ' and by what was once written into it' : ' and by what was written into it before';
  if (byLimits === undefined || pace === undefined) return 'By what was written into the app before.';
  return `By ${Math.round(pace.perMinute.create).toLocaleString('en-US')} requests a minute, which the app’s platform allows${measured}.`;
}
