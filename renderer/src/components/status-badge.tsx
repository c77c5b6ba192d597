import { type Icon, IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconClockPause, IconHandStop, IconPlayerPause, IconProgress } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../strings/translate.ts';
import classes from './status-badge.module.css';

export type StatusKind = 'running' | 'done' | 'verified' | 'incomplete' | 'failed' | 'cancelled' | 'interrupted' | 'paused' | 'needs-you' | 'unreadable';

const looks = {
  running: { icon: IconProgress, tone: 'accent' },
  done: { icon: IconCircleCheck, tone: 'safe' },
  verified: { icon: IconCircleCheck, tone: 'safe' },
  incomplete: { icon: IconAlertTriangle, tone: 'attention' },
  failed: { icon: IconCircleX, tone: 'alarm' },
  cancelled: { icon: IconHandStop, tone: 'quiet' },
  interrupted: { icon: IconClockPause, tone: 'attention' },
  paused: { icon: IconPlayerPause, tone: 'quiet' },
  'needs-you': { icon: IconAlertTriangle, tone: 'attention' },
  unreadable: { icon: IconCircleDashed, tone: 'alarm' },
} as const satisfies Record<StatusKind, { readonly icon: Icon; readonly tone: string }>;

/** A state as a sign and a word: never as a colour alone. `word` replaces the usual word. */
export function StatusBadge({ status, word }: { readonly status: StatusKind; readonly word?: string }): ReactNode {
  const { icon: Sign, tone } = looks[status];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Sign size="1em" stroke={2} aria-hidden />
      {word ?? t(`state.${status}`)}
    </span>
  );
}
