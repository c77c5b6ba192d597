import { Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { ReconnectForm } from '../../../components/reconnect-form.tsx';
import { t } from '../../../strings/translate.ts';
import type { Plan } from './left-out.ts';

/** Said before anything is tried: a token that may only read. `app` is the one that would be written into. */
export function Refused({ app, problem, again }: { readonly app: string; readonly problem: NonNullable<Plan['refused']>; readonly again: () => void }): ReactNode {
  const [reconnecting, setReconnecting] = useState(false);
  return (
    <>
      <ProblemPanel problem={{ message: problem.message, nextStep: problem.nextStep }} action={{ label: t('restore.plan.reconnect'), onClick: () => setReconnecting(true) }} />
      <Modal opened={reconnecting} onClose={() => setReconnecting(false)} title={t('restore.plan.reconnect.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <ReconnectForm
          app={app}
          focused
          onDone={() => {
            setReconnecting(false);
            again();
          }}
        />
      </Modal>
    </>
  );
}
