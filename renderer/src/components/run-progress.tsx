import { Button, Progress } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { engine } from '../app/connection/client.ts';
import { toProblem } from '../app/connection/problem.ts';
import type { Run } from '../app/data/use-run.ts';
import { formatBytes, formatDuration } from '../strings/numbers.ts';
import { t } from '../strings/translate.ts';
import { PlainText } from './plain-text.tsx';
import { ProblemPanel } from './problem-panel.tsx';
import classes from './run-progress.module.css';

type Progressing = NonNullable<Run['progress']>;

/** Phases of each kind of run, in the order they usually come, so that a person sees what is still ahead. */
const ahead: Readonly<Record<Run['request']['kind'], readonly Progressing['phase'][]>> = {
  backup: ['connect', 'read', 'settle', 'files', 'store', 'read-back'],
  check: ['check'],
  compare: ['compare'],
  incidents: ['compare'],
  'restore-plan': ['connect', 'compare'],
  restore: ['connect', 'read', 'settle', 'files', 'store', 'restore', 'read-back'],
  undo: ['connect', 'read', 'settle', 'files', 'store', 'restore', 'read-back'],
  resume: ['connect', 'restore', 'read-back'],
  export: ['export'],
  rekey: ['store'],
  drill: ['fetch', 'load', 'check'],
  retention: ['thin-out'],
  delete: ['thin-out'],
};

/** Live progress of a run: phases, bar, what is at work, time left, and a button that stops it. */
export function RunProgress({ run, phases = 'list' }: { readonly run: Run; readonly phases?: 'list' | 'none' }): ReactNode {
  const { progress } = run;
  const fraction = progress?.total === undefined || progress.total === 0 ? undefined : Math.min(1, progress.done / progress.total);
  return (
    <div className={classes.progress}>
      {phases === 'list' ? <Phases run={run} /> : null}
      <div className={classes.line}>
        <span className={classes.now}>
          {progress === undefined ? t('run.starting') : t(`run.phase.${progress.phase}`)}
          {progress?.subject === undefined ? null : (
            <span className={classes.subject}>
              {' '}
              <PlainText value={progress.subject} longest={60} />
            </span>
          )}
        </span>
        <span className={classes.figures}>{progress === undefined ? null : figures(progress)}</span>
      </div>
      <Progress value={fraction === undefined ? 100 : fraction * 100} animated={fraction === undefined} striped={fraction === undefined} size="sm" radius="xl" aria-label={t(`run.${saidKindOf(run.request)}.running`, { app: run.request.app })} />
      <div className={classes.line}>
        <span className={classes.left}>{progress?.timeLeftMs === undefined ? '' : t('run.time-left', { time: formatDuration(progress.timeLeftMs) })}</span>
        <CancelRun runId={run.id} />
      </div>
    </div>
  );
}

/** Looking at what would be removed is another thing than removing it. */
export function saidKindOf(request: Run['request']): Run['request']['kind'] | 'preview' {
  return 'preview' in request && request.preview === true ? 'preview' : request.kind;
}

function figures({ phase, done, total, unit: reported }: Progressing): string {
  // What is looked through for changes are tables; elsewhere an object is a part of the backup.
  const unit = phase === 'settle' && reported === 'objects' ? 'tables' : reported;
  if (done === 0 && total === undefined) return '';
  if (unit === 'bytes') return total === undefined ? formatBytes(done) : t('run.done-of', { done: formatBytes(done), total: formatBytes(total) });
  return total === undefined ? t(`count.${unit}`, { count: done }) : t('run.done-of', { done, total: t(`count.${unit}`, { count: total }) });
}

function Phases({ run }: { readonly run: Run }): ReactNode {
  const phases = ahead[run.request.kind];
  // A phase with nothing to do (no files, say) is never reported; what comes before the one at work is behind all the same.
  const now = run.progress === undefined ? -1 : phases.indexOf(run.progress.phase);
  const done = new Set(run.phasesDone);
  return (
    <ol className={classes.phases}>
      {phases.map((phase, index) => {
        const state = index === now ? 'now' : index < now || done.has(phase) ? 'done' : 'ahead';
        return (
          <li key={phase} className={classes.phase} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
            <span className={classes.dot} aria-hidden>
              {state === 'done' ? <IconCheck size="0.75rem" stroke={3} /> : null}
            </span>
            {t(`run.phase.${phase}`)}
          </li>
        );
      })}
    </ol>
  );
}

function CancelRun({ runId }: { readonly runId: string }): ReactNode {
  const [state, setState] = useState<'idle' | 'asked' | { readonly problem: ReturnType<typeof toProblem> }>('idle');
  function cancel(): void {
    setState('asked');
    engine.runs.cancel({ runId }).catch((error: unknown) => setState({ problem: toProblem(error) }));
  }
  if (typeof state === 'object') return <ProblemPanel problem={state.problem} action={{ label: t('run.cancel'), onClick: cancel }} />;
  return (
    <Button variant="subtle" size="compact-sm" disabled={state === 'asked'} onClick={cancel}>
      {t(state === 'asked' ? 'run.cancelling' : 'run.cancel')}
    </Button>
  );
}
