import type { ReactNode } from 'react';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';

export function Activity(): ReactNode {
  return (
    <Screen title={t('activity.title')} sentence={t('activity.title')}>
      {null}
    </Screen>
  );
}
