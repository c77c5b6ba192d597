import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { desktopQuery, query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import { Choices, Saved } from './choices.tsx';
import classes from './schedule.module.css';

const notices = ['needs-me', 'every-backup', 'off'] as const;

/** When this computer shows a notice. */
export function Notices(): ReactNode {
  const { data, error } = useQuery(query.settings.get.queryOptions());
  const about = useQuery(desktopQuery.about.queryOptions());
  const set = useMutation(query.settings.set.mutationOptions());
  const shown = set.isPending ? set.variables.notices : data?.notices;
  const problem = error ?? set.error;
  return (
    <Card title={t('schedule.notices.title')} aside={<Saved when={set.isSuccess} />}>
      {data === undefined && error === null ? <SkeletonLines lines={3} /> : null}
      {data === undefined ? null : (
        <Choices label={t('schedule.notices.label')} value={shown} choices={notices.map((value) => ({ value, label: t(`schedule.notices.${value}`), why: t(`schedule.notices.${value}.why`) }))} onChoose={(value) => set.mutate({ notices: value })} />
      )}
      {about.data?.kind === 'browser-tab' ? <p className={classes.small}>{t('schedule.notices.tab')}</p> : null}
      {problem === null ? null : <ProblemPanel problem={toProblem(problem)} />}
    </Card>
  );
}
