import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { useRun } from '../../app/data/use-run.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import { beginFirstBackup } from './begin-first-backup.ts';
import { type Draft, newDraft, updateDraft } from './draft.ts';
import { haveWords } from './have-words.ts';
import { StepFrame } from './step-frame.tsx';
import type { Step } from './steps.ts';
import { WhatYouHave } from './what-you-have.tsx';

/** The first backup, live; then what it holds. It runs in the engine: leaving the page does not stop it. */
export function BackupStep({ draft, app, go }: { readonly draft: Draft; readonly app: string; readonly go: (step: Step) => void }): ReactNode {
  const { run, problem } = useRun(draft.runId);
  const navigate = useNavigate();
  const [startProblem, setStartProblem] = useState<PlainError>();
  const [busy, setBusy] = useState(false);

  async function start(): Promise<void> {
    setBusy(true);
    setStartProblem(undefined);
    try {
      updateDraft({ runId: await beginFirstBackup(app) });
    } catch (error) {
      setStartProblem(toProblem(error));
    }
    setBusy(false);
  }

  function home(): void {
    newDraft(false);
    void navigate({ to: '/app/$app/home', params: { app } });
  }

  if (draft.runId === undefined) {
    return (
      <StepFrame id="backup not begun" sentence={t('onboarding.backup.begin')} lead={t('onboarding.backup.begin.text')} primary={t('onboarding.backup.start')} loading={busy} onSubmit={() => void start()} onBack={() => go('kit')}>
        {startProblem === undefined ? null : <ProblemPanel problem={startProblem} />}
      </StepFrame>
    );
  }
  const result = run?.result?.kind === 'backup' ? run.result : undefined;
  const words = result === undefined ? undefined : haveWords(app, result);
  if (result !== undefined && words !== undefined) return <WhatYouHave app={app} result={result} words={words} onHome={home} onKit={() => go('kit')} />;
  if (run === undefined && problem === undefined) {
    return (
      <StepFrame id="backup" sentence={t('onboarding.backup.sentence')}>
        <SkeletonLines />
      </StepFrame>
    );
  }
  if (run?.state === 'running') {
    return (
      <StepFrame id="backup" sentence={t('onboarding.backup.sentence')} lead={t('onboarding.backup.lead')} beside={<HomeButton onClick={home} label={t('onboarding.backup.leave')} />}>
        <Card>
          <RunProgress run={run} />
        </Card>
      </StepFrame>
    );
  }
  const what = run?.error ?? problem ?? { message: t('onboarding.backup.stopped'), nextStep: t('onboarding.backup.stopped.step') };
  return (
    <StepFrame id="backup ended" sentence={t('onboarding.backup.not-done')} lead={t('onboarding.backup.not-done.text')} primary={t('onboarding.backup.again')} loading={busy} onSubmit={() => void start()} beside={<HomeButton onClick={home} label={t('onboarding.backup.home')} />}>
      <ProblemPanel problem={startProblem ?? what} />
    </StepFrame>
  );
}

function HomeButton({ onClick, label }: { readonly onClick: () => void; readonly label: string }): ReactNode {
  return (
    <Button variant="default" onClick={onClick}>
      {label}
    </Button>
  );
}
