import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Run } from '../../app/data/use-run.ts';
import { t } from '../../strings/translate.ts';
import classes from './phase-steps.module.css';

const phases = ['connect', 'read', 'settle', 'files', 'store', 'read-back'] as const;

/** The way of a backup, from connecting to reading back: what is behind it, where it is, what is ahead. */
export function PhaseSteps({ run }: { readonly run: Run }): ReactNode {
  const at = phases.findIndex((phase) => phase === run.progress?.phase);
  return (
    <ol className={classes.steps}>
      {phases.map((phase, index) => {
        // A phase that had nothing to do is left out by the engine; it is behind all the same.
        const state = index === at ? 'now' : index < at ? 'done' : 'ahead';
        return (
          <li key={phase} className={classes.step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
            <span className={classes.dot} aria-hidden>
              {state === 'done' ? <IconCheck size="0.75rem" stroke={3} /> : null}
            </span>
            <span className={classes.name}>{t(`home.phase.${phase}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
