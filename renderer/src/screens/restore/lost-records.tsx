import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RecordName } from '../../components/record/record-name.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import type { Incident } from './incidents.ts';
import classes from './restore.module.css';

const looked = 8;

/** A few of the records that are lost, by what a person calls them. */
export function LostRecords({ app, incident, onForgotten }: { readonly app: string; readonly incident: Incident; readonly onForgotten: () => void }): ReactNode {
  const [table, setTable] = useState(incident.tables[0]?.name ?? '');
  const { data, error } = useQuery(query.restores.lost.queryOptions({ input: { app, incident: incident.id, table, offset: 0, limit: looked }, retry: false }));
  const problem = error === null ? undefined : toProblem(error);
  const isForgotten = problem?.code === 'not-found';
  // The engine was started anew since: it looks again.
  useEffect(() => {
    if (isForgotten) onForgotten();
  }, [isForgotten]);
  return (
    <Card
      title={t('restore.found.look')}
      aside={
        incident.tables.length > 1 ? (
          <Select aria-label={t('restore.found.look.table')} size="xs" allowDeselect={false} value={table} onChange={(next) => setTable(next ?? table)} data={incident.tables.map(({ name }) => ({ value: name, label: visible(name, 60) }))} />
        ) : (
          <bdi>{visible(table, 60)}</bdi>
        )
      }
      flush
    >
      {problem === undefined || isForgotten ? null : (
        <div className={classes.inset}>
          <ProblemPanel problem={problem} />
        </div>
      )}
      {data === undefined ? (
        <div className={classes.inset}>{problem === undefined || isForgotten ? <SkeletonLines lines={5} /> : null}</div>
      ) : (
        <ul className={classes.lost}>
          {data.ids.map((id) => (
            <li key={id} className={classes.lostRow}>
              <RecordName app={app} backup={data.backup} table={table} id={id} />
            </li>
          ))}
          {data.total > data.ids.length ? <li className={classes.lostMore}>{t('restore.found.look.more', { count: formatCount(data.total - data.ids.length) })}</li> : null}
        </ul>
      )}
    </Card>
  );
}
