import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
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
  const { data } = useQuery(query.watch.alarms.queryOptions({ input: { app } }));
  const [noted, setNoted] = useState<Alarm>();
  const navigate = useNavigate();
  // Here and not with the alarm: an alarm that is answered is gone before anything could be done with the answer.
  const answer = useMutation(
    query.watch.answer.mutationOptions({
      onSuccess(report, { alarm: id, answer: said }) {
        // What holds now may have come before the answer: there the alarm is not open any more.
        const alarm = report.answered.find((each) => each.id === id);
        queryClient.setQueryData(query.watch.alarms.queryKey({ input: { app } }), report);
        if (alarm === undefined) return;
        if (said === 'expected') setNoted(alarm);
        else void navigate({ to: '/app/$app/restore', params: { app }, search: { step: 'found', door: restoreDoor(alarm), ...(alarm.incident === undefined || alarm.slowly === true ? {} : { incidents: [alarm.incident] }) } });
      },
    }),
  );
  if (data === undefined) return null;
  const raised = noted === undefined ? undefined : data.thresholds.find(({ table }) => table === noted.table);
  const share = noted?.kind === 'records-lost' ? raised?.lost.share : undefined;
  return (
    <>
      {noted === undefined ? null : (
        <div className={classes.noted} role="status">
          <IconCheck size="1rem" stroke={2} aria-hidden />
          {share === undefined ? t('alarm.noted') : t('alarm.noted.threshold', { table: noted.table, share: shareText(share) })}
        </div>
      )}
      {data.open.length === 0 ? null : (
        <section className={classes.alarms} aria-label={t('alarm.title')}>
          <ul className={classes.list}>
            {data.open.map((alarm) => (
              <OpenAlarm key={alarm.id} app={app} alarm={alarm} isAnswering={answer.isPending} onAnswer={(said) => answer.mutate({ app, alarm: alarm.id, answer: said })} />
            ))}
          </ul>
          {answer.error === null ? null : <ProblemPanel problem={toProblem(answer.error)} />}
        </section>
      )}
    </>
  );
}

interface OpenAlarmProps {
  readonly app: string;
  readonly alarm: Alarm;
  readonly isAnswering: boolean;
  readonly onAnswer: (answer: 'expected' | 'not-expected') => void;
}

function OpenAlarm({ app, alarm, isAnswering, onAnswer }: OpenAlarmProps): ReactNode {
  const { healthy, snapshot, latest } = alarm;
  return (
    <li className={classes.alarm}>
      <IconAlertTriangle size="1.375rem" stroke={1.75} className={classes.sign} aria-hidden />
      <div>
        <h2 className={classes.title}>{alarmTitle(alarm)}</h2>
        <p className={classes.text}>
          <Span app={app} alarm={alarm} /> {alarm.slowly === true ? `${t('alarm.slowly')} ` : ''}
          {t('alarm.held')}
        </p>
        <div className={classes.actions}>
          <Button disabled={isAnswering} onClick={() => onAnswer('not-expected')}>
            {t('alarm.not-expected')}
          </Button>
          <Button variant="default" title={t('alarm.expected.hint')} disabled={isAnswering} onClick={() => onAnswer('expected')}>
            {t('alarm.expected')}
          </Button>
          {healthy === null ? null : (
            <LinkButton variant="subtle" to="/app/$app/compare" params={{ app }} search={{ from: healthy, to: latest ?? snapshot ?? 'live' }}>
              {t('alarm.compare')}
            </LinkButton>
          )}
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
