import { IconUrgent } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStatus } from '../../app/data/status.tsx';
import { LinkButton } from '../links.tsx';
import { t } from '../../strings/translate.ts';
import classes from './open-note.module.css';
import { clockFace, useElapsed } from './use-elapsed.ts';

/** That an emergency is open, with its clock, while it is. */
export function EmergencyNote({ app }: { readonly app: string }): ReactNode {
  const open = useStatus()?.apps.find((one) => one.app === app)?.emergency;
  return open === undefined ? null : <Note app={app} since={open.startedAt} />;
}

function Note({ app, since }: { readonly app: string; readonly since: string }): ReactNode {
  const time = clockFace(useElapsed(since));
  return (
    <div className={classes.note}>
      <IconUrgent size="1.25rem" stroke={1.75} className={classes.sign} aria-hidden />
      <p className={classes.words}>{t('emergency.note', { time })}</p>
      <LinkButton color="alarm" to="/app/$app/emergency" params={{ app }}>
        {t('emergency.note.open')}
      </LinkButton>
    </div>
  );
}
