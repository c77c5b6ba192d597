import type { DrillEvidence, Evidence } from '../evidence.ts';
import { agoWords, counted, listed, spanWords } from '../words.ts';
import { full, type Judge, nothing, oldest } from './found.ts';
import { ownPlaces } from './where.ts';

const never = 'No drill has been run: nobody knows whether a restore works.';

/** The last drill from each place that is still used; one from a place that is gone, also where another has its name, proves nothing of where backups lie now. */
export function lastDrills(evidence: Evidence): readonly DrillEvidence[] {
  return ownPlaces(evidence).flatMap(({ name, since }) => {
    const last = evidence.drills.find(({ place }) => place === name);
    return last === undefined || (last.ok && since !== undefined && last.at < since) ? [] : [last];
  });
}

function lastPassed(evidence: Evidence): DrillEvidence | undefined {
  return newestOf(lastDrills(evidence).filter(({ ok }) => ok));
}

function newestOf(drills: readonly DrillEvidence[]): DrillEvidence | undefined {
  let newest: DrillEvidence | undefined;
  for (const drill of drills) if (newest === undefined || drill.at > newest.at) newest = drill;
  return newest;
}

function goldenCount({ golden }: DrillEvidence): number {
  return golden.passed + golden.failed + golden.notChecked;
}

function goldenShare(drill: DrillEvidence): number {
  return goldenCount(drill) === 0 ? 0 : drill.golden.passed / goldenCount(drill);
}

/** Does restore work? */
export const works = {
  drilled(evidence, now) {
    const last = newestOf(lastDrills(evidence));
    if (last === undefined) return nothing(never);
    const passed = lastPassed(evidence);
    if (!last.ok || passed === undefined) return nothing(drillFailure(last, now));
    return full(`A drill from “${passed.place}” passed ${agoWords(passed.at, now)}, in ${spanWords(passed.durationMs)}.`, passed.at);
  },
  'every-place'(evidence, now, keeps) {
    const own = ownPlaces(evidence);
    const passed = lastDrills(evidence).filter(({ ok }) => ok);
    if (passed.length === 0) return nothing(never);
    const lacking = own.filter(({ name }) => !passed.some(({ place }) => place === name));
    const at = oldest(passed.map((each) => each.at)) ?? '';
    // Each place by its own drill: one that is old takes nothing from the others.
    const share = passed.reduce((sum, each) => sum + keeps(each.at), 0) / own.length;
    if (lacking.length > 0) return { share, says: `No drill passed from ${listed(lacking.map(({ name }) => name))}.`, at, aged: true };
    return { share, says: own.length === 1 ? 'A drill passed from the one place there is.' : `A drill passed from each place, the longest ago ${agoWords(at, now)}.`, at, aged: true };
  },
  golden(evidence, now, keeps) {
    const passed = lastDrills(evidence).filter(({ ok }) => ok);
    if (passed.length === 0) return nothing('No drill has held a backup against what you know of your data.');
    const [best] = passed.map((each) => ({ each, share: goldenShare(each) * keeps(each.at) })).toSorted((a, b) => b.share - a.share || (a.each.at < b.each.at ? 1 : -1));
    if (best === undefined || goldenCount(best.each) === 0) return nothing('You have no golden checks: nothing that you know to be true of your data is looked for.');
    const { at, golden } = best.each;
    return { share: best.share, says: `${golden.passed} of ${counted(goldenCount(best.each), 'golden check')} passed in the drill ${agoWords(at, now)}.`, at, aged: true };
  },
  timed({ measured }, now) {
    return measured === undefined ? nothing('Nobody has measured how long it takes until you are back.') : full(`Measured ${agoWords(measured.at, now)}: at most ${spanWords(measured.mostMs)}.`, measured.at);
  },
  'in-time'({ measured, backWithinHours }) {
    if (backWithinHours === undefined) return nothing('You have not said how long you could be away.');
    if (measured === undefined) return nothing(`You want to be back within ${counted(backWithinHours, 'hour')}, and nobody has measured it.`);
    const says = `You want to be back within ${counted(backWithinHours, 'hour')}; measured: at most ${spanWords(measured.mostMs)}.`;
    return { share: measured.mostMs <= backWithinHours * 3_600_000 ? 1 : 0, says, at: measured.at };
  },
  'all-read'(evidence, now) {
    const drilled = lastPassed(evidence)?.at;
    const at = evidence.allReadAt !== undefined && (drilled === undefined || evidence.allReadAt > drilled) ? evidence.allReadAt : drilled;
    return at === undefined ? nothing('Not every byte was read since it was written.') : full(`Every byte was read and found right ${agoWords(at, now)}.`, at);
  },
} as const satisfies Readonly<Record<string, Judge>>;

/** What of a drill failed, in a sentence. */
export function drillFailure({ place, at, failures }: DrillEvidence, now: Date): string {
  const [first] = failures;
  const more = failures.length > 1 ? ` And ${counted(failures.length - 1, 'more check')} failed.` : '';
  return `The last drill from “${place}” failed ${agoWords(at, now)}${first === undefined ? '.' : `: ${first}`}${more}`;
}
