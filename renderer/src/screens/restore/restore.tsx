import { useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type AppInfo, useApps } from '../../app/use-app.ts';
import { SkeletonScreen } from '../../components/skeletons.tsx';
import { choiceOf } from './choice.ts';
import { DoingStep } from './doing-step.tsx';
import { FoundStep } from './found-step.tsx';
import { Leaving } from './leaving/leaving.tsx';
import { PlanStep } from './plan/plan-step.tsx';
import { ReceiptStep } from './receipt-step.tsx';
import { WhatStep } from './what-step.tsx';

/** From what happened to a receipt; the address holds the step. */
export function Restore(): ReactNode {
  const { app: name } = useParams({ from: '/shell/app/$app/restore' });
  const { apps } = useApps();
  const app = apps?.find((each) => each.name === name);
  return app === undefined ? <SkeletonScreen /> : <Step app={app} />;
}

function Step({ app }: { readonly app: AppInfo }): ReactNode {
  const address = useSearch({ from: '/shell/app/$app/restore' });
  const choice = choiceOf(address);
  const isReadOnly = app.platform === 'opened';
  switch (address.step) {
    case 'found':
      return isReadOnly || address.door === undefined ? <WhatStep app={app} /> : <FoundStep app={app.name} door={address.door} ticked={address.incidents} />;
    case 'plan':
      return isReadOnly || choice === undefined ? <WhatStep app={app} /> : <PlanStep key={JSON.stringify(choice)} app={app.name} choice={choice} address={address} />;
    case 'doing':
      return address.run === undefined ? <WhatStep app={app} /> : <DoingStep key={address.run} app={app.name} runId={address.run} />;
    case 'receipt':
      return address.restores === undefined || address.restores.length === 0 ? <WhatStep app={app} /> : <ReceiptStep key={address.restores.join(' ')} app={app.name} restores={address.restores} />;
    case 'leave':
      return <Leaving app={app.name} runId={address.run} />;
    case 'what':
    case undefined:
      return <WhatStep app={app} />;
  }
}
