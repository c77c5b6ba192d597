import { useQueries, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { copiesOf, copiesWords } from '../../components/copies/copies.ts';
import { PlainText } from '../../components/plain-text.tsx';
import { t } from '../../strings/translate.ts';
import classes from './places.module.css';

/** Of each app, what its copies survive together and what would be the next step. */
export function TakenTogether(): ReactNode {
  const list = useQuery(query.apps.list.queryOptions());
  const apps = (list.data?.apps ?? []).filter(({ platform }) => platform !== 'opened');
  const overviews = useQueries({ queries: apps.map(({ name }) => query.status.overview.queryOptions({ input: { app: name } })) });
  const known = overviews.flatMap(({ data }) => (data === undefined ? [] : [data]));
  if (known.length === 0) return null;
  return (
    <Card title={t('copies.title')}>
      <p className={classes.rule}>{t('copies.rule')}</p>
      <dl className={classes.together}>
        {known.map(({ app, places }) => {
          const { fact, next } = copiesWords(copiesOf(places));
          return (
            <div key={app}>
              <dt>
                <PlainText value={app} longest={60} />
              </dt>
              <dd>
                {fact}
                {next === undefined ? null : <span className={classes.next}> {next}</span>}
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}
