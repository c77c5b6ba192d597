import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useApps } from '../../app/use-app.ts';
import { t } from '../../strings/translate.ts';
import classes from './step.module.css';

/** Out of the wizard; what was entered is still there on the way back. */
export function LeaveLink(): ReactNode {
  const { apps = [] } = useApps();
  return (
    <Link to={apps.length === 0 ? '/welcome' : '/'} className={classes.leave}>
      {t('onboarding.leave')}
    </Link>
  );
}
