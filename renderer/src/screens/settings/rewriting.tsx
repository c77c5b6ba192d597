import type { ReactNode } from 'react';
import { useRun } from '../../app/data/use-run.ts';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { formatBytes } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';

/** Backups that are being written anew, then what it came to in each place. */
export function Rewriting({ runId }: { readonly runId: string }): ReactNode {
  const { run, problem } = useRun(runId);
  if (problem !== undefined) return <ProblemPanel problem={problem} />;
  if (run === undefined) return null;
  if (run.state === 'running') return <RunProgress run={run} phases="none" />;
  const result = run.result?.kind === 'rekey' ? run.result : undefined;
  return (
    <div role="status" className={classes.part}>
      {result === undefined && run.error !== undefined ? <ProblemPanel problem={run.error} /> : null}
      {result?.places.map((place) => {
        const named = { place: <PlainText value={place.name} longest={60} /> };
        const { refused, damaged, leftBytes } = place;
        if (place.outcome === 'failed') return <ProblemPanel key={place.name} tone="attention" problem={{ message: `${place.name}: ${place.error?.message ?? ''}`, nextStep: place.error?.nextStep ?? '' }} />;
        return (
          <div key={place.name}>
            {place.outcome === 'partly' ? null : <p className={classes.text}>{withNodes(t(place.outcome === 'empty' ? 'settings.holders.rekey.empty' : 'settings.holders.rekey.done', { place: node('place') }), named)}</p>}
            {refused === 0 ? null : <p className={classes.text}>{withNodes(t('settings.holders.rekey.refused', { count: refused, place: node('place') }), named)}</p>}
            {damaged === 0 ? null : <p className={classes.text}>{withNodes(t('settings.holders.rekey.damaged', { count: damaged, place: node('place') }), named)}</p>}
            {leftBytes === 0 ? null : <p className={classes.text}>{withNodes(t('settings.holders.rekey.left', { size: formatBytes(leftBytes), place: node('place') }), named)}</p>}
          </div>
        );
      })}
    </div>
  );
}
