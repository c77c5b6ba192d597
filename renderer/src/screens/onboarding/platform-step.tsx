import { IconArrowRight, IconBraces, IconTable } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { newDraft, updateDraft } from './draft.ts';
import { StepFrame } from './step-frame.tsx';
import type { Step } from './steps.ts';
import classes from './step.module.css';

const platforms = [
  { platform: 'base44', icon: IconBraces },
  { platform: 'csv-folder', icon: IconTable },
] as const;

export function PlatformStep({ go }: { readonly go: (step: Step) => void }): ReactNode {
  return (
    <StepFrame id="platform" sentence={t('onboarding.platform.sentence')} lead={t('onboarding.platform.lead')} beside={<span className={classes.quiet}>{t('onboarding.platform.more')}</span>}>
      <div className={classes.choices}>
        {platforms.map(({ platform, icon: Sign }) => (
          <button
            key={platform}
            type="button"
            className={classes.choice}
            onClick={() => {
              newDraft(false);
              updateDraft({ platform });
              go('connect');
            }}
          >
            <Sign size="1.5rem" stroke={1.5} aria-hidden />
            <span className={classes.choiceWords}>
              <span className={classes.choiceTitle}>
                {t(`onboarding.platform.${platform}`)}
                <IconArrowRight size="1rem" aria-hidden />
              </span>
              <span className={classes.choiceText}>{t(`onboarding.platform.${platform}.text`)}</span>
            </span>
          </button>
        ))}
      </div>
    </StepFrame>
  );
}
