import type { z } from 'zod';
import type { nextStep, readinessCheck, readinessQuestion } from '../../../shared/contract/readiness.ts';
import type { Found, Judge } from './checks/found.ts';
import { often } from './checks/often.ts';
import { what } from './checks/what.ts';
import { where } from './checks/where.ts';
import { who } from './checks/who.ts';
import { works } from './checks/works.ts';
import { expiresAt, keptOf } from './decay.ts';
import type { Evidence } from './evidence.ts';
import { limitFindings } from './limits.ts';
import { type CheckId, type Decay, type Letter, letters, type LimitId, limits, type QuestionId, questions, type StepId, steps } from './rubric.ts';
import { takeStep } from './take-step.ts';

type NextStep = z.infer<typeof nextStep>;
type Check = z.infer<typeof readinessCheck>;
export type Question = z.infer<typeof readinessQuestion>;

/** A limit that holds. */
export interface Holding {
  readonly limit: LimitId;
  readonly question: QuestionId;
  readonly says: string;
}

/** The points and letters alone, without what to do next. */
export interface Marks {
  readonly grade: Letter;
  readonly questions: readonly Marked[];
  readonly holding: readonly Holding[];
  /** No complete backup that was read back lies in a place that the founder owns. */
  readonly hasNone: boolean;
}

interface Marked {
  readonly id: QuestionId;
  readonly score: number;
  readonly grade: Letter;
  readonly checks: readonly (Check & { readonly id: CheckId })[];
}

export interface Grade {
  readonly grade: Letter;
  readonly sentence: string;
  readonly limitedBy: { readonly question?: QuestionId; readonly says: string };
  readonly questions: readonly Question[];
  readonly nextStep?: NextStep;
}

const judges: Readonly<Record<CheckId, Judge>> = { ...what, ...often, ...where, ...works, ...who };

interface Row {
  readonly title: string;
  readonly weight: number;
  readonly decay?: Decay;
  readonly steps: readonly StepId[];
}

/** The checks of each question, in the order of the rubric. */
const rows: ReadonlyMap<QuestionId, readonly (readonly [CheckId, Row])[]> = new Map(questions.map(({ id, checks }) => [id, checkRows(checks)]));

function checkRows(checks: (typeof questions)[number]['checks']): readonly (readonly [CheckId, Row])[] {
  return Object.entries(checks).flatMap(([id, row]: [string, Row]) => (isCheck(id) ? [[id, row] as const] : []));
}

function isCheck(id: string): id is CheckId {
  return Object.hasOwn(judges, id);
}

/** What the evidence is worth at a moment, and what to do next. Pure. */
export function gradeOf(evidence: Evidence, now: Date): Grade {
  const marks = marksOf(evidence, now);
  const lifted = new Map<StepId, Marks>();
  const after = (step: StepId): Marks => {
    const known = lifted.get(step) ?? marksOf(takeStep[step].take(evidence, now), now);
    lifted.set(step, known);
    return known;
  };
  const found = marks.questions.map((question): Question => {
    const step = stepFor(question, marks, evidence, after);
    const { id, score, grade, checks } = question;
    return { id, title: titles[id], score, grade, evidence: evidenceSentence(question, marks), checks: [...checks], ...(step === undefined ? {} : { nextStep: step }) };
  });
  const best = bestStep(marks, found);
  return { grade: marks.grade, sentence: sentenceOf(marks), limitedBy: limitedBy(marks), questions: found, ...(best === undefined ? {} : { nextStep: best }) };
}

/** @returns the letter of so many points of 100 */
function letterOf(score: number): Letter {
  return letters.find(({ least }) => score >= least)?.letter ?? 'F';
}

/** How good a letter is, 0 for the worst. */
export function rankOf(letter: Letter): number {
  return letters.length - 1 - letters.findIndex((each) => each.letter === letter);
}

function letterAt(rank: number): Letter {
  return letters[letters.length - 1 - Math.min(letters.length - 1, Math.max(0, rank))]?.letter ?? 'F';
}

/** Pure. */
export function marksOf(evidence: Evidence, now: Date): Marks {
  const holding = holdingOf(evidence, now);
  const marked = questions.map(({ id }): Marked => {
    const checks = (rows.get(id) ?? []).map(([check, row]) => checked(check, row, evidence, now));
    const sum = checks.reduce((total, { points }) => total + points, 0);
    const score = Math.round(Math.min(sum, ...holding.flatMap(({ limit, question }) => (question === id ? [limits[limit].most] : []))));
    return { id, score, grade: letterOf(score), checks };
  });
  const hasNone = evidence.newest === undefined;
  const mean = marked.reduce((sum, { score }) => sum + score, 0) / marked.length;
  const worst = Math.min(...marked.map(({ grade }) => rankOf(grade)));
  const grade = hasNone ? 'F' : letterAt(Math.min(rankOf(letterOf(mean)), worst + 1));
  return { grade, questions: marked, holding, hasNone };
}

function checked(id: CheckId, { title, weight, decay }: Row, evidence: Evidence, now: Date): Marked['checks'][number] {
  const keeps = (at: string): number => (decay === undefined ? 1 : keptOf(decay, at, now));
  const found = judges[id](evidence, now, keeps);
  const points = Math.round(weight * shareOf(found, decay, keeps) * 10) / 10;
  const { says, at } = found;
  return { id, title, weight, points, says, ...(at === undefined ? {} : { at }), ...(at === undefined || decay === undefined ? {} : { expiresAt: expiresAt(decay, at) }) };
}

function shareOf({ share, at, aged }: Found, decay: Decay | undefined, keeps: (at: string) => number): number {
  const whole = Math.min(1, Math.max(0, share));
  if (decay === undefined || aged === true) return whole;
  return at === undefined ? 0 : whole * keeps(at);
}

function holdingOf(evidence: Evidence, now: Date): readonly Holding[] {
  return limitIds.flatMap((limit) => {
    const says = limitFindings[limit](evidence, now);
    return says === undefined ? [] : [{ limit, question: limits[limit].question, says }];
  });
}

const limitIds: readonly LimitId[] = Object.keys(limits).filter((id): id is LimitId => Object.hasOwn(limitFindings, id));
const titles: Readonly<Record<QuestionId, string>> = { what: questions[0].title, often: questions[1].title, where: questions[2].title, works: questions[3].title, who: questions[4].title };

/** What lifts a question most, for the fewest minutes where two lift it alike. */
function stepFor(question: Marked, before: Marks, evidence: Evidence, after: (step: StepId) => Marks): NextStep | undefined {
  const asked = stepsFor(question, before);
  let best: { readonly gain: number; readonly minutes: number; readonly step: NextStep } | undefined;
  for (const [step, check] of asked) {
    if (!takeStep[step].fits(evidence)) continue;
    const marks = after(step);
    const lifted = marks.questions.find(({ id }) => id === question.id);
    if (lifted === undefined || lifted.score <= question.score) continue;
    const { minutes, to } = steps[step];
    const gain = lifted.score - question.score;
    if (best !== undefined && (gain < best.gain || (gain === best.gain && minutes >= best.minutes))) continue;
    best = { gain, minutes, step: { check, question: question.id, says: takeStep[step].says(evidence), minutes, to, questionAfter: lifted.grade, overallAfter: marks.grade } };
  }
  return best?.step;
}

/** Those of its limits first, then those of what it lacks, each with the check it is for. */
function stepsFor({ id, checks }: Marked, { holding }: Marks): ReadonlyMap<StepId, string> {
  const found = new Map<StepId, string>();
  for (const { limit, question } of holding) if (question === id) for (const step of limits[limit].steps) if (!found.has(step)) found.set(step, limit);
  for (const [check, row] of rows.get(id) ?? []) {
    const points = checks.find((each) => each.id === check)?.points ?? 0;
    if (points < row.weight) for (const step of row.steps) if (!found.has(step)) found.set(step, check);
  }
  return found;
}

/** What puts right what is wrong just now, the gravest first; else the one that lifts the overall letter furthest, else the one of the worst question that has any. */
function bestStep({ grade, questions: marked, holding, hasNone }: Marks, found: readonly Question[]): NextStep | undefined {
  const gravest = hasNone ? [] : holding.toSorted((a, b) => limits[a.limit].most - limits[b.limit].most);
  for (const { question } of gravest) {
    const step = found.find(({ id }) => id === question)?.nextStep;
    if (step !== undefined) return step;
  }
  const lifting = found.flatMap(({ nextStep: step }) => (step !== undefined && rankOf(step.overallAfter) > rankOf(grade) ? [step] : []));
  const [first] = lifting.toSorted((a, b) => rankOf(b.overallAfter) - rankOf(a.overallAfter) || a.minutes - b.minutes);
  if (first !== undefined) return first;
  for (const { id } of marked.toSorted((a, b) => a.score - b.score)) {
    const step = found.find((question) => question.id === id)?.nextStep;
    if (step !== undefined) return step;
  }
  return undefined;
}

/** What holds most of it, and what it lacks most, in one or two sentences. */
function evidenceSentence({ id, checks }: Marked, { holding }: Marks): string {
  const limited = holding.filter(({ question }) => question === id).toSorted((a, b) => limits[a.limit].most - limits[b.limit].most)[0];
  if (limited !== undefined) return limited.says;
  const strongest = checks.filter(({ points }) => points > 0).toSorted((a, b) => b.points - a.points)[0];
  const lacking = checks.filter(({ points, weight }) => points < weight).toSorted((a, b) => b.weight - b.points - (a.weight - a.points))[0];
  return [...new Set([strongest?.says, lacking?.says].filter((says) => says !== undefined))].join(' ');
}

function worstOf({ questions: marked }: Marks): Marked | undefined {
  return marked.toSorted((a, b) => a.score - b.score)[0];
}

function limitedBy(marks: Marks): Grade['limitedBy'] {
  if (marks.hasNone) return { question: 'where', says: 'No complete backup was read back from a place that you own. Nothing else counts until there is one.' };
  const worst = worstOf(marks);
  if (worst === undefined || marks.grade === 'A') return { says: 'Nothing holds it back.' };
  const isCapped = rankOf(marks.grade) === rankOf(worst.grade) + 1;
  return { question: worst.id, says: isCapped ? `“${titles[worst.id]}” is ${articled(worst.grade)}, and the grade is at most one letter better.` : `“${titles[worst.id]}” is the weakest of the five.` };
}

function articled(letter: Letter): string {
  return letter === 'A' || letter === 'F' ? `an ${letter}` : `a ${letter}`;
}

const openings: Readonly<Record<Letter, string>> = {
  A: 'If this went wrong today, you would get back.',
  B: 'If this went wrong today, you would very likely get back.',
  C: 'If this went wrong today, you would probably get back, with trouble.',
  D: 'If this went wrong today, you might not get back.',
  F: 'If this went wrong today, do not count on getting back.',
};

/** Would one get back? In a sentence, with what speaks against it most. */
export function sentenceOf(marks: Marks): string {
  if (marks.hasNone) return 'If this went wrong today, everything would be lost.';
  const worst = worstOf(marks);
  return marks.grade === 'A' || worst === undefined ? openings[marks.grade] : `${openings[marks.grade]} ${evidenceSentence(worst, marks)}`;
}
