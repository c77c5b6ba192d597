import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { useBegin } from './use-begin.ts';

interface UndoDialogProps {
  readonly app: string;
  readonly restore: string;
  /** The app that it was brought into. */
  readonly into: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Asks before a restore is taken back. */
export function UndoDialog({ app, restore, into, opened, onClose }: UndoDialogProps): ReactNode {
  const { begin, busy, problem } = useBegin(app);
  return (
    <ConfirmDialog opened={opened} title={t('restore.undo.title')} confirm={t('restore.undo.do')} loading={busy} onConfirm={() => begin({ kind: 'undo', app, restore, ...(into === app ? {} : { into }) })} onClose={onClose}>
      <Text>{t('restore.undo.text')}</Text>
      {problem === undefined ? null : <ProblemPanel problem={problem} />}
    </ConfirmDialog>
  );
}
