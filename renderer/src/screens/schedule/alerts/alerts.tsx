import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { query } from '../../../app/data/queries.ts';
import classes from './alerts.module.css';
import { Channels } from './channels.tsx';
import { OpenAlerts } from './open-alerts.tsx';

/** What is open, before everything else of the screen. */
export function AlertsFirst({ app }: { readonly app: string }): ReactNode {
  return useIsOpen(app) ? (
    <div className={classes.first}>
      <OpenAlerts app={app} />
    </div>
  ) : null;
}

function useIsOpen(app: string): boolean {
  const { data } = useQuery(query.alerts.list.queryOptions({ input: { app } }));
  return data !== undefined && data.open.length > 0;
}

/** That nothing is open, and who hears when something is. */
export function Alerts({ app }: { readonly app: string }): ReactNode {
  const isOpen = useIsOpen(app);
  return (
    <div className={classes.both}>
      {isOpen ? null : <OpenAlerts app={app} />}
      <Channels />
    </div>
  );
}
