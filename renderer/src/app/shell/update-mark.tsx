import { VisuallyHidden } from '@mantine/core';
import { IconCircleArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { useUpdates } from '../data/updates.tsx';
import classes from './navigation-links.module.css';

/** Beside Settings, and quiet: a new version of Holdfast waits. Nothing is said of one that was put off. */
export function UpdateMark(): ReactNode {
  const update = useUpdates()?.update;
  if (update?.stage !== 'ready' || update.laterUntil !== undefined || update.held !== undefined) return null;
  return (
    <span className={classes.mark} title={t('updates.mark')}>
      <IconCircleArrowUp size="1.125rem" stroke={1.75} aria-hidden />
      <VisuallyHidden>{t('updates.mark')}</VisuallyHidden>
    </span>
  );
}
