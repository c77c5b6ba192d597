import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { byCause } from '../../../../shared/model/alarms.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query, queryClient } from '../../app/data/queries.ts';
import { formatMoment } from '../../strings/moment.ts';
import { t } from '../../strings/translate.ts';
import { LinkButton } from '../links.tsx';
import { ProblemPanel } from '../problem-panel.tsx';
import { useNow, When } from '../when.tsx';
import { node, withNodes } from '../with-nodes.tsx';
import { type Alarm, alarmTitle, restoreDoor, shareText } from './alarm-words.ts';
import classes from './alarms.module.css';

/** What happened to an app's data that nobody explained yet, each with the two answers. */
export function AlarmList({ app }: { readonly app: string }): ReactNode {
  const { data, error, refetch, isFetching } = useQuery(query.watch.alarms.queryOptions({ input: { app } }));
  const [noted, setNoted] = useState<{ readonly alarm: Alarm; readonly isAlone: boolean }>();
  /** Causes whose alarms are to be answered one by one, by their first alarm. */
  const [apart, setApart] = useState<readonly string[]>([]);
  const navigate = useNavigate();
  // Here and not with the alarm: an alarm that is answered is gone before anything could be done with the answer.
  const answer = useMutation(
    query.watch.answer.mutationOptions({
      onSuccess(report, { alarm: id, answer: said, together }) {
        // What holds now may have come before the answer: there the alarm is not open any more.
        const alarm = report.answered.find((each) => each.id === id);
        queryClient.setQueryData(query.watch.alarms.queryKey({ input: { app } }), report);
        if (alarm === undefined) return;
        if (said === 'expected') setNoted({ alarm, isAlone: together !== true });
        else void navigate({ to: '/app/$app/restore', params: { app }, search: { step: 'found', door: restoreDoor(alarm), ...(alarm.incident === undefined || alarm.slowly === true ? {} : { incidents: [alarm.incident] }) } });
      },
    }),
  );
  // Silence would look as if nothing had been lost.
  if (error !== null) return <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch(), loading: isFetching }} />;
  if (data === undefined) return null;
  const about = noted?.isAlone === true ? noted.alarm : undefined;
  const raised = about === undefined ? undefined : data.thresholds.find(({ table }) => table === about.table);
  const share = about?.kind === 'records-lost' ? raised?.lost.share : undefined;
  return (
    <>
      {noted === undefined ? null : (
        <div className={classes.noted} role="status">
          <IconCheck size="1rem" stroke={2} aria-hidden />
          {share === undefined || about === undefined ? t('alarm.noted') : t('alarm.noted.threshold', { table: about.table, share: shareText(share) })}
        </div>
      )}
      {data.open.length === 0 ? null : (
        <section className={classes.alarms} aria-label={t('alarm.title')}>
          <ul className={classes.list}>
            {byCause(data.open)
              .flatMap((alarms): readonly (readonly [Alarm, ...Alarm[]])[] => (alarms.some(({ id }) => apart.includes(id)) ? alarms.map((alarm) => [alarm]) : [alarms]))
              .map((alarms) => (
                <OpenAlarms
                  key={alarms[0].id}
                  app={app}
                  alarms={alarms}
                  isAnswering={answer.isPending}
                  onAnswer={(said) => answer.mutate({ app, alarm: alarms[0].id, answer: said, ...(alarms.length === 1 ? {} : { together: true }) })}
                  onApart={() => setApart([...apart, ...alarms.map(({ id }) => id)])}
                />
              ))}
          </ul>
          {answer.error === null ? null : <ProblemPanel problem={toProblem(answer.error)} />}
        </section>
      )}
    </>
  );
}

interface OpenAlarmsProps {
  readonly app: string;
  readonly alarms: readonly [Alarm, ...Alarm[]];
  readonly isAnswering: boolean;
  readonly onAnswer: (answer: 'expected' | 'not-expected') => void;
  readonly onApart: () => void;
}

/** One cause, with all it befell. */
function OpenAlarms({ app, alarms, isAnswering, onAnswer, onApart }: OpenAlarmsProps): ReactNode {
  const [alarm, ...others] = alarms;
  const areMany = others.length > 0;
  const { healthy, snapshot, latest } = alarm;
  return (
    <li className={classes.alarm}>
      <IconAlertTriangle size="1.375rem" stroke={1.75} className={classes.sign} aria-hidden />
      <div>
        {alarms.map((each) => (
          <h2 key={each.id} className={classes.title}>
            {alarmTitle(each)}
          </h2>
        ))}
        <p className={classes.text}>
          <Span app={app} alarm={alarm} /> {areMany ? `${t('alarm.together')} ` : ''}
          {alarm.slowly === true ? `${t('alarm.slowly')} ` : ''}
          {t('alarm.held')}
        </p>
        <div className={classes.actions}>
          <Button disabled={isAnswering} onClick={() => onAnswer('not-expected')}>
            {t(areMany ? 'alarm.not-expected.all' : 'alarm.not-expected')}
          </Button>
          <Button variant="default" title={t('alarm.expected.hint')} disabled={isAnswering} onClick={() => onAnswer('expected')}>
            {t(areMany ? 'alarm.expected.all' : 'alarm.expected')}
          </Button>
          {healthy === null ? null : (
            <LinkButton variant="subtle" to="/app/$app/compare" params={{ app }} search={{ from: healthy, to: latest ?? snapshot ?? 'live' }}>
              {t('alarm.compare')}
            </LinkButton>
          )}
          {areMany ? (
            <Button variant="subtle" disabled={isAnswering} onClick={onApart}>
              {t('alarm.apart')}
            </Button>
          ) : null}
        </div>
      </div>
    </li>
  );
}

/** Between which two readings it happened. */
function Span({ app, alarm: { healthy, snapshot, raisedAt } }: { readonly app: string; readonly alarm: Alarm }): ReactNode {
  const now = useNow();
  const { data } = useQuery(query.backups.list.queryOptions({ input: { app } }));
  const startedAt = (name: string | null | undefined): string | undefined => data?.backups.find(({ id }) => id === name)?.startedAt;
  const [from, to] = [startedAt(healthy), startedAt(snapshot)];
  if (from !== undefined && to !== undefined) return t('alarm.between', { from: formatMoment(from, now), to: formatMoment(to, now) });
  if (from !== undefined && snapshot === undefined) return withNodes(t('alarm.since', { when: node('when'), from: formatMoment(from, now) }), { when: <When at={raisedAt} /> });
  return withNodes(t('alarm.seen', { when: node('when') }), { when: <When at={raisedAt} /> });
}
