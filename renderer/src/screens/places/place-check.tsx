import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useStatus } from '../../app/data/status.tsx';
import { useRun } from '../../app/data/use-run.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { formatBytes } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './place-test.module.css';

/** Reads every byte of an app in one place, with progress; joins a check that goes on already. */
export function PlaceCheck({ app, place, label }: { readonly app: string; readonly place: string; readonly label: string }): ReactNode {
  const start = useMutation(query.runs.start.mutationOptions());
  const going = useStatus()?.running.find(({ request }) => request.kind === 'check' && request.app === app && request.place === place)?.id;
  const { run, problem } = useRun(going ?? start.data?.runId);
  const isRunning = run?.state === 'running';
  const trouble = start.error === null ? (run?.error ?? problem) : toProblem(start.error);
  return (
    <div className={classes.test} data-open={run !== undefined || trouble !== undefined}>
      {isRunning ? (
        <RunProgress run={run} phases="none" />
      ) : (
        <Button variant="default" loading={start.isPending} onClick={() => start.mutate({ kind: 'check', app, place, readData: true })}>
          {label}
        </Button>
      )}
      <div role="status" className={classes.outcome}>
        {run?.result?.kind !== 'check' ? null : run.result.ok ? (
          <>
            <StatusBadge status="verified" /> {t('places.check.ok', { objects: t('count.objects', { count: run.result.objects }), bytes: formatBytes(run.result.bytes) })}
          </>
        ) : (
          <ProblemPanel problem={{ message: t('places.check.bad', { count: run.result.problems.length }), nextStep: t('places.check.bad.next') }} />
        )}
      </div>
      {trouble === undefined ? null : <ProblemPanel problem={trouble} />}
    </div>
  );
}
