import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { query } from '../../app/data/queries.ts';
import { t } from '../../strings/translate.ts';
import { type Alarm, alarmTitle } from './alarm-words.ts';
import classes from './alarms.module.css';

/** Alarms by the backup in which each shows first. */
export function useAlarmsByBackup(app: string): ReadonlyMap<string, readonly Alarm[]> {
  const { data } = useQuery(query.watch.alarms.queryOptions({ input: { app } }));
  const all = data === undefined ? [] : [...data.open, ...data.answered];
  return Map.groupBy(all.filter(({ snapshot }) => snapshot !== undefined), ({ snapshot }) => snapshot ?? '');
}

/** Stands beside a backup in which something was lost. */
export function AlarmMark({ alarms }: { readonly alarms: readonly Alarm[] | undefined }): ReactNode {
  if (alarms === undefined || alarms.length === 0) return null;
  const isMeant = alarms.every(({ answer }) => answer?.as === 'expected');
  const words = `${t(isMeant ? 'alarm.mark.answered' : 'alarm.mark')}: ${alarms.map(alarmTitle).join('; ')}`;
  return <IconAlertTriangleFilled className={classes.mark} data-answered={isMeant ? '' : undefined} size="0.875rem" role="img" aria-label={words} title={words} />;
}
