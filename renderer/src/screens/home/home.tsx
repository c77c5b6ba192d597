import type { ReactNode } from 'react';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';

export function Home(): ReactNode {
  return (
    <Screen title={t('home.title')} sentence={t('home.title')}>
      {null}
    </Screen>
  );
}
