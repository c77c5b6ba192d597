import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { LetterStep } from './letter.tsx';
import type { NextStep, Readiness } from './types.ts';

/** How long a step takes, and which letter it makes another one: that of the grade, else that of its question. */
export function StepOutcome({ step, readiness: { grade, questions } }: { readonly step: NextStep; readonly readiness: Readiness }): ReactNode {
  const question = questions.find(({ id }) => id === step.question);
  const minutes = t('grade.minutes', { count: step.minutes });
  if (step.overallAfter !== grade) {
    return (
      <>
        {minutes} · <LetterStep from={grade} to={step.overallAfter} />
      </>
    );
  }
  if (question === undefined || step.questionAfter === question.grade) return minutes;
  return (
    <>
      {minutes} · <LetterStep from={question.grade} to={step.questionAfter} /> {t('grade.step.of', { question: visible(question.title, 100) })}
    </>
  );
}
