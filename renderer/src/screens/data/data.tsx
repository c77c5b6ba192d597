import type { ReactNode } from 'react';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';

export function Data(): ReactNode {
  return (
    <Screen title={t('data.title')} sentence={t('data.title')}>
      {null}
    </Screen>
  );
}
