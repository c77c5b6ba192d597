import { Button, CopyButton, Drawer, Tabs } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { useReturnFocus } from '../../../components/return-focus.ts';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { t } from '../../../strings/translate.ts';
import type { Tables } from '../tables.ts';
import { fieldsIn, nameOf, readableJson } from '../model/records.ts';
import type { ChangeAddress } from '../use-address.ts';
import { RecordFieldList } from './record-fields.tsx';
import { RecordHistory } from './record-history.tsx';
import classes from './record.module.css';

interface RecordDrawerProps {
  readonly app: string;
  readonly tables: Tables;
  readonly table: string;
  readonly id: string;
  readonly change: ChangeAddress;
}

/** One record of the backup: all it holds, and what it was in the others. */
export function RecordDrawer({ app, tables, table, id, change }: RecordDrawerProps): ReactNode {
  useReturnFocus();
  const { data, error, refetch } = useQuery(query.data.record.queryOptions({ input: { app, backup: tables.backup, table, id } }));
  const [chosenTab, setTab] = useState<string | null>(null);
  const record = data?.record;
  const fields = record === undefined ? undefined : fieldsIn(record);
  const name = fields === undefined ? undefined : nameOf(fields);
  const isAbsent = data !== undefined && record === undefined;
  const known = tables.tables.find((each) => each.name === table);
  const tab = chosenTab ?? (isAbsent ? 'history' : 'fields');
  return (
    <Drawer.Root opened onClose={() => change({ record: undefined })} position="right" size="min(38rem, 94vw)" transitionProps={{ duration: 120 }} classNames={{ content: classes.drawer, header: classes.header }}>
      <Drawer.Overlay backgroundOpacity={0.25} />
      <Drawer.Content>
        <Drawer.Header>
          <div className={classes.heading}>
            <Drawer.Title className={classes.title}>
              <PlainText value={name ?? id} longest={120} />
            </Drawer.Title>
            <p className={classes.sub}>
              <PlainText value={table} longest={60} />
              {name === undefined ? null : (
                <>
                  {' · '}
                  <PlainText value={id} longest={60} />
                </>
              )}
            </p>
          </div>
          {record === undefined ? null : (
            <CopyButton value={readableJson(record.json)}>
              {({ copied, copy }) => (
                <Button variant="default" size="xs" leftSection={copied ? <IconCheck size="1rem" /> : <IconCopy size="1rem" />} onClick={copy}>
                  {copied ? t('common.copied') : t('data.record.copy-json')}
                </Button>
              )}
            </CopyButton>
          )}
          <Drawer.CloseButton aria-label={t('data.record.close')} />
        </Drawer.Header>
        <Drawer.Body>
          {error === null ? null : <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch() }} />}
          {isAbsent ? (
            <div className={classes.absent}>
              <p>
                <b>{t('data.record.absent')}</b> {known !== undefined && known.status !== 'complete' ? t('data.record.absent.incomplete') : t('data.record.absent.text')}
              </p>
            </div>
          ) : null}
          <Tabs value={tab} onChange={setTab} keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="fields" disabled={isAbsent}>
                {t('data.record.fields')}
              </Tabs.Tab>
              <Tabs.Tab value="history">{t('data.record.history')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="fields" className={classes.panel}>
              {fields === undefined ? (
                data === undefined && error === null ? <SkeletonLines lines={8} /> : null
              ) : (
                <RecordFieldList fields={fields} columns={known?.fields ?? []} own={{ id, table }} app={app} tables={tables} onOpen={(to) => change({ table: to.table, record: to.id, ...(to.table === table ? {} : { sort: undefined, filters: undefined, within: undefined }) })} />
              )}
            </Tabs.Panel>
            <Tabs.Panel value="history" className={classes.panel}>
              <RecordHistory app={app} table={table} id={id} columns={known?.fields ?? []} shown={tables.backup} onBackup={(backup) => change({ backup })} />
            </Tabs.Panel>
          </Tabs>
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
