import type { ReactNode } from 'react';
import { Trail } from '../../components/trail.tsx';
import { t } from '../../strings/translate.ts';
import { type Step, steps } from './steps.ts';

/** Where in the wizard one is. */
export function StepTrail({ step, kitProved }: { readonly step: Step; readonly kitProved: boolean }): ReactNode {
  const now = steps.indexOf(step);
  // What was put off is not done: no check for it.
  const isDone = (each: Step, index: number): boolean => index < now && (each !== 'kit' || kitProved);
  return <Trail inset label={t('onboarding.steps')} steps={steps.map((id, index) => ({ id, label: t(`onboarding.step.${id}`), state: isDone(id, index) ? 'done' : index === now ? 'now' : 'ahead' }))} />;
}
