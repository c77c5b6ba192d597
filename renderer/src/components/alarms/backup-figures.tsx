import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { formatMoment } from '../../strings/moment.ts';
import { formatBytes, formatCount, formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { PlainText } from '../plain-text.tsx';
import { ProblemPanel } from '../problem-panel.tsx';
import { SkeletonLines } from '../skeletons.tsx';
import { useNow } from '../when.tsx';
import classes from './alarms.module.css';

type Figures = NonNullable<Answers['watch']['figures']['figures']>;
type TableFigures = Figures['tables'][number];

/** So many tables that changed are listed; the comparison has them all. */
const mostTables = 12;
const mostNotes = 6;

/** What changed in a backup since the one before it, table by table. */
export function BackupFigures({ app, backup }: { readonly app: string; readonly backup: string }): ReactNode {
  const { data, error, isPending, refetch, isFetching } = useQuery(query.watch.figures.queryOptions({ input: { app, backup } }));
  return (
    <section className={classes.figures} aria-busy={isPending}>
      <h3>{t('figures.title')}</h3>
      {isPending ? <SkeletonLines lines={3} /> : null}
      {error === null ? null : <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch(), loading: isFetching }} />}
      {data === undefined ? null : data.figures === null ? <p className={classes.quiet}>{t('figures.unknown', { why: data.why ?? '' })}</p> : <Measured app={app} figures={data.figures} />}
    </section>
  );
}

function Measured({ app, figures: { comparedWith, tables, size } }: { readonly app: string; readonly figures: Figures }): ReactNode {
  const now = useNow();
  const { data } = useQuery(query.backups.list.queryOptions({ input: { app } }));
  const { usual } = size;
  const took = usual === undefined ? null : <p className={classes.quiet}>{t('figures.took', { time: formatDuration(size.durationMs), usual: formatDuration(usual.durationMs), bytes: formatBytes(size.bytes), usualBytes: formatBytes(usual.bytes) })}</p>;
  if (comparedWith === null) return <p className={classes.quiet}>{t('figures.first')}</p>;
  const startedAt = data?.backups.find(({ id }) => id === comparedWith)?.startedAt;
  const when = startedAt === undefined ? comparedWith : formatMoment(startedAt, now);
  const different = tables.filter(isDifferent).toSorted((a, b) => weight(b) - weight(a));
  if (different.length === 0) {
    return (
      <>
        <p className={classes.quiet}>{t('figures.none', { when })}</p>
        {took}
      </>
    );
  }
  return (
    <>
      <p className={classes.quiet}>{t('figures.since', { when })}</p>
      {took}
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('figures.table')}</th>
              {(['figures.created', 'figures.changed', 'figures.deleted'] as const).map((key) => (
                <th key={key} scope="col" className={classes.number}>
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {different.slice(0, mostTables).map((table) => (
              <tr key={table.name}>
                <th scope="row">
                  <PlainText value={table.name} longest={80} />
                  <Notes table={table} />
                </th>
                <Count count={table.created} />
                <Count count={table.changed} />
                <Count count={table.deleted} isLoss />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {different.length > mostTables ? <p className={classes.quiet}>{t('figures.more', { count: different.length - mostTables })}</p> : null}
    </>
  );
}

function isDifferent(table: TableFigures): boolean {
  return table.state !== 'compared' || !table.isWhole || table.created !== 0 || table.changed !== 0 || table.deleted !== 0 || notesOf(table).length > 0;
}

/** What was lost comes first. */
function weight({ state, deleted, blanked, created, changed }: TableFigures): number {
  const lost = (deleted ?? 0) + blanked.reduce((sum, { records }) => sum + records, 0);
  return (state === 'compared' ? 0 : 1e12) + lost * 1e6 + (created ?? 0) + (changed ?? 0);
}

function Count({ count, isLoss = false }: { readonly count: number | null; readonly isLoss?: boolean }): ReactNode {
  const name = [classes.number, isLoss && count !== null && count > 0 ? classes.lost : undefined].filter(Boolean).join(' ');
  return <td className={name}>{count === null ? t('figures.not-known') : count === 0 ? '–' : formatCount(count)}</td>;
}

function Notes({ table }: { readonly table: TableFigures }): ReactNode {
  const notes = notesOf(table).slice(0, mostNotes);
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes}>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

function notesOf({ state, isWhole, blanked, appeared, vanished, typeChanges, machineMade }: TableFigures): readonly string[] {
  return [
    ...(state === 'new' ? [t('figures.new-table')] : []),
    ...(state === 'gone' ? [t('figures.gone')] : []),
    ...(state === 'unread' ? [t('figures.unread')] : []),
    ...(state === 'compared' && !isWhole ? [t('figures.not-whole')] : []),
    ...vanished.map((field) => t('figures.vanished', { field })),
    ...blanked.filter(({ field }) => !vanished.includes(field)).map(({ field, records }) => t('figures.blanked', { field, count: records })),
    ...typeChanges.map(({ field, from, to }) => t('figures.type', { field, from, to })),
    ...(machineMade.records === 0 ? [] : [t('figures.machine-made', { count: machineMade.records })]),
    ...appeared.map((field) => t('figures.appeared', { field })),
  ];
}
