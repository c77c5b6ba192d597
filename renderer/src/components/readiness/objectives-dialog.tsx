import { Modal } from '@mantine/core';
import { createContext, type ReactNode, use, useState } from 'react';
import { t } from '../../strings/translate.ts';
import { ObjectivesForm } from './objectives-form.tsx';

const OpenContext = createContext<() => void>(() => undefined);

/** Opens the dialog that asks for the two objectives. */
export function useOpenObjectives(): () => void {
  return use(OpenContext);
}

/** Holds the dialog around a screen: what opens it is gone as soon as the first answer is kept, the second question is not. */
export function WithObjectivesDialog({ app, children }: { readonly app: string; readonly children: ReactNode }): ReactNode {
  const [opened, setOpened] = useState(false);
  return (
    <OpenContext value={() => setOpened(true)}>
      {children}
      <Modal opened={opened} onClose={() => setOpened(false)} size="lg" title={t('grade.objectives.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <ObjectivesForm app={app} />
      </Modal>
    </OpenContext>
  );
}
