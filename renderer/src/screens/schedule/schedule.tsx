import { Skeleton } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query, queryClient } from '../../app/data/queries.ts';
import { useStatus } from '../../app/data/status.tsx';
import { type AppInfo, useApp } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Thresholds } from '../../components/alarms/thresholds.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { useNow } from '../../components/when.tsx';
import { formatWhen } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { clockTime } from '../../strings/age.ts';
import { Alerts, AlertsFirst } from './alerts/alerts.tsx';
import { Computer } from './computer.tsx';
import { Goal } from './goal.tsx';
import { History } from './history.tsx';
import { Kept } from './kept.tsx';
import { Next, type ScheduleState } from './next.tsx';
import { Notices } from './notices.tsx';
import { Often } from './often.tsx';
import classes from './schedule.module.css';

/** When backups run, what they have to keep to, and who is told. */
export function Schedule(): ReactNode {
  const app = useApp();
  return app === undefined ? <Loading /> : <ScheduleOf key={app.name} app={app} />;
}

function ScheduleOf({ app }: { readonly app: AppInfo }): ReactNode {
  const { data, error } = useQuery(query.schedule.get.queryOptions({ input: { app: app.name } }));
  const running = useStatus()?.running.some(({ request }) => request.kind === 'backup' && request.app === app.name) ?? false;
  const now = useNow();
  const frame = { title: t('schedule.title'), app: app.name };
  if (app.platform === 'opened') {
    return (
      <Screen {...frame} sentence={t('schedule.sentence.opened')}>
        <Card>
          <EmptyState icon={IconEye} title={t('home.verdict.opened')}>
            {t('schedule.opened.text')}
          </EmptyState>
        </Card>
        <Notices />
        <Alerts app={app.name} />
      </Screen>
    );
  }
  if (error !== null) {
    return (
      <Screen {...frame} sentence={t('schedule.sentence.problem')}>
        <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void queryClient.invalidateQueries() }} />
      </Screen>
    );
  }
  if (data === undefined) return <Loading />;
  return (
    <Screen {...frame} sentence={sentenceOf(data, running, now)}>
      <AlertsFirst app={app.name} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <Often app={app.name} schedule={data} />
          <Goal app={app} everyHours={data.everyHours} />
        </div>
        <div className={classes.column}>
          <Next schedule={data} />
          <Computer computer={data.computer} />
          <Notices />
        </div>
      </div>
      <div className={classes.below}>
        <Alerts app={app.name} />
      </div>
      <div className={classes.below}>
        <History app={app.name} />
      </div>
      <div className={classes.below}>
        <Kept app={app.name} />
      </div>
      <div className={classes.below}>
        <Thresholds app={app.name} />
      </div>
    </Screen>
  );
}

function sentenceOf({ everyHours, pausedUntil, next }: ScheduleState, running: boolean, now: number): string {
  if (running) return t('schedule.sentence.running');
  if (everyHours === null) return t('schedule.sentence.by-hand');
  if (pausedUntil !== null && Date.parse(pausedUntil) > now) return t('schedule.sentence.paused', { when: clockTime(pausedUntil, now) });
  if (next.at === null) return t('schedule.sentence.stuck');
  return Date.parse(next.at) - now < 45_000 ? t('schedule.sentence.now') : t('schedule.sentence.next', { when: formatWhen(next.at, now) });
}

function Loading(): ReactNode {
  return (
    <Screen title={t('schedule.title')} sentence={<Skeleton component="span" display="block" height={30} width="60%" role="status" aria-label={t('common.loading')} />}>
      <div className={classes.columns} aria-hidden>
        <Skeleton height={320} radius="var(--hf-radius-card)" />
        <Skeleton height={320} radius="var(--hf-radius-card)" />
      </div>
    </Screen>
  );
}
