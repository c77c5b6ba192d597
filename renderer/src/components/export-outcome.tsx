import { Button, Group, Progress, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../../shared/model/errors.ts';
import { desktop } from '../app/connection/client.ts';
import { toProblem } from '../app/connection/problem.ts';
import { desktopQuery } from '../app/data/queries.ts';
import { type Run, useRun } from '../app/data/use-run.ts';
import { t } from '../strings/translate.ts';
import { CopyableText } from './copyable-text.tsx';
import classes from './export-outcome.module.css';
import { PlainText } from './plain-text.tsx';
import { ProblemPanel } from './problem-panel.tsx';
import { RunProgress } from './run-progress.tsx';
import { StatusBadge } from './status-badge.tsx';

/** An export that was begun: how far it is, and where it lies. */
export function ExportOutcome({ runId, onAgain }: { readonly runId: string; readonly onAgain: () => void }): ReactNode {
  const { run, problem } = useRun(runId);
  if (problem !== undefined) return <ProblemPanel problem={problem} action={{ label: t('data.export.again'), onClick: onAgain }} />;
  if (run === undefined || run.state === 'running') return run === undefined ? <Progress value={100} animated aria-label={t('run.starting')} /> : <RunProgress run={run} phases="none" />;
  const result = run.result?.kind === 'export' ? run.result : undefined;
  if (result === undefined) {
    if (run.state === 'cancelled') return <ProblemPanel tone="attention" problem={{ message: t('data.export.stopped'), nextStep: t('data.export.ended.step') }} action={{ label: t('data.export.again'), onClick: onAgain }} />;
    return <ProblemPanel problem={run.error ?? { message: t('data.export.ended'), nextStep: t('data.export.ended.step') }} action={{ label: t('data.export.again'), onClick: onAgain }} />;
  }
  return <Exported run={run} result={result} onAgain={onAgain} />;
}

function Exported({ run, result, onAgain }: { readonly run: Run; readonly result: Extract<NonNullable<Run['result']>, { readonly kind: 'export' }>; readonly onAgain: () => void }): ReactNode {
  const about = useQuery(desktopQuery.about.queryOptions());
  const [problem, setProblem] = useState<PlainError>();
  return (
    <Stack gap="sm">
      <div>
        <StatusBadge status={run.state === 'done' ? 'done' : 'incomplete'} /> {t('data.export.done')}
      </div>
      <CopyableText value={result.folder} />
      <span className={classes.where}>
        {t('count.files', { count: result.files.length })} · {t('count.records', { count: result.files.reduce((sum, { records }) => sum + records, 0) })}
        {result.verified === undefined ? null : ` · ${t('data.export.verified', { count: result.verified })}`}
      </span>
      {result.warnings.length === 0 ? null : (
        <ul className={classes.warnings}>
          {result.warnings.map((warning) => (
            <li key={warning}>
              <PlainText value={warning} longest={400} expandable />
            </li>
          ))}
        </ul>
      )}
      {problem === undefined ? null : <ProblemPanel problem={problem} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onAgain}>
          {t('data.export.again')}
        </Button>
        {about.data?.can.showFile === true ? <Button onClick={() => void desktop.showFile({ path: result.folder }).catch((error: unknown) => setProblem(toProblem(error)))}>{t('data.export.show')}</Button> : null}
      </Group>
    </Stack>
  );
}
