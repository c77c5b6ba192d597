import type { ReactNode } from 'react';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';

export function OpenBackup(): ReactNode {
  return (
    <Screen title={t('onboarding.title')} sentence={t('onboarding.title')}>
      {null}
    </Screen>
  );
}
