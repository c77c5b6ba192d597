import { IconHome, IconMapQuestion } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkButton } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SeeReport } from '../../components/report/see-report.tsx';
import { Screen } from '../../components/screen.tsx';
import { t } from '../../strings/translate.ts';
import { tellFailure } from '../trouble/page-failures.ts';

/** In place of a screen whose code failed: the others go on working. */
export function ScreenCrash({ error, reset }: { readonly error: unknown; readonly reset: () => void }): ReactNode {
  useEffect(() => {
    void tellFailure('page-broke', error);
  }, [error]);
  return (
    <Screen title={t('common.problem')} sentence={t('shell.crash.title')}>
      <ProblemPanel problem={{ message: t('shell.crash.body'), nextStep: t('shell.crash.step') }} action={{ label: t('common.try-again'), onClick: reset }} />
      <div>
        <SeeReport />
      </div>
    </Screen>
  );
}

/** An address of no screen. */
export function NoSuchScreen(): ReactNode {
  return (
    <main>
      <NothingHere />
    </main>
  );
}

/** An address that leads nowhere, or to an app that is not here any more: the way home. */
export function NothingHere(): ReactNode {
  return (
    <Screen title={t('common.problem')} sentence={t('shell.not-found.title')}>
      <Card>
        <EmptyState
          icon={IconMapQuestion}
          title={t('shell.not-found.what')}
          action={
            <LinkButton to="/" leftSection={<IconHome size="1.125rem" stroke={1.75} />}>
              {t('shell.not-found.step')}
            </LinkButton>
          }
        >
          {t('shell.not-found.why')}
        </EmptyState>
      </Card>
    </Screen>
  );
}
