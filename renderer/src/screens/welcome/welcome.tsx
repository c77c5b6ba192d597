import type { ReactNode } from 'react';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';

export function Welcome(): ReactNode {
  return (
    <Screen title={t('welcome.title')} sentence={t('welcome.title')}>
      {null}
    </Screen>
  );
}
