import { IconArrowLeft } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Skeleton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query, queryClient } from '../../app/data/queries.ts';
import { useStatus } from '../../app/data/status.tsx';
import { type AppInfo, useApp } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { LinkButton } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { WithObjectivesDialog } from '../../components/readiness/objectives-dialog.tsx';
import { ObjectivesForm } from '../../components/readiness/objectives-form.tsx';
import { useReadiness } from '../../components/readiness/use-readiness.ts';
import { Screen } from '../../components/screen.tsx';
import { SkeletonLines, SkeletonScreen } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import { Charts } from './charts.tsx';
import classes from './grade.module.css';
import { GradeHistory } from './grade-history.tsx';
import { Made } from './made.tsx';
import { Rules } from './rules.tsx';
import { Summary } from './summary.tsx';

/** How the grade is made: every question, every check with what it rests on, the rules, how it changed, and the two objectives only a person can set. */
export function Grade(): ReactNode {
  const app = useApp();
  if (app === undefined) return <SkeletonScreen />;
  if (app.platform === 'opened') return <NoGrade app={app} />;
  return (
    <WithObjectivesDialog key={app.name} app={app.name}>
      <GradeOf app={app} />
    </WithObjectivesDialog>
  );
}

function GradeOf({ app }: { readonly app: AppInfo }): ReactNode {
  const { data: known, error } = useReadiness(app.name);
  const rubric = useQuery(query.readiness.rubric.queryOptions());
  const status = useStatus();
  const [asked, setAsked] = useState(false);
  const start = useMutation(query.runs.start.mutationOptions({ onSettled: () => setAsked(false) }));
  // An answer that cannot be renewed is no answer.
  const readiness = error === null ? known : undefined;
  const needs = [...(status?.needs ?? []), ...(status?.apps.find((each) => each.app === app.name)?.needs ?? [])];
  const busy = asked || status === undefined || status.running.some(({ request }) => request.kind === 'backup' && request.app === app.name);
  const doing = {
    app: app.name,
    busy,
    onBackUp: () => {
      setAsked(true);
      start.mutate({ kind: 'backup', app: app.name });
    },
  };
  return (
    <Screen
      title={t('grade.title')}
      app={app.name}
      sentence={error === null ? readiness === undefined ? <Skeleton component="span" display="block" height={30} width="60%" role="status" aria-label={t('grade.sentence.coming')} /> : t('grade.sentence', { letter: readiness.grade }) : t('grade.unknown')}
      actions={<BackHome app={app.name} />}
    >
      {error === null ? null : <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void queryClient.invalidateQueries({ queryKey: query.readiness.key() }) }} />}
      {start.error === null ? null : <ProblemPanel problem={toProblem(start.error)} />}
      {readiness === undefined ? (
        error === null ? (
          <Card>
            <SkeletonLines lines={4} />
          </Card>
        ) : null
      ) : (
        <>
          <Summary readiness={readiness} needs={needs} isSample={app.isSample} doing={doing} />
          <Made readiness={readiness} rubric={rubric.data} needs={needs} doing={doing} />
        </>
      )}
      {rubric.error === null ? null : <ProblemPanel problem={toProblem(rubric.error)} />}
      <Rules rubric={rubric.data} platform={readiness?.platformHistory?.says} />
      <div id="objectives">
        <Card title={t('grade.objectives.title')} aside={t('grade.objectives.aside')}>
          <ObjectivesForm app={app.name} />
        </Card>
      </div>
      <div id="charts">
        <Charts app={app.name} />
      </div>
      <GradeHistory app={app.name} />
    </Screen>
  );
}

function NoGrade({ app }: { readonly app: AppInfo }): ReactNode {
  return (
    <Screen title={t('grade.title')} app={app.name} sentence={t('grade.sentence.opened')} actions={<BackHome app={app.name} />}>
      <Card>
        <p className={classes.text}>{t('grade.opened.text')}</p>
      </Card>
    </Screen>
  );
}

function BackHome({ app }: { readonly app: string }): ReactNode {
  return (
    <LinkButton variant="default" to="/app/$app/home" params={{ app }} leftSection={<IconArrowLeft size="1.125rem" stroke={1.75} />}>
      {t('grade.back')}
    </LinkButton>
  );
}
