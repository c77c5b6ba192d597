import { Skeleton } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { HelpLink } from '../../components/help-link.tsx';
import { LinkWords } from '../../components/links.tsx';
import { gradeWords } from '../../components/readiness/grade-words.ts';
import { letterTone } from '../../components/readiness/letter-tone.ts';
import { LetterMark } from '../../components/readiness/letter.tsx';
import { StepAction } from '../../components/readiness/step-action.tsx';
import { StepOutcome } from '../../components/readiness/step-outcome.tsx';
import type { NextStep, Readiness } from '../../components/readiness/types.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './grade-card.module.css';
import { signOf } from './sign-of.ts';
import type { Situation } from './situation.ts';
import { verdictOf } from './words.ts';

interface GradeCardProps {
  readonly app: string;
  readonly situation: Situation;
  readonly now: number;
  readonly readiness: Readiness | undefined;
  readonly error: Error | null;
  readonly isSample: boolean;
  readonly busy: boolean;
  readonly onBackUp: () => void;
}

/** The answer: one letter, why it is not a better one, and the one thing that makes it so. Below it, what holds this minute. */
export function GradeCard({ app, situation, now, readiness, error, isSample, busy, onBackUp }: GradeCardProps): ReactNode {
  return (
    <section className={classes.card} aria-label={t('grade.title')}>
      <div className={classes.answer}>
        {error === null ? (
          // Before the places were looked into, no letter could be true.
          readiness === undefined || situation.kind === 'looking' ? (
            <Coming />
          ) : (
            <Answer app={app} situation={situation} readiness={readiness} isSample={isSample} busy={busy} onBackUp={onBackUp} />
          )
        ) : (
          <Unknown error={error} />
        )}
      </div>
      <Now situation={situation} now={now} />
    </section>
  );
}

function Answer({ app, situation, readiness, isSample, busy, onBackUp }: Pick<GradeCardProps, 'app' | 'situation' | 'isSample' | 'busy' | 'onBackUp'> & { readonly readiness: Readiness }): ReactNode {
  const { grade, nextStep } = readiness;
  const { answer, why } = gradeWords(readiness);
  return (
    <>
      <LinkWords to="/app/$app/grade" params={{ app }} className={classes.letter} aria-label={t('grade.letter.how', { letter: grade })}>
        <LetterMark letter={grade} tone={letterTone(grade, situation.tone)} size="large" />
      </LinkWords>
      <div className={classes.head}>
        {isSample ? (
          <p className={classes.example}>
            <IconFlask size="0.875rem" stroke={1.75} aria-hidden /> {t('grade.example')}
          </p>
        ) : null}
        <p className={classes.sentence}>{visible(answer, 300)}</p>
      </div>
      <div className={classes.words}>
        <p className={classes.limit}>{visible(why, 400)}</p>
        {nextStep === undefined ? null : <Next app={app} readiness={readiness} step={nextStep} busy={busy} onBackUp={onBackUp} />}
        <p className={classes.more}>
          <LinkWords to="/app/$app/grade" params={{ app }} className={classes.how}>
            {t('grade.how')}
          </LinkWords>
          <HelpLink page="grade" section="what-the-letter-means" className={classes.how}>
            {t('help.what-does-it-mean')}
          </HelpLink>
        </p>
      </div>
    </>
  );
}

function Next({ app, readiness, step, busy, onBackUp }: { readonly app: string; readonly readiness: Readiness; readonly step: NextStep; readonly busy: boolean; readonly onBackUp: () => void }): ReactNode {
  return (
    <p className={classes.next}>
      <StepAction app={app} step={step} busy={busy} onBackUp={onBackUp} />
      <span className={classes.small}>
        <StepOutcome step={step} readiness={readiness} />
      </span>
    </p>
  );
}

/** The shape of the answer, and no letter. */
function Coming(): ReactNode {
  return (
    <>
      <Skeleton height="5rem" width="4rem" radius="var(--hf-radius-card)" role="status" aria-label={t('grade.coming')} />
      <div className={classes.head} aria-hidden>
        <Skeleton height={14} width="80%" />
        <Skeleton height={14} width="55%" mt={10} />
      </div>
      <div className={classes.words} aria-hidden>
        <Skeleton height={12} width="95%" />
        <Skeleton height={12} width="60%" mt={8} />
      </div>
    </>
  );
}

function Unknown({ error }: { readonly error: Error }): ReactNode {
  const { message, nextStep } = toProblem(error);
  return (
    <>
      <span className={classes.unknown} aria-hidden>
        ?
      </span>
      <div className={classes.head}>
        <p className={classes.sentence}>{t('grade.unknown')}</p>
      </div>
      <div className={classes.words}>
        <p className={classes.limit}>
          {visible(message, 300)} {visible(nextStep, 300)}
        </p>
      </div>
    </>
  );
}

/** The state of this minute as a sign and a word. */
function Now({ situation, now }: { readonly situation: Situation; readonly now: number }): ReactNode {
  const Sign = signOf(situation);
  const { word, why } = verdictOf(situation, now);
  return (
    <div className={classes.now} data-tone={situation.tone}>
      <Sign size="1.25rem" stroke={1.75} className={classes.sign} aria-hidden />
      <div className={classes.nowWords}>
        <div className={classes.word}>{word}</div>
        {situation.tone === 'safe' ? null : <div className={classes.small}>{why}</div>}
      </div>
    </div>
  );
}
