import { Tooltip } from '@mantine/core';
import { IconClock, IconPlayerPause, IconProgress } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNow } from '../../components/when.tsx';
import { clockTime } from '../../strings/age.ts';
import { formatExactly, formatWhen } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { useStatus } from '../data/status.tsx';
import { useApp } from '../use-app.ts';
import classes from './next-backup.module.css';

/** At the foot of the sidebar: when the next backup begins, and why then. */
export function NextBackup({ compact }: { readonly compact: boolean }): ReactNode {
  const app = useApp();
  const status = useStatus();
  const now = useNow();
  const own = status?.apps.find((one) => one.app === app?.name);
  if (app === undefined || status === undefined || own === undefined) return null;
  const running = status.running.some(({ request }) => request.kind === 'backup' && request.app === app.name);
  const paused = status.pausedUntil !== null;
  const { headline, exact } = words();
  const Sign = running ? IconProgress : paused ? IconPlayerPause : IconClock;
  if (compact) {
    return (
      <Tooltip label={`${headline}. ${visible(own.next.why, 200)}`} position="right">
        <span className={classes.compact} tabIndex={0} role="img" aria-label={`${headline}. ${visible(own.next.why, 200)}`}>
          <Sign size="1.125rem" stroke={1.75} aria-hidden />
        </span>
      </Tooltip>
    );
  }
  return (
    <div className={classes.next}>
      <div className={classes.headline} title={exact}>
        {headline}
      </div>
      <div className={classes.why}>{visible(own.next.why, 200)}</div>
    </div>
  );

  function words(): { readonly headline: string; readonly exact?: string } {
    if (running) return { headline: t('shell.running') };
    if (app?.platform === 'opened') return { headline: t('shell.next-opened') };
    if (status?.pausedUntil !== null && status?.pausedUntil !== undefined) return { headline: t('shell.paused-until', { when: clockTime(status.pausedUntil, now) }), exact: formatExactly(status.pausedUntil) };
    const at = own?.next.at ?? null;
    if (at === null) return { headline: t('shell.next-by-hand') };
    // What waits for its turn is not of the past.
    return { headline: t('shell.next-at', { when: Date.parse(at) <= now ? t('time.now') : formatWhen(at, now) }), exact: formatExactly(at) };
  }
}
