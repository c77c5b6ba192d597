import { Button, Group } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { useNow, When } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { clockTime } from '../../strings/age.ts';
import { tomorrowMorning } from './periods.ts';
import classes from './schedule.module.css';

export type ScheduleState = Answers['schedule']['get'];

const hourMs = 3_600_000;
/** Until so far ahead it is said as `in 6 hours`; later, the words hold the clock already. */
const relativeMs = 18 * hourMs;

/** When the next backup begins, why not sooner, and a pause. */
export function Next({ schedule: { next, pausedUntil, upcoming, keptBy } }: { readonly schedule: ScheduleState }): ReactNode {
  const pause = useMutation(query.schedule.pause.mutationOptions());
  const now = useNow();
  const isPaused = pausedUntil !== null && Date.parse(pausedUntil) > now;
  const pauseUntil = (until: Date | null): void => pause.mutate({ until: until === null ? null : until.toISOString() });
  return (
    <Card title={t('schedule.next.title')}>
      <dl className={classes.next}>
        <dt>{t('schedule.next.at')}</dt>
        <dd className={classes.figure}>{next.at === null ? t('schedule.next.none') : <When at={next.at} />}</dd>
        {next.at === null || Date.parse(next.at) - now > relativeMs ? null : <dd className={classes.exact}>{clockTime(next.at, now)}</dd>}
        <dt>{t('schedule.next.why')}</dt>
        <dd>{visible(next.why, 300)}</dd>
        {keptBy === null ? null : (
          <>
            <dt>{t('schedule.next.kept-by')}</dt>
            <dd>{keptBy.program === undefined ? t('schedule.next.kept-by.unknown') : t('schedule.next.kept-by.other', { program: visible(keptBy.program, 100) })}</dd>
          </>
        )}
        {upcoming.length === 0 ? null : (
          <>
            <dt>{t('schedule.next.upcoming')}</dt>
            <dd>
              {upcoming.map((at) => (
                <time key={at} dateTime={at} className={classes.upcoming}>
                  {clockTime(at, now)}
                </time>
              ))}
              <span className={classes.exact}>{t('schedule.next.spread')}</span>
            </dd>
          </>
        )}
      </dl>
      <div className={classes.pause}>
        <div className={classes.pauseTitle}>{isPaused ? t('schedule.pause.until', { when: clockTime(pausedUntil, now) }) : t('schedule.pause.title')}</div>
        <div className={classes.small}>{t('schedule.pause.for-all')}</div>
        <Group gap="sm" mt="sm">
          {isPaused ? (
            <Button leftSection={<IconPlayerPlay size="1rem" stroke={1.75} />} loading={pause.isPending} onClick={() => pauseUntil(null)}>
              {t('schedule.pause.resume')}
            </Button>
          ) : null}
          <Button variant="default" leftSection={<IconPlayerPause size="1rem" stroke={1.75} />} loading={pause.isPending && !isPaused} onClick={() => pauseUntil(new Date(Date.now() + hourMs))}>
            {t('schedule.pause.hour')}
          </Button>
          <Button variant="default" disabled={pause.isPending} onClick={() => pauseUntil(tomorrowMorning(Date.now()))}>
            {t('schedule.pause.tomorrow')}
          </Button>
        </Group>
        {pause.error === null ? null : <ProblemPanel problem={toProblem(pause.error)} />}
      </div>
    </Card>
  );
}
