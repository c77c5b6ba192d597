import type { ReactNode } from 'react';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';

export function Timeline(): ReactNode {
  return (
    <Screen title={t('timeline.title')} sentence={t('timeline.title')}>
      {null}
    </Screen>
  );
}
