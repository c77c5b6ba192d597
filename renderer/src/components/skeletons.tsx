import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../strings/translate.ts';
import classes from './skeletons.module.css';

/** Lines of text to come. Screens draw their own shape with Mantine's Skeleton where it matters. */
export function SkeletonLines({ lines = 3 }: { readonly lines?: number }): ReactNode {
  return (
    <div className={classes.lines} role="status" aria-label={t('common.loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={12} width={`${92 - ((line * 23) % 45)}%`} />
      ))}
    </div>
  );
}

/** A whole screen to come: its sentence and a few cards. */
export function SkeletonScreen(): ReactNode {
  return (
    <div className={classes.screen} role="status" aria-label={t('common.loading')}>
      <Skeleton height={28} width="55%" radius="md" />
      <Skeleton height={150} radius="var(--hf-radius-card)" />
      <Skeleton height={220} radius="var(--hf-radius-card)" />
    </div>
  );
}
