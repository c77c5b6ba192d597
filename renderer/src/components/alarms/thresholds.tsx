import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query, queryClient } from '../../app/data/queries.ts';
import { t } from '../../strings/translate.ts';
import { Card } from '../card.tsx';
import { ProblemPanel } from '../problem-panel.tsx';
import { SkeletonLines } from '../skeletons.tsx';
import { shareText } from './alarm-words.ts';
import classes from './alarms.module.css';

/** From which loss on somebody is told, and what "expected" made of it. */
export function Thresholds({ app }: { readonly app: string }): ReactNode {
  const { data, error } = useQuery(query.watch.alarms.queryOptions({ input: { app } }));
  const reset = useMutation(query.watch.reset.mutationOptions({ onSuccess: (report) => queryClient.setQueryData(query.watch.alarms.queryKey({ input: { app } }), report) }));
  const problem = error ?? reset.error;
  return (
    <Card title={t('threshold.title')}>
      {problem === null ? null : <ProblemPanel problem={toProblem(problem)} />}
      {data === undefined ? (
        error === null ? <SkeletonLines lines={2} /> : null
      ) : (
        <>
          <p className={classes.quiet}>{t('threshold.text', { share: shareText(data.usualThresholds.lost.share), records: data.usualThresholds.lost.records, anyway: shareText(data.usualThresholds.lost.anyway) })}</p>
          {data.thresholds.length === 0 ? null : (
            <>
              <p className={classes.text}>{t('threshold.raised')}</p>
              <ul className={classes.raised}>
                {data.thresholds.map(({ table, lost, blanked }) => (
                  <li key={table}>
                    <span>
                      {lost.share > data.usualThresholds.lost.share ? <span>{t('threshold.lost', { table, share: shareText(lost.share) })} </span> : null}
                      {blanked.share > data.usualThresholds.blanked.share ? <span>{t('threshold.blanked', { table, share: shareText(blanked.share) })}</span> : null}
                    </span>
                    <Button size="compact-sm" variant="default" aria-label={t('threshold.reset.label', { table })} disabled={reset.isPending} onClick={() => reset.mutate({ app, table })}>
                      {t('threshold.reset')}
                    </Button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Card>
  );
}
