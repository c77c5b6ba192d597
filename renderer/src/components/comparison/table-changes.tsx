import { Button } from '@mantine/core';
import { IconAlertTriangle, IconEraser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { PlainText } from '../plain-text.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './table-changes.module.css';
import { byWeight, hasNews, isUnsure, type TableDiff } from './verdict.ts';
import { node, withNodes } from '../with-nodes.tsx';

const blanksAtOnce = 3;

export type ChangeKind = 'created' | 'changed' | 'deleted';

interface TableChangesProps {
  readonly app: string;
  readonly from: string;
  readonly to: string;
  readonly tables: readonly TableDiff[];
}

/** What happened in each table, losses first. Every figure leads to its records. */
export function TableChanges({ app, from, to, tables }: TableChangesProps): ReactNode {
  const [all, setAll] = useState(false);
  const news = byWeight(tables).filter(hasNews);
  const quiet = tables.filter((table) => !hasNews(table));
  const remarks = news.filter((table) => table.note !== undefined || table.fieldsGone.length > 0 || isUnsure(table));
  return (
    <>
      {/* A wide table scrolls by itself and not the page; by keyboard as well. */}
      <div className={classes.scroller} tabIndex={0} role="region" aria-label={t('compare.table.label')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('compare.table')}</th>
              <th scope="col">{t('compare.created')}</th>
              <th scope="col">{t('compare.changed')}</th>
              <th scope="col">{t('compare.deleted')}</th>
              <th scope="col">{t('compare.blank')}</th>
            </tr>
          </thead>
          <tbody>
            {news.map((table) => (
              <tr key={table.name}>
                <th scope="row">
                  <PlainText value={table.name} longest={80} />
                  {isUnsure(table) ? (
                    <span className={classes.unsure}>
                      <IconAlertTriangle size="0.75rem" stroke={2} aria-hidden /> {t('compare.not-whole')}
                    </span>
                  ) : null}
                </th>
                <td>
                  <Figure app={app} from={from} to={to} table={table} change="created" />
                </td>
                <td>
                  <Figure app={app} from={from} to={to} table={table} change="changed" />
                </td>
                <td>
                  <Figure app={app} from={from} to={to} table={table} change="deleted" />
                </td>
                <td>
                  <Blanks table={table} />
                </td>
              </tr>
            ))}
            {all
              ? quiet.map((table) => (
                  <tr key={table.name}>
                    <th scope="row">
                      <PlainText value={table.name} longest={80} />
                    </th>
                    <td className={classes.none}>–</td>
                    <td className={classes.none}>–</td>
                    <td className={classes.none}>–</td>
                    <td className={classes.none}>–</td>
                  </tr>
                ))
              : null}
          </tbody>
        </table>
      </div>
      {remarks.length === 0 ? null : (
        <ul className={classes.remarks}>
          {remarks.map((table) => (
            <Remark key={table.name} table={table} />
          ))}
        </ul>
      )}
      {quiet.length === 0 ? null : (
        <div className={classes.quiet}>
          <span>{t('compare.quiet', { count: quiet.length })}</span>
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(!all)} aria-expanded={all}>
            {t(all ? 'compare.quiet.hide' : 'compare.quiet.show')}
          </Button>
        </div>
      )}
    </>
  );
}

function Figure({ app, from, to, table, change }: Omit<TableChangesProps, 'tables'> & { readonly table: TableDiff; readonly change: ChangeKind }): ReactNode {
  const count = table[change];
  if (count === 0) return <span className={classes.none}>–</span>;
  return (
    <Link to="/app/$app/compare" params={{ app }} search={{ from, to, table: table.name, change }} className={classes.figure} data-change={change} aria-label={t(`compare.${change}.of`, { count, table: table.name })}>
      {t(`compare.${change}.figure`, { count })}
    </Link>
  );
}

function Blanks({ table }: { readonly table: TableDiff }): ReactNode {
  const blanks = table.blankedFields.toSorted((a, b) => b.records - a.records);
  if (blanks.length === 0) return <span className={classes.none}>–</span>;
  return (
    <>
      {blanks.slice(0, blanksAtOnce).map(({ field, records }) => (
        <span key={field} className={classes.blank}>
          <IconEraser size="0.875rem" stroke={1.75} aria-hidden />
          <PlainText value={field} longest={40} /> {formatCount(records)}
        </span>
      ))}
      {blanks.length > blanksAtOnce ? <span className={classes.blank}>{t('compare.more-fields', { count: blanks.length - blanksAtOnce })}</span> : null}
    </>
  );
}

function Remark({ table }: { readonly table: TableDiff }): ReactNode {
  const name = <PlainText value={table.name} longest={80} />;
  return (
    <li>
      {table.fieldsGone.map((field) => (
        <p key={field}>{withNodes(t('compare.field-gone', { field: node('field') }), { field: <strong>{name}.<PlainText value={field} longest={80} /></strong> })}</p>
      ))}
      {table.note === undefined ? null : (
        <p>
          <strong>{name}</strong>: <PlainText value={table.note} longest={800} expandable />
        </p>
      )}
      {table.note === undefined && table.unsure !== undefined ? (
        <p>
          <strong>{name}</strong>: {t('compare.unsure', { created: formatCount(table.unsure.created), deleted: formatCount(table.unsure.deleted) })}
        </p>
      ) : null}
    </li>
  );
}
