import { Button, Skeleton } from '@mantine/core';
import { IconCloudUp, IconDatabase, IconFolderPlus, IconLifebuoy, IconShieldPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query, queryClient } from '../../app/data/queries.ts';
import type { Need } from '../../app/data/status-types.ts';
import { useStatus } from '../../app/data/status.tsx';
import { type Backup, useBackup } from '../../app/data/use-backup.ts';
import { type AppInfo, useApp } from '../../app/use-app.ts';
import { AlarmList } from '../../components/alarms/alarm-list.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { WithObjectivesDialog } from '../../components/readiness/objectives-dialog.tsx';
import { useReadiness } from '../../components/readiness/use-readiness.ts';
import { Screen } from '../../components/screen.tsx';
import { useNow } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { EmergencyNote } from '../../components/emergency/open-note.tsx';
import { BeforeChange } from './before-change.tsx';
import { DayStrip } from './day-strip.tsx';
import { GuardNote } from './guard-note.tsx';
import { GradeCard } from './grade-card.tsx';
import { HeldCard } from './held-card.tsx';
import classes from './home.module.css';
import { LinkButton } from '../../components/links.tsx';
import { listed } from './listed-needs.ts';
import { Measures } from './measures.tsx';
import { NeedsList } from './needs-list.tsx';
import { OpenedHero } from './opened-hero.tsx';
import { Questions, QuestionsToCome } from './questions.tsx';
import { RunCard } from './run-card.tsx';
import { SamplePanel } from './sample-panel.tsx';
import { type Overview, type Situation, situationOf } from './situation.ts';
import { sentenceOf } from './words.ts';

/** Answers "am I safe?" with one sentence and "what do I do now?" with one button. */
export function Home(): ReactNode {
  const app = useApp();
  if (app === undefined) return <Loading />;
  return (
    <WithObjectivesDialog key={app.name} app={app.name}>
      <HomeOf app={app} />
    </WithObjectivesDialog>
  );
}

/** How far back to look for the newest backup among checks, comparisons and exports. */
const recentRuns = 20;

function HomeOf({ app }: { readonly app: AppInfo }): ReactNode {
  const { data, error } = useQuery(query.status.overview.queryOptions({ input: { app: app.name } }));
  const recent = useQuery(query.runs.list.queryOptions({ input: { app: app.name, limit: recentRuns } }));
  const status = useStatus();
  const backup = useBackup(app.name);
  const now = useNow();
  if (error !== null) {
    return (
      <Screen title={t('home.title')} app={app.name} sentence={t('home.sentence.unknown')}>
        <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void queryClient.invalidateQueries() }} />
      </Screen>
    );
  }
  // How the last run ended is part of what is said: nothing is said before that is known.
  if (data === undefined || recent.isPending) return <Loading />;
  const overview: Overview = { ...data, needs: [...commonNeeds(status?.needs ?? [], data.needs), ...data.needs] };
  const situation = situationOf(overview, app, now, recent.data?.runs.find(({ request }) => request.kind === 'backup'));
  const busy = backup.starting || backup.run?.state === 'running' || overview.running !== undefined;
  const backUp = (): void => backup.start();
  return (
    <Screen title={t('home.title')} app={app.name} sentence={sentenceOf(situation, now)} actions={<Actions app={app} situation={situation} busy={busy} backup={backup} />}>
      <EmergencyNote app={app.name} />
      {backup.problem === undefined ? null : <ProblemPanel problem={backup.problem} action={{ label: t('common.try-again'), onClick: backUp }} />}
      {backup.run === undefined || failureIsListed(backup, overview.needs) ? null : <RunCard run={backup.run} onDismiss={backup.dismiss} onAgain={backUp} />}
      {app.platform === 'opened' ? null : (
        <div id="alarms" className={classes.alarms}>
          <AlarmList app={app.name} />
        </div>
      )}
      <NeedsList app={app.name} needs={listed(overview, busy)} busy={busy} onBackUp={backUp} />
      <GuardNote app={app.name} />
      {app.platform === 'opened' ? <OpenedHero overview={overview} situation={situation} now={now} /> : <Readied app={app} overview={overview} situation={situation} now={now} busy={busy} onBackUp={backUp} />}
      <div className={classes.row}>
        <DayStrip days={overview.days} />
        <HeldCard overview={overview} />
      </div>
    </Screen>
  );
}

interface ReadiedProps {
  readonly app: AppInfo;
  readonly overview: Overview;
  readonly situation: Situation;
  readonly now: number;
  readonly busy: boolean;
  readonly onBackUp: () => void;
}

/** The grade, what it means in time and in records, and the five questions it is made of. */
function Readied({ app, overview, situation, now, busy, onBackUp }: ReadiedProps): ReactNode {
  const { data, error } = useReadiness(app.name);
  // An answer that cannot be renewed is no answer.
  const readiness = error === null ? data : undefined;
  const isPending = readiness === undefined && error === null;
  return (
    <>
      <div className={classes.answer}>
        <GradeCard app={app.name} situation={situation} now={now} readiness={readiness} error={error} isSample={app.isSample} busy={busy} onBackUp={onBackUp} />
        <Measures overview={overview} situation={situation} now={now} readiness={readiness} isPending={isPending} />
      </div>
      {app.isSample ? <SamplePanel app={app.name} busy={busy} onBackUp={onBackUp} /> : null}
      {readiness === undefined ? isPending ? <QuestionsToCome /> : null : <Questions app={app.name} readiness={readiness} needs={overview.needs} situation={situation} busy={busy} onBackUp={onBackUp} />}
    </>
  );
}

/** What is wrong with Holdfast itself, unless the app tells it too. */
function commonNeeds(common: readonly Need[], own: readonly Need[]): readonly Need[] {
  return common.filter((need) => own.every(({ kind }) => kind !== need.kind));
}

/** One failure is said once: as the thing that needs a person. */
function failureIsListed({ run }: Backup, needs: readonly Need[]): boolean {
  return run?.state === 'failed' && needs.some((need) => need.kind === 'run-failed' && need.runId === run.id);
}

function Actions({ app, situation, busy, backup }: { readonly app: AppInfo; readonly situation: Situation; readonly busy: boolean; readonly backup: Backup }): ReactNode {
  if (app.platform === 'opened') {
    return (
      <>
        <LinkButton variant="default" to="/protect" leftSection={<IconShieldPlus size="1.125rem" stroke={1.75} />}>
          {t('home.protect-again')}
        </LinkButton>
        <LinkButton to="/app/$app/data" params={{ app: app.name }} leftSection={<IconDatabase size="1.125rem" stroke={1.75} />}>
          {t('home.open-data')}
        </LinkButton>
      </>
    );
  }
  if (situation.kind === 'no-place' || situation.kind === 'places-lost') {
    return (
      <LinkButton to="/places" leftSection={<IconFolderPlus size="1.125rem" stroke={1.75} />}>
        {t('home.need.no-place.do')}
      </LinkButton>
    );
  }
  return (
    <>
      <LinkButton variant="subtle" to="/app/$app/restore" params={{ app: app.name }} leftSection={<IconLifebuoy size="1.125rem" stroke={1.75} />}>
        {t('restore.from-home')}
      </LinkButton>
      <BeforeChange disabled={busy} onStart={(label) => backup.start({ label })} />
      <Button leftSection={<IconCloudUp size="1.125rem" stroke={1.75} />} disabled={busy} onClick={() => backup.start()}>
        {t(busy ? 'home.running' : 'home.back-up-now')}
      </Button>
    </>
  );
}

/** The shape of what is to come. */
function Loading(): ReactNode {
  return (
    <Screen title={t('home.title')} sentence={<Skeleton component="span" display="block" height={30} width="70%" role="status" aria-label={t('common.loading')} />}>
      <div className={classes.loading} aria-hidden>
        <Skeleton height={150} radius="var(--hf-radius-card)" />
        <Skeleton height={150} radius="var(--hf-radius-card)" />
      </div>
      <div className={classes.loadingQuestions} aria-hidden>
        {Array.from({ length: 5 }, (_, index) => (
          <Skeleton key={index} height={160} radius="var(--hf-radius-card)" />
        ))}
      </div>
      <Skeleton height={130} radius="var(--hf-radius-card)" aria-hidden />
    </Screen>
  );
}
