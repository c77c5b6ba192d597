import { Button, Progress } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useRun } from '../../../app/data/use-run.ts';
import { Card } from '../../../components/card.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { RunProgress } from '../../../components/run-progress.tsx';
import { Screen } from '../../../components/screen.tsx';
import { t } from '../../../strings/translate.ts';
import { BeforeLeaving } from './before-leaving.tsx';
import { EverythingWritten } from './everything-written.tsx';
import classes from './leaving.module.css';

/** From the door to a folder that holds everything. The address holds the run, so that a reload finds it again. */
export function Leaving({ app, runId }: { readonly app: string; readonly runId: string | undefined }): ReactNode {
  const navigate = useNavigate();
  const go = (run: string | undefined): void => void navigate({ to: '/app/$app/restore', params: { app }, search: { step: 'leave', ...(run === undefined ? {} : { run }) } });
  return runId === undefined ? <BeforeLeaving app={app} onBegun={go} /> : <Underway key={runId} app={app} runId={runId} onAgain={() => go(undefined)} />;
}

function Underway({ app, runId, onAgain }: { readonly app: string; readonly runId: string; readonly onAgain: () => void }): ReactNode {
  const { run, problem } = useRun(runId);
  const again = { label: t('leaving.again'), onClick: onAgain };
  if (problem !== undefined) return <Frame app={app} sentence={t('leaving.forgotten')} place="over"><ProblemPanel problem={problem} action={again} /></Frame>;
  if (run === undefined || run.state === 'running') {
    return (
      <Frame app={app} sentence={t('leaving.doing')} place="doing">
        <Card>{run === undefined ? <Progress value={100} animated aria-label={t('run.starting')} /> : <RunProgress run={run} phases="none" />}</Card>
        <p className={classes.quiet}>{t('leaving.doing.text')}</p>
      </Frame>
    );
  }
  const result = run.result?.kind === 'export' ? run.result : undefined;
  if (result?.everything !== undefined) {
    return (
      <Frame app={app} sentence={t(result.everything.lacking.length === 0 ? 'leaving.done' : 'leaving.done.some')} place="written">
        <EverythingWritten folder={result.folder} everything={result.everything} notes={result.warnings} />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onAgain}>
            {t('leaving.again')}
          </Button>
        </div>
      </Frame>
    );
  }
  const isStopped = run.state === 'cancelled';
  const what = isStopped ? { message: t('leaving.stopped.text'), nextStep: t('leaving.ended.step') } : (run.error ?? { message: t('leaving.ended'), nextStep: t('leaving.ended.step') });
  return (
    <Frame app={app} sentence={t('leaving.stopped')} place="over">
      <ProblemPanel tone={isStopped ? 'attention' : 'alarm'} problem={what} action={again} />
    </Frame>
  );
}

function Frame({ app, sentence, place, children }: { readonly app: string; readonly sentence: string; readonly place: string; readonly children: ReactNode }): ReactNode {
  return (
    <Screen title={t('restore.title')} app={app} place={`leave ${place}`} sentence={sentence}>
      {children}
    </Screen>
  );
}
