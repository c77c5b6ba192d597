import { Skeleton } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { type AppInfo, useApp } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { HelpLink } from '../../components/help-link.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { Screen } from '../../components/screen.tsx';
import { useNow } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { DrillCard } from './drill-card.tsx';
import { DrillHistory } from './drill-history.tsx';
import { DrillRule } from './drill-rule.tsx';
import { Golden } from './golden/golden.tsx';
import { PhasesCard } from './phases-card.tsx';
import classes from './proof.module.css';
import { RunDrill } from './run-drill.tsx';
import { proofSentence } from './sentence.ts';
import { standingOf } from './standing.ts';
import { useDrill } from './use-drill.ts';

const shownDrills = 100;

/** Does getting back work? What drills found, what they are to ask, and how often. */
export function Proof(): ReactNode {
  const app = useApp();
  return app === undefined ? <Loading /> : <ProofOf key={app.name} app={app} />;
}

function ProofOf({ app }: { readonly app: AppInfo }): ReactNode {
  const { drill: chosen } = useSearch({ from: '/shell/app/$app/proof' });
  const navigate = useNavigate({ from: '/app/$app/proof' });
  const list = useQuery(query.drills.list.queryOptions({ input: { app: app.name, limit: shownDrills } }));
  const places = useQuery(query.places.list.queryOptions());
  const drill = useDrill(app.name);
  const now = useNow();
  const frame = { title: t('proof.title'), app: app.name };
  if (list.error !== null) {
    return (
      <Screen {...frame} sentence={t('proof.sentence.problem')}>
        <ProblemPanel problem={toProblem(list.error)} action={{ label: t('common.try-again'), onClick: () => void list.refetch(), loading: list.isFetching }} />
      </Screen>
    );
  }
  if (list.data === undefined || places.data === undefined) return <Loading />;
  const { drills } = list.data;
  const { destinations } = app;
  const used = places.data.places.filter(({ name }) => destinations === 'all' || destinations.includes(name));
  const standing = standingOf(drills, new Map(used.map(({ name, addedAt }) => [name, addedAt])), now);
  const shown = drills.find(({ id }) => id === chosen) ?? ('drill' in standing ? standing.drill : drills[0]);
  const isRunning = drill.run?.state === 'running';
  return (
    <Screen {...frame} sentence={<span role="status">{proofSentence(standing, isRunning, now)}</span>} actions={<RunDrill places={used.map(({ name }) => name)} drill={drill} />}>
      <div className={classes.stack}>
        {drill.problem === undefined ? null : <ProblemPanel problem={drill.problem} action={{ label: t('common.try-again'), onClick: () => drill.start(undefined) }} />}
        {drill.run !== undefined && isRunning ? (
          <Card title={t('proof.run.title')}>
            <RunProgress run={drill.run} />
            <p className={classes.small}>{t('proof.run.small')}</p>
          </Card>
        ) : null}
        {shown === undefined ? (
          isRunning ? null : <WhatADrillIs />
        ) : (
          <DrillCard app={app.name} summary={shown} isChosen={chosen === shown.id} onBack={() => void navigate({ search: {}, replace: true })} />
        )}
        <div className={classes.columns}>
          {shown === undefined || shown.phases.length === 0 ? null : <PhasesCard drill={shown} />}
          <DrillRule app={app.name} />
        </div>
        <div id="golden">
          <Golden app={app.name} isReadOnly={app.platform === 'opened'} last={shown} />
        </div>
        {drills.length === 0 ? null : <DrillHistory drills={drills} shown={shown?.id} onChoose={(id) => void navigate({ search: { drill: id }, replace: true })} />}
      </div>
    </Screen>
  );
}

function WhatADrillIs(): ReactNode {
  return (
    <Card>
      <EmptyState icon={IconShieldCheck} title={t('proof.empty.title')}>
        <p>
          {t('proof.empty.text')} <HelpLink page="drills" section="what-a-drill-looks-at">{t('help.about-drills')}</HelpLink>
        </p>
        <ul className={classes.points}>
          <li>{t('proof.empty.point.app')}</li>
          <li>{t('proof.empty.point.checks')}</li>
          <li>{t('proof.empty.point.often')}</li>
        </ul>
      </EmptyState>
    </Card>
  );
}

function Loading(): ReactNode {
  return (
    <Screen title={t('proof.title')} sentence={<Skeleton component="span" display="block" height={30} width="60%" role="status" aria-label={t('common.loading')} />}>
      <div className={classes.stack} aria-hidden>
        <Skeleton height={260} radius="var(--hf-radius-card)" />
        <Skeleton height={220} radius="var(--hf-radius-card)" />
      </div>
    </Screen>
  );
}
