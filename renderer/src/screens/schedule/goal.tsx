import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import type { AppInfo } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { hoursInWords } from '../../strings/age.ts';
import { Choices, Saved } from './choices.tsx';
import { everyInWords, goalInWords, keepsTo, offeredGoals, periodFor, withCurrent } from './periods.ts';
import classes from './schedule.module.css';

/** What a person accepts to lose, and whether the schedule can keep to it. */
export function Goal({ app, everyHours }: { readonly app: AppInfo; readonly everyHours: number | null }): ReactNode {
  const client = useQueryClient();
  const list = query.apps.list.queryKey();
  const set = useMutation(
    query.apps.setObjective.mutationOptions({
      onSuccess: ({ app: changed }) => client.setQueryData(list, (before) => before && { ...before, apps: before.apps.map((each) => (each.name === changed.name ? changed : each)) }),
    }),
  );
  const tighten = useMutation(query.schedule.set.mutationOptions());
  const goal = set.isPending ? set.variables.hours : app.objectiveHours;
  const error = set.error ?? tighten.error;
  return (
    <Card title={t('schedule.goal.title')} aside={set.isSuccess ? <Saved when /> : t('schedule.goal.aside')}>
      <Choices
        label={t('schedule.goal.label')}
        columns
        value={goal === undefined ? undefined : String(goal)}
        choices={withCurrent(offeredGoals, goal).map((hours) => ({ value: String(hours), label: goalInWords(hours) }))}
        onChoose={(value) => set.mutate({ app: app.name, hours: Number(value) })}
      />
      <Fit goal={goal} everyHours={everyHours} loading={tighten.isPending} onTighten={(hours) => tighten.mutate({ app: app.name, rule: { kind: 'every', hours } })} />
      {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
    </Card>
  );
}

interface FitProps {
  readonly goal: number | undefined;
  readonly everyHours: number | null;
  readonly loading: boolean;
  readonly onTighten: (hours: number) => void;
}

function Fit({ goal, everyHours, loading, onTighten }: FitProps): ReactNode {
  if (goal === undefined) {
    return (
      <p className={classes.fit}>
        <IconInfoCircle size="1.125rem" stroke={1.75} aria-hidden />
        <span>{t('schedule.goal.none.why')}</span>
      </p>
    );
  }
  const fit = keepsTo(everyHours, goal);
  if (fit === 'keeps') {
    return (
      <p className={classes.fit} data-tone="safe">
        <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />
        <span>{t('schedule.goal.keeps', { period: hoursInWords(everyHours ?? goal) })}</span>
      </p>
    );
  }
  const period = periodFor(goal);
  return (
    <div className={classes.fit} data-tone="attention" role="status">
      <IconAlertTriangle size="1.125rem" stroke={1.75} aria-hidden />
      <span className={classes.fitWords}>{everyHours === null ? t('schedule.goal.cannot.by-hand') : t('schedule.goal.cannot', { every: t('schedule.goal.cannot.every', { period: hoursInWords(everyHours) }), period: hoursInWords(everyHours) })}</span>
      <Button variant="default" size="compact-md" loading={loading} onClick={() => onTighten(period)}>
        {t('schedule.goal.fix', { every: everyInWords(period) })}
      </Button>
    </div>
  );
}
