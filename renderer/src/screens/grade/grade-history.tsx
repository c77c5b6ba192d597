import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { letterTone } from '../../components/readiness/letter-tone.ts';
import { LetterMark } from '../../components/readiness/letter.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './grade.module.css';

const shownDays = 90;

/** The letters there were, newest first, each with what made it another one. */
export function GradeHistory({ app }: { readonly app: string }): ReactNode {
  const { data, error } = useQuery(query.readiness.history.queryOptions({ input: { app, days: shownDays } }));
  return (
    <Card title={t('grade.history.title')} aside={t('grade.history.aside')}>
      {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
      {data === undefined && error === null ? <SkeletonLines lines={3} /> : null}
      {data?.changes.length === 0 ? <p className={classes.text}>{t('grade.history.none')}</p> : null}
      {data === undefined || data.changes.length === 0 ? null : (
        <ol className={classes.history}>
          {data.changes.toReversed().map(({ at, grade, because }) => (
            <li key={at} className={classes.change}>
              <LetterMark letter={grade} tone={letterTone(grade, 'safe')} size="small" />
              <div className={classes.changeWords}>
                <div className={classes.small}>
                  <When at={at} />
                </div>
                <ul className={classes.because}>
                  {because.map((reason, index) => (
                    <li key={index}>{visible(reason, 300)}</li>
                  ))}
                </ul>
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
