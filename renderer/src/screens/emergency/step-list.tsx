import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconLoader2, IconMinus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import classes from './emergency.module.css';
import type { EmergencyStep, StepId } from './types.ts';

interface StepListProps {
  readonly steps: readonly EmergencyStep[];
  readonly shown: StepId | undefined;
  readonly onChoose: (step: StepId) => void;
}

/** All steps with what became of each; any can be looked at. */
export function StepList({ steps, shown, onChoose }: StepListProps): ReactNode {
  return (
    <nav aria-label={t('emergency.steps')}>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li key={step.id}>
            <UnstyledButton className={classes.stepRow} data-state={step.state} data-shown={step.id === shown} aria-current={step.id === shown ? 'step' : undefined} onClick={() => onChoose(step.id)}>
              <span className={classes.number} aria-hidden>
                <Sign step={step} number={index + 1} />
              </span>
              <span className={classes.stepWords}>
                <span className={classes.stepTitle}>{step.title}</span>
                <span className={classes.stepState}>{t(`emergency.step.state.${step.state === 'done' && step.seen ? 'seen' : step.state}`)}</span>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Sign({ step: { state }, number }: { readonly step: EmergencyStep; readonly number: number }): ReactNode {
  switch (state) {
    case 'done':
      return <IconCheck size="0.875rem" stroke={2.5} />;
    case 'skipped':
      return <IconMinus size="0.875rem" stroke={2.5} />;
    case 'failed':
      return <IconAlertTriangle size="0.875rem" stroke={2} />;
    case 'working':
      return <IconLoader2 size="0.875rem" stroke={2} className={classes.turning} />;
    case 'open':
      return number;
  }
}
