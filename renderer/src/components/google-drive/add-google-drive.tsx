import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { t } from '../../strings/translate.ts';
import { ProblemPanel } from '../problem-panel.tsx';
import { useReturnFocus } from '../return-focus.ts';
import { SkeletonLines } from '../skeletons.tsx';
import { FolderStep } from './folder-step.tsx';
import { SignInStep, type TypedClient } from './sign-in-step.tsx';
import { useSignIn } from './use-sign-in.ts';
import { Waiting } from './waiting.tsx';

interface AddGoogleDriveProps {
  /** Names of the places that there are. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

/** A folder of Google Drive becomes a place: sign in, choose the folder, test it. */
export function AddGoogleDrive({ taken, onClose }: AddGoogleDriveProps): ReactNode {
  useReturnFocus();
  return (
    // A click beside it must not throw away what was gone through at Google.
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={t('drive.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Steps taken={taken} onClose={onClose} />
    </Modal>
  );
}

function Steps({ taken, onClose }: AddGoogleDriveProps): ReactNode {
  const about = useQuery(query.places.google.about.queryOptions());
  const { state, begin, stop } = useSignIn();
  const [typed, setTyped] = useState<TypedClient>({ id: '', secret: '' });
  if (about.error !== null) return <ProblemPanel problem={toProblem(about.error)} />;
  if (about.data === undefined) return <SkeletonLines lines={4} />;
  switch (state.kind) {
    case 'idle':
    case 'beginning': {
      const client = typed.id.trim() === '' ? {} : { clientId: typed.id.trim(), clientSecret: typed.secret.trim() };
      return <SignInStep hasClient={about.data.hasClient} state={state} typed={typed} onType={setTyped} onBegin={() => begin(client)} onClose={onClose} />;
    }
    case 'waiting':
      return <Waiting address={state.address} onStop={stop} />;
    case 'signed-in':
      return <FolderStep signIn={state.signIn} finished={state.finished} taken={taken} onOtherAccount={stop} onClose={onClose} />;
  }
}
