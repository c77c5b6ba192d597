import type { ReactNode } from 'react';
import classes from './alerts.module.css';
import { Channels } from './channels.tsx';
import { OpenAlerts } from './open-alerts.tsx';

/** What is wrong, and who hears of it. */
export function Alerts({ app }: { readonly app: string }): ReactNode {
  return (
    <div className={classes.both}>
      <OpenAlerts app={app} />
      <Channels />
    </div>
  );
}
