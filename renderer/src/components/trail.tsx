import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './trail.module.css';

export interface TrailStep {
  readonly id: string;
  readonly label: string;
  readonly state: 'done' | 'now' | 'ahead';
}

/** Where in a wizard one is. */
export function Trail({ label, steps, inset = false }: { readonly label: string; readonly steps: readonly TrailStep[]; readonly inset?: boolean }): ReactNode {
  return (
    <nav aria-label={label} className={classes.trail} data-inset={inset}>
      <ol className={classes.list}>
        {steps.map(({ id, label: name, state }, index) => (
          <li key={id} className={classes.step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
            <span className={classes.number} aria-hidden>
              {state === 'done' ? <IconCheck size="0.8125rem" stroke={2.5} /> : index + 1}
            </span>
            <span className={classes.label}>{name}</span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
