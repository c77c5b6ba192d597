import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { questionTone } from '../../components/readiness/letter-tone.ts';
import { LetterMark, LetterStep } from '../../components/readiness/letter.tsx';
import { StepAction } from '../../components/readiness/step-action.tsx';
import type { Question, Readiness } from '../../components/readiness/types.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './questions.module.css';
import type { Overview, Situation } from './situation.ts';

/** What the page itself sees before any need is told. */
const against: Partial<Record<Situation['kind'], readonly Question['id'][]>> = {
  overdue: ['often'],
  'past-goal': ['often'],
  old: ['often'],
  failed: ['often'],
  incomplete: ['what'],
  'places-gone': ['where'],
  'places-lost': ['where'],
  'newest-away': ['where'],
  'place-gone': ['where'],
  'place-behind': ['where'],
  'no-key': ['where', 'works'],
  clock: ['often', 'where', 'works'],
};

interface QuestionsProps {
  readonly app: string;
  readonly readiness: Readiness;
  readonly needs: Overview['needs'];
  readonly situation: Situation;
  readonly busy: boolean;
  readonly onBackUp: () => void;
}

/** The five questions, each with its letter, what it rests on, and the one next step that helps most. */
export function Questions({ app, readiness, needs, situation, busy, onBackUp }: QuestionsProps): ReactNode {
  return (
    <section aria-label={t('home.questions.title')}>
      <ul className={classes.grid}>
        {readiness.questions.map((question) => (
          <QuestionCard key={question.id} app={app} question={question} needs={needs} situation={situation} busy={busy} onBackUp={onBackUp} />
        ))}
      </ul>
    </section>
  );
}

function QuestionCard({ app, question, needs, situation, busy, onBackUp }: Omit<QuestionsProps, 'readiness'> & { readonly question: Question }): ReactNode {
  const { grade, title, evidence, nextStep } = question;
  return (
    <li className={classes.question} data-question={question.id}>
      <div className={classes.head}>
        <h2 className={classes.title}>{visible(title, 100)}</h2>
        <LetterMark letter={grade} tone={questionTone(question, needs, against[situation.kind] ?? [])} size="small" />
      </div>
      <p className={classes.text}>{visible(evidence, 400)}</p>
      <div className={classes.step}>
        {nextStep === undefined ? (
          <span className={classes.nothing}>{t('grade.nothing-to-do')}</span>
        ) : (
          <>
            <StepAction app={app} step={nextStep} busy={busy} onBackUp={onBackUp} />
            <div className={classes.small}>
              {t('grade.minutes', { count: nextStep.minutes })}
              {nextStep.questionAfter === grade ? null : (
                <>
                  {' · '}
                  <LetterStep from={grade} to={nextStep.questionAfter} />
                </>
              )}
            </div>
          </>
        )}
      </div>
    </li>
  );
}

/** Five cards to come; no letter before there is an answer. */
export function QuestionsToCome(): ReactNode {
  return (
    <div className={classes.grid} aria-hidden>
      {Array.from({ length: 5 }, (_, index) => (
        <div key={index} className={classes.question}>
          <Skeleton height={160} radius="var(--hf-radius-card)" />
        </div>
      ))}
    </div>
  );
}
