import type { ReactNode } from 'react';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';

export function Places(): ReactNode {
  return (
    <Screen title={t('places.title')} sentence={t('places.title')}>
      {null}
    </Screen>
  );
}
