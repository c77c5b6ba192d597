import { type Holding, type Marks, rankOf } from './grade.ts';
import type { NotedGrade } from './history.ts';
import { limitOver } from './limits.ts';
import type { LimitId, QuestionId } from './rubric.ts';
import { asOfItsDate } from './words.ts';

const mostSaid = 6;
/** Less than this is rounding. */
const leastPoints = 0.05;

/** The letters of a grade, and what they rest on. */
export function notedOf(grade: Marks, at: Date, because: readonly string[]): NotedGrade {
  return {
    at: at.toISOString(),
    grade: grade.grade,
    questions: lettersOf(grade),
    because: because.map(asOfItsDate),
    points: Object.fromEntries(grade.questions.flatMap(({ checks }) => checks.map(({ id, points }) => [id, points]))),
    limits: grade.holding.map(({ limit }) => limit),
  };
}

function lettersOf({ questions }: Pick<Marks, 'questions'>): NotedGrade['questions'] {
  const letters = new Map(questions.map(({ id, grade }) => [id, grade]));
  const of = (id: QuestionId) => letters.get(id) ?? 'F';
  return { what: of('what'), often: of('often'), where: of('where'), works: of('works'), who: of('who') };
}

/** What made a letter another one; undefined where every letter is as it was. The gravest first: what began to hurt, what no longer does, then the checks by their points. */
export function becauseOf(before: NotedGrade, grade: Marks): readonly string[] | undefined {
  const letters = lettersOf(grade);
  const changed = grade.questions.map(({ id }) => id).filter((id) => letters[id] !== before.questions[id]);
  if (changed.length === 0 && grade.grade === before.grade) return undefined;
  // The overall letter may change with points that change no other.
  const concerns = (id: QuestionId): boolean => changed.length === 0 || changed.includes(id);
  const begun = grade.holding.filter(({ limit, question }) => !before.limits.includes(limit) && concerns(question)).map(({ says }) => says);
  const over = endedLimits(before, grade.holding);
  const moved = grade.questions
    .filter(({ id }) => concerns(id))
    .flatMap(({ id, checks }) => checks.map((check) => ({ id, by: check.points - (before.points[check.id] ?? 0), says: check.says })))
    .filter(({ by }) => Math.abs(by) >= leastPoints);
  const sank = rankOf(grade.grade) < rankOf(before.grade) || changed.some((id) => rankOf(letters[id]) < rankOf(before.questions[id]));
  // What goes the way of the letter comes first.
  const sorted = moved.toSorted((a, b) => (sank ? a.by - b.by : b.by - a.by)).map(({ says }) => says);
  const said = sank ? [...begun, ...sorted, ...over] : [...over, ...sorted, ...begun];
  const kept = [...new Set(said)].slice(0, mostSaid);
  // A letter that rose while others sank has its reason said too.
  const lifts = [...over, ...moved.filter(({ by }) => by > 0).toSorted((a, b) => b.by - a.by).map(({ says }) => says)];
  const [lift] = lifts;
  if (lift === undefined || kept.some((says) => lifts.includes(says))) return kept;
  return [...kept.slice(0, mostSaid - 1), lift];
}

function endedLimits({ limits }: NotedGrade, holding: readonly Holding[]): readonly string[] {
  return limits.flatMap((limit) => (isLimit(limit) && !holding.some((each) => each.limit === limit) ? [limitOver[limit]] : []));
}

function isLimit(limit: string): limit is LimitId {
  return Object.hasOwn(limitOver, limit);
}
