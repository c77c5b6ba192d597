import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';

/** In place of a screen whose code failed: the others go on working. */
export function ScreenCrash({ reset }: { readonly reset: () => void }): ReactNode {
  return (
    <Screen title={t('common.problem')} sentence={t('shell.crash.title')}>
      <ProblemPanel problem={{ message: t('shell.crash.body'), nextStep: t('shell.crash.step') }} action={{ label: t('common.try-again'), onClick: reset }} />
    </Screen>
  );
}

export function NoSuchScreen(): ReactNode {
  return (
    <Screen title={t('common.problem')} sentence={t('shell.not-found.title')}>
      <p>
        <Link to="/">{t('shell.not-found.step')}</Link>
      </p>
    </Screen>
  );
}
