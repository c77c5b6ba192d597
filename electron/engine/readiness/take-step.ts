import type { Need } from '../status/needs.ts';
import type { DrillEvidence, Evidence, PlaceEvidence } from './evidence.ts';
import type { StepId } from './rubric.ts';
import { listed } from './words.ts';

interface Step {
  /** What is to be done, in a sentence. */
  says(evidence: Evidence): string;
  /** There is something to be done by it at all. */
  fits(evidence: Evidence): boolean;
  /** The evidence there would be once it was done, and went well. */
  take(evidence: Evidence, now: Date): Evidence;
}

const usualHours = 24;

function without(troubles: readonly Need[], kinds: readonly Need['kind'][]): readonly Need[] {
  return troubles.filter(({ kind }) => !kinds.includes(kind));
}

function ownNames({ places }: Evidence): readonly string[] {
  return places.filter(({ insidePlatform }) => !insidePlatform).map(({ name }) => name);
}

/** A complete backup now, read back from every place that answers. */
function backedUp(evidence: Evidence, now: Date): Evidence {
  if (evidence.isOpened) return evidence;
  const at = now.toISOString();
  const places = evidence.places.map((place): PlaceEvidence => (place.reachable ? { ...place, holdsNewest: true, holdsSome: true, readBackAt: at } : { ...place, holdsNewest: false }));
  const there = places.filter(({ reachable, insidePlatform }) => reachable && !insidePlatform).map(({ name }) => name);
  if (there.length === 0) return evidence;
  const tables = evidence.coverage?.tables ?? evidence.newest?.tables ?? 1;
  const behind = evidence.troubles.filter((need) => need.kind !== 'place-behind' || places.some(({ name, reachable }) => name === need.place && !reachable));
  return {
    ...evidence,
    newest: { at, records: evidence.newest?.records ?? 0, tables, verifiedIn: there },
    coverage: { lacksFiles: false, lacksSettings: false, ...evidence.coverage, gaps: evidence.coverage?.gaps ?? [], tables, listedAt: at, lacking: [] },
    places,
    troubles: without(behind, ['no-backup', 'incomplete', 'overdue', 'run-failed', 'run-interrupted', 'unusual']),
  };
}

/** A drill from each place that answers. */
function drilled(evidence: Evidence, now: Date): Evidence {
  const at = now.toISOString();
  const last = evidence.drills[0];
  const count = last === undefined ? 0 : last.golden.passed + last.golden.failed + last.golden.notChecked;
  const durationMs = last?.durationMs ?? 60_000;
  const places = evidence.places.filter(({ insidePlatform, holdsSome, reachable }) => !insidePlatform && holdsSome && reachable);
  const drills = places.map(({ name }): DrillEvidence => ({ id: `next ${name}`, at, ok: true, place: name, durationMs, golden: { passed: count, failed: 0, notChecked: 0 }, failures: [] }));
  if (drills.length === 0) return evidence;
  return { ...evidence, drills: [...drills, ...evidence.drills], measured: { at, mostMs: evidence.measured?.mostMs ?? durationMs } };
}

function withGolden(evidence: Evidence): Evidence {
  return { ...evidence, drills: evidence.drills.map((drill) => (drill.golden.passed + drill.golden.failed + drill.golden.notChecked > 0 ? drill : { ...drill, golden: { passed: 1, failed: 0, notChecked: 0 } })) };
}

function awayPlaces({ places }: Evidence): readonly PlaceEvidence[] {
  return places.filter(({ reachable }) => !reachable);
}

function isSmall(need: Need): boolean {
  return need.kind === 'unusual' && need.what === 'small';
}

function sayWhyNotWhole({ coverage, troubles }: Evidence): string {
  if (coverage !== undefined && coverage.lacking.length > 0) return `Find out why ${listed(coverage.lacking)} could not be read whole, then back up again.`;
  if (coverage?.lacking.length === 0 && (coverage.lacksFiles || coverage.lacksSettings) && !troubles.some(({ kind }) => kind === 'incomplete')) return `Find out why ${coverage.lacksFiles ? 'uploaded files are' : 'settings are'} left out, then back up again.`;
  return troubles.some(isSmall) ? 'Find out why the newest backup is so small, then back up again.' : 'Find out why the newest backup is not whole, then back up again.';
}

/** A backup would fail again: the app does not take the token any more. */
function mustReconnect({ troubles }: Evidence): boolean {
  return troubles.some((need) => need.kind === 'run-failed' && (need.error.code === 'auth-expired' || need.error.code === 'auth-revoked'));
}

function lockable({ places }: Evidence): PlaceEvidence | undefined {
  return places.find(({ lies, holdsNewest, insidePlatform, protection }) => lies === 'cloud' && holdsNewest && !insidePlatform && protection !== 'lock');
}

function addedPlace(evidence: Evidence, now: Date): Evidence {
  const name = `your place ${evidence.places.length + 1}`;
  const place: PlaceEvidence = { name, insidePlatform: false, login: name, lies: 'cloud', reachable: true, holdsNewest: false, holdsSome: false };
  return backedUp({ ...evidence, places: [...evidence.places, place] }, now);
}

/** What a person can do, and what the evidence would be then: the grade it leads to is found by grading that. */
export const takeStep = {
  backup: { says: () => 'Back up now.', fits: (evidence) => !evidence.isOpened && evidence.places.length > 0 && !mustReconnect(evidence) && (evidence.coverage?.lacking.length ?? 0) === 0, take: backedUp },
  complete: {
    says: sayWhyNotWhole,
    fits: ({ coverage, troubles, isOpened }) => !isOpened && ((coverage !== undefined && (coverage.lacking.length > 0 || coverage.lacksFiles || coverage.lacksSettings)) || troubles.some((need) => need.kind === 'incomplete' || isSmall(need))),
    take: (evidence, now) => backedUp({ ...evidence, coverage: evidence.coverage === undefined ? undefined : { ...evidence.coverage, lacksFiles: false, lacksSettings: false } }, now),
  },
  alarms: { says: () => 'Look at the alarm and say whether it was meant.', fits: ({ alarms }) => alarms !== undefined && alarms.length > 0, take: (evidence) => ({ ...evidence, alarms: [], troubles: without(evidence.troubles, ['anomaly']) }) },
  schedule: {
    says: ({ everyHours, objectiveHours }) => (everyHours === null ? 'Let backups begin by themselves.' : `Back up more often: at least every ${objectiveHours ?? usualHours} hours.`),
    fits: ({ isOpened, everyHours, objectiveHours }) => !isOpened && (everyHours === null || (objectiveHours !== undefined && everyHours > objectiveHours)),
    take: (evidence) => ({ ...evidence, paused: false, everyHours: Math.min(evidence.everyHours ?? usualHours, evidence.objectiveHours ?? usualHours) }),
  },
  'go-on': { says: () => 'End the pause.', fits: ({ paused }) => paused, take: (evidence) => ({ ...evidence, paused: false }) },
  objective: {
    says: () => 'Say how much work you could afford to redo.',
    fits: ({ objectiveHours }) => objectiveHours === undefined,
    take: (evidence) => ({ ...evidence, objectiveHours: Math.max(usualHours, evidence.everyHours ?? 0) }),
  },
  'objective-back': {
    says: () => 'Say how long you could be away.',
    fits: ({ backWithinHours }) => backWithinHours === undefined,
    take: (evidence) => ({ ...evidence, backWithinHours: Math.max(usualHours, (evidence.measured?.mostMs ?? 0) / 3_600_000) }),
  },
  'first-place': { says: () => 'Choose a place that you own, and back up.', fits: (evidence) => !evidence.isOpened && ownNames(evidence).length === 0, take: addedPlace },
  'second-place': { says: () => 'Add a second place, in a cloud, with a login of its own.', fits: ({ isOpened }) => !isOpened, take: addedPlace },
  'reach-place': {
    says: (evidence) => `Connect ${listed(awayPlaces(evidence).map(({ name }) => name))} again.`,
    fits: (evidence) => awayPlaces(evidence).length > 0,
    take: (evidence, now) => backedUp({ ...evidence, places: evidence.places.map((place) => ({ ...place, reachable: true })) }, now),
  },
  lock: {
    says: (evidence) => `Let “${lockable(evidence)?.name ?? ''}” be a bucket with object lock, from which nobody can delete for a time.`,
    fits: (evidence) => lockable(evidence) !== undefined,
    take: (evidence) => ({ ...evidence, places: evidence.places.map((place) => (place.name === lockable(evidence)?.name ? { ...place, protection: 'lock' as const } : place)) }),
  },
  kit: {
    says: ({ kitProvedAt, kitOutdated }) => (kitOutdated ? 'Save the recovery kit anew, and prove it.' : kitProvedAt === undefined ? 'Save the recovery kit, and type in words from it.' : 'Type in words from the recovery kit again.'),
    fits: ({ keyAnswers }) => keyAnswers,
    take: (evidence, now) => ({ ...evidence, kitProvedAt: now.toISOString(), kitOutdated: false, troubles: without(evidence.troubles, ['kit-not-proved', 'kit-proof-due', 'kit-outdated']) }),
  },
  'give-key': {
    says: () => 'Type the key in from your recovery kit.',
    fits: ({ keyAnswers }) => !keyAnswers,
    take: (evidence, now) => ({ ...evidence, keyAnswers: true, kitProvedAt: now.toISOString(), troubles: without(evidence.troubles, ['keychain', 'kit-not-proved', 'kit-proof-due']) }),
  },
  drill: {
    says: ({ drills }) => (drills[0]?.ok === false ? 'Put right what the last drill names, and run it again.' : 'Run a drill from each place.'),
    fits: ({ newest, keyAnswers }) => newest !== undefined && keyAnswers,
    take: drilled,
  },
  'golden-checks': {
    says: () => 'Write down what you know to be true of your data, and run a drill.',
    fits: ({ newest, keyAnswers }) => newest !== undefined && keyAnswers,
    take: (evidence, now) => withGolden(drilled(evidence, now)),
  },
  runbook: {
    says: ({ runbook }) => (runbook === undefined || runbook.lacks.length === 0 ? 'Fill in the runbook: who does what, and how to reach them.' : 'Complete the runbook.'),
    fits: ({ runbook }) => runbook === undefined || runbook.lacks.length > 0,
    // Whoever has just filled it in has read it, and it is written to every place with each change.
    take: (evidence, now) => ({ ...evidence, runbook: { ...evidence.runbook, lacks: [], rereadAt: now.toISOString(), changedSinceReread: false, storedIn: ownNames(evidence) } }),
  },
  reread: {
    says: () => 'Re-read the runbook, and say that it holds.',
    fits: ({ runbook }) => runbook !== undefined && runbook.lacks.length === 0,
    take: (evidence, now) => (evidence.runbook === undefined ? evidence : { ...evidence, runbook: { ...evidence.runbook, rereadAt: now.toISOString(), changedSinceReread: false } }),
  },
  'store-runbook': {
    says: () => 'Write the runbook into every place anew.',
    fits: ({ runbook }) => runbook !== undefined,
    take: (evidence) => (evidence.runbook === undefined ? evidence : { ...evidence, runbook: { ...evidence.runbook, storedIn: ownNames(evidence) } }),
  },
  deputy: {
    says: () => 'Give somebody you trust a key of their own, and let all backups be written anew for it.',
    fits: ({ deputies, keyAnswers }) => deputies === 0 && keyAnswers,
    take: (evidence) => ({ ...evidence, deputies: 1, openToDeputies: ownNames(evidence) }),
  },
  rewrite: {
    says: () => 'Let all backups be written anew, so that your deputy can open them, too.',
    fits: ({ deputies, keyAnswers, isOpened }) => deputies > 0 && keyAnswers && !isOpened,
    take: (evidence) => ({ ...evidence, openToDeputies: ownNames(evidence) }),
  },
  'prove-deputy': {
    says: () => 'Let your deputy prove their key with their copy of the runbook.',
    fits: ({ deputies, runbook }) => deputies > 0 && runbook !== undefined,
    take: (evidence, now) => (evidence.runbook === undefined ? evidence : { ...evidence, runbook: { ...evidence.runbook, deputyProvedAt: now.toISOString() } }),
  },
  reconnect: {
    says: () => 'Connect to the app again, then back up.',
    fits: mustReconnect,
    take: backedUp,
  },
  mend: {
    says: () => 'Back up again, then check every byte.',
    fits: ({ troubles }) => troubles.some(({ kind }) => kind === 'damaged'),
    take: (evidence, now) => ({ ...backedUp(evidence, now), allReadAt: now.toISOString(), troubles: without(backedUp(evidence, now).troubles, ['damaged']) }),
  },
} as const satisfies Readonly<Record<StepId, Step>>;
