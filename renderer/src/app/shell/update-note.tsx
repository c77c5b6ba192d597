import { Tooltip, VisuallyHidden } from '@mantine/core';
import { IconArrowUpCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { useUpdates } from '../data/updates.tsx';
import classes from './update-note.module.css';

/** Above the next backup, and quiet: a new version waits. Nothing is said of one that was put off. */
export function UpdateNote({ compact }: { readonly compact: boolean }): ReactNode {
  const update = useUpdates()?.update;
  if (update?.stage !== 'ready' || update.laterUntil !== undefined || update.held !== undefined) return null;
  return (
    <Tooltip label={t('updates.note')} position="right" disabled={!compact}>
      <Link to="/settings" hash="updates" className={classes.note} data-compact={compact}>
        <IconArrowUpCircle size="1.125rem" stroke={1.75} aria-hidden />
        {compact ? <VisuallyHidden>{t('updates.note')}</VisuallyHidden> : t('updates.note')}
      </Link>
    </Tooltip>
  );
}
