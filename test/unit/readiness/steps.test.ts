import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../electron/engine/readiness/evidence.ts';
import { gradeOf } from '../../../electron/engine/readiness/grade.ts';
import { limits, type StepId, steps } from '../../../electron/engine/readiness/rubric.ts';
import { takeStep } from '../../../electron/engine/readiness/take-step.ts';
import { cloud, daysAgo, disk, drill, now, perfect } from './perfect.ts';

const error = { code: 'auth-expired', message: 'The token has expired.', nextStep: 'Connect again.' } as const;
const cloudAway = { ...cloud, reachable: false, holdsNewest: false };

/** For each step an app for which it is the best thing to do about a question, and what it leads to. */
const cases: Readonly<Record<StepId, readonly [Partial<Evidence>, string, string, string]>> = {
  backup: [{ newest: { ...perfect.newest, at: daysAgo(2) } }, 'often', 'A', 'A'],
  complete: [{ coverage: { ...perfect.coverage, lacking: ['Order'] }, troubles: [{ kind: 'incomplete', app: 'Shop', at: daysAgo(0), tables: [{ name: 'Order', reason: 'Rows are hidden.' }] }] }, 'what', 'A', 'A'],
  alarms: [{ alarms: ['Orders were lost.'] }, 'what', 'A', 'A'],
  schedule: [{ everyHours: null }, 'often', 'A', 'A'],
  'go-on': [{ paused: true }, 'often', 'A', 'A'],
  objective: [{ objectiveHours: undefined }, 'often', 'A', 'A'],
  'objective-back': [{ backWithinHours: undefined }, 'works', 'A', 'A'],
  'first-place': [{ newest: undefined, places: [{ ...disk, insidePlatform: true }] }, 'where', 'C', 'D'],
  'second-place': [{ places: [disk] }, 'where', 'A', 'A'],
  'reach-place': [{ places: [disk, cloudAway], troubles: [{ kind: 'place-behind', app: 'Shop', place: 'Cloud', error }] }, 'where', 'A', 'A'],
  lock: [{ places: [disk, { ...cloud, protection: undefined }] }, 'where', 'A', 'A'],
  kit: [{ kitProvedAt: daysAgo(120) }, 'where', 'A', 'A'],
  'give-key': [{ keyAnswers: false }, 'where', 'A', 'A'],
  drill: [{ drills: [drill('Cloud', 30), drill('Disk', 30)] }, 'works', 'A', 'A'],
  'golden-checks': [{ drills: [drill('Cloud', 1, { golden: { passed: 0, failed: 0, notChecked: 0 } })] }, 'works', 'A', 'A'],
  runbook: [{ runbook: undefined }, 'who', 'B', 'A'],
  reread: [{ runbook: { ...perfect.runbook, rereadAt: daysAgo(130) } }, 'who', 'A', 'A'],
  'store-runbook': [{ runbook: { ...perfect.runbook, storedIn: [] } }, 'who', 'A', 'A'],
  deputy: [{ deputies: 0, runbook: { ...perfect.runbook, deputyProvedAt: undefined } }, 'who', 'B', 'A'],
  rewrite: [{ openToDeputies: [] }, 'who', 'A', 'A'],
  'prove-deputy': [{ runbook: { ...perfect.runbook, deputyProvedAt: daysAgo(130) } }, 'who', 'A', 'A'],
  reconnect: [{ newest: { ...perfect.newest, at: daysAgo(2) }, troubles: [{ kind: 'run-failed', app: 'Shop', runId: 'r', at: daysAgo(0), error }] }, 'often', 'A', 'A'],
  mend: [{ troubles: [{ kind: 'damaged', app: 'Shop', runId: 'r', at: daysAgo(0), problems: 1, place: 'Disk' }] }, 'works', 'A', 'A'],
};

describe('the next step', () => {
  for (const [id, [patch, question, after, overall]] of Object.entries(cases) as [StepId, (typeof cases)[StepId]][]) {
    it(`${id}: is proposed, takes its minutes, and leads where it says`, () => {
      const evidence: Evidence = { ...perfect, ...patch };
      const found = gradeOf(evidence, now).questions.find((each) => each.id === question);
      expect(found?.nextStep).toMatchObject({ says: takeStep[id].says(evidence), minutes: steps[id].minutes, to: steps[id].to, question, questionAfter: after, overallAfter: overall });
      const taken = gradeOf(takeStep[id].take(evidence, now), now);
      expect([taken.questions.find((each) => each.id === question)?.grade, taken.grade]).toEqual([after, overall]);
      expect(taken.questions.find((each) => each.id === question)?.score).toBeGreaterThan(found?.score ?? 100);
    });
  }

  it('is, for the whole, the one that lifts the overall letter', () => {
    const evidence: Evidence = { ...perfect, runbook: undefined, deputies: 0, objectiveHours: undefined };
    const { grade, nextStep } = gradeOf(evidence, now);
    expect([grade, nextStep?.question, nextStep?.says]).toEqual(['D', 'who', 'Fill in the runbook: who does what, and how to reach them.']);
    expect(nextStep?.overallAfter).toBe(gradeOf(takeStep.runbook.take(evidence, now), now).grade);
  });

  it('puts right what is wrong now before anything that would be better', () => {
    const evidence: Evidence = { ...perfect, runbook: undefined, deputies: 0, keyAnswers: false };
    expect(gradeOf(evidence, now).nextStep).toMatchObject({ question: 'where', says: takeStep['give-key'].says() });
  });

  it('leads step by step to an A, and then there is none', () => {
    let evidence: Evidence = { app: 'Shop', isOpened: false, everyHours: null, paused: false, places: [], kitOutdated: false, keyAnswers: true, deputies: 0, drills: [], alarms: [], windows: perfect.windows, troubles: [] };
    const taken: string[] = [];
    for (let index = 0; index < 20; index += 1) {
      const step = gradeOf(evidence, now).nextStep;
      if (step === undefined) break;
      const found = (Object.keys(steps) as StepId[]).find((id) => takeStep[id].says(evidence) === step.says && steps[id].to === step.to);
      if (found === undefined) throw new Error(`There is no step that says: ${step.says}`);
      taken.push(found);
      evidence = takeStep[found].take(evidence, now);
      expect(gradeOf(evidence, now).grade).toBe(step.overallAfter);
    }
    expect(taken[0]).toBe('first-place');
    expect(gradeOf(evidence, now)).toMatchObject({ grade: 'A' });
    expect(gradeOf(evidence, now).questions.map(({ score }) => score)).toEqual([100, 100, 100, 100, 100]);
  });

  it('there is one for every limit', () => {
    for (const { steps: proposed } of Object.values(limits)) expect(proposed.length).toBeGreaterThan(0);
  });
});
