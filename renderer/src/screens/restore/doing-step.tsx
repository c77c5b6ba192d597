import { Button } from '@mantine/core';
import { IconCheck, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { type Run, useRun } from '../../app/data/use-run.ts';
import { Card } from '../../components/card.tsx';
import { LinkButton } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { Screen } from '../../components/screen.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import { RestoreTrail } from './restore-trail.tsx';
import classes from './restore.module.css';
import { StoppedPanel } from './stopped-panel.tsx';

/** A restore while it goes on; then its receipt, or what to do where it did not come to its end. */
export function DoingStep({ app, runId }: { readonly app: string; readonly runId: string }): ReactNode {
  const { run, problem } = useRun(runId);
  const navigate = useNavigate();
  const restores = run === undefined ? '' : receiptsOf(run).join(' ');
  useEffect(() => {
    if (restores !== '') void navigate({ to: '/app/$app/restore', params: { app }, search: { step: 'receipt', restores: restores.split(' ') }, replace: true });
  }, [app, navigate, restores]);
  if (run?.state === 'running' || restores !== '' || (run === undefined && problem === undefined)) return <Going app={app} run={run} />;
  return <NotDone app={app} run={run} problem={problem} />;
}

/** Ids of what it came to. */
function receiptsOf({ result }: Run): readonly string[] {
  if (result === undefined) return [];
  if ('receipts' in result) return result.receipts.map(({ id }) => id);
  return 'receipt' in result ? [result.receipt.id] : [];
}

function Going({ app, run }: { readonly app: string; readonly run: Run | undefined }): ReactNode {
  const isPaused = run?.paused === true;
  return (
    <Screen title={t('restore.title')} app={app} place="doing" sentence={<span role="status">{t(isPaused ? 'restore.doing.sentence.paused' : run?.request.kind === 'undo' ? 'restore.doing.sentence.undo' : 'restore.doing.sentence')}</span>}>
      <RestoreTrail at="done" />
      <Card>
        {run === undefined ? (
          <SkeletonLines lines={5} />
        ) : (
          <div className={classes.doing}>
            {run.progress?.part === undefined ? null : <p className={classes.quiet}>{t('restore.doing.part', run.progress.part)}</p>}
            <Stages run={run} />
            <RunProgress run={run} phases="none" />
            <PauseButton runId={run.id} isPaused={isPaused} isOver={run.state !== 'running'} />
          </div>
        )}
      </Card>
      <p className={classes.quiet}>{t(isPaused ? 'restore.doing.paused' : 'restore.doing.leave')}</p>
    </Screen>
  );
}

const stages = ['safe', 'write', 'check'] as const;

/** A backup is read back, too: which reading back it is, the phases behind it tell. */
function stageOf({ progress, phasesDone }: Run): (typeof stages)[number] {
  if (progress?.phase === 'restore') return 'write';
  return progress?.phase === 'read-back' && phasesDone.includes('restore') ? 'check' : 'safe';
}

function Stages({ run }: { readonly run: Run }): ReactNode {
  const now = stages.indexOf(stageOf(run));
  return (
    <ol className={classes.stages} aria-label={t('restore.doing.stages')}>
      {stages.map((stage, index) => (
        <li key={stage} className={classes.stage} data-state={index < now ? 'done' : index === now ? 'now' : 'ahead'} aria-current={index === now ? 'step' : undefined}>
          <span className={classes.dot} aria-hidden>
            {index < now ? <IconCheck size="0.75rem" stroke={3} /> : null}
          </span>
          {t(`restore.doing.stage.${stage}`)}
        </li>
      ))}
    </ol>
  );
}

function PauseButton({ runId, isPaused, isOver }: { readonly runId: string; readonly isPaused: boolean; readonly isOver: boolean }): ReactNode {
  const pause = useMutation(query.runs.pause.mutationOptions());
  return (
    <div>
      {pause.error === null || isOver ? null : <ProblemPanel problem={toProblem(pause.error)} />}
      <Button
        variant={isPaused ? 'filled' : 'default'}
        disabled={isOver}
        leftSection={isPaused ? <IconPlayerPlay size="1rem" stroke={1.75} aria-hidden /> : <IconPlayerPause size="1rem" stroke={1.75} aria-hidden />}
        onClick={() => pause.mutate({ runId, paused: !isPaused })}
      >
        {t(isPaused ? 'restore.doing.go-on' : 'restore.doing.pause')}
      </Button>
    </div>
  );
}

interface NotDoneProps {
  readonly app: string;
  readonly run: Run | undefined;
  readonly problem: ReturnType<typeof useRun>['problem'];
}

/** It was stopped, failed or was cut off: what it left behind decides what there is to do. */
function NotDone({ app, run, problem }: NotDoneProps): ReactNode {
  const list = useQuery({ ...query.restores.list.queryOptions({ input: { app } }), refetchOnMount: 'always' });
  const into = run !== undefined && 'into' in run.request && run.request.into !== undefined ? run.request.into : app;
  const half = !list.isFetchedAfterMount ? undefined : list.data?.restores.find((each) => each.state === 'stopped' && each.into === into);
  const planned = run?.request.kind === 'restore' ? run.request.plans.map(({ plan }) => plan) : [];
  const done = planned.filter((id) => list.data?.restores.some((each) => each.id === id && each.state === 'finished'));
  const error = run?.error ?? problem;
  const isKnown = list.data !== undefined && list.isFetchedAfterMount;
  return (
    <Screen title={t('restore.title')} app={app} place="ended" sentence={<span role="status">{t(run === undefined ? 'restore.ended.sentence.unknown' : run.state === 'cancelled' ? 'restore.ended.sentence.stopped' : 'restore.ended.sentence.failed')}</span>}>
      <RestoreTrail at="done" />
      {error === undefined ? null : <ProblemPanel problem={error} />}
      {list.error === null ? null : <ProblemPanel problem={toProblem(list.error)} action={{ label: t('common.try-again'), onClick: () => void list.refetch() }} />}
      {half === undefined ? null : <StoppedPanel app={app} restore={half.id} into={half.into} asked={half.asked} written={half.written} />}
      {isKnown && done.length > 0 ? (
        <p className={classes.lead}>
          {t('restore.ended.some', { done: done.length, count: planned.length })}{' '}
          <Link to="/app/$app/restore" params={{ app }} search={{ step: 'receipt', restores: done }} className={classes.wordLink}>
            {t('restore.earlier.open')}
          </Link>
        </p>
      ) : null}
      {isKnown && half === undefined ? (
        <>
          {run === undefined || run.request.kind !== 'restore' || done.length > 0 ? null : <p className={classes.lead}>{t('restore.ended.nothing')}</p>}
          <div className={classes.buttons}>
            <Button variant="default" renderRoot={(props) => <Link to="/app/$app/home" params={{ app }} {...props} />}>
              {t('restore.ended.home')}
            </Button>
            <span className={classes.hint} />
            <LinkButton to="/app/$app/restore" params={{ app }}>
              {t('restore.ended.again')}
            </LinkButton>
          </div>
        </>
      ) : null}
    </Screen>
  );
}
