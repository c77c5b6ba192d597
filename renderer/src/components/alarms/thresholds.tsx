import { Button, Switch } from '@mantine/core';
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
          <Live app={app} />
        </>
      )}
    </Card>
  );
}

/** Only where the platform can be asked how many records there are. */
function Live({ app }: { readonly app: string }): ReactNode {
  const { data, error } = useQuery(query.watch.live.queryOptions({ input: { app } }));
  const set = useMutation(query.watch.setLive.mutationOptions({ onSuccess: (answer) => queryClient.setQueryData(query.watch.live.queryKey({ input: { app } }), answer) }));
  const problem = error ?? set.error;
  // What was chosen shows at once; when it could not be saved, what holds shows again.
  const isOn = set.isPending ? set.variables.on : (data?.on ?? false);
  if (data?.way === 'none') return null;
  return (
    <div className={classes.live}>
      <Switch checked={isOn} disabled={data === undefined || set.isPending} onChange={(event) => set.mutate({ app, on: event.currentTarget.checked })} label={t('threshold.live')} description={`${t(data === undefined ? 'threshold.live.unknown' : data.way === 'listens' && data.hears ? 'threshold.live.hears' : `threshold.live.${data.way}`)} ${t('threshold.live.hint')}`} />
      {problem === null ? null : <ProblemPanel problem={toProblem(problem)} />}
    </div>
  );
}
