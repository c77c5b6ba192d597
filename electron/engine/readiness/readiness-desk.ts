import type { z } from 'zod';
import type { gradeChange, readiness, rubric } from '../../../shared/contract/readiness.ts';
import type { LongCall } from '../long-call.ts';

export type Readiness = z.infer<typeof readiness>;
export type GradeChange = z.infer<typeof gradeChange>;
export type Rubric = z.infer<typeof rubric>;

/** Would you get back, how far back, and how long would it take? For a program that asks once. */
export interface ReadinessDesk {
  /** Looks into the places first. @throws not-found, corrupt (settings). */
  get(app: string, call: Pick<LongCall, 'signal'>): Promise<Readiness>;
  /** The letters of the last so many days and what made them others, oldest first. @throws as `get` */
  history(app: string, days: number, call: Pick<LongCall, 'signal'>): Promise<readonly GradeChange[]>;
  rubric(): Promise<Rubric>;
}
