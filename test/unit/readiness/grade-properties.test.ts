import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { becauseOf, notedOf } from '../../../electron/engine/readiness/because.ts';
import type { Evidence, PlaceEvidence } from '../../../electron/engine/readiness/evidence.ts';
import { marksOf, rankOf } from '../../../electron/engine/readiness/grade.ts';
import type { NotedGrade } from '../../../electron/engine/readiness/history.ts';
import { limitOver } from '../../../electron/engine/readiness/limits.ts';
import { takeStep } from '../../../electron/engine/readiness/take-step.ts';
import { cloud, disk, drill, now, perfect } from './perfect.ts';

const hourMs = 3_600_000;

/** One thing that is known and speaks for the app, taken away: what is left is as if nobody had found it out. */
const losses: readonly ((evidence: Evidence, pick: number) => Evidence)[] = [
  (e) => ({ ...e, newest: undefined, places: e.places.map((place) => ({ ...place, holdsNewest: false })) }),
  (e) => ({ ...e, coverage: undefined }),
  (e) => ({ ...e, coverage: e.coverage === undefined ? undefined : { ...e.coverage, gaps: undefined, lacksFiles: true, lacksSettings: true } }),
  (e) => ({ ...e, alarms: e.alarms?.length === 0 ? undefined : e.alarms }),
  (e) => ({ ...e, windows: undefined }),
  (e) => ({ ...e, windows: e.windows === undefined || e.windows.made === 0 ? undefined : { ...e.windows, all: e.windows.all - 1, made: e.windows.made - 1 } }),
  (e) => ({ ...e, backWithinHours: undefined }),
  (e) => ({ ...e, kitProvedAt: undefined }),
  (e) => ({ ...e, keyAnswers: false }),
  (e) => ({ ...e, deputies: 0 }),
  (e) => ({ ...e, openToDeputies: undefined }),
  (e, pick) => ({ ...e, drills: e.drills.filter((each, index) => !each.ok || index !== pick % Math.max(1, e.drills.length) || saysThatThereAreNone(each, e)) }),
  (e) => ({ ...e, drills: e.drills.filter(({ ok }) => !ok) }),
  (e) => ({ ...e, allReadAt: undefined }),
  (e) => ({ ...e, measured: undefined }),
  (e) => ({ ...e, runbook: undefined }),
  (e) => ({ ...e, runbook: e.runbook === undefined ? undefined : { ...e.runbook, rereadAt: undefined } }),
  (e) => ({ ...e, runbook: e.runbook === undefined ? undefined : { ...e.runbook, deputyProvedAt: undefined } }),
  (e, pick) => ({ ...e, runbook: e.runbook === undefined ? undefined : { ...e.runbook, storedIn: e.runbook.storedIn.filter((_, index) => index !== pick % 2) } }),
  (e, pick) => onePlace(e, pick, { readBackAt: undefined }),
  (e, pick) => onePlace(e, pick, { protection: undefined }),
  (e, pick) => onePlace(e, pick, { lies: 'unknown' }),
  (e, pick) => onePlace(e, pick, { reachable: false }),
  (e, pick) => onePlace(e, pick, { holdsNewest: false, holdsSome: false }),
];

/** That there are no golden checks any more is evidence, too: without it, the drill before would speak of those there were. */
function saysThatThereAreNone({ place, golden }: Evidence['drills'][number], { drills }: Evidence): boolean {
  return golden.passed === 0 && drills.some((other) => other.place === place && other.golden.passed > 0);
}

function onePlace(evidence: Evidence, pick: number, change: Partial<PlaceEvidence>): Evidence {
  return { ...evidence, places: evidence.places.map((place, index) => (index === pick % evidence.places.length ? { ...place, ...change } : place)) };
}

const ages = fc.integer({ min: 0, max: 130 * 24 }).map((hours) => new Date(now.getTime() - hours * hourMs).toISOString());
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const anyPlace = (name: string, place: PlaceEvidence): fc.Arbitrary<PlaceEvidence> =>
  fc.record({ holdsNewest: fc.boolean(), reachable: fc.boolean(), lies: fc.constantFrom('this-computer' as const, 'other-disk' as const, 'cloud' as const, 'unknown' as const), readBackAt: maybe(ages), protection: fc.constantFrom('lock' as const, 'versions' as const, undefined) }).map((more) => ({ ...place, ...more, name }));
const anyDrill = fc.record({ days: fc.integer({ min: 0, max: 60 }), place: fc.constantFrom('Disk', 'Cloud'), ok: fc.boolean(), passed: fc.integer({ min: 0, max: 3 }) }).map(({ days, place, ok, passed }) => drill(place, days, { ok, golden: { passed, failed: 0, notChecked: 0 }, failures: ok ? [] : ['“Order” lacks 3 records.'] }));
const anyEvidence: fc.Arbitrary<Evidence> = fc
  .record({
    newest: maybe(ages.map((at) => ({ ...perfect.newest, at }))),
    coverage: maybe(fc.record({ listedAt: ages, lacking: fc.constantFrom<readonly string[]>([], ['Order']), lacksFiles: fc.boolean() }).map((more) => ({ ...perfect.coverage, ...more }))),
    alarms: fc.constantFrom<readonly string[] | undefined>([], ['Orders were lost.'], undefined),
    everyHours: fc.constantFrom(1, 6, 24, 168, null),
    paused: fc.boolean(),
    objectiveHours: fc.constantFrom(1, 24, 168, undefined),
    backWithinHours: fc.constantFrom(1, 24, undefined),
    windows: maybe(fc.record({ made: fc.nat(20), missed: fc.nat(4), excused: fc.nat(5) }).map(({ made, missed, excused }) => ({ all: made + missed + excused, made, missed }))),
    places: fc.tuple(anyPlace('Disk', disk), anyPlace('Cloud', cloud)),
    kitProvedAt: maybe(ages),
    kitOutdated: fc.boolean(),
    keyAnswers: fc.boolean(),
    deputies: fc.integer({ min: 0, max: 2 }),
    openToDeputies: fc.constantFrom<readonly string[] | undefined>([], ['Disk'], ['Old'], undefined),
    drills: fc.array(anyDrill, { maxLength: 4 }).map((drills) => drills.toSorted((a, b) => (a.at < b.at ? 1 : -1))),
    allReadAt: maybe(ages),
    measured: maybe(ages.map((at) => ({ at, mostMs: 3 * hourMs }))),
    runbook: maybe(fc.record({ lacks: fc.constantFrom<readonly string[]>([], ['Nobody is named.']), rereadAt: maybe(ages), deputyProvedAt: maybe(ages), storedIn: fc.subarray(['Disk', 'Cloud']) })),
  })
  .map((more) => ({ app: 'Shop', isOpened: false, troubles: [], ...more }));

function letters(evidence: Evidence, at = now): readonly number[] {
  const { grade, questions } = marksOf(evidence, at);
  return [rankOf(grade), ...questions.map((question) => rankOf(question.grade))];
}

function scores(evidence: Evidence, at = now): readonly number[] {
  return marksOf(evidence, at).questions.map(({ score }) => score);
}

describe('no evidence', () => {
  it('may only lower a grade', () => {
    fc.assert(
      fc.property(anyEvidence, fc.constantFrom(...losses), fc.nat(3), (evidence, lose, pick) => {
        const less = lose(evidence, pick);
        for (const [index, score] of scores(less).entries()) expect(score).toBeLessThanOrEqual(scores(evidence)[index] ?? 0);
        expect(letters(less)[0]).toBeLessThanOrEqual(letters(evidence)[0] ?? 0);
      }),
      { numRuns: 400 },
    );
  });
});

describe('time alone', () => {
  it('never raises a grade', () => {
    fc.assert(
      fc.property(anyEvidence, fc.integer({ min: 1, max: 200 * 24 }), (evidence, hours) => {
        const later = new Date(now.getTime() + hours * hourMs);
        for (const [index, score] of scores(evidence, later).entries()) expect(score).toBeLessThanOrEqual(scores(evidence)[index] ?? 0);
      }),
      { numRuns: 300 },
    );
  });

  it('takes an app with which all is well down, as nobody does anything', () => {
    const after = (days: number) => marksOf(perfect, new Date(now.getTime() + days * 24 * hourMs)).grade;
    expect([0, 0.1, 0.5, 5, 130].map(after)).toEqual(['A', 'A', 'C', 'D', 'D']);
  });
});

interface Event {
  readonly name: string;
  readonly happens: (evidence: Evidence, at: Date) => Evidence;
  /** Nothing about it is good: no letter may rise by it. */
  readonly bad?: true;
}

const need = { app: 'Shop' } as const;
const error = { code: 'network', message: 'The place does not answer.', nextStep: 'Wait.' } as const;
const events: readonly Event[] = [
  { name: 'nothing', happens: (e) => e, bad: true },
  { name: 'backup', happens: takeStep.backup.take },
  { name: 'drill', happens: takeStep.drill.take },
  { name: 'kit proved', happens: takeStep.kit.take },
  { name: 'runbook', happens: takeStep.runbook.take },
  { name: 'deputy', happens: takeStep.deputy.take },
  { name: 'schedule', happens: takeStep.schedule.take },
  { name: 'objective', happens: takeStep.objective.take },
  { name: 'alarm answered', happens: takeStep.alarms.take },
  { name: 'place answers', happens: takeStep['reach-place'].take },
  { name: 'key given', happens: takeStep['give-key'].take },
  { name: 'drill failed', happens: (e, at) => ({ ...e, drills: [drill('Disk', 0, { at: at.toISOString(), ok: false, failures: ['“Order” lacks 3 records.'] }), ...e.drills] }), bad: true },
  { name: 'alarm', happens: (e) => ({ ...e, alarms: [...(e.alarms ?? []), 'Orders were lost.'] }), bad: true },
  { name: 'place away', happens: (e) => ({ ...onePlace(e, 1, { reachable: false }), troubles: [...e.troubles, { ...need, kind: 'place-behind', place: 'Cloud', error }] }), bad: true },
  { name: 'key lost', happens: (e) => ({ ...e, keyAnswers: false }), bad: true },
  { name: 'damage', happens: (e, at) => ({ ...e, troubles: [...e.troubles, { ...need, kind: 'damaged', runId: 'r', at: at.toISOString(), problems: 2 }] }), bad: true },
  { name: 'paused', happens: (e) => ({ ...e, paused: true }), bad: true },
  { name: 'missed', happens: (e) => ({ ...e, windows: { made: 0, ...e.windows, all: (e.windows?.all ?? 0) + 1, missed: (e.windows?.missed ?? 0) + 1 } }), bad: true },
];

describe('the history of a grade', () => {
  it('never rises without something that explains it, and names it', () => {
    const story = fc.array(fc.record({ event: fc.constantFrom(...events), hours: fc.integer({ min: 0, max: 400 }) }), { maxLength: 25 });
    fc.assert(
      fc.property(anyEvidence, story, (first, happenings) => {
        let evidence = first;
        let at = now;
        let before: NotedGrade = notedOf(marksOf(evidence, at), at, []);
        const look = (mayRise: boolean): void => {
          const grade = marksOf(evidence, at);
          const because = becauseOf(before, grade);
          const after = notedOf(grade, at, because ?? []);
          const rose = rankOf(after.grade) > rankOf(before.grade) || grade.questions.some(({ id, grade: letter }) => rankOf(letter) > rankOf(before.questions[id]));
          if (!mayRise) expect(rose).toBe(false);
          if (because === undefined) expect([after.grade, after.questions]).toEqual([before.grade, before.questions]);
          else {
            expect(because.length).toBeGreaterThan(0);
            const lifted = grade.questions.flatMap(({ checks }) => checks.filter(({ id, points }) => points > (before.points[id] ?? 0)).map(({ says }) => says));
            if (rose) expect([...lifted, ...Object.values(limitOver)].some((says) => because.includes(says))).toBe(true);
            before = after;
          }
        };
        for (const { event, hours } of happenings) {
          at = new Date(at.getTime() + hours * hourMs);
          look(false);
          evidence = event.happens(evidence, at);
          look(event.bad !== true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
