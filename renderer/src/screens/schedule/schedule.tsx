import type { ReactNode } from 'react';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';

export function Schedule(): ReactNode {
  return (
    <Screen title={t('schedule.title')} sentence={t('schedule.title')}>
      {null}
    </Screen>
  );
}
