import { Navigate } from '@tanstack/react-router';
import { type ReactNode, useSyncExternalStore } from 'react';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { SkeletonScreen } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import { toProblem } from '../connection/problem.ts';
import { queryClient } from '../data/queries.ts';
import { hasIncoming, onIncoming } from '../incoming/slot.ts';
import { useApp, useApps } from '../use-app.ts';

/** The page without an address: the app looked at last, or Welcome for who has none yet. */
export function Start(): ReactNode {
  const { apps, error } = useApps();
  const app = useApp();
  // Whoever started the program with a link or a file goes there: the ways below would come after that one, and win.
  const isAsked = useSyncExternalStore(onIncoming, hasIncoming);
  if (isAsked) return <Navigate to="/open" replace />;
  if (app !== undefined) return <Navigate to="/app/$app/home" params={{ app: app.name }} replace />;
  if (apps !== undefined) return <Navigate to="/welcome" replace />;
  if (error === null) return <SkeletonScreen />;
  return (
    <Screen title={t('shell.name')} sentence={t('shell.crash.title')}>
      <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void queryClient.invalidateQueries() }} />
    </Screen>
  );
}
