import { Button, Select } from '@mantine/core';
import { IconFilterOff, IconTableOff, IconTable } from '@tabler/icons-react';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import type { Table, Tables } from './tables.ts';
import { ColumnChooser } from './find/column-chooser.tsx';
import { FilterChips } from './find/filter-chips.tsx';
import { FilterMaker } from './find/filter-maker.tsx';
import { WithinBox } from './find/within-box.tsx';
import { columnsOf } from './grid/columns.ts';
import { Grid, type GridView } from './grid/grid.tsx';
import { useColumnChoice } from './grid/use-column-choice.ts';
import { useWindows } from './grid/use-windows.ts';
import type { DataAddress } from './model/address.ts';
import { fieldsIn, valueOf } from './model/records.ts';
import { showValue } from './model/shown-value.ts';
import { hintOf } from './value.tsx';
import type { ChangeAddress } from './use-address.ts';
import classes from './table-view.module.css';

interface TableViewProps {
  readonly app: string;
  readonly backup: string;
  readonly index: Tables['index'];
  readonly tables: readonly Table[];
  readonly table: Table | undefined;
  /** The table that the address asks for, also where this backup does not have it. */
  readonly wanted: string | undefined;
  readonly address: DataAddress;
  readonly change: ChangeAddress;
  readonly onTable: (name: string) => void;
}

/** One table: what it is, what is looked for in it, and its records. */
export function TableView({ table, wanted, ...props }: TableViewProps): ReactNode {
  if (table === undefined) {
    return (
      <div className={classes.view}>
        <EmptyState icon={IconTableOff} title={wanted === undefined ? t('data.table.none') : t('data.table.gone', { table: wanted })}>
          {null}
        </EmptyState>
      </div>
    );
  }
  return <ShownTable {...props} table={table} />;
}

/** What is asked of a table: only where the backup is searchable, since nothing else can answer it. */
export function askedOf(address: DataAddress, isReady: boolean): Pick<DataAddress, 'sort' | 'filters' | 'within'> {
  const { sort, filters, within } = address;
  return isReady ? { ...(sort === undefined ? {} : { sort }), ...(filters === undefined ? {} : { filters }), ...(within === undefined ? {} : { within }) } : {};
}

function ShownTable({ app, backup, index, tables, table, address, change, onTable }: Omit<TableViewProps, 'table' | 'wanted'> & { readonly table: Table }): ReactNode {
  const isReady = index.state === 'ready';
  const { sort, filters, within } = askedOf(address, isReady);
  const isNarrowed = filters !== undefined || within !== undefined;
  const key = JSON.stringify([app, backup, table.name, sort, filters, within]);
  const windows = useWindows({
    key,
    ...(isNarrowed ? {} : { expectedTotal: table.records }),
    fetchPage: (offset, limit, signal) =>
      engine.data.page(
        { app, backup, table: table.name, offset, limit, ...(sort === undefined ? {} : { sort }), ...(filters === undefined ? {} : { filters: [...filters] }), ...(within === undefined ? {} : { words: within }) },
        { signal },
      ),
  });
  const [choice, setChoice] = useColumnChoice(app, table.name);
  const columns = useMemo(() => columnsOf(table.fields, choice), [table.fields, choice]);
  const [view, setView] = useState<GridView>({ first: 0, end: 0 });
  const openId = address.record;
  const onOpen = useCallback((line: { readonly id: string }) => change({ table: table.name, record: line.id }), [change, table.name]);
  const onResize = useCallback((field: string, width: number) => setChoice((before) => ({ ...before, widths: { ...before.widths, [field]: width } })), [setChoice]);
  const onSort = useCallback((field: string) => change({ sort: nextSort(sort, field) }, 'replace'), [change, sort]);
  const clear = (): void => change({ filters: undefined, within: undefined });
  return (
    <section className={classes.view} aria-label={visible(table.name, 80)}>
      <div className={classes.bar}>
        <h2 className={classes.name}>
          <PlainText value={table.name} longest={60} />
        </h2>
        <Select className={classes.pick} size="sm" aria-label={t('data.tables')} leftSection={<IconTable size="1rem" stroke={1.75} aria-hidden />} data={tables.map(({ name, records }) => ({ value: name, label: `${visible(name, 60)} · ${formatCount(records)}` }))} value={table.name} allowDeselect={false} onChange={(next) => next !== null && onTable(next)} />
        <span className={classes.count}>{table.status === 'failed' ? '' : isNarrowed ? (windows.isFirstUnderWay ? '' : t('data.grid.match', { count: windows.total ?? 0 })) : t('count.records', { count: windows.total ?? 0 })}</span>
        <div className={classes.tools}>
          <WithinBox table={table.name} isReady={isReady} within={within ?? ''} onWithin={(words) => change({ within: words === '' ? undefined : words }, 'replace')} onId={(id) => change({ table: table.name, record: id })} />
          <FilterMaker fields={table.fields} isReady={isReady} onAdd={(filter) => change({ filters: [...(filters ?? []), filter] })} />
          <ColumnChooser fields={table.fields} choice={choice} onChoice={setChoice} />
        </div>
      </div>
      {filters === undefined ? null : <FilterChips filters={filters} onRemove={(gone) => change({ filters: filters.filter((filter) => filter !== gone) })} />}
      {table.status !== 'incomplete' ? null : (
        <p className={classes.lacking}>
          <b>{t('data.table.incomplete.text')}</b> {table.reason === undefined ? null : <PlainText value={table.reason} />}
        </p>
      )}
      {windows.problem !== undefined ? (
        <div className={classes.inside}>
          <ProblemPanel problem={toProblem(windows.problem)} action={{ label: t('common.try-again'), onClick: () => windows.retry() }} />
        </div>
      ) : !windows.isFirstUnderWay && windows.total === 0 ? (
        isNarrowed ? (
          <EmptyState icon={IconFilterOff} title={t('data.table.no-match')} action={<Button variant="default" onClick={clear}>{t('data.table.clear')}</Button>}>
            {t('data.table.no-match.text')}
          </EmptyState>
        ) : table.status === 'failed' ? (
          <EmptyState icon={IconTableOff} title={t('data.table.failed.title')}>
            {t('data.table.failed.text')} {table.reason === undefined ? null : <PlainText value={table.reason} />}
          </EmptyState>
        ) : table.status === 'complete' ? (
          <EmptyState icon={IconTable} title={t('data.table.empty')}>
            {t('data.table.empty.text')}
          </EmptyState>
        ) : null
      ) : (
        <Grid key={JSON.stringify([sort, filters, within])} of={key} label={t('data.grid', { table: table.name })} columns={columns} windows={windows} sort={sort} onSort={isReady ? onSort : undefined} onResize={onResize} onOpen={onOpen} openId={openId} onView={setView} />
      )}
      {windows.total === 0 ? null : <Foot view={view} total={windows.total ?? 0} />}
    </section>
  );
}

/** First upwards, then downwards, then as the table has it. */
function nextSort(sort: DataAddress['sort'], field: string): DataAddress['sort'] {
  if (sort?.field !== field) return { field, descending: false };
  return sort.descending ? undefined : { field, descending: true };
}

/** Where one is, and all of the cell one is on: for those who do not hover. */
function Foot({ view, total }: { readonly view: GridView; readonly total: number }): ReactNode {
  const { active } = view;
  const value = active?.line === undefined ? undefined : valueOf(fieldsIn(active.line), active.field);
  const hint = active?.line === undefined ? undefined : (hintOf(showValue(value, undefined)) ?? String(value));
  return (
    <footer className={classes.foot}>
      <span className={classes.active}>
        {active === undefined ? t('data.grid.keys') : (
          <>
            <b>
              <PlainText value={active.field} longest={60} />
            </b>{' '}
            {hint === undefined ? null : <PlainText value={hint} longest={200} />}
          </>
        )}
      </span>
      {total === 0 || view.end === 0 ? null : <span>{t('data.grid.rows', { first: view.first + 1, last: view.end, total })}</span>}
    </footer>
  );
}
