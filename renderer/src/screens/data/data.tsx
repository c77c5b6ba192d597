import { Button } from '@mantine/core';
import { IconDatabase, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useApp } from '../../app/use-app.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import { formatMoment } from './as-of.ts';
import { BackupPicker } from './backup-picker.tsx';
import { SearchBox } from './find/search-box.tsx';
import { SearchResults } from './find/search-results.tsx';
import { IndexNote } from './index-note.tsx';
import { TableList } from './table-list.tsx';
import { TableView } from './table-view.tsx';
import { useAddress } from './use-address.ts';
import classes from './data.module.css';
import type { Table } from './tables.ts';

const RecordDrawer = lazy(async () => ({ default: (await import('./record/record-drawer.tsx')).RecordDrawer }));
const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog.tsx')).ExportDialog }));


/** A copy to look at of any backup: tables, records, search over everything. Asks nothing of the app itself. */
export function Data(): ReactNode {
  const app = useApp();
  return app === undefined ? (
    <Screen title={t('data.title')} sentence={t('data.title')}>
      <SkeletonLines lines={6} />
    </Screen>
  ) : (
    <DataOf key={app.name} app={app.name} />
  );
}

function DataOf({ app }: { readonly app: string }): ReactNode {
  const [address, change] = useAddress();
  const list = useQuery(query.backups.list.queryOptions({ input: { app } }));
  const backup = address.backup ?? 'latest';
  const hasNone = list.data?.backups.length === 0;
  const tables = useQuery(query.data.tables.queryOptions({ input: { app, backup }, enabled: !hasNone, placeholderData: (before) => before }));
  const [exporting, setExporting] = useState(false);

  if (hasNone) {
    return (
      <Screen title={t('data.title')} app={app} sentence={t('data.sentence.none')}>
        <EmptyState icon={IconDatabase} title={t('data.none')}>
          {t('data.none.text')}
        </EmptyState>
      </Screen>
    );
  }
  const shown = tables.data;
  const chooseTable = (name: string): void => change({ table: name, sort: undefined, filters: undefined, within: undefined, record: undefined });
  const table = shown === undefined ? undefined : chosenTable(shown.tables, address.table);
  return (
    <Screen
      title={t('data.title')}
      app={app}
      sentence={shown === undefined ? t('data.title') : t('data.sentence', { when: formatMoment(shown.startedAt) })}
      actions={
        <>
          <BackupPicker backups={list.data?.backups ?? []} chosen={address.backup} onChoose={(chosen) => change({ backup: chosen })} />
          <Button variant="default" leftSection={<IconDownload size="1.125rem" stroke={1.75} />} disabled={shown === undefined} onClick={() => setExporting(true)}>
            {t('data.export')}
          </Button>
        </>
      }
    >
      {tables.error === null ? null : <ProblemPanel problem={toProblem(tables.error)} action={{ label: t('common.try-again'), onClick: () => void tables.refetch() }} />}
      <SearchBox words={address.words ?? ''} everywhen={address.everywhen === true} isReady={shown?.index.state === 'ready'} onWords={(words) => change({ words: words === '' ? undefined : words, ...(words === '' ? { everywhen: undefined } : {}) }, 'replace')} onEverywhen={(on) => change({ everywhen: on ? true : undefined }, 'replace')} />
      {shown === undefined ? null : <IndexNote index={shown.index} onNewest={() => change({ backup: undefined })} />}
      <div className={classes.workspace}>
        {shown === undefined ? (
          tables.error === null ? <div className={classes.loading}><SkeletonLines lines={8} /></div> : null
        ) : address.words !== undefined && shown.index.state === 'ready' ? (
          <SearchResults app={app} backup={shown.backup} words={address.words} everywhen={address.everywhen === true} onOpen={(hit) => change({ table: hit.table, record: hit.id })} onEverywhen={() => change({ everywhen: true }, 'replace')} onLeave={() => change({ words: undefined, everywhen: undefined })} />
        ) : (
          <>
            <TableList tables={shown.tables} chosen={table?.name} onChoose={chooseTable} />
            <TableView key={table?.name} app={app} backup={shown.backup} index={shown.index} tables={shown.tables} onTable={chooseTable} table={table} wanted={address.table} address={address} change={change} />
          </>
        )}
      </div>
      <Suspense fallback={null}>
        {shown === undefined || address.record === undefined || (address.table ?? table?.name) === undefined ? null : (
          <RecordDrawer app={app} tables={shown} table={address.table ?? table?.name ?? ''} id={address.record} change={change} />
        )}
        {exporting && shown !== undefined ? <ExportDialog app={app} tables={shown} table={table} address={address} onClose={() => setExporting(false)} /> : null}
      </Suspense>
    </Screen>
  );
}

/** The table in the address, else the first that holds anything. A table that is not there stays not there. */
function chosenTable(tables: readonly Table[], wanted: string | undefined): Table | undefined {
  if (wanted !== undefined) return tables.find(({ name }) => name === wanted);
  return tables.find(({ records }) => records > 0) ?? tables[0];
}
