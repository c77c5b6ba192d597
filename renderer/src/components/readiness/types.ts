import type { Answers } from '../../app/connection/client.ts';

export type Readiness = Answers['readiness']['get'];
export type Rubric = Answers['readiness']['rubric'];
export type Letter = Readiness['grade'];
export type Question = Readiness['questions'][number];
export type NextStep = NonNullable<Readiness['nextStep']>;
