import { Navigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useApps } from '../../app/use-app.ts';
import { SkeletonScreen } from '../../components/skeletons.tsx';
import { newDraft, updateDraft, useDraft } from './draft.ts';

/** Into the wizard with the sample app filled in; to its Home where it is protected already. */
export function SampleDoor(): ReactNode {
  const { apps } = useApps();
  const draft = useDraft();
  const protectedAlready = apps?.find(({ isSample }) => isSample);
  const begins = apps !== undefined && protectedAlready === undefined;
  useEffect(() => {
    if (!begins) return;
    newDraft(true);
    updateDraft({ platform: 'base44' });
  }, [begins]);
  if (apps === undefined) return <SkeletonScreen />;
  if (protectedAlready !== undefined) return <Navigate to="/app/$app/home" params={{ app: protectedAlready.name }} replace />;
  return draft.sample && draft.app === undefined ? <Navigate to="/protect" search={{ step: 'connect' }} replace /> : <SkeletonScreen />;
}
