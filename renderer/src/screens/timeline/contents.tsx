import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { PlainText } from '../../components/plain-text.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './contents.module.css';

type Detail = Answers['backups']['describe'];

/** Beyond so many tables the rest is shown when asked for. */
const tablesAtOnce = 60;

/** What a backup holds, and what it does not: both are said, the second as plainly as the first. */
export function Contents({ detail }: { readonly detail: Detail }): ReactNode {
  const [all, setAll] = useState(false);
  const lackingFirst = detail.tables.toSorted((a, b) => Number(a.status === 'complete') - Number(b.status === 'complete') || b.records - a.records);
  const tables = all ? lackingFirst : lackingFirst.slice(0, tablesAtOnce);
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('timeline.table')}</th>
            <th scope="col" className={classes.number}>
              {t('timeline.fact.records')}
            </th>
          </tr>
        </thead>
        <tbody>
          {tables.map((table) => (
            <tr key={table.name}>
              <th scope="row">
                <PlainText value={table.name} longest={120} />
                {table.status === 'complete' ? null : <Lacking table={table} />}
              </th>
              <td className={classes.number}>{table.status === 'failed' ? '–' : formatCount(table.records)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {tables.length < detail.tables.length ? (
        <div className={classes.more}>
          <Button variant="subtle" onClick={() => setAll(true)}>
            {t('timeline.all-tables', { count: detail.tables.length })}
          </Button>
        </div>
      ) : null}
      {detail.warnings.length === 0 ? null : (
        <section className={classes.section}>
          <h3>{t('timeline.warnings')}</h3>
          <ul>
            {detail.warnings.map((warning) => (
              <li key={warning}>
                <PlainText value={warning} longest={600} expandable />
              </li>
            ))}
          </ul>
        </section>
      )}
      {detail.coverage.length === 0 ? null : (
        <section className={classes.section}>
          <h3>{t('timeline.not-covered')}</h3>
          <ul>
            {detail.coverage.map(({ what, why, nextStep }) => (
              <li key={what}>
                <strong>
                  <PlainText value={what} />
                </strong>
                <div className={classes.why}>
                  <PlainText value={why} longest={600} expandable />
                </div>
                {nextStep === undefined ? null : (
                  <div>
                    <PlainText value={nextStep} longest={600} expandable />
                  </div>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Lacking({ table }: { readonly table: Detail['tables'][number] }): ReactNode {
  const failed = table.status === 'failed';
  const Sign = failed ? IconCircleX : IconAlertTriangle;
  return (
    <span className={classes.lacking} data-tone={failed ? 'alarm' : 'attention'}>
      <Sign size="0.875rem" stroke={2} aria-hidden />
      <span>
        {t(failed ? 'timeline.table.failed' : 'timeline.table.incomplete')}
        {table.reason === undefined ? null : (
          <>
            {' '}
            <PlainText value={table.reason} longest={400} expandable />
          </>
        )}
      </span>
    </span>
  );
}
