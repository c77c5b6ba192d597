import { Radio } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { type Draft, objectives, updateDraft } from './draft.ts';
import { StepFrame } from './step-frame.tsx';
import type { Step } from './steps.ts';
import classes from './step.module.css';

export function LossStep({ draft, app, go }: { readonly draft: Draft; readonly app: string; readonly go: (step: Step) => void }): ReactNode {
  const [hours, setHours] = useState(draft.hours ?? 24);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<PlainError>();

  async function submit(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const everyHours = objectives.find((one) => one.hours === hours)?.everyHours ?? 12;
    try {
      await engine.apps.setObjective({ app, hours });
      await engine.schedule.set({ app, rule: { kind: 'every', hours: everyHours } });
      updateDraft({ hours });
      go('kit');
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  }

  return (
    <StepFrame id="loss" sentence={t('onboarding.loss.sentence')} lead={t('onboarding.loss.lead')} primary={t('common.continue')} loading={busy} onSubmit={() => void submit()} onBack={() => go('places')}>
      {problem === undefined ? null : <ProblemPanel problem={problem} />}
      <Radio.Group value={String(hours)} onChange={(value) => setHours(Number(value))} aria-label={t('onboarding.loss.sentence')}>
        <div className={classes.four}>
          {objectives.map(({ hours: each, everyHours }) => (
            <Radio.Card key={each} value={String(each)} className={classes.choice ?? ''}>
              <Radio.Indicator />
              <span className={classes.choiceWords}>
                <span className={classes.choiceTitle}>{t(`onboarding.loss.${each}`)}</span>
                <span className={classes.choiceText}>{t(`onboarding.loss.${each}.text`)}</span>
                <span className={classes.choiceText}>{everyHours < 48 ? t('onboarding.loss.every', { count: everyHours }) : t('onboarding.loss.every-days', { count: everyHours / 24 })}</span>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      <p className={classes.quiet}>{t('onboarding.loss.term')}</p>
    </StepFrame>
  );
}
