import type { ReactNode } from 'react';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';

export function Settings(): ReactNode {
  return (
    <Screen title={t('settings.title')} sentence={t('settings.title')}>
      {null}
    </Screen>
  );
}
