import { IconFlask } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Need } from '../../app/data/status-types.ts';
import { Card } from '../../components/card.tsx';
import { gradeWords } from '../../components/readiness/grade-words.ts';
import { letterTone } from '../../components/readiness/letter-tone.ts';
import { LetterMark } from '../../components/readiness/letter.tsx';
import { StepAction } from '../../components/readiness/step-action.tsx';
import { StepOutcome } from '../../components/readiness/step-outcome.tsx';
import type { Readiness } from '../../components/readiness/types.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import type { Doing } from './doing.ts';
import classes from './grade.module.css';

interface SummaryProps {
  readonly readiness: Readiness;
  readonly needs: readonly Need[];
  readonly isSample: boolean;
  readonly doing: Doing;
}

/** The letter, what holds it back, and the one step that helps most. */
export function Summary({ readiness, needs, isSample, doing }: SummaryProps): ReactNode {
  const { grade, nextStep } = readiness;
  const { answer, why } = gradeWords(readiness);
  return (
    <Card>
      <div className={classes.summary}>
        <LetterMark letter={grade} tone={letterTone(grade, needs.length === 0 ? 'safe' : 'attention')} size="large" />
        <dl className={classes.facts}>
          <div>
            <dt className={classes.name}>{visible(answer, 300)}</dt>
            {isSample ? (
              <dd className={classes.example}>
                <IconFlask size="1rem" stroke={1.75} aria-hidden /> {t('grade.example.text')}
              </dd>
            ) : null}
          </div>
          <div>
            <dt className={classes.label}>{t('grade.limited')}</dt>
            <dd>{visible(why, 400)}</dd>
          </div>
          {nextStep === undefined ? null : (
            <div>
              <dt className={classes.label}>{t('grade.best-step')}</dt>
              <dd>
                <StepAction app={doing.app} step={nextStep} busy={doing.busy} onBackUp={doing.onBackUp} />{' '}
                <span className={classes.small}>
                  <StepOutcome step={nextStep} readiness={readiness} />
                </span>
              </dd>
            </div>
          )}
        </dl>
      </div>
    </Card>
  );
}
