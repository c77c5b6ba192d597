import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { type Step, steps } from './steps.ts';
import classes from './step-trail.module.css';

/** Where in the wizard one is. */
export function StepTrail({ step, kitProved }: { readonly step: Step; readonly kitProved: boolean }): ReactNode {
  const now = steps.indexOf(step);
  // What was put off is not done: no check for it.
  const isDone = (each: Step, index: number): boolean => index < now && (each !== 'kit' || kitProved);
  return (
    <nav aria-label={t('onboarding.steps')} className={classes.trail}>
      <ol className={classes.list}>
        {steps.map((each, index) => (
          <li key={each} className={classes.step} data-state={isDone(each, index) ? 'done' : index === now ? 'now' : 'ahead'} aria-current={index === now ? 'step' : undefined}>
            <span className={classes.number} aria-hidden>
              {isDone(each, index) ? <IconCheck size="0.8125rem" stroke={2.5} /> : index + 1}
            </span>
            <span className={classes.label}>{t(`onboarding.step.${each}`)}</span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
