import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { SeeReport } from '../../components/report/see-report.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';

/** What went wrong with Holdfast itself, and a report to take along. */
export function Trouble(): ReactNode {
  const { data } = useQuery({ ...query.reports.list.queryOptions(), staleTime: 0 });
  const newest = data?.problems[0];
  return (
    <Card title={t('settings.trouble')}>
      <div className={classes.stack}>
        {data === undefined ? null : (
          <p className={classes.state}>
            <span>
              {newest === undefined ? t('settings.trouble.none') : t('settings.trouble.some', { count: data.problems.length })}
              {newest === undefined ? null : (
                <>
                  {' '}
                  <When at={newest.at} />
                </>
              )}
            </span>
          </p>
        )}
        <p className={classes.text}>{t('settings.trouble.text')}</p>
        <div>
          <SeeReport />
        </div>
      </div>
    </Card>
  );
}
