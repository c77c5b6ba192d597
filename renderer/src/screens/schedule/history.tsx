import { Button, Tooltip } from '@mantine/core';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { useNow } from '../../components/when.tsx';
import { clockTime } from '../../strings/age.ts';
import { formatExactly } from '../../strings/numbers.ts';
import { locale, t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './history.module.css';
import { daysOf, endInWords, type Intended, stateOf } from './intended.ts';

const days = 30;
const shownAtFirst = 8;
const shownWithMore = 200;
const dayName = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });

/** Every backup that was to be in the last 30 days, and what became of it. */
export function History({ app }: { readonly app: string }): ReactNode {
  const { data, error } = useQuery(query.schedule.history.queryOptions({ input: { app, days } }));
  return (
    <Card title={t('schedule.history.title')} aside={t('schedule.history.aside')}>
      {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
      {data === undefined ? error === null ? <SkeletonLines lines={4} /> : null : <Rows runs={data.runs} />}
    </Card>
  );
}

/** What another rule had planned was not to be after all. */
function wasToBe({ end, run }: Intended): boolean {
  return end === undefined ? run !== undefined : end.kind !== 'skipped' || end.reason.kind !== 'changed';
}

function Rows({ runs }: { readonly runs: readonly Intended[] }): ReactNode {
  const now = useNow();
  const [more, setMore] = useState(false);
  const past = runs.filter(wasToBe).toReversed();
  if (past.length === 0) return <p className={classes.none}>{t('schedule.history.none')}</p>;
  const shown = past.slice(0, more ? shownWithMore : shownAtFirst);
  return (
    <>
      <ol className={classes.strip} aria-label={t('schedule.history.strip')}>
        {daysOf(runs, now, days).map(({ at, state, done, missed, failed }) => {
          const words = `${dayName.format(at)}: ${state === 'none' ? t('schedule.history.day.none') : t('schedule.history.day', { done, missed, failed })}`;
          return (
            <li key={at}>
              <Tooltip label={words}>
                <span className={classes.day} data-state={state} tabIndex={0} role="img" aria-label={words}>
                  {state === 'failed' ? <IconX size="0.75rem" stroke={2.5} aria-hidden /> : state === 'missed' ? <IconMinus size="0.75rem" stroke={2.5} aria-hidden /> : state === 'done' ? <IconCheck size="0.75rem" stroke={2.5} aria-hidden /> : null}
                </span>
              </Tooltip>
            </li>
          );
        })}
      </ol>
      <ul className={classes.rows}>
        {shown.map((run) => (
          <li key={run.id} className={classes.row} data-state={stateOf(run) ?? 'none'}>
            <time dateTime={run.dueAt} title={formatExactly(run.dueAt)}>
              {clockTime(run.dueAt, now)}
            </time>
            <span>
              {run.kind === 'window' ? null : <span className={classes.kind}>{t(`schedule.intended.${run.kind}`)} · </span>}
              {visible(endInWords(run, now), 200)}
            </span>
          </li>
        ))}
      </ul>
      {past.length > shownAtFirst ? (
        <Button variant="subtle" size="compact-sm" mt="sm" onClick={() => setMore(!more)}>
          {more ? t('schedule.history.less') : t('schedule.history.more', { count: Math.min(past.length, shownWithMore) })}
        </Button>
      ) : null}
    </>
  );
}
