import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { newDraft } from './draft.ts';
import { StepFrame } from './step-frame.tsx';
import type { Step } from './steps.ts';
import classes from './step.module.css';

/** On the way back: the app was added, its token lies in the keychain and is not shown again. */
export function ConnectedAlready({ app, go }: { readonly app: string; readonly go: (step: Step) => void }): ReactNode {
  return (
    <StepFrame
      id="connected"
      sentence={t('onboarding.connected.sentence', { app })}
      lead={t('onboarding.connected.lead')}
      primary={t('common.continue')}
      onSubmit={() => go('places')}
      beside={
        <button
          type="button"
          className={classes.linkLike}
          onClick={() => {
            newDraft(false);
            go('platform');
          }}
        >
          {t('onboarding.connected.other')}
        </button>
      }
    />
  );
}
