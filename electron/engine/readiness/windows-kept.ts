import type { IntendedRun } from '../schedule/rule.ts';
import { clockToleranceMs } from '../schedule/next-run.ts';
import type { WindowEvidence } from './evidence.ts';

const dayMs = 86_400_000;
const frameMs = 30 * dayMs;
/** One that is due is begun within this time by a program that runs; while it waits for something, its row says so when it ends. */
const patienceMs = 24 * 3_600_000;

/** `excused`: it was left out for a reason that was noted. `missed`: it failed or was left out without one. */
type Became = 'made' | 'excused' | 'missed' | 'open' | 'none';

/**
 * What became of the times of the schedule, in the 30 days before the last one that has an end; undefined where none has. Not before now: what was missed must not be
 * forgotten by waiting, only by backups that were made since. Pure.
 */
export function windowsOf(intended: Iterable<IntendedRun>, now: Date): WindowEvidence | undefined {
  const runs = [...intended].filter(({ dueAt }) => Date.parse(dueAt) <= now.getTime() + clockToleranceMs).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0));
  const windows: { readonly dueAt: string; readonly became: Became }[] = [];
  let madeAfter: string | undefined;
  // From the newest on: one that failed was made good by what was made before the next one was due.
  for (const run of runs.toReversed()) {
    const became = becameOf(run, now);
    if (run.kind === 'window') {
      const isGood = became === 'missed' && madeAfter !== undefined;
      if (became !== 'open' && became !== 'none') windows.push({ dueAt: run.dueAt, became: isGood ? 'made' : became });
      madeAfter = undefined;
    } else if (became === 'made') madeAfter = run.dueAt;
  }
  const last = windows[0];
  if (last === undefined) return undefined;
  const from = new Date(Date.parse(last.dueAt) - frameMs).toISOString();
  const within = windows.filter(({ dueAt }) => dueAt >= from);
  const count = (wanted: Became): number => within.filter(({ became }) => became === wanted).length;
  return { all: within.length, made: count('made'), missed: count('missed') };
}

function becameOf({ dueAt, end, run }: IntendedRun, now: Date): Became {
  if (end === undefined) return run === undefined && now.getTime() - Date.parse(dueAt) > patienceMs ? 'missed' : 'open';
  switch (end.kind) {
    case 'done':
      return 'made';
    case 'incomplete':
    case 'failed':
    case 'interrupted':
      return 'missed';
    case 'stopped':
      return 'excused';
    case 'skipped':
      break;
  }
  switch (end.reason.kind) {
    case 'caught-up':
    case 'elsewhere':
    case 'still-running':
      return 'made';
    // The rule was changed, or its clock: it was not to be any more.
    case 'changed':
    case 'clock':
      return 'none';
    case 'refused':
    case 'unknown':
      return 'missed';
    default:
      return 'excused';
  }
}
