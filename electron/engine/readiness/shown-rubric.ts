import type { z } from 'zod';
import type { rubric } from '../../../shared/contract/readiness.ts';
import { decayWords } from './decay.ts';
import { type Decay, letters, questions, rules } from './rubric.ts';

type Rubric = z.infer<typeof rubric>;

interface Row {
  readonly title: string;
  readonly weight: number;
  readonly full: string;
  readonly decay?: Decay;
}

/** The whole rubric, for people. */
export function shownRubric(): Rubric {
  return {
    letters: letters.map((each) => ({ ...each })),
    questions: questions.map(({ id, title, weak, strong, checks }) => ({ id, title, weak, strong, checks: Object.entries(checks).map(shownCheck) })),
    rules: [...rules],
  };
}

function shownCheck([id, { title, weight, full, decay }]: readonly [string, Row]): Rubric['questions'][number]['checks'][number] {
  return { id, title, weight, full, ...(decay === undefined ? {} : { decays: decayWords(decay) }) };
}
