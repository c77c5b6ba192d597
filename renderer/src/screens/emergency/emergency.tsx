import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { type AppInfo, useApp } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { DeclareButton } from '../../components/emergency/declare-button.tsx';
import { HelpLink } from '../../components/help-link.tsx';
import { LinkButton } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { Before } from './before.tsx';
import classes from './emergency.module.css';
import { EndButton } from './end-button.tsx';
import { Ended } from './ended.tsx';
import { Happenings, SaveTimeline } from './happenings.tsx';
import { Standing } from './standing.tsx';
import { StepCard } from './step-card.tsx';
import { StepList } from './step-list.tsx';
import { type Emergency as OneEmergency, type StepId, stepNow } from './types.ts';

/** Something is wrong: what is safe, what to do now, and afterwards what happened. */
export function Emergency(): ReactNode {
  const app = useApp();
  return app === undefined ? <Loading /> : <EmergencyOf key={app.name} app={app} />;
}

function EmergencyOf({ app }: { readonly app: AppInfo }): ReactNode {
  const { id } = useSearch({ from: '/shell/app/$app/emergency' });
  const list = useQuery(query.emergencies.list.queryOptions({ input: { app: app.name } }));
  const open = list.data?.emergencies.find(({ endedAt }) => endedAt === undefined);
  const wanted = list.data?.emergencies.find((each) => each.id === id) ?? open;
  const one = useQuery({ ...query.emergencies.get.queryOptions({ input: { app: app.name, id: wanted?.id ?? '' } }), enabled: wanted !== undefined });
  const frame = { title: t('emergency.title'), app: app.name };
  const error = list.error ?? (wanted === undefined ? null : one.error);
  if (error !== null) {
    return (
      <Screen {...frame} sentence={t('emergency.sentence.problem')}>
        <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void Promise.all([list.refetch(), one.refetch()]), loading: list.isFetching }} />
      </Screen>
    );
  }
  if (list.data === undefined || (wanted !== undefined && one.data === undefined)) return <Loading />;
  const { emergencies, damaged } = list.data;
  if (wanted === undefined || one.data === undefined) {
    return (
      <Screen {...frame} sentence={t('emergency.sentence.none')}>
        <Damaged files={damaged} />
        <Card title={t('emergency.declare.card')}>
          <div className={classes.begin}>
            <p className={classes.says}>{t('emergency.declare.lead')}</p>
            <div>
              <DeclareButton app={app.name} />
            </div>
            <HelpLink page="emergency">{t('help.about-emergency')}</HelpLink>
          </div>
        </Card>
        <Before app={app.name} emergencies={emergencies} />
      </Screen>
    );
  }
  if (one.data.endedAt !== undefined) {
    return (
      <Screen
        {...frame}
        place={one.data.id}
        sentence={t('emergency.sentence.over')}
        actions={
          <>
            <LinkButton variant="subtle" to="/app/$app/emergency" params={{ app: app.name }} search={{}}>
              {t(open === undefined ? 'emergency.to-list' : 'emergency.note.open')}
            </LinkButton>
            <SaveTimeline app={app.name} id={one.data.id} format="md" />
            <SaveTimeline app={app.name} id={one.data.id} format="pdf" isMain />
          </>
        }
      >
        <Ended app={app.name} emergency={one.data} />
      </Screen>
    );
  }
  return <Open app={app} emergency={one.data} damaged={damaged} />;
}

function Open({ app, emergency, damaged }: { readonly app: AppInfo; readonly emergency: OneEmergency; readonly damaged: readonly string[] }): ReactNode {
  const [chosen, setChosen] = useState<StepId>();
  const now = stepNow(emergency.steps);
  const shown = emergency.steps.find(({ id }) => id === chosen) ?? now ?? emergency.steps.at(-1);
  const sentence = now === undefined ? 'emergency.sentence.all-done' : emergency.pinned.length === 0 ? 'emergency.sentence.open.no-pins' : 'emergency.sentence.open';
  return (
    <Screen title={t('emergency.title')} app={app.name} sentence={<span role="status">{t(sentence)}</span>} actions={<EndButton app={app.name} emergency={emergency} isMain={now === undefined} />}>
      <Damaged files={damaged} />
      <Standing emergency={emergency} />
      <Card flush className={classes.walk}>
        {shown === undefined ? null : <StepCard key={`${shown.id} ${shown.state}`} app={app} emergency={emergency} step={shown} />}
        <StepList steps={emergency.steps} shown={shown?.id} onChoose={(step) => setChosen(step === now?.id ? undefined : step)} />
      </Card>
      {emergency.problems.length === 0 ? null : (
        <Card title={t('emergency.problems')}>
          <ul className={classes.problems}>
            {emergency.problems.map((says) => (
              <li key={says}>{visible(says)}</li>
            ))}
          </ul>
        </Card>
      )}
      <Happenings app={app.name} emergency={emergency} />
    </Screen>
  );
}

function Damaged({ files }: { readonly files: readonly string[] }): ReactNode {
  if (files.length === 0) return null;
  return <ProblemPanel tone="attention" problem={{ message: t('emergency.damaged', { count: files.length }), nextStep: t('emergency.damaged.next', { files: files.join(', ') }) }} />;
}

function Loading(): ReactNode {
  return (
    <Screen title={t('emergency.title')} sentence={<Skeleton component="span" display="block" height={30} width="60%" role="status" aria-label={t('common.loading')} />}>
      <div aria-hidden>
        <Skeleton height={360} radius="var(--hf-radius-card)" />
      </div>
    </Screen>
  );
}
