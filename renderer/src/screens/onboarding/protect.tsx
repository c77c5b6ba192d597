import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useApps } from '../../app/use-app.ts';
import { Front } from '../../components/front.tsx';
import { t } from '../../strings/translate.ts';
import { BackupStep } from './backup-step.tsx';
import { ConnectBase44 } from './connect-base44.tsx';
import { ConnectCsv } from './connect-csv.tsx';
import { useDraft } from './draft.ts';
import { KitStep } from './kit-step.tsx';
import { LeaveLink } from './leave-link.tsx';
import { LossStep } from './loss-step.tsx';
import { PlacesStep } from './places-step.tsx';
import { PlatformStep } from './platform-step.tsx';
import { ConnectedAlready } from './connected-already.tsx';
import { isStep, reachable, resumeAt, type Step } from './steps.ts';
import { StepTrail } from './step-trail.tsx';

/** Protecting an app, step by step; the address holds the step, so that Back of the browser goes one step back. */
export function Protect(): ReactNode {
  const draft = useDraft();
  const { apps } = useApps();
  const search = useSearch({ from: '/protect' });
  const navigate = useNavigate();
  const step = reachable(isStep(search.step) ? search.step : resumeAt(draft), draft);
  useEffect(() => {
    document.title = t('shell.title', { screen: t('onboarding.title') });
  }, []);
  const go = (next: Step): void => void navigate({ to: '/protect', search: { step: next } });
  // The step at hand goes into the address at once: going back must find it there.
  if (search.step === undefined) return <Navigate to="/protect" search={{ step }} replace />;
  return (
    <Front corner={<LeaveLink />}>
      <StepTrail step={step} kitProved={apps?.some(({ name, kitProvedAt }) => name === draft.app && kitProvedAt !== undefined) === true} />
      {content()}
    </Front>
  );

  function content(): ReactNode {
    switch (step) {
      case 'platform':
        return <PlatformStep go={go} />;
      case 'connect':
        if (draft.app !== undefined) return <ConnectedAlready app={draft.app} go={go} />;
        return draft.platform === 'csv-folder' ? <ConnectCsv draft={draft} go={go} /> : <ConnectBase44 draft={draft} go={go} />;
      case 'places':
        return <PlacesStep draft={draft} app={draft.app ?? ''} go={go} />;
      case 'loss':
        return <LossStep draft={draft} app={draft.app ?? ''} go={go} />;
      case 'kit':
        return <KitStep draft={draft} app={draft.app ?? ''} go={go} />;
      case 'backup':
        return <BackupStep draft={draft} app={draft.app ?? ''} go={go} />;
    }
  }
}
